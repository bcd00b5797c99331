/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/group.h"

#include <stdlib.h>

/* What a round of every boot counted. */
struct round {
	int64_t id;
	double value;
};

static int compare_rounds(const void *p, const void *q)
{
	const struct round *a = p, *b = q;

	return (a->id > b->id) - (a->id < b->id);
}

/* The rounds of all boots as one boot's; 0 where boots differ in a round. */
static size_t fold(struct round *rounds, const struct xnb_pool_units *units,
                   const double *values)
{
	size_t kept = 0;

	for (size_t i = 0; i < units->n; i++)
		rounds[i] = (struct round){units->units[i].id, values[i]};
	qsort(rounds, units->n, sizeof(*rounds), compare_rounds);
	for (size_t i = 0; i < units->n; i++) {
		if (kept == 0 || rounds[kept - 1].id != rounds[i].id)
			rounds[kept++] = rounds[i];
		else if (rounds[kept - 1].value != rounds[i].value)
			return 0;
	}
	return kept;
}

static bool judge_pairs(struct xnb_compare_series *out, const struct round *base,
                        const struct round *changed, size_t n,
                        enum xnb_direction direction)
{
	size_t more = 0, fewer = 0;

	for (size_t i = 0; i < n; i++) {
		if (base[i].id != changed[i].id)
			return false;
		more += changed[i].value > base[i].value;
		fewer += changed[i].value < base[i].value;
	}
	if (more && fewer)
		return false;
	out->paired = true;
	out->alone = XNB_VERDICT_EQUIVALENT;
	out->note = "identical round by round";
	if (!more && !fewer)
		return true;
	out->note = "round by round, which differ among themselves";
	out->alone = direction == XNB_DIRECTION_SAME ||
	                     (more > 0) == (direction == XNB_DIRECTION_LOWER)
	                 ? XNB_VERDICT_REGRESSION
	                 : XNB_VERDICT_IMPROVEMENT;
	return true;
}

int xnb_compare_judge_rounds(bool *judged, struct xnb_compare_series *out,
                             const double *const values[XNB_N_SIDES],
                             enum xnb_direction direction,
                             const struct xnb_pool_units units[XNB_N_SIDES],
                             struct xnb_error *err)
{
	struct round *base = calloc(units[XNB_BASE].n + 1, sizeof(*base));
	struct round *changed = calloc(units[XNB_NEW].n + 1, sizeof(*changed));
	int result = -1;

	*judged = false;
	if (!base || !changed) {
		xnb_fail_nomem(err);
	} else {
		size_t n = fold(base, &units[XNB_BASE], values[XNB_BASE]);

		if (n && n == fold(changed, &units[XNB_NEW], values[XNB_NEW]))
			*judged = judge_pairs(out, base, changed, n, direction);
		result = 0;
	}
	free(base);
	free(changed);
	return result;
}
