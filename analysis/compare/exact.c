/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/group.h"

#include "stats/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The values that are compared, made of those that were measured. */
struct side {
	double *values;
	size_t n;
};

struct distances {
	struct side sides[XNB_N_SIDES];
	enum xnb_direction direction;
};

static void distances_free(struct distances *d)
{
	free(d->sides[XNB_BASE].values);
	free(d->sides[XNB_NEW].values);
}

static const struct xnb_compare_rule *rule_of(const struct xnb_pool_group *group,
                                              enum xnb_compare_side side)
{
	for (size_t i = 0; i < group->n; i++)
		if (group->pieces[i].side == side)
			return &group->pieces[i].rule;
	return &group->pieces[0].rule;
}

static bool varies(const struct side *side)
{
	for (size_t i = 1; i < side->n; i++)
		if (side->values[i] != side->values[0])
			return true;
	return false;
}

/* Whether more than one code occurs that should not be there. */
static bool has_several_codes(const struct distances *d)
{
	double code = NAN;

	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (size_t i = 0; i < d->sides[side].n; i++) {
			double one = d->sides[side].values[i];

			if (one != 0 && !isnan(code) && one != code)
				return true;
			if (one != 0)
				code = one;
		}
	return false;
}

/* Of codes none is farther away than another: it is the right one or not. Where several
 * wrong ones occur, any change is one for the worse. */
static void judge_codes(struct distances *d)
{
	if (has_several_codes(d)) {
		d->direction = XNB_DIRECTION_SAME;
		return;
	}
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (size_t i = 0; i < d->sides[side].n; i++)
			d->sides[side].values[i] = d->sides[side].values[i] != 0;
}

static int measure_side(struct side *out, const struct xnb_compare_arm *arm,
                        const struct xnb_compare_rule *rule, struct xnb_error *err)
{
	out->n = arm->n_units;
	out->values = calloc(arm->n_units + 1, sizeof(*out->values));
	if (!out->values) {
		xnb_fail_nomem(err);
		return -1; /* said so that the analyzer sees it */
	}
	for (size_t i = 0; i < out->n; i++)
		out->values[i] = xnb_compare_distance(rule, arm->units[i]);
	return 0;
}

static int measure(struct distances *d, const struct xnb_compare_series *series,
                   const struct xnb_pool_group *group, struct xnb_error *err)
{
	static const enum xnb_direction directions[] = {
	    [XNB_BETTER_HIGHER] = XNB_DIRECTION_HIGHER,
	    [XNB_BETTER_LOWER] = XNB_DIRECTION_LOWER,
	    [XNB_BETTER_EXACT] = XNB_DIRECTION_SAME,
	};

	*d = (struct distances){.direction = directions[group->pieces[0].rule.better]};
	if (measure_side(&d->sides[XNB_BASE], &series->arms[XNB_BASE],
	                 rule_of(group, XNB_BASE), err) ||
	    measure_side(&d->sides[XNB_NEW], &series->arms[XNB_NEW],
	                 rule_of(group, XNB_NEW), err)) {
		distances_free(d);
		return -1;
	}
	if (group->pieces[0].rule.is_code)
		judge_codes(d);
	return 0;
}

/* `semantics` writes 2 where a claim cannot be told: that is neither better nor worse. */
static bool has_untold(const struct xnb_compare_series *series)
{
	if (strcmp(series->key.experiment, "semantics") != 0 ||
	    strcmp(series->key.metric, "verdict") != 0)
		return false;
	return series->arms[XNB_BASE].max >= 2 || series->arms[XNB_NEW].max >= 2;
}

static bool are_counted(const struct xnb_pool *pool, const struct xnb_pool_group *group)
{
	for (size_t i = 0; i < group->n; i++)
		if (strcmp(pool->runs[group->pieces[i].run].timing, "counted") != 0)
			return false;
	return true;
}

static int judge_values(struct xnb_compare_series *out, struct xnb_pool *pool,
                        const struct distances *d, struct xnb_error *err)
{
	const struct side *base = &d->sides[XNB_BASE], *changed = &d->sides[XNB_NEW];
	struct xnb_exact_judgement judgement;
	const char *note;

	if (xnb_judge_exact(&judgement, (struct xnb_arm){base->values, base->n},
	                    (struct xnb_arm){changed->values, changed->n}, d->direction,
	                    pool->request->margin, err))
		return -1;
	out->alone = judgement.verdict;
	out->p_worse = judgement.p_worse;
	out->p_better = judgement.p_better;
	xnb_compare_set_further(out, &judgement.further);
	note = judgement.why ? judgement.why
	       : judgement.method == XNB_EXACT_NO_SPREAD
	           ? ""
	           : xnb_exact_method_name(judgement.method);
	out->note = xnb_compare_keep(pool->out, note, err);
	return out->note ? 0 : -1;
}

