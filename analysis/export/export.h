/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run in the formats of other programs, as struct xnb_report_format takes them: each
 * appends a whole document. All take the summaries as they are (analysis/summary.h),
 * name each series by all of its key, and mark timings that are not real. What a format
 * cannot say is left out of it and said in docs/xen-numabench-report.1.
 */
#ifndef XNB_ANALYSIS_EXPORT_EXPORT_H
#define XNB_ANALYSIS_EXPORT_EXPORT_H

#include "analysis/report_data.h"
#include "base/buf.h"
#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* One JSON document, described by docs/report.schema.json; the version is raised when a
 * field changes its meaning or goes away. */
enum { XNB_REPORT_JSON_VERSION = 1 };
int xnb_export_json(struct xnb_buf *text, const struct xnb_report_data *data,
                    struct xnb_error *err);

/* The members "series" of it, one object for each summary; NULL for lack of memory. */
json_t *xnb_export_json_series(const struct xnb_summaries *summaries);

/* Whether another series differs from the i-th in its unit only: a format whose names
 * have no unit has to put it in. */
bool xnb_export_shares_name(const struct xnb_summaries *summaries, size_t i);

/*
 * OpenMetrics 1.0, which the textfile collector of node_exporter reads too: no timestamps
 * and only gauges. Times in seconds, rates in bytes a second, shares as ratios; other
 * units are a label.
 */
int xnb_export_openmetrics(struct xnb_buf *text, const struct xnb_report_data *data,
                           struct xnb_error *err);

/*
 * The Go benchmark format (golang.org/design/14313-benchmark-format), one line for each
 * unit of analysis, so that benchstat compares independent values. What must be equal for
 * a comparison is configuration, what one compares (Xen, kernel) is a comment.
 */
int xnb_export_benchstat(struct xnb_buf *text, const struct xnb_report_data *data,
                         struct xnb_error *err);

/*
 * customSmallerIsBetter and customBiggerIsBetter of github-action-benchmark, which takes
 * one direction a file: the series with that direction. Exact ones and those that nobody
 * judges are in neither.
 */
int xnb_export_smaller_is_better(struct xnb_buf *text, const struct xnb_report_data *data,
                                 struct xnb_error *err);
int xnb_export_bigger_is_better(struct xnb_buf *text, const struct xnb_report_data *data,
                                struct xnb_error *err);

#endif
