/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interval of a share, from how many of how many. */
#ifndef XNB_STATS_PROPORTION_H
#define XNB_STATS_PROPORTION_H

#include "stats/interval.h"

#include <stddef.h>

/* k of n > 0 with the exact two-sided 95 % interval of Clopper and Pearson (1934; in R,
 * binom.test()); all NAN for n = 0 or k > n. */
struct xnb_interval xnb_proportion_interval(size_t k, size_t n);

#endif
