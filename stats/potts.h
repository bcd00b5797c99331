/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps of a series by the Potts model with the l1 norm: the piecewise constant fit that
 * minimizes
 *
 *   gamma k + sum |value - median of its segment|        (k segments)
 *
 * solved exactly for a range of penalties gamma by dynamic programming (Friedrich et al.,
 * J. Comput. Graph. Stat. 17.1, 2008), and among those solutions the one with the least
 * Bayesian information criterion for noise of a Laplace distribution,
 *
 *   n ln(sum |...|) + XNB_POTTS_PENALTY k ln n,
 *
 * as in ASV's step detection. Medians hardly see single values far off. O(n^2) time, O(n)
 * memory.
 */
#ifndef XNB_STATS_POTTS_H
#define XNB_STATS_POTTS_H

#include "base/error.h"

#include <stddef.h>

/* Chosen with tests/benchmark/change_points.c: with ASV's own factor, 4, most steps of
 * 1.5 deviations in 50 values are missed. */
#define XNB_POTTS_PENALTY 1.5

/*
 * Indices of the values with which a new level begins, ascending, into at[], which has
 * room for n; how many into *n_at. Values are finite; a segment has at least `least`
 * values (1 or more).
 */
int xnb_potts_steps(size_t *at, size_t *n_at, const double *values, size_t n,
                    size_t least, struct xnb_error *err);

#endif
