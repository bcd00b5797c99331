/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mean and spread in one pass, by Welford's recurrence, for the intervals. */
#ifndef XNB_STATS_MOMENTS_H
#define XNB_STATS_MOMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* Start from {0}. */
struct xnb_moments {
	size_t n;
	double mean, squares; /* sum of the squared deviations */
	double min, max;
};

void xnb_moments_take(struct xnb_moments *m, double value);

/* The logarithms; false where a value is zero, negative or NAN. */
bool xnb_moments_take_logs(struct xnb_moments *m, const double *values, size_t n);

/* Variance of the mean, with n - 1; for n >= 2. */
double xnb_moments_square_error(const struct xnb_moments *m);

#endif
