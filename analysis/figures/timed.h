/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What figures of single timings share, ECDF and quantiles: which series they show, and
 * what a panel and a line are called. A panel is a thing with its parameters, a line a
 * path or a scenario with its nodes.
 */
#ifndef XNB_ANALYSIS_FIGURES_TIMED_H
#define XNB_ANALYSIS_FIGURES_TIMED_H

#include "analysis/param_labels.h"
#include "analysis/report_data.h"
#include "base/buf.h"

#include <stdbool.h>

struct xnb_timed {
	const char *experiment; /* its metric "latency" in ns */
	const char *title;      /* of the axis that has the time: our own words */
	const char *part_title; /* of the one that has the part */
	bool by_path;           /* a line is a path; else a scenario with its nodes */
	const char *what, *of;  /* in a caption: "Time of a hypercall", "calls" */
	const char *more;       /* in a caption, a sentence */
};

extern const struct xnb_timed xnb_timed_calls; /* hypercalls */
extern const struct xnb_timed xnb_timed_loads; /* dependent loads */

enum xnb_timed_place {
	XNB_TIMED_ELSEWHERE, /* another thing, or one that only the matrices show */
	XNB_TIMED_SWEPT, /* figures of their own show it: it varies vCPUs, delay, ... */
	XNB_TIMED_HERE,
};

enum xnb_timed_place xnb_timed_place(const struct xnb_timed *about,
                                     const struct xnb_report_data *data,
                                     const struct xnb_series *series);

/* What tells the panels apart, beside their things. */
void xnb_timed_find_labels(struct xnb_param_labels *labels, const struct xnb_timed *about,
                           const struct xnb_report_data *data);

/* Not cleaned. */
void xnb_timed_name_panel(struct xnb_buf *name, const struct xnb_param_labels *labels,
                          const struct xnb_series *series);
void xnb_timed_name_line(struct xnb_buf *name, const struct xnb_timed *about,
                         const struct xnb_series *series);

/* "operation and path": what panels and lines are, for a caption. */
void xnb_timed_put_by(struct xnb_buf *caption, const struct xnb_timed *about,
                      const struct xnb_subject *subject);

#endif
