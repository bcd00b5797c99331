/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/judging.h"

#include "stats/exact.h"

#include <math.h>
#include <stdlib.h>

static bool varies(const struct xnb_arm *arm)
{
	for (size_t i = 1; i < arm->n; i++)
		if (arm->values[i] != arm->values[0])
			return true;
	return false;
}

static bool is_within(const struct xnb_arm arms[XNB_N_SIDES], double slack)
{
	return !varies(&arms[XNB_BASE]) && !varies(&arms[XNB_NEW]) &&
	       fabs(arms[XNB_BASE].values[0] - arms[XNB_NEW].values[0]) <= slack;
}

/* 1 or -1 where all that deviate do so to one side. */
static int side_of(const struct xnb_arm *arm)
{
	int side = 0;

	for (size_t i = 0; i < arm->n; i++) {
		int one = (arm->values[i] > 0) - (arm->values[i] < 0);

		if (one && side && one != side)
			return 0;
		side = one ? one : side;
	}
	return side;
}

static bool are_opposite(const struct xnb_arm arms[XNB_N_SIDES])
{
	return side_of(&arms[XNB_BASE]) * side_of(&arms[XNB_NEW]) < 0;
}

static double *distances(const struct xnb_arm *arm, struct xnb_error *err)
{
	double *values = calloc(arm->n + 1, sizeof(*values));

	if (!values) {
		xnb_fail_nomem(err);
		return NULL;
	}
	for (size_t i = 0; i < arm->n; i++)
		values[i] = fabs(arm->values[i]);
	return values;
}

static int judge_distances(enum xnb_gate_result *out,
                           const struct xnb_arm arms[XNB_N_SIDES], const double *base,
                           const double *changed, struct xnb_error *err)
{
	struct xnb_exact_judgement judgement;

	if (xnb_judge_exact(&judgement, (struct xnb_arm){base, arms[XNB_BASE].n},
	                    (struct xnb_arm){changed, arms[XNB_NEW].n},
	                    XNB_DIRECTION_LOWER, 0, err))
		return -1;
	*out = judgement.verdict == XNB_VERDICT_REGRESSION    ? XNB_GATE_WORSE
	       : judgement.verdict == XNB_VERDICT_IMPROVEMENT ? XNB_GATE_IMPROVED
	                                                      : XNB_GATE_HOLDS;
	return 0;
}

int xnb_gate_compare_deviations(enum xnb_gate_result *out,
                                const struct xnb_arm arms[XNB_N_SIDES], double slack,
                                struct xnb_error *err)
{
	double *base, *changed;
	int result = -1;

	*out = XNB_GATE_HOLDS;
	if (!arms[XNB_BASE].n || !arms[XNB_NEW].n || is_within(arms, slack))
		return 0;
	if (are_opposite(arms)) {
		*out = XNB_GATE_WORSE;
		return 0;
	}
	base = distances(&arms[XNB_BASE], err);
	changed = distances(&arms[XNB_NEW], err);
	if (base && changed)
		result = judge_distances(out, arms, base, changed, err);
	free(base);
	free(changed);
	return result;
}
