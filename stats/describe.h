/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where data lies and how it spreads. All functions are pure, take finite values, and
 * return NAN where the data has no such figure (n = 0, or as said), so that an absent
 * figure can never be taken for a measured one.
 */
#ifndef XNB_STATS_DESCRIBE_H
#define XNB_STATS_DESCRIBE_H

#include <stddef.h>

/* Ascending, in place; what the functions with `sorted` take. */
void xnb_sort(double *values, size_t n);

double xnb_mean(const double *values, size_t n);

/* Sample deviation, with n - 1; NAN for n < 2. */
double xnb_deviation(const double *values, size_t n);

/* NAN when a value is zero or negative. */
double xnb_geometric_mean(const double *values, size_t n);

double xnb_median_sorted(const double *sorted, size_t n);

/*
 * Median absolute deviation from the median, not scaled (times 1.4826 it estimates the
 * deviation of a normal distribution). `work` is scratch of n values.
 */
double xnb_mad(const double *values, size_t n, double *work);

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
