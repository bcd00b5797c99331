/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/potts.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { N_GAMMAS = 24 };

/* The best way to cut the first i values, for one gamma. */
struct cuts {
	double gamma;
	double *cost;
	size_t *from; /* where its last segment begins */
};

struct potts {
	const double *values;
	size_t n, least;
	size_t *order, *rank;   /* the values' indices, ascending; and back */
	size_t *before, *after; /* the list of the values that are still in, by value */
	size_t center;          /* index of the lower median of those */
	double spread;          /* sum of their distances from it */
	double whole;           /* that of all values */
	struct cuts cuts[N_GAMMAS];
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

	if (!ranked)
		return xnb_fail_nomem(err);
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
	for (size_t g = 0; g < N_GAMMAS; g++) {
		struct cuts *cuts = &potts->cuts[g];
		double cost = cuts->cost[first] + cuts->gamma + potts->spread;

		if (cost < cuts->cost[end]) {
			cuts->cost[end] = cost;
			cuts->from[end] = first;
		}
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
		potts->cuts[g].gamma = potts->whole * pow(step, (double)g);
		for (size_t i = 1; i <= potts->n; i++)
			potts->cuts[g].cost[i] = INFINITY;
	}
	for (size_t first = 0; first + potts->least <= potts->n; first++)
		try_segments(potts, first);
}

static size_t count_segments(const struct cuts *cuts, size_t n)
{
	size_t count = 0;

	for (size_t end = n; end > 0; end = cuts->from[end])
		count++;
	return count;
}

/* Among perfect fits the criterion has no minimum: below a billionth of the whole spread
 * there is nothing left to explain. */
static double criterion(const struct potts *potts, const struct cuts *cuts)
{
	double n = (double)potts->n, k = (double)count_segments(cuts, potts->n);
	double rest = cuts->cost[potts->n] - k * cuts->gamma;

	return n * log(fmax(rest, potts->whole * 1e-9)) + XNB_POTTS_PENALTY * k * log(n);
}

static const struct cuts *best_cuts(const struct potts *potts)
{
	const struct cuts *best = &potts->cuts[0];

	for (size_t g = 1; g < N_GAMMAS; g++)
		if (criterion(potts, &potts->cuts[g]) < criterion(potts, best))
			best = &potts->cuts[g];
	return best;
}

static size_t take_steps(size_t *at, const struct cuts *cuts, size_t n)
{
	size_t count = count_segments(cuts, n) - 1, i = count;

	for (size_t end = cuts->from[n]; end > 0; end = cuts->from[end])
		at[--i] = end;
	return count;
}

static int make_room(struct potts *potts, struct xnb_error *err)
{
	size_t n = potts->n + 1;
	size_t *indices = calloc(n, (4 + N_GAMMAS) * sizeof(*indices));
	double *costs = calloc(n, N_GAMMAS * sizeof(*costs));

	potts->order = indices;
	potts->cuts[0].cost = costs;
	if (!indices || !costs)
		return xnb_fail_nomem(err);
	potts->rank = indices + n;
	potts->before = indices + 2 * n;
	potts->after = indices + 3 * n;
	for (size_t g = 0; g < N_GAMMAS; g++) {
		potts->cuts[g].cost = costs + g * n;
		potts->cuts[g].from = indices + (4 + g) * n;
	}
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
			*n_at = take_steps(at, best_cuts(&potts), n);
	}
	free(potts.order);
	free(potts.cuts[0].cost);
	return result;
}
