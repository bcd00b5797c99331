/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/interval.h"

#include "stats/moments.h"

#include <math.h>

static struct xnb_interval interval(const struct xnb_moments *m)
{
	double half;

	if (m->n == 0)
		return (struct xnb_interval){NAN, NAN, NAN};
	if (m->n == 1)
		return (struct xnb_interval){m->mean, NAN, NAN};
	half =
	    xnb_t_quantile(0.975, (double)(m->n - 1)) * sqrt(xnb_moments_square_error(m));
	return (struct xnb_interval){m->mean, m->mean - half, m->mean + half};
}

struct xnb_interval xnb_mean_interval(const double *values, size_t n)
{
	struct xnb_moments m = {0};

	for (size_t i = 0; i < n; i++)
		xnb_moments_take(&m, values[i]);
	return interval(&m);
}

struct xnb_interval xnb_log_interval(const double *values, size_t n)
{
	struct xnb_moments m = {0};
	struct xnb_interval logs;

	if (!xnb_moments_take_logs(&m, values, n))
		return (struct xnb_interval){NAN, NAN, NAN};
	/* exp(log(x)) need not be x: equal values have no spread to take back. */
	if (n > 1 && m.min == m.max)
		return (struct xnb_interval){values[0], values[0], values[0]};
	logs = interval(&m);
	return (struct xnb_interval){exp(logs.center), exp(logs.low), exp(logs.high)};
}
