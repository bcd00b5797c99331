/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/potts.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { N_GAMMAS = 24 };

/* The best way to cut the first i values, for each gamma: those of one i lie together, as
 * the innermost loop goes over them. */
struct cuts {
	double cost[N_GAMMAS];
	size_t from[N_GAMMAS]; /* where the last segment begins */
};

struct potts {
	const double *values;
	size_t n, least;
	size_t *order, *rank;   /* the values' indices, ascending; and back */
	size_t *before, *after; /* the list of the values that are still in, by value */
	size_t center;          /* index of the lower median of those */
	double spread;          /* sum of their distances from it */
	double whole;           /* that of all values */
	double gammas[N_GAMMAS];
	struct cuts *cuts; /* n + 1 */
};

struct ranked {
	double value;
	size_t index;
};

static int compare_ranked(const void *p, const void *q)
{
	const struct ranked *a = p, *b = q;

	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return a->index < b->index ? -1 : 1;
}

static int set_order(struct potts *potts, struct xnb_error *err)
{
	struct ranked *ranked = calloc(potts->n, sizeof(*ranked));

	if (!ranked) {
		xnb_fail_nomem(err);
		return -1;
	}
	for (size_t i = 0; i < potts->n; i++)
		ranked[i] = (struct ranked){potts->values[i], i};
	qsort(ranked, potts->n, sizeof(*ranked), compare_ranked);
	for (size_t i = 0; i < potts->n; i++) {
		potts->order[i] = ranked[i].index;
		potts->rank[ranked[i].index] = i;
	}
	free(ranked);
	return 0;
}

/* The list of all values from `first` on. */
static void link_from(struct potts *potts, size_t first)
{
	size_t last = SIZE_MAX, place = 0, count = potts->n - first;

	for (size_t i = 0; i < potts->n; i++) {
		size_t index = potts->order[i];

		if (index < first)
			continue;
		potts->before[index] = last;
		if (last != SIZE_MAX)
			potts->after[last] = index;
		if (place++ == (count - 1) / 2)
			potts->center = index;
		last = index;
	}
	potts->after[last] = SIZE_MAX;
	potts->spread = 0;
	for (size_t i = first; i < potts->n; i++)
		potts->spread += fabs(potts->values[i] - potts->values[potts->center]);
}

/*
 * Takes one of `count` values out; constant time, which is why a segment is made shorter
 * from its end and never longer. Of an even count the sum is the same about both medians.
 */
static void unlink_value(struct potts *potts, size_t out, size_t count)
{
	const double *values = potts->values;
	size_t center = potts->center;
	bool above = potts->rank[out] > potts->rank[center];

	potts->spread -= fabs(values[out] - values[center]);
	if (count % 2 == 0 && !above) {
		potts->center = potts->after[center];
		potts->spread -= values[potts->center] - values[center];
	} else if (count % 2 == 1 && (above || out == center)) {
		potts->center = potts->before[center];
	}
	if (potts->before[out] != SIZE_MAX)
		potts->after[potts->before[out]] = potts->after[out];
	if (potts->after[out] != SIZE_MAX)
		potts->before[potts->after[out]] = potts->before[out];
}

static void offer(struct potts *potts, size_t first, size_t end)
{
	const struct cuts *begin = &potts->cuts[first];
	struct cuts *cuts = &potts->cuts[end];

	for (size_t g = 0; g < N_GAMMAS; g++) {
		double cost = begin->cost[g] + potts->gammas[g] + potts->spread;
		bool better = cost < cuts->cost[g];

		cuts->cost[g] = better ? cost : cuts->cost[g];
		cuts->from[g] = better ? first : cuts->from[g];
	}
}

/* All segments that begin at `first`, the longest first. */
static void try_segments(struct potts *potts, size_t first)
{
	link_from(potts, first);
	for (size_t end = potts->n; end >= first + potts->least; end--) {
		offer(potts, first, end);
		if (end > first + 1)
			unlink_value(potts, end - 1, end - first);
	}
}

static void solve(struct potts *potts)
{
	double step;

	link_from(potts, 0);
	potts->whole = potts->spread;
	step = pow((double)potts->n * 10, -1.0 / (N_GAMMAS - 1));
	for (size_t g = 0; g < N_GAMMAS; g++) {
		potts->gammas[g] = potts->whole * pow(step, (double)g);
		for (size_t i = 1; i <= potts->n; i++)
			potts->cuts[i].cost[g] = INFINITY;
	}
	for (size_t first = 0; first + potts->least <= potts->n; first++)
		try_segments(potts, first);
}

static size_t count_segments(const struct potts *potts, size_t g)
{
	size_t count = 0;

	for (size_t end = potts->n; end > 0; end = potts->cuts[end].from[g])
		count++;
	return count;
}

/* Among perfect fits the criterion has no minimum: below a billionth of the whole spread
 * there is nothing left to explain. */
static double criterion(const struct potts *potts, size_t g)
{
	double n = (double)potts->n, k = (double)count_segments(potts, g);
	double rest = potts->cuts[potts->n].cost[g] - k * potts->gammas[g];

	return n * log(fmax(rest, potts->whole * 1e-9)) + XNB_POTTS_PENALTY * k * log(n);
}

static size_t best_gamma(const struct potts *potts)
{
	size_t best = 0;

	for (size_t g = 1; g < N_GAMMAS; g++)
		if (criterion(potts, g) < criterion(potts, best))
			best = g;
	return best;
}

static size_t take_steps(size_t *at, const struct potts *potts, size_t g)
{
	size_t count = count_segments(potts, g) - 1, i = count;

	for (size_t end = potts->cuts[potts->n].from[g]; end > 0;
	     end = potts->cuts[end].from[g])
		at[--i] = end;
	return count;
}

static int make_room(struct potts *potts, struct xnb_error *err)
{
	size_t *indices = calloc(potts->n, 4 * sizeof(*indices));

	potts->order = indices;
	potts->cuts = calloc(potts->n + 1, sizeof(*potts->cuts));
	if (!indices || !potts->cuts) {
		xnb_fail_nomem(err);
		return -1;
	}
	potts->rank = indices + potts->n;
	potts->before = indices + 2 * potts->n;
	potts->after = indices + 3 * potts->n;
	return set_order(potts, err);
}

int xnb_potts_steps(size_t *at, size_t *n_at, const double *values, size_t n,
                    size_t least, struct xnb_error *err)
{
	struct potts potts = {.values = values, .n = n, .least = least};
	int result;

	*n_at = 0;
	if (n < 2 * least)
		return 0;
	result = make_room(&potts, err);
	if (!result) {
		solve(&potts);
		if (potts.whole > 0)
			*n_at = take_steps(at, &potts, best_gamma(&potts));
	}
	free(potts.order);
	free(potts.cuts);
	return result;
}
