/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/segments.h"

#include "stats/moments.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

static struct xnb_moments moments_of(const double *values, size_t first, size_t end)
{
	struct xnb_moments m = {0};

	for (size_t i = first; i < end; i++)
		xnb_moments_take(&m, values[i]);
	return m;
}

double xnb_segment_mean(const double *values, size_t first, size_t end)
{
	return moments_of(values, first, end).mean;
}

static size_t first_before(const struct xnb_segments *segments, size_t i)
{
	return i ? segments->at[i - 1] : 0;
}

static size_t end_after(const struct xnb_segments *segments, size_t i)
{
	return i + 1 < segments->n_at ? segments->at[i + 1] : segments->n;
}

double xnb_segment_before(const struct xnb_segments *segments, size_t i)
{
	return xnb_segment_mean(segments->values, first_before(segments, i),
	                        segments->at[i]);
}

double xnb_segment_after(const struct xnb_segments *segments, size_t i)
{
	return xnb_segment_mean(segments->values, segments->at[i],
	                        end_after(segments, i));
}

double xnb_t_test_p(const double *values, size_t first, size_t at, size_t end,
                    double share)
{
	struct xnb_moments a = moments_of(values, first, at);
	struct xnb_moments b = moments_of(values, at, end);
	double n_a = (double)a.n * share, n_b = (double)b.n * share;
	double df = n_a + n_b - 2, variance, t;

	if (a.n == 0 || b.n == 0 || a.n + b.n < 3 || !(df > 0))
		return 1;
	variance = (a.squares + b.squares) / (double)(a.n + b.n - 2);
	if (variance <= 0)
		return a.mean == b.mean ? 1 : 0;
	t = fabs(a.mean - b.mean) / sqrt(variance * (1 / n_a + 1 / n_b));
	return isfinite(t) ? 2 * gsl_cdf_tdist_Q(t, df) : 1;
}

double xnb_segment_p(const struct xnb_segments *segments, size_t i, double share)
{
	return xnb_t_test_p(segments->values, first_before(segments, i), segments->at[i],
	                    end_after(segments, i), share);
}

static size_t least_likely(const struct xnb_segments *segments, double level,
                           double share)
{
	size_t worst = segments->n_at;

	for (size_t i = 0; i < segments->n_at; i++) {
		double p = xnb_segment_p(segments, i, share);

		if (p > level) {
			level = p;
			worst = i;
		}
	}
	return worst;
}

static size_t smallest(const struct xnb_segments *segments,
                       double (*magnitude)(double before, double after), double least)
{
	size_t worst = segments->n_at;

	for (size_t i = 0; i < segments->n_at; i++) {
		double size = magnitude(xnb_segment_before(segments, i),
		                        xnb_segment_after(segments, i));

		if (size < least) {
			least = size;
			worst = i;
		}
	}
	return worst;
}

void xnb_segments_merge(struct xnb_segments *segments, double level, double share,
                        double (*magnitude)(double before, double after), double least)
{
	for (;;) {
		size_t i = least_likely(segments, level, share);

		if (i == segments->n_at)
			i = smallest(segments, magnitude, least);
		if (i == segments->n_at)
			return;
		segments->n_at--;
		memmove(&segments->at[i], &segments->at[i + 1],
		        (segments->n_at - i) * sizeof(*segments->at));
	}
}
