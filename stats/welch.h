/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The difference of two means with its standard error, for intervals and tests. */
#ifndef XNB_STATS_WELCH_H
#define XNB_STATS_WELCH_H

#include "stats/moments.h"

struct xnb_difference {
	double mean;
	double error; /* standard error */
	double df;    /* of Student's t; NAN where the error is 0 */
};

/* `changed` less `base`, for samples that have nothing to do with each other: Welch's
 * error, degrees of freedom by Welch and Satterthwaite. At least two values in each. */
struct xnb_difference xnb_welch(const struct xnb_moments *base,
                                const struct xnb_moments *changed);

/* Of the differences of pairs, at least two. */
struct xnb_difference xnb_paired(const struct xnb_moments *differences);

/* Half of the width of the two-sided interval that covers `level` (0.95). */
double xnb_difference_half_width(const struct xnb_difference *difference, double level);

/* P that Student's t is greater than (difference - at) in standard errors. Without an
 * error 0, 1, or 0.5 where the difference is `at`. */
double xnb_difference_tail(const struct xnb_difference *difference, double at);

#endif
