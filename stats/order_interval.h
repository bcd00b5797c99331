/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interval of a quantile from order statistics, which holds for any distribution of
 * independent values: the number of values below the quantile is binomial (Conover,
 * "Practical Nonparametric Statistics", 3.2; in R, quantileCI or DescTools::QuantileCI).
 */
#ifndef XNB_STATS_ORDER_INTERVAL_H
#define XNB_STATS_ORDER_INTERVAL_H

#include "stats/interval.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_order_ranks {
	size_t low, high; /* from 0, into the sorted values */
	double coverage;  /* at least 0.95 */
};

/*
 * Each side misses at most 2.5 %, and is as near as that allows; where the values do not
 * reach far enough on one side for that, it ends with the last of them and the other side
 * has what is left of the 5 %. False where n < xnb_quantile_least_n(p) or p is not
 * between 0 and 1: there is no finite interval. Time in proportion to sqrt(n) log(n).
 */
bool xnb_order_ranks(struct xnb_order_ranks *out, size_t n, double p);

/* The quantile (xnb_quantile_sorted()) with that interval; all NAN where there is none.
 */
struct xnb_interval xnb_quantile_interval_sorted(const double *sorted, size_t n,
                                                 double p);

#endif
