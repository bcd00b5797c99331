/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/series.h"

#include "analysis/flags.h"
#include "analysis/metadata.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What a sample is sorted by, looked up once. */
struct entry {
	const struct xnb_sample *sample;
	size_t rank; /* of the scenario */
	enum part {
		VALUE,
		LEFT_OUT,
		WARMUP,
	} part;
};

static int compare_texts(const char *a, const char *b)
{
	/* By version, so that "bytes=65536" comes before "bytes=1048576". */
	return a == b ? 0 : strverscmp(a, b);
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_keys(const struct entry *x, const struct entry *y)
{
	const struct xnb_sample *a = x->sample, *b = y->sample;
	int order;

	if ((order = compare_texts(a->experiment, b->experiment)) ||
	    (order = compare_texts(a->item, b->item)) ||
	    (order = compare_texts(a->params, b->params)) ||
	    (order = compare_texts(a->metric, b->metric)) ||
	    (order = compare_texts(a->unit, b->unit)) ||
	    (order = compare_numbers(x->rank, y->rank)) ||
	    (order = compare_texts(a->scenario, b->scenario)) ||
	    (order = compare_texts(a->cpu_node, b->cpu_node)))
		return order;
	return compare_texts(a->mem_node, b->mem_node);
}

static int compare_entries(const void *p, const void *q)
{
	const struct entry *x = p, *y = q;
	int order;

	if ((order = compare_keys(x, y)) || (order = compare_numbers(x->part, y->part)) ||
	    (order = compare_numbers((uint64_t)x->sample->seq, (uint64_t)y->sample->seq)))
		return order;
	return compare_numbers((uintptr_t)x->sample, (uintptr_t)y->sample);
}

static enum part part_of(const struct xnb_sample *sample)
{
	if (xnb_has_flag(sample->flags, "warmup") || xnb_has_flag(sample->flags, "cold"))
		return WARMUP;
	if (xnb_has_flag(sample->flags, "interrupted"))
		return LEFT_OUT;
	return xnb_metadata_is_timed(sample->unit) && xnb_is_no_measurement(sample->flags)
	           ? LEFT_OUT
	           : VALUE;
}

static struct entry *sorted_entries(const struct xnb_run *run)
{
	struct entry *entries = calloc(run->n_samples + 1, sizeof(*entries));

	if (!entries)
		return NULL;
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *sample = &run->samples[i];

		entries[i] = (struct entry){
		    sample, xnb_metadata_scenario_rank(run, sample->scenario),
		    part_of(sample)};
	}
	qsort(entries, run->n_samples, sizeof(*entries), compare_entries);
	return entries;
}

static void begin_series(struct xnb_series *series, const struct xnb_sample *sample)
{
	*series = (struct xnb_series){
	    .experiment = sample->experiment,
	    .scenario = sample->scenario,
	    .item = sample->item,
	    .params = sample->params,
	    .cpu_node = sample->cpu_node,
	    .mem_node = sample->mem_node,
	    .metric = sample->metric,
	    .unit = sample->unit,
	};
}

static void add_entry(struct xnb_series *series, const struct xnb_sample **place,
                      const struct entry *entry)
{
	const struct {
		const struct xnb_sample ***first;
		size_t *n;
	} parts[] = {
	    [VALUE] = {&series->samples, &series->n_samples},
	    [LEFT_OUT] = {&series->left_out, &series->n_left_out},
	    [WARMUP] = {&series->warmups, &series->n_warmups},
	};

	*place = entry->sample;
	if ((*parts[entry->part].n)++ == 0)
		*parts[entry->part].first = place;
	series->n_flagged += entry->part != WARMUP && *entry->sample->flags;
}

static size_t count_series(const struct entry *entries, size_t n)
{
	size_t series = n > 0;

	for (size_t i = 1; i < n; i++)
		series += compare_keys(&entries[i - 1], &entries[i]) != 0;
	return series;
}

static void fill(struct xnb_series_set *set, const struct entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || compare_keys(&entries[i - 1], &entries[i]))
			begin_series(&set->series[set->n++], entries[i].sample);
		add_entry(&set->series[set->n - 1], &set->order[i], &entries[i]);
	}
}

int xnb_series_group(struct xnb_series_set *out, const struct xnb_run *run,
                     struct xnb_error *err)
{
	struct xnb_series_set set = {0};
	struct entry *entries = sorted_entries(run);

	if (!entries)
		return xnb_fail_nomem(err);
	set.series =
	    calloc(count_series(entries, run->n_samples) + 1, sizeof(*set.series));
	set.order = calloc(run->n_samples + 1, sizeof(*set.order));
	if (!set.series || !set.order) {
		xnb_series_set_free(&set);
		free(entries);
		return xnb_fail_nomem(err);
	}
	fill(&set, entries, run->n_samples);
	free(entries);
	*out = set;
	return 0;
}

void xnb_series_set_free(struct xnb_series_set *set)
{
	free(set->series);
	free(set->order);
	*set = (struct xnb_series_set){0};
}
