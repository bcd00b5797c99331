/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/further.h"

#include "stats/student.h"

#include <math.h>

/* What a difference of n units an arm would have for an error: sqrt(square / n), with
 * df (n - 1) degrees of freedom. */
struct spread {
	double square, df;
};

static double variance(const struct xnb_moments *m)
{
	return m->squares / (double)(m->n - 1);
}

static struct spread spread_of(const struct xnb_moments *base,
                               const struct xnb_moments *changed)
{
	double sum, share;

	if (!changed)
		return (struct spread){variance(base), 1};
	sum = variance(base) + variance(changed);
	share = sum > 0 ? variance(base) / sum : 1;
	return (struct spread){sum, 1 / (share * share + (1 - share) * (1 - share))};
}

static bool is_enough(double n, const struct spread *spread, const struct xnb_goal *goal)
{
	double df = spread->df * (n - 1);
	double t =
	    xnb_t_quantile(goal->confidence, df) + xnb_t_quantile(goal->reliability, df);

	return t * sqrt(spread->square / n) < goal->distance;
}

/* The least n, or 0 where XNB_FURTHER_MOST is not enough. Student's t is above the
 * normal, so what the normal asks for is not yet enough, and soon is. */
static size_t least_enough(const struct spread *spread, const struct xnb_goal *goal)
{
	double z = xnb_t_quantile(goal->confidence, INFINITY) +
	           xnb_t_quantile(goal->reliability, INFINITY);
	double n = fmax(2, floor(z * z * spread->square / pow(goal->distance, 2)));

	while (n <= XNB_FURTHER_MOST && !is_enough(n, spread, goal))
		n++;
	return n <= XNB_FURTHER_MOST ? (size_t)n : 0;
}

static size_t lacking(size_t n, size_t wanted)
{
	return wanted > n ? wanted - n : 0;
}

struct xnb_goal xnb_goal_of(double difference, double margin)
{
	double beyond = fabs(difference) - margin;

	/* Two bounds to keep away from: 0.9 each makes 0.8. */
	return beyond > 0 ? (struct xnb_goal){beyond, 0.975, 0.8}
	                  : (struct xnb_goal){-beyond, 0.95, 0.9};
}

struct xnb_further xnb_further_units(const struct xnb_moments *base,
                                     const struct xnb_moments *changed,
                                     struct xnb_goal goal, size_t least_units)
{
	size_t n_base = base->n, n_changed = changed ? changed->n : n_base;
	struct xnb_further further = {
	    .least = lacking(n_base < n_changed ? n_base : n_changed, least_units)};
	struct spread spread;
	size_t wanted;

	if (n_base < XNB_VERDICT_LEAST_UNITS || n_changed < XNB_VERDICT_LEAST_UNITS)
		return further;
	spread = spread_of(base, changed);
	wanted = least_enough(&spread, &goal);
	if (wanted == 0)
		return further;
	wanted = wanted > least_units ? wanted : least_units;
	further.known = true;
	further.base = lacking(n_base, wanted);
	further.changed = lacking(n_changed, wanted);
	return further;
}
