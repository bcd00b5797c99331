/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The domains of one scenario, order and type: how many of their extents lie on A, and
 * how far each domain is from what should be. */
#ifndef XNB_ANALYSIS_CHECK_EXTENTS_H
#define XNB_ANALYSIS_CHECK_EXTENTS_H

#include "analysis/placement.h"
#include "base/buf.h"

struct xnb_gate_extents {
	/* Of each domain whose placement is known, to be freed: as in
	 * xnb_placement_deviation(); 2 of one that was not refused memory as it should
	 * have been. */
	double *deviations;
	size_t n;
	double extents, on_a; /* of all of these together */
	bool whole;           /* they are of one size, so `on_a` is a number of them */
	uint64_t order;       /* of the first */
};

int xnb_gate_count_extents(struct xnb_gate_extents *out,
                           const struct xnb_domain_infos *infos,
                           const struct xnb_placement *placement, struct xnb_error *err);

/* "0 of 96 extents on node A in 3 domains" */
void xnb_gate_say_extents(struct xnb_buf *text, const struct xnb_placement *placement,
                          const struct xnb_gate_extents *extents);

#endif
