/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/components.h"

#include "stats/moments.h"

#include <math.h>
#include <stdlib.h>

/* Depth 0 is the whole; then the levels asked for; last the sample. */
enum { DEPTHS = XNB_N_NESTS + 1 };

/* A group that is being gone through: the whole, a boot, ... */
struct group {
	double n, mean;
	double squares;           /* between the groups right within it */
	double squared_n[DEPTHS]; /* sum of the squared sizes of the groups within */
};

struct analysis {
	size_t sample; /* depth of the samples */
	struct group open[DEPTHS];
	double squares[DEPTHS]; /* between groups of this depth, within those around */
	double count[DEPTHS];
	/* Sum over the groups of depth i of the squared sizes of those of depth j in
	 * them, over the group's size: how the components mix in the squares. */
	double mix[DEPTHS][DEPTHS];
};

/* A span with the ids that matter, outermost first. */
struct keyed {
	int64_t ids[XNB_N_NESTS];
	size_t first, n;
};

static struct keyed key_of(const struct xnb_span *span, const enum xnb_nest *levels,
                           size_t n_levels)
{
	const int64_t ids[] = {
	    [XNB_NEST_BOOT] = span->boot,
	    [XNB_NEST_DOMAIN] = span->domain,
	    [XNB_NEST_BLOCK] = span->block,
	};
	struct keyed key = {.first = span->first, .n = span->n};

	for (size_t i = 0; i < n_levels; i++)
		key.ids[i] = ids[levels[i]];
	return key;
}

/* How many of the outermost ids agree. */
static size_t common(const struct keyed *a, const struct keyed *b)
{
	size_t i = 0;

	while (i < XNB_N_NESTS && a->ids[i] == b->ids[i])
		i++;
	return i;
}

static int compare_keys(const void *p, const void *q)
{
	const struct keyed *a = p, *b = q;
	size_t i = common(a, b);

	if (i < XNB_N_NESTS)
		return a->ids[i] < b->ids[i] ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

static void open_groups(struct analysis *a, size_t depth)
{
	for (; depth < a->sample; depth++)
		a->open[depth] = (struct group){0};
}

/* A group within `around` adds what its mean is off to the squares (Chan's update). */
static void add_to(struct group *around, double n, double mean)
{
	double delta = mean - around->mean, all = around->n + n;

	around->squares += delta * delta * (around->n / all) * n;
	around->mean += delta * n / all;
	around->n = all;
}

static void close_group(struct analysis *a, size_t depth)
{
	struct group *group = &a->open[depth];

	if (group->n == 0)
		return;
	a->count[depth]++;
	a->squares[depth + 1] += group->squares;
	group->squared_n[depth] = group->n * group->n;
	group->squared_n[a->sample] = group->n;
	for (size_t j = depth; j <= a->sample; j++)
		a->mix[depth][j] += group->squared_n[j] / group->n;
	if (depth == 0)
		return;
	add_to(&a->open[depth - 1], group->n, group->mean);
	for (size_t j = depth; j < a->sample; j++)
		a->open[depth - 1].squared_n[j] += group->squared_n[j];
}

/* From the innermost outwards. */
static void close_groups(struct analysis *a, size_t depth)
{
	for (size_t i = a->sample; i-- > depth;)
		close_group(a, i);
}

static void take_values(struct analysis *a, const double *values, size_t n, bool logs)
{
	for (size_t i = 0; i < n; i++)
		add_to(&a->open[a->sample - 1], 1, logs ? log(values[i]) : values[i]);
}

static void take_span(struct analysis *a, const struct keyed *span,
                      const struct keyed *before, const double *values, bool logs)
{
	size_t same = before ? common(before, span) : 0;

	if (!before) {
		open_groups(a, 0);
	} else if (same < a->sample - 1) {
		close_groups(a, same + 1);
		open_groups(a, same + 1);
	}
	take_values(a, values + span->first, span->n, logs);
}

static void finish(struct analysis *a)
{
	close_groups(a, 0);
	a->count[a->sample] = a->mix[a->sample][a->sample] = a->open[0].n;
}

/* The mean of squares of depth i expects (mix[i][j] - mix[i - 1][j]) of each component j
 * from i inwards; solved from the samples outwards. */
static double component(const struct analysis *a, const double *inner, size_t i)
{
	double squares = a->squares[i];

	for (size_t j = i + 1; j <= a->sample; j++)
		if (!isnan(inner[j]))
			squares -= (a->mix[i][j] - a->mix[i - 1][j]) * inner[j];
	return squares / (a->mix[i][i] - a->mix[i - 1][i]);
}

static void solve(struct xnb_components *out, const struct analysis *a,
                  const enum xnb_nest *levels)
{
	double found[DEPTHS];

	for (size_t i = a->sample; i > 0; i--) {
		enum xnb_nest level = i == a->sample ? XNB_NEST_SAMPLE : levels[i - 1];

		found[i] = a->count[i] > a->count[i - 1] ? component(a, found, i) : NAN;
		out->n[level] = (size_t)a->count[i];
		out->variance[level] = isnan(found[i]) ? NAN : fmax(0, found[i]);
	}
}

static void analyse_in_order(struct analysis *a, const double *values, bool logs,
                             const struct xnb_span *spans, size_t n_spans,
                             const enum xnb_nest *levels, size_t n_levels)
{
	struct keyed last, now;

	for (size_t i = 0; i < n_spans; i++) {
		now = key_of(&spans[i], levels, n_levels);
		take_span(a, &now, i ? &last : NULL, values, logs);
		last = now;
	}
}

static bool are_in_order(const struct xnb_span *spans, size_t n_spans,
                         const enum xnb_nest *levels, size_t n_levels)
{
	for (size_t i = 1; i < n_spans; i++) {
		struct keyed last = key_of(&spans[i - 1], levels, n_levels);
		struct keyed now = key_of(&spans[i], levels, n_levels);

		if (compare_keys(&last, &now) > 0)
			return false;
	}
	return true;
}

static int analyse_sorted(struct analysis *a, const double *values, bool logs,
                          const struct xnb_span *spans, size_t n_spans,
                          const enum xnb_nest *levels, size_t n_levels,
                          struct xnb_error *err)
{
	struct keyed *keyed = calloc(n_spans, sizeof(*keyed));

	if (!keyed)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < n_spans; i++)
		keyed[i] = key_of(&spans[i], levels, n_levels);
	qsort(keyed, n_spans, sizeof(*keyed), compare_keys);
	for (size_t i = 0; i < n_spans; i++)
		take_span(a, &keyed[i], i ? &keyed[i - 1] : NULL, values, logs);
	free(keyed);
	return 0;
}

int xnb_components_of(struct xnb_components *out, const double *values, bool logs,
                      const struct xnb_span *spans, size_t n_spans,
                      const enum xnb_nest *levels, size_t n_levels, struct xnb_error *err)
{
	struct analysis a = {.sample = n_levels + 1};

	*out = (struct xnb_components){.variance = {NAN, NAN, NAN, NAN}};
	if (are_in_order(spans, n_spans, levels, n_levels))
		analyse_in_order(&a, values, logs, spans, n_spans, levels, n_levels);
	else if (analyse_sorted(&a, values, logs, spans, n_spans, levels, n_levels, err))
		return -1;
	finish(&a);
	if (a.open[0].n > 0)
		solve(out, &a, levels);
	return 0;
}
