/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether values lie in two heaps: Hartigan and Hartigan, "The dip test of unimodality",
 * Annals of Statistics 13 (1985), see dip.h. The dip is the
 * greatest distance of the empirical distribution from the nearest unimodal one; it is
 * judged against that of uniform values, of all unimodal ones the worst, so that normal,
 * skewed, and heavy-tailed values are flagged far less often than in the 1 % that uniform
 * ones are.
 *
 * Of more than XNB_MODES_MOST values it looks at that many, taken at random with a fixed
 * seed. Values that were rounded (many are equal) are spread over half the least step
 * either way first, or else each step of the clock would be a mode.
 */
#ifndef XNB_STATS_MODES_H
#define XNB_STATS_MODES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { XNB_MODES_LEAST = 20, XNB_MODES_MOST = 4000 };

struct xnb_modes {
	size_t looked_at; /* values */
	double dip;       /* NAN with fewer than XNB_MODES_LEAST values */
	bool flagged;     /* the dip is beyond that of 99 % of uniform samples */
	/* The two groups that differ least within, where flagged, else NAN: the means,
	 * and which share of the values is in the lower. */
	double low, high, low_share;
};

/* Finite values. Two normal modes 8 standard deviations apart are found in 95 % of cases
 * or more with 50 values from 50 : 50, with 100 from 30 : 70, with 300 from 20 : 80, with
 * 1000 from 10 : 90: a few slow values among a hundred are no mode yet, they are a tail.
 * -1 for lack of memory. */
int xnb_find_modes(struct xnb_modes *out, const double *values, size_t n,
                   struct xnb_error *err);

#endif
