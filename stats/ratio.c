/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/ratio.h"

#include "stats/moments.h"
#include "stats/welch.h"

#include <math.h>

struct xnb_interval xnb_ratio_interval(const double *a, size_t n_a, const double *b,
                                       size_t n_b)
{
	struct xnb_interval ratio = {NAN, NAN, NAN};
	struct xnb_moments log_a = {0}, log_b = {0};
	struct xnb_difference difference;
	double half;

	if (n_a == 0 || n_b == 0 || !xnb_moments_take_logs(&log_a, a, n_a) ||
	    !xnb_moments_take_logs(&log_b, b, n_b))
		return ratio;
	ratio.center = exp(log_a.mean - log_b.mean);
	if (n_a < 2 || n_b < 2)
		return ratio;
	difference = xnb_welch(&log_b, &log_a);
	half = xnb_difference_half_width(&difference, 0.95);
	ratio.low = ratio.center * exp(-half);
	ratio.high = ratio.center * exp(half);
	return ratio;
}
