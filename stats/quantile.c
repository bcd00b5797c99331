/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/quantile.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>

#define MISS 0.05 /* how often an interval may miss the quantile */

static bool is_inside(double p)
{
	return p > 0 && p < 1;
}

double xnb_quantile_sorted(const double *sorted, size_t n, double p)
{
	if (n == 0 || !(p >= 0 && p <= 1))
		return NAN;
	return gsl_stats_quantile_from_sorted_data(sorted, 1, n, p);
}

static double widest_miss(double n, double p)
{
	return pow(p, n) + pow(1 - p, n);
}

size_t xnb_quantile_least_n(double p)
{
	double n;

	if (!is_inside(p))
		return 0;
	/* The rarer side alone asks for this many; the other side may add a few. */
	n = ceil(log(MISS) / log(fmax(p, 1 - p)));
	while (widest_miss(n, p) > MISS)
		n++;
	return (size_t)n;
}
