/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/judging.h"

#include "analysis/verdicts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct xnb_judged_claim *find(const struct xnb_verdicts *verdicts,
                                           const char *check)
{
	for (size_t i = 0; i < verdicts->n; i++)
		if (strcmp(verdicts->verdicts[i].check, check) == 0)
			return &verdicts->verdicts[i];
	return NULL;
}

static bool is_judged(const struct xnb_judged_claim *claim)
{
	return claim && claim->n > 0;
}

static bool fails(const struct xnb_judged_claim *claim)
{
	return claim && claim->said[XNB_VERDICT_FAILS].n > 0;
}

/* A 1 for each round that says that it does not hold, a 0 for one that says it does. */
static double *deviations(struct xnb_arm *arm, const struct xnb_judged_claim *claim,
                          struct xnb_error *err)
{
	size_t n_fail = claim->said[XNB_VERDICT_FAILS].n;
	double *values;

	arm->n = n_fail + claim->said[XNB_VERDICT_HOLDS].n;
	arm->values = values = calloc(arm->n + 1, sizeof(*values));
	if (!values) {
		xnb_fail_nomem(err);
		return NULL;
	}
	for (size_t i = 0; i < n_fail; i++)
		values[i] = 1;
	return values;
}

static int compare(enum xnb_gate_result *out, const struct xnb_judged_claim *const both[],
                   struct xnb_error *err)
{
	struct xnb_arm arms[XNB_N_SIDES];
	double *base = deviations(&arms[XNB_BASE], both[XNB_BASE], err);
	double *changed = deviations(&arms[XNB_NEW], both[XNB_NEW], err);
	int result = -1;

	if (base && changed)
		result = xnb_gate_compare_deviations(out, arms, 0, err);
	if (*out == XNB_GATE_HOLDS)
		*out = XNB_GATE_KNOWN;
	free(base);
	free(changed);
	return result;
}

/* Where no round of NEW says that it does not hold, and not all that it does. */
static enum xnb_gate_result judge_untold(const struct xnb_judged_claim *const both[])
{
	const struct xnb_judged_claim *changed = both[XNB_NEW], *base = both[XNB_BASE];

	if (is_judged(changed) != is_judged(base))
		return XNB_GATE_UNTOLD;
	return !is_judged(changed) || base->kind == changed->kind ? XNB_GATE_UNCLAIMED
	                                                          : XNB_GATE_UNTOLD;
}

static int judge(enum xnb_gate_result *out, const struct xnb_judged_claim *const both[],
                 struct xnb_error *err)
{
	const struct xnb_judged_claim *changed = both[XNB_NEW];

	if (fails(changed)) {
		*out = XNB_GATE_DEVIATES;
		return fails(both[XNB_BASE]) ? compare(out, both, err) : 0;
	}
	if (!changed || changed->kind != XNB_VERDICT_HOLDS) {
		*out = judge_untold(both);
		return 0;
	}
	*out = fails(both[XNB_BASE]) ? XNB_GATE_IMPROVED : XNB_GATE_HOLDS;
	return 0;
}

static void say_seen(struct xnb_buf *text, const struct xnb_judged_claim *claim)
{
	static const enum xnb_verdict_kind kinds[] = {
	    XNB_VERDICT_FAILS, XNB_VERDICT_CANNOT_TELL, XNB_VERDICT_HOLDS};

	if (!is_judged(claim)) {
		xnb_buf_puts(text, xnb_verdict_name(XNB_VERDICT_NONE));
		return;
	}
	if (claim->kind != XNB_VERDICT_DISAGREE) {
		xnb_buf_puts(text, xnb_verdict_name(claim->kind));
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (claim->said[kinds[i]].n)
			xnb_buf_printf(text, "%s%s in %zu of %zu rounds",
			               text->length ? ", " : "",
			               xnb_verdict_name(kinds[i]),
			               claim->said[kinds[i]].n, claim->n);
}

/* What was seen is told where it is not what was to be expected. Of what is known it is
 * not: a scheduler's chance is in it, which no two runs have in common. */
static const char *evidence(enum xnb_gate_result result,
                            const struct xnb_judged_claim *claim)
{
	if (!claim || result == XNB_GATE_HOLDS || result == XNB_GATE_KNOWN)
		return "";
	if (claim->said[XNB_VERDICT_FAILS].n)
		return claim->said[XNB_VERDICT_FAILS].evidence;
	if (claim->said[XNB_VERDICT_CANNOT_TELL].n)
		return claim->said[XNB_VERDICT_CANNOT_TELL].evidence;
	return "";
}

static void say_note(struct xnb_buf *text, enum xnb_gate_result result,
                     const struct xnb_judged_claim *claim, const char *about)
{
	const char *seen = evidence(result, claim);

	xnb_buf_puts(text, about);
	if (seen[0])
		xnb_buf_printf(text, "%sSeen: %s", about[0] ? " " : "", seen);
}

static int judge_one(const struct xnb_gate_pair *pair,
                     const struct xnb_verdicts verdicts[XNB_N_SIDES], const char *name,
                     struct xnb_error *err)
{
	const struct xnb_judged_claim *both[XNB_N_SIDES];
	struct xnb_gate_check check = {
	    .part = XNB_GATE_SEMANTICS,
	    .box = pair->box,
	    .group = name,
	    .values = {NAN, NAN},
	};
	struct xnb_buf seen[XNB_N_SIDES] = {{0}}, note = {0};
	int result;

	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		both[side] = find(&verdicts[side], name);
		if (pair->runs[side])
			say_seen(&seen[side], both[side]);
		check.seen[side] = xnb_buf_text(&seen[side]);
	}
	result = judge(&check.result, both, err);
	say_note(&note, check.result, both[XNB_NEW],
	         both[XNB_NEW] ? both[XNB_NEW]->claim : both[XNB_BASE]->claim);
	check.note = xnb_buf_text(&note);
	if (!result)
		result = xnb_gate_add(pair->gate, &check, err);
	xnb_buf_free(&note);
	xnb_buf_free(&seen[XNB_BASE]);
	xnb_buf_free(&seen[XNB_NEW]);
	return result;
}

static int judge_all(const struct xnb_gate_pair *pair,
                     const struct xnb_verdicts verdicts[XNB_N_SIDES],
                     struct xnb_error *err)
{
	const struct xnb_verdicts *base = &verdicts[XNB_BASE];
	const struct xnb_verdicts *changed = &verdicts[XNB_NEW];

	for (size_t i = 0; i < changed->n; i++)
		if (judge_one(pair, verdicts, changed->verdicts[i].check, err))
			return -1;
	for (size_t i = 0; i < base->n; i++)
		if (!find(changed, base->verdicts[i].check) &&
		    judge_one(pair, verdicts, base->verdicts[i].check, err))
			return -1;
	return 0;
}

int xnb_gate_judge_claims(const struct xnb_gate_pair *pair, struct xnb_error *err)
{
	struct xnb_verdicts verdicts[XNB_N_SIDES] = {{0}};
	int result = 0;

	for (unsigned side = 0; side < XNB_N_SIDES && !result; side++)
		if (pair->runs[side])
			result =
			    xnb_verdicts_build(&verdicts[side], pair->runs[side], err);
	if (!result)
		result = judge_all(pair, verdicts, err);
	xnb_verdicts_free(&verdicts[XNB_BASE]);
	xnb_verdicts_free(&verdicts[XNB_NEW]);
	return result;
}
