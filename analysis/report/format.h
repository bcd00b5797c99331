/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The formats of `report --format NAME`: a line of the table in analysis/report/format.c
 * each, and a function that says the run in it. Help, the manual's test and the command
 * walk the table.
 */
#ifndef XNB_ANALYSIS_REPORT_FORMAT_H
#define XNB_ANALYSIS_REPORT_FORMAT_H

#include "analysis/report_data.h"
#include "base/buf.h"
#include "base/error.h"

struct xnb_report_format {
	const char *name; /* as the user types it */
	const char *what; /* a few words for --help */
	/*
	 * Appends the whole document to `text`; it needs no gnuplot and writes no file.
	 * NULL: the format is a folder with a page and figures
	 * (analysis/report/report.h).
	 */
	int (*write)(struct xnb_buf *text, const struct xnb_report_data *data,
	             struct xnb_error *err);
};

/* Ends with a NULL name; the first is what is made where none is asked for. */
extern const struct xnb_report_format xnb_report_formats[];

/* NULL where there is none of that name. */
const struct xnb_report_format *xnb_report_format_find(const char *name);

/* "html, markdown, ...": for messages and --help. */
void xnb_report_format_names(struct xnb_buf *text);

/*
 * Reads `run`, a run directory or a samples.csv, and writes it in a format with write().
 * An allocation that failed in write() is an error here. Errors of the files are the
 * reader's.
 */
int xnb_report_format_write(struct xnb_buf *text, const struct xnb_report_format *format,
                            const char *run, struct xnb_error *err);

#endif
