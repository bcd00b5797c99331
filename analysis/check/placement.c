/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/judging.h"

#include "analysis/check/extents.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One of the two runs. */
struct side {
	struct xnb_placement *placements;
	size_t n;
	struct xnb_domain_infos infos;
};

static const struct xnb_placement *find(const struct side *side,
                                        const struct xnb_placement *placement)
{
	for (size_t i = 0; i < side->n; i++)
		if (strcmp(side->placements[i].scenario, placement->scenario) == 0 &&
		    strcmp(side->placements[i].shape, placement->shape) == 0)
			return &side->placements[i];
	return NULL;
}

/* How much of the memory of an unscrubbed node is clean again when a domain is built is a
 * matter of time: that some extents lie elsewhere is the deviation, not how many. */
static bool is_by_degrees(const struct xnb_placement *placement)
{
	return strcmp(placement->scenario, "unscrubbed") == 0;
}

/* Both deviate. */
static int compare(enum xnb_gate_result *out,
                   const struct xnb_gate_extents domains[XNB_N_SIDES],
                   struct xnb_error *err)
{
	const struct xnb_gate_extents *base = &domains[XNB_BASE],
	                              *changed = &domains[XNB_NEW];
	const struct xnb_arm arms[] = {
	    [XNB_BASE] = {base->deviations, base->n},
	    [XNB_NEW] = {changed->deviations, changed->n},
	};
	double slack =
	    changed->extents > 0 ? (double)changed->n / changed->extents + 1e-9 : 0;

	if (xnb_gate_compare_deviations(out, arms, slack, err))
		return -1;
	if (*out == XNB_GATE_HOLDS)
		*out = XNB_GATE_KNOWN;
	return 0;
}

/* Where NEW's claim neither holds nor fails. */
static enum xnb_gate_result judge_untold(const struct xnb_placement *changed,
                                         const struct xnb_placement *base)
{
	if (isnan(changed->expected) && !changed->expected_errno)
		return XNB_GATE_UNCLAIMED;
	if (!base)
		return changed->n_rough ? XNB_GATE_UNCLAIMED : XNB_GATE_UNTOLD;
	return base->claim == changed->claim && !base->n_rough == !changed->n_rough
	           ? XNB_GATE_UNCLAIMED
	           : XNB_GATE_UNTOLD;
}

static int judge(enum xnb_gate_result *out, const struct xnb_placement *const both[],
                 const struct xnb_gate_extents domains[XNB_N_SIDES],
                 struct xnb_error *err)
{
	const struct xnb_placement *changed = both[XNB_NEW], *base = both[XNB_BASE];
	bool failed = base && base->claim == XNB_CLAIM_FAILS;

	switch (changed->claim) {
	case XNB_CLAIM_HOLDS:
		*out = failed ? XNB_GATE_IMPROVED : XNB_GATE_HOLDS;
		return 0;
	case XNB_CLAIM_FAILS:
		*out = failed ? XNB_GATE_KNOWN : XNB_GATE_DEVIATES;
		return failed && !is_by_degrees(changed) ? compare(out, domains, err) : 0;
	default:
		*out = judge_untold(changed, base);
		return 0;
	}
}

/* What names it beside the scenario; where all of a run are alike they have no shape, and
 * the order is that of the extents. */
static void say_variant(struct xnb_buf *text, const struct xnb_placement *placement,
                        const struct xnb_gate_extents *domains)
{
	if (placement->shape[0])
		xnb_buf_puts(text, placement->shape);
	else if (domains->extents > 0)
		xnb_buf_printf(text, "order=%llu", (unsigned long long)domains->order);
}

static void say_note(struct xnb_buf *text, enum xnb_gate_result result,
                     const struct xnb_placement *placement,
                     const struct xnb_gate_extents *domains)
{
	if (placement->claim != XNB_CLAIM_FAILS && placement->claim != XNB_CLAIM_HOLDS) {
		xnb_buf_puts(text, placement->reason);
		return;
	}
	if (isnan(placement->expected))
		return;
	if (domains->whole && domains->extents > 0)
		xnb_buf_printf(text, "should be %.4g",
		               placement->expected * domains->extents);
	else
		xnb_buf_printf(text, "should be %.4g", placement->expected);
	if (result == XNB_GATE_IMPROVED && placement->claim == XNB_CLAIM_FAILS)
		xnb_buf_puts(text, "; nearer than in BASE");
}

