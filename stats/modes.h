/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether values lie in two heaps: Hartigan and Hartigan, "The dip test of unimodality",
 * Annals of Statistics 13 (1985), with Hartigan's algorithm AS 217. The dip is the
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

/* Finite values. With 100 values it finds two well-separated modes from about 25 : 75,
 * with 500 from 10 : 90. -1 for lack of memory. */
int xnb_find_modes(struct xnb_modes *out, const double *values, size_t n,
                   struct xnb_error *err);

/* The dip of ascending values; n > 0. `scratch` has room for 4 n. */
double xnb_dip_sorted(const double *sorted, size_t n, size_t *scratch);

#endif
