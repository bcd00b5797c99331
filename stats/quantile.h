/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quantiles, and how many values it takes to have one. */
#ifndef XNB_STATS_QUANTILE_H
#define XNB_STATS_QUANTILE_H

#include <stddef.h>

/* Type 7 of Hyndman and Fan (what R and NumPy do by default). NAN for n = 0 or p outside
 * 0 to 1. */
double xnb_quantile_sorted(const double *sorted, size_t n, double p);

/*
 * The fewest values with which an interval from order statistics, which holds for any
 * distribution, is finite: the widest one, from the least to the greatest value, encloses
 * the quantile with 95 %: p^n + (1 - p)^n <= 0.05. 6 for p50, 29 for p90, 299 for p99.
 * With fewer a quantile is not printed. 0 < p < 1; else 0.
 */
size_t xnb_quantile_least_n(double p);

#endif
