/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Order statistics without sorting: time in proportion to the number of values. What is
 * wanted of millions of samples is a few quantiles.
 */
#ifndef XNB_STATS_SELECT_H
#define XNB_STATS_SELECT_H

#include <stddef.h>

/*
 * The value of rank k, from 0, as if sorted; afterwards none before it is greater and
 * none behind it is less. k < n. Floyd and Rivest, "Expected time bounds for selection",
 * Communications of the ACM 18 (1975), algorithm 489.
 */
double xnb_select(double *values, size_t n, size_t k);

/*
 * The quantiles `p`, ascending, to `out`, as xnb_quantile_sorted() gives them: NAN for
 * n = 0 or p outside 0 to 1. The values change places.
 */
void xnb_select_quantiles(double *out, const double *p, size_t n_p, double *values,
                          size_t n);

#endif
