/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/exact.h"

#include "stats/further.h"
#include "stats/permutation.h"
#include "stats/welch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL 0.005 /* one-sided */

const char *xnb_exact_method_name(enum xnb_exact_method method)
{
	static const char *const names[] = {
	    [XNB_EXACT_NO_SPREAD] = "no value varies",
	    [XNB_EXACT_FISHER] = "Fisher's exact test",
	    [XNB_EXACT_PERMUTATION] = "permutation test",
	    [XNB_EXACT_MONTE_CARLO] = "permutation test (Monte Carlo)",
	    [XNB_EXACT_NORMAL] = "permutation test (normal approximation)",
	};

	return names[method];
}

static const char *why_refused(struct xnb_arm arm)
{
	if (arm.n == 0)
		return "an arm has no value";
	for (size_t i = 0; i < arm.n; i++)
		if (!isfinite(arm.values[i]))
			return "a value is not finite";
	return NULL;
}

static struct xnb_moments moments_of(struct xnb_arm arm)
{
	struct xnb_moments m = {0};

	for (size_t i = 0; i < arm.n; i++)
		xnb_moments_take(&m, arm.values[i]);
	return m;
}

static enum xnb_verdict verdict_of(bool is_higher, enum xnb_direction direction)
{
	if (direction == XNB_DIRECTION_SAME)
		return XNB_VERDICT_REGRESSION;
	return is_higher == (direction == XNB_DIRECTION_HIGHER) ? XNB_VERDICT_IMPROVEMENT
	                                                        : XNB_VERDICT_REGRESSION;
}

static void judge_constants(struct xnb_exact_judgement *out, enum xnb_direction direction)
{
	out->method = XNB_EXACT_NO_SPREAD;
	out->low_90 = out->high_90 = out->changed - out->base;
	out->further.known = true;
	out->verdict = out->changed == out->base
	                   ? XNB_VERDICT_EQUIVALENT
	                   : verdict_of(out->changed > out->base, direction);
}

static bool has_only_0_and_1(struct xnb_arm arm)
{
	for (size_t i = 0; i < arm.n; i++)
		if (arm.values[i] != 0 && arm.values[i] != 1)
			return false;
	return true;
}

static size_t count_ones(struct xnb_arm arm)
{
	size_t ones = 0;

	for (size_t i = 0; i < arm.n; i++)
		ones += arm.values[i] == 1;
	return ones;
}

/* Wilson's interval of a fraction, as what it reaches below and above it. */
static void wilson(double *below, double *above, double fraction, double n)
{
	const double z = 1.6448536269514722; /* normal, 95 % */
	double center = (fraction + z * z / (2 * n)) / (1 + z * z / n);
	double half = z * sqrt(fraction * (1 - fraction) / n + z * z / (4 * n * n)) /
	              (1 + z * z / n);

	*below = fraction - (center - half);
	*above = center + half - fraction;
}

static void set_newcombe_interval(struct xnb_exact_judgement *out)
{
	double below_base, above_base, below_changed, above_changed;
	double difference = out->changed - out->base;

	wilson(&below_base, &above_base, out->base, (double)out->n_base);
	wilson(&below_changed, &above_changed, out->changed, (double)out->n_changed);
	out->low_90 = difference - hypot(below_changed, above_base);
	out->high_90 = difference + hypot(above_changed, below_base);
}

static void set_welch_interval(struct xnb_exact_judgement *out,
                               const struct xnb_moments *base,
                               const struct xnb_moments *changed)
{
	struct xnb_difference difference;
	double half;

	if (base->n < 2 || changed->n < 2)
		return;
	difference = xnb_welch(base, changed);
	half = xnb_difference_half_width(&difference, 0.9);
	out->low_90 = difference.mean - half;
	out->high_90 = difference.mean + half;
}

static int permute(struct xnb_two_sides *p, struct xnb_exact_judgement *out,
                   const double *values, struct xnb_error *err)
{
	size_t smaller = out->n_base < out->n_changed ? out->n_base : out->n_changed;

	if (xnb_count_splits(out->n_base, out->n_changed) <= XNB_EXACT_SPLITS) {
		out->method = XNB_EXACT_PERMUTATION;
		return xnb_permute_all(p, values, out->n_base, out->n_changed, err);
	}
	if (smaller <= XNB_EXACT_MOST) {
		out->method = XNB_EXACT_MONTE_CARLO;
		return xnb_permute_some(p, values, out->n_base, out->n_changed,
		                        XNB_EXACT_SPLITS, err);
	}
	out->method = XNB_EXACT_NORMAL;
	*p = xnb_permute_normal(values, out->n_base, out->n_changed);
	return 0;
}

static int permute_arms(struct xnb_two_sides *p, struct xnb_exact_judgement *out,
                        struct xnb_arm base, struct xnb_arm changed,
                        struct xnb_error *err)
{
	double *values = calloc(base.n + changed.n, sizeof(*values));
	int rc;

	if (!values)
		return xnb_fail_nomem(err);
	memcpy(values, base.values, base.n * sizeof(*values));
	memcpy(values + base.n, changed.values, changed.n * sizeof(*values));
	rc = permute(p, out, values, err);
	free(values);
	return rc;
}

