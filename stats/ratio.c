/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/ratio.h"

#include <math.h>

struct moments {
	double mean, square_error; /* of the logarithms; variance of their mean */
};

static struct moments log_moments(const double *values, size_t n)
{
	struct moments m = {0, 0};
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		m.mean += log(values[i]) / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += pow(log(values[i]) - m.mean, 2);
	m.square_error = squares / (double)(n - 1) / (double)n;
	return m;
}

static int all_positive(const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(values[i] > 0))
			return 0;
	return n > 0;
}

/* Half of the width, on the logarithm. */
static double half_width(const struct moments *a, size_t n_a, const struct moments *b,
                         size_t n_b)
{
	double sum = a->square_error + b->square_error;
	double df;

	if (sum == 0)
		return 0;
	df = sum * sum /
	     (pow(a->square_error, 2) / (double)(n_a - 1) +
	      pow(b->square_error, 2) / (double)(n_b - 1));
	return xnb_t_quantile(0.975, df) * sqrt(sum);
}

struct xnb_interval xnb_ratio_interval(const double *a, size_t n_a, const double *b,
                                       size_t n_b)
{
	struct xnb_interval ratio = {NAN, NAN, NAN};
	struct moments log_a, log_b;
	double half;

	if (!all_positive(a, n_a) || !all_positive(b, n_b))
		return ratio;
	log_a = log_moments(a, n_a);
	log_b = log_moments(b, n_b);
	ratio.center = exp(log_a.mean - log_b.mean);
	if (n_a < 2 || n_b < 2)
		return ratio;
	half = half_width(&log_a, n_a, &log_b, n_b);
	ratio.low = ratio.center * exp(-half);
	ratio.high = ratio.center * exp(half);
	return ratio;
}
