/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/arms.h"

#include "stats/ratio.h"

#include <math.h>
#include <stdlib.h>

/* What one arm has in one round, or what a pair of them has. */
struct round {
	int64_t boot, block;
	size_t n;
	double value;
};

static int compare_rounds(const void *p, const void *q)
{
	const struct round *a = p, *b = q;

	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	return (a->block > b->block) - (a->block < b->block);
}

/* Mean of the samples of each round, in order; returns how many rounds there are. */
static size_t collect(struct round *rounds, const struct xnb_series *series)
{
	size_t kept = 0;

	for (size_t i = 0; i < series->n_samples; i++) {
		const struct xnb_sample *sample = series->samples[i];

		rounds[i] = (struct round){sample->boot, sample->block, 1, sample->value};
	}
	qsort(rounds, series->n_samples, sizeof(*rounds), compare_rounds);
	for (size_t i = 0; i < series->n_samples; i++) {
		struct round *last = kept ? &rounds[kept - 1] : NULL;

		if (!last || compare_rounds(last, &rounds[i])) {
			rounds[kept++] = rounds[i];
			continue;
		}
		last->n++;
		last->value += (rounds[i].value - last->value) / (double)last->n;
	}
	return kept;
}

static bool same_rounds(const struct round *a, size_t n_a, const struct round *b,
                        size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (compare_rounds(&a[i], &b[i]))
			return false;
	return true;
}

/* The ratio of each pair, or of each boot the geometric mean of them; how many. */
static size_t take_ratios(double *ratios, const struct round *a, const struct round *b,
                          size_t n, enum xnb_unit_level level)
{
	size_t kept = 0, in_boot = 0;

	for (size_t i = 0; i < n; i++) {
		double ratio = log(a[i].value / b[i].value);

		if (level == XNB_LEVEL_BOOT && in_boot && a[i].boot == a[i - 1].boot) {
			in_boot++;
			ratios[kept - 1] += (ratio - ratios[kept - 1]) / (double)in_boot;
		} else {
			in_boot = 1;
			ratios[kept++] = ratio;
		}
	}
	for (size_t i = 0; i < kept; i++)
		ratios[i] = exp(ratios[i]);
	return kept;
}

struct work {
	struct round *rounds_a, *rounds_b;
	double *a, *b; /* unit means, or ratios */
};

static void work_free(struct work *work)
{
	free(work->rounds_a);
	free(work->rounds_b);
	free(work->a);
	free(work->b);
}

static int work_alloc(struct work *work, const struct xnb_summary *a,
                      const struct xnb_summary *b, struct xnb_error *err)
{
	size_t n_a = a->series->n_samples + 1, n_b = b->series->n_samples + 1;

	*work = (struct work){
	    .rounds_a = calloc(n_a, sizeof(*work->rounds_a)),
	    .rounds_b = calloc(n_b, sizeof(*work->rounds_b)),
	    .a = calloc(n_a, sizeof(*work->a)),
	    .b = calloc(n_b, sizeof(*work->b)),
	};
	if (work->rounds_a && work->rounds_b && work->a && work->b)
		return 0;
	work_free(work);
	return xnb_fail_nomem(err);
}

static void unit_means(double *means, const struct xnb_summary *s)
{
	for (size_t i = 0; i < s->n_units; i++)
		means[i] = s->units[i].mean;
}

static void compare_unpaired(struct xnb_arms *out, const struct work *work,
                             const struct xnb_summary *a, const struct xnb_summary *b)
{
	unit_means(work->a, a);
	unit_means(work->b, b);
	out->ratio = xnb_ratio_interval(work->a, a->n_units, work->b, b->n_units);
	out->level = a->level;
	out->n_a = a->n_units;
	out->n_b = b->n_units;
}

static void compare(struct xnb_arms *out, const struct work *work,
                    const struct xnb_summary *a, const struct xnb_summary *b)
{
	size_t n_a = collect(work->rounds_a, a->series);
	size_t n_b = collect(work->rounds_b, b->series);

	if (same_rounds(work->rounds_a, n_a, work->rounds_b, n_b))
		out->n_a =
		    take_ratios(work->a, work->rounds_a, work->rounds_b, n_a, a->level);
	/* Several domains in one round are no pairs, but they are units. */
	out->paired = out->n_a >= XNB_LEAST_UNITS;
	if (!out->paired) {
		compare_unpaired(out, work, a, b);
		return;
	}
	out->n_b = out->n_a;
	out->ratio = xnb_log_interval(work->a, out->n_a);
	out->level = a->level == XNB_LEVEL_BOOT ? XNB_LEVEL_BOOT : XNB_LEVEL_BLOCK;
}

static const char *why_not(const struct xnb_summary *a, const struct xnb_summary *b)
{
	if (a->n_units == 0 || b->n_units == 0)
		return "all samples of one of them are flagged as no measurement";
	if (!(a->min > 0 && b->min > 0))
		return "one of them has a value that is not above 0";
	if (a->level != b->level)
		return "their units of analysis differ";
	return NULL;
}

int xnb_arms_compare(struct xnb_arms *out, const struct xnb_summary *a,
                     const struct xnb_summary *b, struct xnb_error *err)
{
	struct work work;

	*out = (struct xnb_arms){
	    .ratio = {NAN, NAN, NAN}, .why_not = why_not(a, b), .subject = a->subject};
	if (out->why_not)
		return 0;
	if (work_alloc(&work, a, b, err))
		return -1;
	compare(out, &work, a, b);
	work_free(&work);
	if (out->n_a < XNB_LEAST_UNITS || out->n_b < XNB_LEAST_UNITS)
		out->ratio.low = out->ratio.high = NAN;
	return 0;
}