/* The tool has learnt what a code should be: of the host nothing has changed. */
static bool is_only_expected_anew(const struct xnb_compare_series *series,
                                  const struct xnb_pool_group *group)
{
	const struct xnb_compare_arm *base = &series->arms[XNB_BASE];
	const struct xnb_compare_arm *changed = &series->arms[XNB_NEW];

	return group->pieces[0].rule.is_code && base->ideal != changed->ideal &&
	       base->min == base->max && changed->min == changed->max &&
	       base->min == changed->min;
}

static int judge_distances(struct xnb_compare_series *out, struct xnb_pool *pool,
                           const struct xnb_pool_group *group, const struct distances *d,
                           const struct xnb_pool_units units[XNB_N_SIDES],
                           struct xnb_error *err)
{
	bool judged = false;
	const struct side *base = &d->sides[XNB_BASE], *changed = &d->sides[XNB_NEW];
	const double *const values[] = {base->values, changed->values};
	bool varying = varies(base) || varies(changed);
	bool identical = !varying && base->values[0] == changed->values[0];

	if (has_untold(out) && !identical) {
		out->alone = XNB_VERDICT_INCONCLUSIVE;
		out->note = "one of the arms could not tell";
		return 0;
	}
	if (is_only_expected_anew(out, group)) {
		out->alone = XNB_VERDICT_EQUIVALENT;
		out->note = "identical; what it should be differs between the runs";
		return 0;
	}
	if (varying && are_counted(pool, group) &&
	    xnb_compare_judge_rounds(&judged, out, values, d->direction, units, err))
		return -1;
	return judged ? 0 : judge_values(out, pool, d, err);
}

static bool vary(const struct xnb_pool_units units[XNB_N_SIDES])
{
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (size_t i = 1; i < units[side].n; i++)
			if (units[side].units[i].mean != units[side].units[0].mean)
				return true;
	return false;
}

/* Values that vary may do so from boot to boot. (Of units without a code nobody knows the
 * boot.) */
static bool wants_boots(const struct xnb_pool_units units[XNB_N_SIDES])
{
	return vary(units) && xnb_pool_count_boots(&units[XNB_BASE]) >= XNB_LEAST_UNITS &&
	       xnb_pool_count_boots(&units[XNB_NEW]) >= XNB_LEAST_UNITS;
}

/* What does not vary needs no more than one boot. */
static const char *scope_of(const struct xnb_pool_units units[XNB_N_SIDES])
{
	if (!vary(units))
		return "";
	return xnb_pool_same_boots(units) && xnb_pool_count_boots(&units[XNB_BASE]) == 1
	           ? "both arms in one boot: does not cover boot-to-boot variation"
	           : "by what varies within boots: does not cover boot-to-boot variation";
}

static int add_scope(struct xnb_compare_series *out, struct xnb_pool *pool,
                     struct xnb_error *err)
{
	struct xnb_buf note = {0};

	if (!out->scope[0])
		return 0;
	xnb_buf_printf(&note, "%s%s%s", out->scope, out->note[0] ? "; " : "", out->note);
	out->note = xnb_compare_keep_buf(pool->out, &note, err);
	return out->note ? 0 : -1;
}

static int judge(struct xnb_compare_series *out, struct xnb_pool *pool,
                 const struct xnb_pool_group *group,
                 struct xnb_pool_units units[XNB_N_SIDES], struct xnb_error *err)
{
	bool counted = are_counted(pool, group);
	bool boots = wants_boots(units) && !counted && !group->pieces[0].rule.is_code;
	struct distances d;
	int result;

	out->scope = boots || counted ? "" : scope_of(units);
	if (boots) {
		xnb_pool_merge_boots(&units[XNB_BASE]);
		xnb_pool_merge_boots(&units[XNB_NEW]);
	}
	out->exact = true;
	out->level = boots ? XNB_LEVEL_BOOT : group->pieces[0].within_boot;
	out->subject = group->pieces[0].subject;
	out->better = group->pieces[0].rule.better;
	out->ratio = out->ratio90 = (struct xnb_interval){NAN, NAN, NAN};
	out->p_worse = out->p_better = NAN;
	if (xnb_compare_fill_arms(out, pool, group, units, err) ||
	    measure(&d, out, group, err))
		return -1;
	result = judge_distances(out, pool, group, &d, units, err);
	distances_free(&d);
	return result ? result : add_scope(out, pool, err);
}

int xnb_compare_judge_exact(struct xnb_compare_series *out, struct xnb_pool *pool,
                            const struct xnb_pool_group *group, struct xnb_error *err)
{
	return xnb_compare_judge_units(out, pool, group, judge, err);
}
