/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The formats of `compare --format NAME`: a line of the table in compare_format.c each,
 * and a function that says the comparison in it. Help and the command walk the table.
 */
#ifndef XNB_ANALYSIS_COMPARE_FORMAT_H
#define XNB_ANALYSIS_COMPARE_FORMAT_H

#include "analysis/compare/compare.h"
#include "base/buf.h"
#include "base/error.h"

struct xnb_compare_format {
	const char *name; /* as the user types it */
	const char *what; /* a few words for --help */
	/* Appends the whole document to `text`. */
	int (*write)(struct xnb_buf *text, const struct xnb_compare *compare,
	             struct xnb_error *err);
};

/* Ends with a NULL name; the first is what is made where none is asked for. */
extern const struct xnb_compare_format xnb_compare_formats[];

/* NULL where there is none of that name. */
const struct xnb_compare_format *xnb_compare_format_find(const char *name);

/* "text, json, ...": for messages and --help. */
void xnb_compare_format_names(struct xnb_buf *text);

int xnb_compare_write_text(struct xnb_buf *text, const struct xnb_compare *compare,
                           struct xnb_error *err);
int xnb_compare_write_json(struct xnb_buf *text, const struct xnb_compare *compare,
                           struct xnb_error *err);
int xnb_compare_write_junit(struct xnb_buf *xml, const struct xnb_compare *compare,
                            struct xnb_error *err);
int xnb_compare_write_markdown(struct xnb_buf *text, const struct xnb_compare *compare,
                               struct xnb_error *err);

#endif
