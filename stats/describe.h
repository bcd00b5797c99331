/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How data is distributed. All functions are pure and take finite values. */
#ifndef XNB_STATS_DESCRIBE_H
#define XNB_STATS_DESCRIBE_H

#include <stddef.h>

/* Ascending, in place; what the functions with `sorted` take. */
void xnb_sort(double *values, size_t n);

/* One point of the empirical distribution: the fraction of the values that are <= x. */
struct xnb_ecdf_point {
	double x;
	double fraction; /* over 0, up to 1 */
};

/*
 * The steps of the empirical distribution, one per different value, ascending. Where
 * there are more than `most` (at least 2), evenly spaced ones, the first and the last
 * among them; each point stays exact. Returns how many were written to `points`, which
 * has room for `most`.
 */
size_t xnb_ecdf_sorted(struct xnb_ecdf_point *points, size_t most, const double *sorted,
                       size_t n);

#endif
