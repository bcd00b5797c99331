/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many more units would settle what is inconclusive; struct xnb_further of verdict.h
 * says what is assumed. */
#ifndef XNB_STATS_FURTHER_H
#define XNB_STATS_FURTHER_H

#include "stats/moments.h"
#include "stats/verdict.h"

/* What the verdict that the difference calls for takes. */
struct xnb_goal {
	double distance;   /* of the difference from the bound, 0 or more */
	double confidence; /* one-sided: 0.975, 0.95 */
	double
	    reliability; /* in how many cases it is reached, against this bound alone */
};

/* Beyond the bound `margin` where the difference is, else within. */
struct xnb_goal xnb_goal_of(double difference, double margin);

/* `changed` is NULL for pairs, and then `base` has their differences; else two arms. */
struct xnb_further xnb_further_units(const struct xnb_moments *base,
                                     const struct xnb_moments *changed,
                                     struct xnb_goal goal, size_t least_units);

#endif
