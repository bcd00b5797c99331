/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/load_points.h"

#include "analysis/load_curve.h"

#include <math.h>
#include <stdlib.h>

/* The values of one vCPU, or of a whole domain (-1), in one round. */
struct part {
	int64_t boot, block, domain, vcpu;
	double sum;
	size_t n;
};

struct parts {
	struct part *parts;
	size_t n;
};

static int by_part(const void *p, const void *q)
{
	const struct part *a = p, *b = q;

	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	if (a->block != b->block)
		return a->block < b->block ? -1 : 1;
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	return (a->vcpu > b->vcpu) - (a->vcpu < b->vcpu);
}

/* Same part, same entry; sorted. */
static void merge(struct parts *parts)
{
	size_t kept = 0;

	qsort(parts->parts, parts->n, sizeof(*parts->parts), by_part);
	for (size_t i = 0; i < parts->n; i++) {
		struct part *last = kept ? &parts->parts[kept - 1] : NULL;

		if (!last || by_part(last, &parts->parts[i])) {
			parts->parts[kept++] = parts->parts[i];
			continue;
		}
		last->sum += parts->parts[i].sum;
		last->n += parts->parts[i].n;
	}
	parts->n = kept;
}

static void add_samples(struct parts *parts, const struct xnb_series *series)
{
	for (size_t i = 0; i < series->n_samples; i++) {
		const struct xnb_sample *s = series->samples[i];

		parts->parts[parts->n++] =
		    (struct part){s->boot, s->block, s->domain, s->vcpu, s->value, 1};
	}
}

static int collect_parts(struct parts *parts, const struct xnb_summaries *all,
                         const struct xnb_series *latency, struct xnb_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		if (xnb_loads_beside(all->summaries[i].series, latency))
			n += all->summaries[i].series->n_samples;
	*parts = (struct parts){calloc(n + 1, sizeof(*parts->parts)), 0};
	if (!parts->parts)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < all->n; i++)
		if (xnb_loads_beside(all->summaries[i].series, latency))
			add_samples(parts, all->summaries[i].series);
	merge(parts);
	return 0;
}

static bool is_of_round(const struct part *part, const struct part *round)
{
	return part->boot == round->boot && part->block == round->block;
}

/* Over the domains of a round; 0 where it has none. A domain's own value comes before
 * those of its vCPUs and stands for them. `*at` goes on from round to round. */
static double rate_of_round(const struct parts *parts, size_t *at,
                            const struct part *round)
{
	const struct part *last = NULL;
	double rate = 0;

	while (*at < parts->n && by_part(&parts->parts[*at], round) < 0)
		++*at;
	for (; *at < parts->n && is_of_round(&parts->parts[*at], round); ++*at) {
		const struct part *part = &parts->parts[*at];

		if (last && last->domain == part->domain && last->vcpu < 0)
			continue;
		rate += part->sum / (double)part->n;
		last = part;
	}
	return rate;
}

/* The rounds of the latency, without their domains and vCPUs. */
static int collect_rounds(struct parts *rounds, const struct xnb_series *latency,
                          struct xnb_error *err)
{
	*rounds =
	    (struct parts){calloc(latency->n_samples + 1, sizeof(*rounds->parts)), 0};
	if (!rounds->parts)
		return xnb_fail_nomem(err);
	add_samples(rounds, latency);
	for (size_t i = 0; i < rounds->n; i++)
		rounds->parts[i].domain = rounds->parts[i].vcpu = INT64_MIN;
	merge(rounds);
	return 0;
}

static void take_rounds(struct xnb_load_points *out, int64_t *boots,
                        const struct parts *rounds, const struct parts *parts)
{
	size_t at = 0;

	for (size_t i = 0; i < rounds->n; i++) {
		const struct part *round = &rounds->parts[i];
		double rate = rate_of_round(parts, &at, round);

		if (!(rate > 0))
			continue;
		boots[out->n] = round->boot;
		out->latencies[out->n] = round->sum / (double)round->n;
		out->bandwidths[out->n++] = rate;
	}
}

static void pool_boots(struct xnb_load_points *out, const int64_t *boots)
{
	size_t kept = 0;

	if (out->n == 0 || boots[0] == boots[out->n - 1])
		return;
	out->are_boots = true;
	for (size_t i = 0, next; i < out->n; i = next, kept++) {
		double latency = 0, bandwidth = 0;

		for (next = i; next < out->n && boots[next] == boots[i]; next++) {
			latency += out->latencies[next];
			bandwidth += out->bandwidths[next];
		}
		out->latencies[kept] = latency / (double)(next - i);
		out->bandwidths[kept] = bandwidth / (double)(next - i);
	}
	out->n = kept;
}

static struct xnb_interval interval_of(const double *values, size_t n)
{
	struct xnb_interval interval = xnb_log_interval(values, n);

	if (n < XNB_LEAST_UNITS)
		interval.low = interval.high = NAN;
	return interval;
}

static int pair(struct xnb_load_points *out, const struct parts *rounds,
                const struct parts *parts, struct xnb_error *err)
{
	int64_t *boots = calloc(rounds->n + 1, sizeof(*boots));

	out->latencies = calloc(rounds->n + 1, sizeof(*out->latencies));
	out->bandwidths = calloc(rounds->n + 1, sizeof(*out->bandwidths));
	if (!boots || !out->latencies || !out->bandwidths) {
		free(boots);
		return xnb_fail_nomem(err);
	}
	take_rounds(out, boots, rounds, parts);
	pool_boots(out, boots);
	out->latency = interval_of(out->latencies, out->n);
	out->bandwidth = interval_of(out->bandwidths, out->n);
	free(boots);
	return 0;
}

int xnb_load_points_find(struct xnb_load_points *out, const struct xnb_summaries *all,
                         const struct xnb_series *latency, struct xnb_error *err)
{
	struct parts parts = {NULL, 0}, rounds = {NULL, 0};
	int result = 0;

	*out = (struct xnb_load_points){.n = 0};
	if (collect_parts(&parts, all, latency, err) ||
	    collect_rounds(&rounds, latency, err) || pair(out, &rounds, &parts, err)) {
		xnb_load_points_free(out);
		result = -1;
	}
	free(parts.parts);
	free(rounds.parts);
	return result;
}

void xnb_load_points_free(struct xnb_load_points *points)
{
	free(points->latencies);
	free(points->bandwidths);
	*points = (struct xnb_load_points){.n = 0};
}
