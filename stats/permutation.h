/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests whether two groups differ, for exact.h. */
#ifndef XNB_STATS_PERMUTATION_H
#define XNB_STATS_PERMUTATION_H

#include "base/error.h"

#include <stddef.h>

/* One-sided p: of the second group's mean being as high (as low) as it is, or more so. */
struct xnb_two_sides {
	double above, below;
};

/* How many of n values are 1, the others 0. Fisher's exact test. */
struct xnb_two_sides xnb_fisher(size_t ones_base, size_t n_base, size_t ones_changed,
                                size_t n_changed);

/* In how many ways n_a + n_b values can be split so; INFINITY where that is beyond a
 * double. */
double xnb_count_splits(size_t n_a, size_t n_b);

/* All of the splits; `values` has the base first. */
int xnb_permute_all(struct xnb_two_sides *out, const double *values, size_t n_base,
                    size_t n_changed, struct xnb_error *err);

/* `n_splits` of them at random with a fixed seed. */
int xnb_permute_some(struct xnb_two_sides *out, const double *values, size_t n_base,
                     size_t n_changed, size_t n_splits, struct xnb_error *err);

/* Normal approximation. */
struct xnb_two_sides xnb_permute_normal(const double *values, size_t n_base,
                                        size_t n_changed);

#endif
