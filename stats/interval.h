/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two-sided 95 % confidence intervals by Student's t. The values must be independent:
 * one per unit of analysis (docs/design.md), never iterations within one domain.
 */
#ifndef XNB_STATS_INTERVAL_H
#define XNB_STATS_INTERVAL_H

#include "stats/student.h"

#include <stddef.h>

struct xnb_interval {
	double center;
	double low, high; /* NAN, NAN where there is no interval (n < 2) */
};

/* Of the arithmetic mean. Equal values give an interval of no width. */
struct xnb_interval xnb_mean_interval(const double *values, size_t n);

/*
 * Of the geometric mean: the interval of the mean of the logarithms, taken back. All NAN
 * when a value is zero or negative.
 */
struct xnb_interval xnb_log_interval(const double *values, size_t n);

#endif
