/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quantiles, and distribution-free 95 % intervals for them from order statistics: with
 * B binomial(n, p), the l-th and u-th smallest values enclose the p-quantile with
 * probability P(l <= B <= u - 1), whatever the distribution.
 */
#ifndef XNB_STATS_QUANTILE_H
#define XNB_STATS_QUANTILE_H

#include "stats/interval.h"

#include <stdbool.h>
#include <stddef.h>

/* Type 7 of Hyndman and Fan (what R and NumPy do by default). NAN for n = 0 or p outside
 * 0 to 1. */
double xnb_quantile_sorted(const double *sorted, size_t n, double p);

/*
 * The fewest samples with which even the widest interval, from the least to the greatest
 * value, reaches 95 %: p^n + (1 - p)^n <= 0.05. 6 for p50, 29 for p90, 299 for p99. With
 * fewer a quantile is not printed. 0 < p < 1; else 0.
 */
size_t xnb_quantile_least_n(double p);

/* Ranks, from 1. */
struct xnb_ranks {
	size_t low, high;
};

/*
 * The fewest neighbouring ranks that reach 95 %, grown from the most likely ones
 * outwards. False when n is too small (xnb_quantile_least_n()) or p not within 0 to 1.
 */
bool xnb_quantile_ranks(struct xnb_ranks *ranks, size_t n, double p);

/* Quantile with its interval; all NAN when n is too small for an interval. */
struct xnb_interval xnb_quantile_interval_sorted(const double *sorted, size_t n,
                                                 double p);

#endif
