/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ratio of two geometric means with its two-sided 95 % interval, for arms that have
 * nothing to do with each other (where they were taken in pairs it is xnb_log_interval()
 * of the ratios): Welch's t on the logarithms, degrees of freedom by Welch and
 * Satterthwaite (docs/design.md says why). The values must be independent: one per unit
 * of analysis.
 */
#ifndef XNB_STATS_RATIO_H
#define XNB_STATS_RATIO_H

#include "stats/interval.h"

#include <stddef.h>

/*
 * Geometric mean of `a` over that of `b`. All NAN when either has no value, or one that
 * is zero or negative; no interval (NAN) with fewer than two in either.
 */
struct xnb_interval xnb_ratio_interval(const double *a, size_t n_a, const double *b,
                                       size_t n_b);

#endif
