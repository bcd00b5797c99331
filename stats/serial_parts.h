/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Autocorrelation taken span by span; only for stats/. */
#ifndef XNB_STATS_SERIAL_PARTS_H
#define XNB_STATS_SERIAL_PARTS_H

#include <stddef.h>

/* Sums over the spans with two values or more; start from {0}. */
struct xnb_lagged {
	double products; /* of neighbours, both less the span's mean */
	double squares;  /* of all, less the span's mean */
	double n, n_pairs, n_spans;
};

/* Rounds less than a plain sum where the values differ little. */
double xnb_serial_mean(const double *values, size_t n);

void xnb_lagged_take(struct xnb_lagged *lagged, const double *values, size_t n);

/* As struct xnb_autocorrelation has it; 0 where no value differs. */
double xnb_lagged_rho(const struct xnb_lagged *lagged);

#endif
