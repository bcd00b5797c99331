/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which layout gives domains that run at once the most: for each number of domains and of
 * vCPUs the layouts (scenarios) of the experiment `contention` beside each other,
 * compared round by round, or boot by boot (analysis/arms.h). One wins where the 95 %
 * interval of its ratio to each of the others lies beyond the margin of a verdict.
 */
#ifndef XNB_ANALYSIS_LAYOUTS_H
#define XNB_ANALYSIS_LAYOUTS_H

#include "analysis/arms.h"
#include "analysis/summary.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

#define XNB_LAYOUT_MARGIN 0.02

struct xnb_layout_point {
	const char *item, *metric, *params;
	unsigned long domains, vcpus; /* 0: the parameters do not say */
	size_t n;                     /* layouts */
	const struct xnb_summary *best,
	    *next;                 /* by their means; next: NULL: the only one */
	struct xnb_arms over_next; /* best / next */
	bool wins;                 /* over all others */
	/* The layout `local` against the best other one; NULL where there are not both.
	 */
	const struct xnb_summary *local, *other;
	struct xnb_arms local_over_other;
};

/* Of the metrics aggregate-* and worst-*, by metric, item, vCPUs and domains. Caller
 * frees *points. */
int xnb_layouts_compare(struct xnb_layout_point **points, size_t *n,
                        const struct xnb_summaries *all, struct xnb_error *err);

#endif