static int add(const struct xnb_gate_pair *pair, enum xnb_gate_result result,
               const struct xnb_placement *const both[],
               const struct xnb_gate_extents domains[XNB_N_SIDES], struct xnb_error *err)
{
	enum xnb_compare_side told = both[XNB_NEW] ? XNB_NEW : XNB_BASE;
	struct xnb_buf seen[XNB_N_SIDES] = {{0}}, variant = {0}, note = {0};
	struct xnb_gate_check check = {
	    .part = XNB_GATE_PLACEMENT,
	    .box = pair->box,
	    .group = both[told]->scenario,
	    .result = result,
	    .values = {NAN, NAN},
	};
	int added;

	say_variant(&variant, both[told], &domains[told]);
	if (both[XNB_NEW])
		say_note(&note, result, both[XNB_NEW], &domains[XNB_NEW]);
	else
		xnb_buf_puts(&note, "NEW has no such domains");
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		if (!both[side])
			continue;
		xnb_gate_say_extents(&seen[side], both[side], &domains[side]);
		check.values[side] = both[side]->min;
		check.seen[side] = xnb_buf_text(&seen[side]);
	}
	check.variant = xnb_buf_text(&variant);
	check.note = xnb_buf_text(&note);
	added = xnb_gate_add(pair->gate, &check, err);
	xnb_buf_free(&variant);
	xnb_buf_free(&note);
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		xnb_buf_free(&seen[side]);
	return added;
}

/* A placement of NEW or, where NEW has none, of BASE. */
static int judge_one(const struct xnb_gate_pair *pair,
                     const struct side sides[XNB_N_SIDES],
                     const struct xnb_placement *placement, struct xnb_error *err)
{
	const struct xnb_placement *both[XNB_N_SIDES];
	struct xnb_gate_extents domains[XNB_N_SIDES] = {{0}};
	enum xnb_gate_result result = XNB_GATE_UNTOLD;
	int done = 0;

	for (unsigned side = 0; side < XNB_N_SIDES && !done; side++) {
		both[side] = find(&sides[side], placement);
		if (both[side])
			done = xnb_gate_count_extents(&domains[side], &sides[side].infos,
			                              both[side], err);
	}
	if (!done && both[XNB_NEW])
		done = judge(&result, both, domains, err);
	else if (!done && both[XNB_BASE]->claim == XNB_CLAIM_UNKNOWN)
		result = XNB_GATE_UNCLAIMED;
	if (!done)
		done = add(pair, result, both, domains, err);
	free(domains[XNB_BASE].deviations);
	free(domains[XNB_NEW].deviations);
	return done;
}

static bool is_scenario(const struct xnb_placement *placement, const char *scenario)
{
	return !scenario || strcmp(placement->scenario, scenario) == 0;
}

/* Of the scenario, or (NULL) of any, what BASE alone has and was not said before. */
static int judge_lost(const struct xnb_gate_pair *pair,
                      const struct side sides[XNB_N_SIDES], const char *scenario,
                      struct xnb_error *err)
{
	const struct side *base = &sides[XNB_BASE], *changed = &sides[XNB_NEW];

	for (size_t i = 0; i < base->n; i++) {
		const struct xnb_placement *one = &base->placements[i];
		bool has = false;

		for (size_t j = 0; j < changed->n; j++)
			has = has || is_scenario(&changed->placements[j], one->scenario);
		if (find(changed, one) || !is_scenario(one, scenario) ||
		    (!scenario && has))
			continue;
		if (judge_one(pair, sides, one, err))
			return -1;
	}
	return 0;
}

/* Scenario by scenario; those that NEW has none of at the end. */
static int judge_all(const struct xnb_gate_pair *pair,
                     const struct side sides[XNB_N_SIDES], struct xnb_error *err)
{
	const struct side *changed = &sides[XNB_NEW];

	for (size_t i = 0; i < changed->n; i++) {
		const struct xnb_placement *one = &changed->placements[i];
		bool last = i + 1 == changed->n || !is_scenario(one + 1, one->scenario);

		if (judge_one(pair, sides, one, err) ||
		    (last && judge_lost(pair, sides, one->scenario, err)))
			return -1;
	}
	return judge_lost(pair, sides, NULL, err);
}

static int look_at_run(struct side *side, const struct xnb_run *run,
                       struct xnb_error *err)
{
	if (!run)
		return 0;
	if (xnb_judge_placement(&side->placements, &side->n, run, err))
		return -1;
	return xnb_domain_infos_build(&side->infos, run, err);
}

int xnb_gate_judge_placement(const struct xnb_gate_pair *pair, struct xnb_error *err)
{
	struct side sides[XNB_N_SIDES] = {{0}};
	int result = -1;

	if (!look_at_run(&sides[XNB_BASE], pair->runs[XNB_BASE], err) &&
	    !look_at_run(&sides[XNB_NEW], pair->runs[XNB_NEW], err))
		result = judge_all(pair, sides, err);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		free(sides[side].placements);
		xnb_domain_infos_free(&sides[side].infos);
	}
	return result;
}
