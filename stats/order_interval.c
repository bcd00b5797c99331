/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/order_interval.h"

#include "stats/quantile.h"
#include "stats/student.h"

#include <math.h>

#define MISS 0.05 /* of both sides together */

/* The least k < n with P(X <= k) >= p_at_least, or n. */
static size_t least_rank(size_t n, double p, double p_at_least)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (xnb_binomial_cdf(middle, n, p) >= p_at_least)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The quantile is below the value of rank k when at most k values are below it. */
static size_t low_rank(size_t n, double p, double miss)
{
	size_t above = least_rank(n, p, miss);

	/* Where a rank misses exactly as often as allowed, it will do. */
	if (above < n && xnb_binomial_cdf(above, n, p) == miss)
		return above;
	return above > 0 ? above - 1 : 0;
}

static size_t high_rank(size_t n, double p, double miss)
{
	size_t rank = least_rank(n, p, 1 - miss);

	return rank < n ? rank : n - 1;
}

bool xnb_order_ranks(struct xnb_order_ranks *out, size_t n, double p)
{
	size_t least = xnb_quantile_least_n(p);
	double miss_below, miss_above;

	if (least == 0 || n < least)
		return false;
	miss_below = pow(1 - p, (double)n);
	miss_above = pow(p, (double)n);
	out->low = low_rank(n, p, fmin(MISS / 2, MISS - miss_above));
	out->high = high_rank(n, p, fmin(MISS / 2, MISS - miss_below));
	out->coverage =
	    xnb_binomial_cdf(out->high, n, p) - xnb_binomial_cdf(out->low, n, p);
	return true;
}

struct xnb_interval xnb_quantile_interval_sorted(const double *sorted, size_t n, double p)
{
	struct xnb_order_ranks ranks;

	if (!xnb_order_ranks(&ranks, n, p))
		return (struct xnb_interval){NAN, NAN, NAN};
	return (struct xnb_interval){
	    .center = xnb_quantile_sorted(sorted, n, p),
	    .low = sorted[ranks.low],
	    .high = sorted[ranks.high],
	};
}
