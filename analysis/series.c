/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/series.h"

#include "analysis/series_builder.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* What the samples of a run are sorted by. */
struct entry {
	const struct xnb_sample *sample;
	size_t place; /* of its series */
	enum xnb_series_part part;
};

static int compare_in_time(const void *p, const void *q)
{
	const struct entry *a = p, *b = q;

	if (a->sample->seq != b->sample->seq)
		return a->sample->seq < b->sample->seq ? -1 : 1;
	return (a->sample > b->sample) - (a->sample < b->sample);
}

static bool is_in_time(const struct xnb_run *run)
{
	for (size_t i = 1; i < run->n_samples; i++)
		if (run->samples[i].seq < run->samples[i - 1].seq)
			return false;
	return true;
}

/* All samples in order of time, with their series. */
static struct entry *make_entries(struct xnb_series_builder *builder,
                                  const struct xnb_run *run, struct xnb_error *err)
{
	struct entry *entries = calloc(run->n_samples + 1, sizeof(*entries));

	if (!entries) {
		xnb_fail_nomem(err);
		return NULL;
	}
	for (size_t i = 0; i < run->n_samples; i++) {
		entries[i].sample = &run->samples[i];
		entries[i].part = xnb_series_part_of(entries[i].sample);
		if (xnb_series_builder_find(builder, entries[i].sample, &entries[i].place,
		                            err)) {
			free(entries);
			return NULL;
		}
	}
	if (!is_in_time(run))
		qsort(entries, run->n_samples, sizeof(*entries), compare_in_time);
	return entries;
}

/* Adds the values, which counts the parts of each series. */
static int add_all(struct xnb_series_set *set, const struct entry *entries, size_t n,
                   struct xnb_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (xnb_series_add(&set->series[entries[i].place], entries[i].sample,
		                   entries[i].part, err))
			return -1;
	return 0;
}

/* Gives each series room for its pointers, as its counters say. */
static void share_out(struct xnb_series_set *set)
{
	const struct xnb_sample **at = set->order;

	for (size_t i = 0; i < set->n; i++) {
		struct xnb_series *series = &set->series[i];

		series->samples = at;
		series->left_out = series->samples + series->n_values;
		series->warmups = series->left_out + series->n_left_out;
		at = series->warmups + series->n_warmups;
	}
}

static int point(struct xnb_series_set *set, const struct entry *entries, size_t n,
                 struct xnb_error *err)
{
	size_t(*filled)[XNB_SERIES_N_PARTS] = calloc(set->n + 1, sizeof(*filled));

	set->order = calloc(n + 1, sizeof(const struct xnb_sample *));
	if (!filled || !set->order) {
		free(filled);
		return xnb_fail_nomem(err);
	}
	share_out(set);
	for (size_t i = 0; i < n; i++) {
		struct xnb_series *series = &set->series[entries[i].place];
		const struct xnb_sample **const parts[] = {
		    [XNB_SERIES_VALUE] = series->samples,
		    [XNB_SERIES_LEFT_OUT] = series->left_out,
		    [XNB_SERIES_WARMUP] = series->warmups,
		};
		size_t *n_there = &filled[entries[i].place][entries[i].part];

		parts[entries[i].part][(*n_there)++] = entries[i].sample;
	}
	for (size_t i = 0; i < set->n; i++)
		set->series[i].n_samples = set->series[i].n_values;
	free(filled);
	return 0;
}

int xnb_series_group(struct xnb_series_set *out, const struct xnb_run *run,
                     struct xnb_error *err)
{
	struct xnb_series_builder builder = {0};
	struct entry *entries = make_entries(&builder, run, err);
	int result = -1;

	if (entries && !add_all(&builder.set, entries, run->n_samples, err) &&
	    !point(&builder.set, entries, run->n_samples, err))
		result = xnb_series_builder_finish(&builder, out, run, err);
	free(entries);
	xnb_series_builder_free(&builder);
	return result;
}

void xnb_series_set_free(struct xnb_series_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		free(set->series[i].values);
		free(set->series[i].spans);
		free(set->series[i].flags);
	}
	for (size_t i = 0; i < set->n_texts; i++)
		free(set->texts[i]);
	free(set->texts);
	free(set->series);
	free(set->order);
	*set = (struct xnb_series_set){0};
}
