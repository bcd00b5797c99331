/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of a report, and the parts that it is made of. */
#ifndef XNB_ANALYSIS_REPORT_PAGE_H
#define XNB_ANALYSIS_REPORT_PAGE_H

#include "analysis/plot/figure.h"
#include "analysis/report_data.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The line of the page by which a report is known to be ours. */
#define XNB_REPORT_MARK "<meta name=\"generator\" content=\"xen-numabench"

struct xnb_report_figure {
	const struct xnb_figure *figure;
	struct xnb_drawing drawing;
	struct xnb_buf svg; /* empty where the drawing is absent */
};

struct xnb_report_page {
	const struct xnb_report_data *data;
	const struct xnb_report_figure *figures;
	size_t n_figures;
	const char *run_link; /* from the page to the run's folder ("../"), or NULL */
};

/* The whole page. */
int xnb_report_page_write(struct xnb_buf *html, const struct xnb_report_page *page,
                          struct xnb_error *err);

/* The same with the captions of the figures and without their drawings: for those who
 * have no use for them, and no gnuplot. */
int xnb_report_page_undrawn(struct xnb_buf *html, const struct xnb_report_data *data,
                            struct xnb_error *err);

/*
 * The same as a document in Markdown: what analysis/text/markdown.h makes of that. A
 * write() of analysis/report/format.h.
 */
int xnb_report_markdown(struct xnb_buf *text, const struct xnb_report_data *data,
                        struct xnb_error *err);

/* Titles of sections, which the contents name as well. */
#define XNB_REPORT_OVERVIEW "What was measured, and on what"
#define XNB_REPORT_ABSENT   "What this run could not tell"
#define XNB_REPORT_WARNINGS "Warnings and flags"
#define XNB_REPORT_AGAIN    "How to do it again"
#define XNB_REPORT_RECORD   "The record of the run"

/* Opens a section with its heading, of the id "s-ID"; </section> ends it. */
void xnb_report_begin_section(struct xnb_buf *html, const char *id, const char *title);
/* The same, for something to be put behind the title, and </h2>. */
void xnb_report_open_section(struct xnb_buf *html, const char *id, const char *title);

/* Parts, in files of their own. */

/* All before <main>, and all behind it. */
void xnb_report_top(struct xnb_buf *html, const struct xnb_report_data *data);
void xnb_report_bottom(struct xnb_buf *html, const struct xnb_report_data *data);
/* The answer: a paragraph, and below it the findings that it rests on. */
int xnb_report_answer(struct xnb_buf *html, const struct xnb_report_data *data,
                      struct xnb_error *err);
/* Of these, the paragraph. */
int xnb_report_lead(struct xnb_buf *html, const struct xnb_report_data *data,
                    struct xnb_error *err);
/* Of these, what is to be known first: a run that did not end, timings not real. */
void xnb_report_state(struct xnb_buf *html, const struct xnb_report_data *data);
/* Whether the paragraph tells the findings, because the run asks neither where pages lie,
 * nor what holds, nor how remote memory compares: then they do not stand below it. */
bool xnb_report_lead_tells_findings(const struct xnb_report_data *data);
/* How findings stand: below the answer, or in it. */
enum xnb_report_form { XNB_REPORT_PARAGRAPHS, XNB_REPORT_SENTENCES };
/* A finding begins with a badge, of the class `looks` ("real", "unreal"), and ends with a
 * full stop. */
void xnb_report_begin_finding(struct xnb_buf *html, enum xnb_report_form form,
                              const char *looks, const char *word);
void xnb_report_end_finding(struct xnb_buf *html, enum xnb_report_form form);
/* A finding for each experiment that counts and is not `placement`. */
void xnb_report_findings(struct xnb_buf *html, const struct xnb_report_data *data,
                         enum xnb_report_form form);
/* A finding for each experiment that takes times or looks at vCPUs, but for bandwidth and
 * latency. */
int xnb_report_measured(struct xnb_buf *html, const struct xnb_report_data *data,
                        enum xnb_report_form form, struct xnb_error *err);
/* Of the paragraph, how remote memory compares with local memory: only where timings
 * count. */
int xnb_report_remote_memory(struct xnb_buf *html, const struct xnb_report_data *data,
                             struct xnb_error *err);
/* Expected and measured locality of each scenario. */
void xnb_report_placement_table(struct xnb_buf *html, const struct xnb_report_data *data);
/* The names of the checks with this verdict, behind `before`; nothing where there are
 * none. */
void xnb_report_check_names(struct xnb_buf *html, const struct xnb_verdicts *all,
                            enum xnb_verdict_kind kind, const char *before);
/* Domains that run at once: which layout gives the most, in words and as a table. */
void xnb_report_contention(struct xnb_buf *html, const struct xnb_report_data *data);
/* The claims with their verdicts and the evidence. */
void xnb_report_verdict_table(struct xnb_buf *html, const struct xnb_report_data *data);
/* A section: what run.json names as absent, and why. Nothing where it names nothing. */
void xnb_report_absent(struct xnb_buf *html, const struct xnb_report_data *data);
/* One table for each experiment and metric but placement's, a row for each series. */
void xnb_report_series_tables(struct xnb_buf *html, const struct xnb_report_data *data,
                              const char *experiment);
/* The cells of such a table that name a series: scenario, item, parameters, nodes. */
void xnb_report_series_cells(struct xnb_buf *html, const struct xnb_series *series);
/* What unfolds below such a table, of those of its `n` series whose values differ. */
bool xnb_report_has_spread(const struct xnb_summary *const *all, size_t n);
void xnb_report_spread_table(struct xnb_buf *html, const char *label,
                             const struct xnb_summary *const *all, size_t n);
/* Quantiles of the hypercalls. */
int xnb_report_quantile_table(struct xnb_buf *html, const struct xnb_report_data *data,
                              struct xnb_error *err);
/* A section: what was measured, and on what, in few lines. */
void xnb_report_overview(struct xnb_buf *html, const struct xnb_report_data *data);
/* The figures of an experiment with captions and data, and which are left out. */
void xnb_report_figures(struct xnb_buf *html, const struct xnb_report_page *page,
                        const char *experiment);
/* A section: how the run was made, and how its figures are drawn again. */
void xnb_report_reproduce(struct xnb_buf *html, const struct xnb_report_page *page);
/* A section: warnings, flags. */
void xnb_report_warnings(struct xnb_buf *html, const struct xnb_report_data *data);
/* Of it: how many samples of which series carry which flag. */
void xnb_report_flagged_table(struct xnb_buf *html, const struct xnb_report_data *data);
/* A section: all of run.json that says how it was measured, and the run's files. */
void xnb_report_record(struct xnb_buf *html, const struct xnb_report_page *page);

extern const char xnb_report_style[]; /* the page's CSS */

#endif
