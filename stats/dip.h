/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dip of Hartigan and Hartigan (Annals of Statistics 13, 1985): the greatest distance
 * of an empirical distribution from the nearest unimodal one, between 1 / (2 n) and 1/4.
 * By Hartigan's algorithm (AS 217, Applied Statistics 34, 1985).
 */
#ifndef XNB_STATS_DIP_H
#define XNB_STATS_DIP_H

#include <stddef.h>

/* How much scratch room n values need. */
#define XNB_DIP_SCRATCH(n) (4 * (n))

/* Of n > 0 ascending values. Equal values are one step of the distribution. */
double xnb_dip_sorted(const double *sorted, size_t n, size_t *scratch);

#endif
