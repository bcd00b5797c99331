/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/group.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_units(const void *p, const void *q)
{
	const struct xnb_pool_unit *a = p, *b = q;
	int order = xnb_pool_compare_boots(a, b);

	if (order)
		return order;
	if (a->run != b->run)
		return a->run < b->run ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static int gather(struct xnb_pool_units *out, const struct xnb_pool_group *group,
                  enum xnb_compare_side side, struct xnb_error *err)
{
	size_t total = group->n_silent[side], at = 0;

	for (size_t i = 0; i < group->n; i++)
		if (group->pieces[i].side == side)
			total += group->pieces[i].n_units;
	out->units = calloc(total + 1, sizeof(*out->units));
	if (!out->units)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < group->n; i++) {
		const struct xnb_pool_piece *piece = &group->pieces[i];

		if (piece->side != side || piece->n_units == 0)
			continue;
		memcpy(&out->units[at], piece->units,
		       piece->n_units * sizeof(*piece->units));
		at += piece->n_units;
	}
	qsort(out->units, at, sizeof(*out->units), compare_units);
	out->n = total;
	return 0;
}

int xnb_compare_judge_units(struct xnb_compare_series *out, struct xnb_pool *pool,
                            const struct xnb_pool_group *group,
                            int (*judge)(struct xnb_compare_series *out,
                                         struct xnb_pool *pool,
                                         const struct xnb_pool_group *group,
                                         struct xnb_pool_units units[XNB_N_SIDES],
                                         struct xnb_error *err),
                            struct xnb_error *err)
{
	struct xnb_pool_units units[XNB_N_SIDES] = {0};
	int result = -1;

	if (!gather(&units[XNB_BASE], group, XNB_BASE, err) &&
	    !gather(&units[XNB_NEW], group, XNB_NEW, err))
		result = judge(out, pool, group, units, err);
	free(units[XNB_BASE].units);
	free(units[XNB_NEW].units);
	return result;
}

void xnb_pool_merge_boots(struct xnb_pool_units *units)
{
	size_t kept = 0;

	for (size_t i = 0; i < units->n; i++) {
		struct xnb_pool_unit *one = &units->units[i];
		struct xnb_pool_unit *last = kept ? &units->units[kept - 1] : NULL;

		if (!last || xnb_pool_compare_boots(last, one)) {
			units->units[kept++] = *one;
			continue;
		}
		last->n += one->n;
		last->mean += (one->mean - last->mean) * (double)one->n / (double)last->n;
	}
	units->n = kept;
}

size_t xnb_pool_count_boots(const struct xnb_pool_units *units)
{
	size_t n = units->n > 0;

	for (size_t i = 1; i < units->n; i++)
		n += xnb_pool_compare_boots(&units->units[i - 1], &units->units[i]) != 0;
	return n;
}

/* The place of the next boot behind `at`. */
static size_t next_boot(const struct xnb_pool_units *units, size_t at)
{
	size_t next = at + 1;

	while (next < units->n &&
	       !xnb_pool_compare_boots(&units->units[at], &units->units[next]))
		next++;
	return next;
}

bool xnb_pool_same_boots(const struct xnb_pool_units sides[XNB_N_SIDES])
{
	const struct xnb_pool_units *a = &sides[XNB_BASE], *b = &sides[XNB_NEW];
	size_t i = 0, j = 0;

	while (i < a->n && j < b->n) {
		if (xnb_pool_compare_boots(&a->units[i], &b->units[j]))
			return false;
		i = next_boot(a, i);
		j = next_boot(b, j);
	}
	return i >= a->n && j >= b->n;
}

static const char *evidence_of(const struct xnb_pool *pool, const char *check,
                               enum xnb_compare_side side)
{
	const char *found = "";

	/* What does not hold says more than what does. */
	for (size_t i = 0; i < pool->n_evidence; i++) {
		const struct xnb_pool_evidence *one = &pool->evidence[i];

		if (one->side == side && one->check == check &&
		    (!found[0] || strcmp(one->verdict, "holds") != 0))
			found = one->evidence;
	}
	return found;
}

static double ideal_of(const struct xnb_pool_group *group, enum xnb_compare_side side)
{
	for (size_t i = 0; i < group->n; i++)
		if (group->pieces[i].side == side)
			return group->pieces[i].rule.ideal;
	return group->pieces[0].rule.ideal;
}

static void set_range(struct xnb_compare_arm *arm, bool logs)
{
	double sum = 0;

	arm->min = arm->max = NAN;
	for (size_t i = 0; i < arm->n_units; i++) {
		arm->min = fmin(arm->min, arm->units[i]);
		arm->max = fmax(arm->max, arm->units[i]);
		sum +=
		    ((logs ? log(arm->units[i]) : arm->units[i]) - sum) / (double)(i + 1);
	}
	arm->center = logs ? exp(sum) : sum;
	/* Rounding must not carry the mean of equal values away from them. */
	if (arm->min == arm->max)
		arm->center = arm->min;
}

static int fill_arm(struct xnb_compare_series *out, struct xnb_pool *pool,
                    const struct xnb_pool_group *group,
                    const struct xnb_pool_units *units, enum xnb_compare_side side,
                    struct xnb_error *err)
{
	struct xnb_compare_arm *arm = &out->arms[side];
	struct xnb_pool_units known = *units;

	arm->units = calloc(units->n + 1, sizeof(*arm->units));
	if (!arm->units)
		return xnb_fail_nomem(err);
	arm->n_units = units->n;
	for (size_t i = 0; i < units->n; i++)
		arm->units[i] = units->units[i].mean;
	known.n -= group->n_silent[side];
	arm->n_boots = xnb_pool_count_boots(&known);
	for (size_t i = 0; i < group->n; i++) {
		if (group->pieces[i].side != side)
			continue;
		arm->n_samples += group->pieces[i].n_samples;
		arm->n_left_out += group->pieces[i].n_left_out;
	}
	arm->ideal = ideal_of(group, side);
	arm->evidence = strcmp(out->key.experiment, "semantics") == 0
	                    ? evidence_of(pool, out->key.item, side)
	                    : "";
	set_range(arm, !out->exact);
	return 0;
}

int xnb_compare_fill_arms(struct xnb_compare_series *out, struct xnb_pool *pool,
                          const struct xnb_pool_group *group,
                          const struct xnb_pool_units units[XNB_N_SIDES],
                          struct xnb_error *err)
{
	if (fill_arm(out, pool, group, &units[XNB_BASE], XNB_BASE, err))
		return -1;
	return fill_arm(out, pool, group, &units[XNB_NEW], XNB_NEW, err);
}

void xnb_compare_set_further(struct xnb_compare_series *out,
                             const struct xnb_further *further)
{
	out->further =
	    further->base > further->changed ? further->base : further->changed;
	if (further->known)
		return;
	out->further = further->least;
	out->further_at_least = further->least > 0;
}
