/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The formats of `check --format NAME`: a line of the table in format.c each, and a
 * function that says the gate's judgement in it. Help and the command walk the table. The
 * same judgement is the same bytes: no times, and no directories but those that the user
 * gave.
 */
#ifndef XNB_ANALYSIS_CHECK_FORMAT_H
#define XNB_ANALYSIS_CHECK_FORMAT_H

#include "analysis/check/check.h"
#include "base/buf.h"
#include "base/error.h"

struct xnb_gate_format {
	const char *name; /* as the user types it */
	const char *what; /* a few words for --help */
	const char *file; /* what it is called beside the runs: "check.xml" */
	/* Appends the whole document to `text`. Without `all` people are spared the many
	 * paths that differ least; programs get everything. */
	int (*write)(struct xnb_buf *text, const struct xnb_gate *gate, bool all,
	             struct xnb_error *err);
};

/* Ends with a NULL name; the first is what is made where none is asked for. */
extern const struct xnb_gate_format xnb_gate_formats[];

/* NULL where there is none of that name. */
const struct xnb_gate_format *xnb_gate_format_find(const char *name);

/* "text, json, junit": for messages and --help. */
void xnb_gate_format_names(struct xnb_buf *text);

/* Writes all of the judgement in each format to a file in `dir`, replacing what an
 * earlier one left. */
int xnb_gate_write_files(const char *dir, const struct xnb_gate *gate,
                         struct xnb_error *err);

int xnb_gate_write_text(struct xnb_buf *text, const struct xnb_gate *gate, bool all,
                        struct xnb_error *err);
int xnb_gate_write_json(struct xnb_buf *text, const struct xnb_gate *gate, bool all,
                        struct xnb_error *err);
int xnb_gate_write_junit(struct xnb_buf *xml, const struct xnb_gate *gate, bool all,
                         struct xnb_error *err);

#endif
