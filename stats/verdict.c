/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/verdict.h"

#include "stats/further.h"
#include "stats/welch.h"

#include <math.h>

#define LEVEL 0.025 /* of one side of the 95 % interval */

const char *xnb_verdict_word(enum xnb_verdict verdict)
{
	static const char *const words[] = {
	    [XNB_VERDICT_EQUIVALENT] = "EQUIVALENT",
	    [XNB_VERDICT_IMPROVEMENT] = "IMPROVEMENT",
	    [XNB_VERDICT_INCONCLUSIVE] = "INCONCLUSIVE",
	    [XNB_VERDICT_REGRESSION] = "REGRESSION",
	};

	return words[verdict];
}

/* The logarithms of both arms, or of the ratios of their pairs. */
struct logs {
	struct xnb_moments base, changed;
	bool paired;
};

static const char *why_arm_refused(struct xnb_arm arm)
{
	if (arm.n == 0)
		return "an arm has no value";
	for (size_t i = 0; i < arm.n; i++) {
		if (!isfinite(arm.values[i]))
			return "a value is not finite";
		if (!(arm.values[i] > 0))
			return "a value is zero or negative, and has no logarithm";
	}
	return NULL;
}

static const char *why_refused(struct xnb_arm base, struct xnb_arm changed, bool paired,
                               double margin)
{
	const char *why = why_arm_refused(base);

	if (!(margin >= 0 && isfinite(margin)))
		return "the margin is negative or not finite";
	if (paired && base.n != changed.n)
		return "the arms are not pairs: they differ in number";
	return why ? why : why_arm_refused(changed);
}

static void take_logs(struct logs *logs, struct xnb_arm base, struct xnb_arm changed)
{
	if (!logs->paired) {
		xnb_moments_take_logs(&logs->base, base.values, base.n);
		xnb_moments_take_logs(&logs->changed, changed.values, changed.n);
		return;
	}
	for (size_t i = 0; i < base.n; i++)
		xnb_moments_take(&logs->base,
		                 log(changed.values[i]) - log(base.values[i]));
}

static double mean_difference(const struct logs *logs)
{
	return logs->paired ? logs->base.mean : logs->changed.mean - logs->base.mean;
}

static struct xnb_difference difference_of(const struct logs *logs)
{
	return logs->paired ? xnb_paired(&logs->base)
	                    : xnb_welch(&logs->base, &logs->changed);
}

static void set_intervals(struct xnb_judgement *out,
                          const struct xnb_difference *difference)
{
	double half = xnb_difference_half_width(difference, 0.95);
	double half_90 = xnb_difference_half_width(difference, 0.9);

	out->ratio.low = exp(difference->mean - half);
	out->ratio.high = exp(difference->mean + half);
	out->low_90 = exp(difference->mean - half_90);
	out->high_90 = exp(difference->mean + half_90);
	out->df = difference->df;
}

/* One-sided p of a ratio that is above (below) the band. */
struct sides {
	double above, below;
};

static struct sides sides_of(const struct xnb_difference *difference, double bound)
{
	struct xnb_difference mirrored = *difference;

	mirrored.mean = -difference->mean;
	return (struct sides){xnb_difference_tail(difference, bound),
	                      xnb_difference_tail(&mirrored, bound)};
}

static void set_p(struct xnb_judgement *out, struct sides p, enum xnb_direction direction)
{
	out->p_worse = p.above;
	out->p_better = p.below;
	if (direction == XNB_DIRECTION_HIGHER) {
		out->p_worse = p.below;
		out->p_better = p.above;
	} else if (direction == XNB_DIRECTION_SAME) {
		out->p_worse = fmin(1, 2 * fmin(p.above, p.below));
		out->p_better = NAN;
	}
}

static enum xnb_verdict verdict_of(const struct xnb_difference *difference, double bound,
                                   struct sides p, enum xnb_direction direction)
{
	double half_90 = xnb_difference_half_width(difference, 0.9);
	bool is_above = p.above < LEVEL, is_below = p.below < LEVEL;

	if (is_above || is_below)
		return direction == XNB_DIRECTION_SAME ||
		               is_above == (direction == XNB_DIRECTION_LOWER)
		           ? XNB_VERDICT_REGRESSION
		           : XNB_VERDICT_IMPROVEMENT;
	if (fabs(difference->mean) + half_90 <= bound)
		return XNB_VERDICT_EQUIVALENT;
	return XNB_VERDICT_INCONCLUSIVE;
}

static void judge_logs(struct xnb_judgement *out, const struct logs *logs,
                       enum xnb_direction direction, double margin)
{
	double bound = log1p(margin);
	struct xnb_difference difference;
	struct sides p;

	out->further = xnb_further_units(
	    &logs->base, logs->paired ? NULL : &logs->changed,
	    xnb_goal_of(mean_difference(logs), bound), XNB_VERDICT_LEAST_UNITS);
	out->why = "fewer than 3 units in an arm";
	if (out->n_base < 2 || out->n_changed < 2)
		return;
	difference = difference_of(logs);
	set_intervals(out, &difference);
	p = sides_of(&difference, bound);
	set_p(out, p, direction);
	if (out->further.least > 0)
		return;
	out->verdict = verdict_of(&difference, bound, p, direction);
	out->why = "the interval reaches across the bound of the margin";
	if (out->verdict == XNB_VERDICT_INCONCLUSIVE)
		return;
	out->why = NULL;
	out->further = (struct xnb_further){.known = true};
}

static void judge(struct xnb_judgement *out, struct xnb_arm base, struct xnb_arm changed,
                  enum xnb_direction direction, double margin, bool paired)
{
	struct logs logs = {.paired = paired};

	*out = (struct xnb_judgement){
	    .verdict = XNB_VERDICT_INCONCLUSIVE,
	    .why = why_refused(base, changed, paired, margin),
	    .paired = paired,
	    .n_base = base.n,
	    .n_changed = changed.n,
	    .ratio = {NAN, NAN, NAN},
	    .low_90 = NAN,
	    .high_90 = NAN,
	    .df = NAN,
	    .p_worse = NAN,
	    .p_better = NAN,
	};
	out->refused = out->why;
	if (out->refused)
		return;
	take_logs(&logs, base, changed);
	out->ratio.center = exp(mean_difference(&logs));
	if (out->ratio.center > 0 && isfinite(out->ratio.center)) {
		judge_logs(out, &logs, direction, margin);
		return;
	}
	out->ratio.center = NAN;
	out->refused = true;
	out->why = "the ratio is beyond what a number can hold";
}

void xnb_judge(struct xnb_judgement *out, struct xnb_arm base, struct xnb_arm changed,
               enum xnb_direction direction, double margin)
{
	judge(out, base, changed, direction, margin, false);
}

void xnb_judge_pairs(struct xnb_judgement *out, struct xnb_arm base,
                     struct xnb_arm changed, enum xnb_direction direction, double margin)
{
	judge(out, base, changed, direction, margin, true);
}

struct xnb_further xnb_judge_further(struct xnb_arm base, struct xnb_arm changed,
                                     bool paired, double margin, double level)
{
	struct logs logs = {.paired = paired};
	struct xnb_goal goal;

	take_logs(&logs, base, changed);
	goal = xnb_goal_of(mean_difference(&logs), log1p(margin));
	goal.confidence = fmax(goal.confidence, 1 - level);
	return xnb_further_units(&logs.base, paired ? NULL : &logs.changed, goal,
	                         XNB_VERDICT_LEAST_UNITS);
}
