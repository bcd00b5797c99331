/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many tests at once. An adjusted p is compared with the same level as a single one would
 * be. A p that is NAN belongs to no test: it stays NAN and does not count.
 */
#ifndef XNB_STATS_MULTIPLE_H
#define XNB_STATS_MULTIPLE_H

#include "base/error.h"

#include <stddef.h>

/*
 * The level of a gate: it fails where any xnb_holm() of the p_worse (verdict.h,
 * exact.h) of all its series is less. For one series that is REGRESSION, for it is the
 * level of one side of a 95 % interval; for any number it is the most that a gate fails
 * where no series is worse by more than the margin.
 */
#define XNB_GATE_LEVEL 0.025

/* Holm (1979): step-down, keeps the family-wise error rate, whatever the dependence.
 * `adjusted` may be `p`. -1 for lack of memory. */
int xnb_holm(double *adjusted, const double *p, size_t n, struct xnb_error *err);

/* Benjamini and Hochberg (1995): step-up, keeps the false discovery rate where the tests
 * are independent or positively dependent. `adjusted` may be `p`. */
int xnb_benjamini_hochberg(double *adjusted, const double *p, size_t n,
                           struct xnb_error *err);

#endif
