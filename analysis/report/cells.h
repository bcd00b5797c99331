/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables of the page are made of. */
#ifndef XNB_ANALYSIS_REPORT_CELLS_H
#define XNB_ANALYSIS_REPORT_CELLS_H

#include "analysis/report_data.h"
#include "analysis/summary.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* A value of run.json as a person writes it: the words of a list with commas between,
 * objects and what lists hold else in JSON. */
void xnb_report_value(struct xnb_buf *text, const json_t *value);

/* Whether it says nothing: absent, null, "", []. */
bool xnb_report_is_empty(const json_t *value);

/* Opens <div><table>; a region that can be scrolled by keyboard needs a name. */
void xnb_report_open_table(struct xnb_buf *html, const char *label);
/* One of words, which may be broken into lines. */
void xnb_report_open_word_table(struct xnb_buf *html, const char *label);
void xnb_report_close_table(struct xnb_buf *html);

/* The heads of the columns, ended by NULL, and the begin of the body; one that begins
 * with '#' is that of numbers, right-aligned. */
void xnb_report_head(struct xnb_buf *html, const char *const *heads);

/* "a=1;b=2", which may be broken behind each ';'. */
void xnb_report_params_cell(struct xnb_buf *html, const char *params);
void xnb_report_number_cell(struct xnb_buf *html, double value);
void xnb_report_count_cell(struct xnb_buf *html, size_t n);
/* "0.5", or "0.47 to 0.53" */
void xnb_report_range_cell(struct xnb_buf *html, double low, double high);
/* "3 domains" */
void xnb_report_units_cell(struct xnb_buf *html, const struct xnb_summary *s);

/* Behind a caption: that timings are not real. Nothing where they are. */
void xnb_report_timing_note(struct xnb_buf *html, const struct xnb_report_data *data);

#endif
