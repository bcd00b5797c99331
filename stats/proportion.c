/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/proportion.h"

#include "stats/student.h"

#include <math.h>

#define SIDE 0.025

/* The share with which at most k of n come up in `p` of all cases: it falls as the share
 * grows. */
static double share_of(size_t k, size_t n, double p)
{
	double low = 0, high = 1;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (xnb_binomial_cdf(k, n, middle) > p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

struct xnb_interval xnb_proportion_interval(size_t k, size_t n)
{
	if (n == 0 || k > n)
		return (struct xnb_interval){NAN, NAN, NAN};
	return (struct xnb_interval){
	    .center = (double)k / (double)n,
	    .low = k == 0 ? 0 : share_of(k - 1, n, 1 - SIDE),
	    .high = k == n ? 1 : share_of(k, n, SIDE),
	};
}
