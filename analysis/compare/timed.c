/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/group.h"

static const char one_boot[] =
    "both arms in one boot: does not cover boot-to-boot variation";
static const char asked[] =
    "scope within-boot, as asked: does not cover boot-to-boot variation";

struct choice {
	bool boots, paired;
	const char *scope;
};

static struct choice choose(const struct xnb_pool *pool,
                            const struct xnb_pool_units units[XNB_N_SIDES])
{
	size_t base = xnb_pool_count_boots(&units[XNB_BASE]);
	size_t changed = xnb_pool_count_boots(&units[XNB_NEW]);
	bool same = xnb_pool_same_boots(units);

	if (same && base == 1)
		return (struct choice){false, false, one_boot};
	if (pool->request->within_boot &&
	    (base < XNB_LEAST_UNITS || changed < XNB_LEAST_UNITS))
		return (struct choice){false, false, asked};
	return (struct choice){true, same, ""};
}

static enum xnb_direction direction_of(enum xnb_better better)
{
	return better == XNB_BETTER_HIGHER ? XNB_DIRECTION_HIGHER : XNB_DIRECTION_LOWER;
}

static void take(struct xnb_compare_series *out, const struct xnb_judgement *judgement)
{
	out->alone = judgement->verdict;
	out->ratio = judgement->ratio;
	out->ratio90 = (struct xnb_interval){judgement->ratio.center, judgement->low_90,
	                                     judgement->high_90};
	out->p_worse = judgement->p_worse;
	out->p_better = judgement->p_better;
	xnb_compare_set_further(out, &judgement->further);
}

static int note(struct xnb_compare_series *out, struct xnb_pool *pool, const char *scope,
                const char *why, struct xnb_error *err)
{
	struct xnb_buf text = {0};

	xnb_buf_printf(&text, "%s%s%s", scope, scope[0] && why ? "; " : "",
	               why ? why : "");
	out->note = xnb_compare_keep_buf(pool->out, &text, err);
	return out->note ? 0 : -1;
}

static int judge(struct xnb_compare_series *out, struct xnb_pool *pool,
                 const struct xnb_pool_group *group,
                 struct xnb_pool_units units[XNB_N_SIDES], struct xnb_error *err)
{
	struct choice choice = choose(pool, units);
	struct xnb_judgement judgement;
	struct xnb_arm arms[XNB_N_SIDES];

	if (choice.boots) {
		xnb_pool_merge_boots(&units[XNB_BASE]);
		xnb_pool_merge_boots(&units[XNB_NEW]);
	}
	out->level = choice.boots ? XNB_LEVEL_BOOT : group->pieces[0].within_boot;
	out->subject = group->pieces[0].subject;
	out->paired = choice.paired;
	out->scope = choice.scope;
	out->better = group->pieces[0].rule.better;
	if (xnb_compare_fill_arms(out, pool, group, units, err))
		return -1;
	for (unsigned i = 0; i < XNB_N_SIDES; i++)
		arms[i] = (struct xnb_arm){out->arms[i].units, out->arms[i].n_units};
	(choice.paired ? xnb_judge_pairs
	               : xnb_judge)(&judgement, arms[XNB_BASE], arms[XNB_NEW],
	                            direction_of(out->better), pool->request->margin);
	take(out, &judgement);
	return note(out, pool, choice.scope, judgement.why, err);
}

int xnb_compare_judge_timed(struct xnb_compare_series *out, struct xnb_pool *pool,
                            const struct xnb_pool_group *group, struct xnb_error *err)
{
	return xnb_compare_judge_units(out, pool, group, judge, err);
}
