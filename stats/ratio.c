/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/ratio.h"

#include "stats/moments.h"

#include <math.h>

/* Half of the width, on the logarithm. */
static double half_width(const struct xnb_moments *a, const struct xnb_moments *b)
{
	double error_a = xnb_moments_square_error(a);
	double error_b = xnb_moments_square_error(b);
	double sum = error_a + error_b;
	double df;

	if (sum == 0)
		return 0;
	df =
	    sum * sum /
	    (pow(error_a, 2) / (double)(a->n - 1) + pow(error_b, 2) / (double)(b->n - 1));
	return xnb_t_quantile(0.975, df) * sqrt(sum);
}

struct xnb_interval xnb_ratio_interval(const double *a, size_t n_a, const double *b,
                                       size_t n_b)
{
	struct xnb_interval ratio = {NAN, NAN, NAN};
	struct xnb_moments log_a = {0}, log_b = {0};
	double half;

	if (n_a == 0 || n_b == 0 || !xnb_moments_take_logs(&log_a, a, n_a) ||
	    !xnb_moments_take_logs(&log_b, b, n_b))
		return ratio;
	ratio.center = exp(log_a.mean - log_b.mean);
	if (n_a < 2 || n_b < 2)
		return ratio;
	half = half_width(&log_a, &log_b);
	ratio.low = ratio.center * exp(-half);
	ratio.high = ratio.center * exp(half);
	return ratio;
}
