/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/quantile.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_double.h>
#include <limits.h>
#include <math.h>

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

/* P(B = k), or 0 for the ranks that no interval may use. */
static double weight(size_t k, size_t n, double p)
{
	if (k < 1 || k >= n)
		return 0;
	return gsl_ran_binomial_pdf((unsigned)k, p, (unsigned)n);
}

bool xnb_quantile_ranks(struct xnb_ranks *ranks, size_t n, double p)
{
	double covered, below, above;
	size_t first, last; /* of the values of B that are covered */

	if (!is_inside(p) || n > UINT_MAX || n < xnb_quantile_least_n(p))
		return false;
	first = last = (size_t)fmin(fmax(floor((double)(n + 1) * p), 1), (double)(n - 1));
	covered = weight(first, n, p);
	while (covered < 1 - MISS) {
		below = weight(first - 1, n, p);
		above = weight(last + 1, n, p);
		if (below <= 0 && above <= 0)
			break;
		/* Equal ones are taken together: the interval of a median is symmetric.
		 */
		if (below >= above * (1 - 1e-9)) {
			first--;
			covered += below;
		}
		if (above >= below * (1 - 1e-9)) {
			last++;
			covered += above;
		}
	}
	*ranks = (struct xnb_ranks){first, last + 1};
	return true;
}

struct xnb_interval xnb_quantile_interval_sorted(const double *sorted, size_t n, double p)
{
	struct xnb_ranks ranks;

	if (!xnb_quantile_ranks(&ranks, n, p))
		return (struct xnb_interval){NAN, NAN, NAN};
	return (struct xnb_interval){xnb_quantile_sorted(sorted, n, p),
	                             sorted[ranks.low - 1], sorted[ranks.high - 1]};
}
