/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/moments.h"

#include <math.h>

void xnb_moments_take(struct xnb_moments *m, double value)
{
	double delta = value - m->mean;

	m->min = m->n ? fmin(m->min, value) : value;
	m->max = m->n ? fmax(m->max, value) : value;
	m->n++;
	m->mean += delta / (double)m->n;
	m->squares += delta * (value - m->mean);
}

bool xnb_moments_take_logs(struct xnb_moments *m, const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!(values[i] > 0))
			return false;
		xnb_moments_take(m, log(values[i]));
	}
	return true;
}

double xnb_moments_square_error(const struct xnb_moments *m)
{
	return m->squares / (double)(m->n - 1) / (double)m->n;
}