static void set_p(struct xnb_exact_judgement *out, struct xnb_two_sides p,
                  enum xnb_direction direction)
{
	out->p_worse = direction == XNB_DIRECTION_HIGHER ? p.below : p.above;
	out->p_better = direction == XNB_DIRECTION_HIGHER ? p.above : p.below;
	if (direction != XNB_DIRECTION_SAME)
		return;
	out->p_worse = fmin(1, 2 * fmin(p.above, p.below));
	out->p_better = NAN;
}

/* What the smaller arm lacks so that the rarest split is rare enough. */
static size_t least_further(size_t n_base, size_t n_changed)
{
	size_t smaller = n_base < n_changed ? n_base : n_changed;
	size_t larger = n_base + n_changed - smaller, wanted = smaller;

	while (1 / xnb_count_splits(wanted, wanted > larger ? wanted : larger) >= LEVEL)
		wanted++;
	return wanted - smaller;
}

static void set_further(struct xnb_exact_judgement *out, const struct xnb_moments *base,
                        const struct xnb_moments *changed, double margin)
{
	size_t least = least_further(out->n_base, out->n_changed);
	size_t smaller = out->n_base < out->n_changed ? out->n_base : out->n_changed;
	struct xnb_goal goal = xnb_goal_of(changed->mean - base->mean, margin);

	if (goal.confidence > 0.95) { /* then no margin stands in the way */
		goal.distance = fabs(changed->mean - base->mean);
		goal.confidence = 1 - LEVEL;
	}
	out->further = xnb_further_units(base, changed, goal, smaller + least);
}

static void judge_p(struct xnb_exact_judgement *out, struct xnb_two_sides p,
                    enum xnb_direction direction, double margin)
{
	out->further = (struct xnb_further){.known = true};
	if (fmin(p.above, p.below) < LEVEL)
		out->verdict = verdict_of(p.above < p.below, direction);
	else if (out->low_90 >= -margin && out->high_90 <= margin)
		out->verdict = XNB_VERDICT_EQUIVALENT;
	else
		out->verdict = XNB_VERDICT_INCONCLUSIVE;
}

static int judge_varying(struct xnb_exact_judgement *out, struct xnb_arm base,
                         struct xnb_arm changed, enum xnb_direction direction,
                         double margin, struct xnb_error *err)
{
	struct xnb_moments m_base = moments_of(base), m_changed = moments_of(changed);
	struct xnb_two_sides p;

	if (has_only_0_and_1(base) && has_only_0_and_1(changed)) {
		out->method = XNB_EXACT_FISHER;
		p = xnb_fisher(count_ones(base), base.n, count_ones(changed), changed.n);
		set_newcombe_interval(out);
	} else {
		if (permute_arms(&p, out, base, changed, err))
			return -1;
		set_welch_interval(out, &m_base, &m_changed);
		margin *= fabs(out->base);
	}
	set_p(out, p, direction);
	judge_p(out, p, direction, margin);
	if (out->verdict != XNB_VERDICT_INCONCLUSIVE)
		return 0;
	set_further(out, &m_base, &m_changed, margin);
	out->why =
	    out->further.least > 0
	        ? "the values vary, and the units are too few to tell"
	        : "the values vary, and neither a difference nor its absence shows";
	return 0;
}

static bool varies(const struct xnb_moments *m)
{
	return m->min != m->max;
}

/* Squares and differences of such values would not be finite. */
static bool is_too_large(const struct xnb_moments *m)
{
	const double most = 1e150;

	return !(fmax(fabs(m->min), fabs(m->max)) < most);
}

static void refuse(struct xnb_exact_judgement *out, const char *why)
{
	out->refused = true;
	out->why = why;
	out->base = out->changed = NAN;
}

int xnb_judge_exact(struct xnb_exact_judgement *out, struct xnb_arm base,
                    struct xnb_arm changed, enum xnb_direction direction, double margin,
                    struct xnb_error *err)
{
	const char *why = why_refused(base) ? why_refused(base) : why_refused(changed);
	struct xnb_moments m_base = moments_of(base), m_changed = moments_of(changed);

	*out = (struct xnb_exact_judgement){
	    .verdict = XNB_VERDICT_INCONCLUSIVE,
	    .n_base = base.n,
	    .n_changed = changed.n,
	    .base = m_base.mean,
	    .changed = m_changed.mean,
	    .low_90 = NAN,
	    .high_90 = NAN,
	    .p_worse = NAN,
	    .p_better = NAN,
	};
	if (why) {
		refuse(out, why);
		return 0;
	}
	if (varies(&m_base) || varies(&m_changed)) {
		if (is_too_large(&m_base) || is_too_large(&m_changed)) {
			refuse(out, "the values vary, and one is beyond 1e150");
			return 0;
		}
		return judge_varying(out, base, changed, direction, margin, err);
	}
	out->base = m_base.min;
	out->changed = m_changed.min;
	judge_constants(out, direction);
	return 0;
}
