/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/series_builder.h"

#include "analysis/flags.h"
#include "analysis/load_curve.h"
#include "analysis/metadata.h"
#include "base/grow.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Texts are interned, so equal keys are equal pointers. */
static bool is_of(const struct xnb_series *series, const struct xnb_sample *sample)
{
	return series->experiment == sample->experiment &&
	       series->scenario == sample->scenario && series->item == sample->item &&
	       series->params == sample->params && series->cpu_node == sample->cpu_node &&
	       series->mem_node == sample->mem_node && series->metric == sample->metric &&
	       series->unit == sample->unit;
}

static size_t mix(size_t hash, const char *text)
{
	return (hash ^ (size_t)(uintptr_t)text) * 0x9e3779b97f4a7c15;
}

static size_t hash_of(const char *const key[8])
{
	size_t hash = 0;

	for (size_t i = 0; i < 8; i++)
		hash = mix(hash, key[i]);
	return hash ^ hash >> 32;
}

static size_t hash_of_sample(const struct xnb_sample *s)
{
	return hash_of((const char *const[8]){s->experiment, s->scenario, s->item,
	                                      s->params, s->cpu_node, s->mem_node,
	                                      s->metric, s->unit});
}

static size_t hash_of_series(const struct xnb_series *s)
{
	return hash_of((const char *const[8]){s->experiment, s->scenario, s->item,
	                                      s->params, s->cpu_node, s->mem_node,
	                                      s->metric, s->unit});
}

/* Twice as many slots, at most half of which are in use. */
static int grow_slots(struct xnb_series_builder *builder, struct xnb_error *err)
{
	size_t n_slots = builder->n_slots ? 2 * builder->n_slots : 64;
	size_t *slots = calloc(n_slots, sizeof(*slots));

	if (!slots)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < builder->set.n; i++) {
		size_t at = hash_of_series(&builder->set.series[i]) & (n_slots - 1);

		while (slots[at])
			at = (at + 1) & (n_slots - 1);
		slots[at] = i + 1;
	}
	free(builder->slots);
	builder->slots = slots;
	builder->n_slots = n_slots;
	return 0;
}

static int begin_series(struct xnb_series_set *set, const struct xnb_sample *sample,
                        struct xnb_error *err)
{
	struct xnb_series *series = xnb_grow(set->series, set->n, sizeof(*series), err);

	if (!series)
		return -1;
	set->series = series;
	series[set->n++] = (struct xnb_series){
	    .experiment = sample->experiment,
	    .scenario = sample->scenario,
	    .item = sample->item,
	    .params = sample->params,
	    .cpu_node = sample->cpu_node,
	    .mem_node = sample->mem_node,
	    .metric = sample->metric,
	    .unit = sample->unit,
	};
	return 0;
}

static int look_up(struct xnb_series_builder *builder, const struct xnb_sample *sample,
                   struct xnb_error *err)
{
	struct xnb_series_set *set = &builder->set;
	size_t at;

	if (2 * (set->n + 1) > builder->n_slots && grow_slots(builder, err))
		return -1;
	at = hash_of_sample(sample) & (builder->n_slots - 1);
	while (builder->slots[at] && !is_of(&set->series[builder->slots[at] - 1], sample))
		at = (at + 1) & (builder->n_slots - 1);
	if (!builder->slots[at]) {
		if (begin_series(set, sample, err))
			return -1;
		builder->slots[at] = set->n;
	}
	builder->last = builder->slots[at] - 1;
	return 0;
}

int xnb_series_builder_find(struct xnb_series_builder *builder,
                            const struct xnb_sample *sample, size_t *place,
                            struct xnb_error *err)
{
	if ((builder->set.n == 0 ||
	     !is_of(&builder->set.series[builder->last], sample)) &&
	    look_up(builder, sample, err))
		return -1;
	*place = builder->last;
	return 0;
}

enum xnb_series_part xnb_series_part_of(const struct xnb_sample *sample)
{
	const char *flags = sample->flags;

	if (!*flags)
		return XNB_SERIES_VALUE;
	if (xnb_has_flag(flags, "warmup") || xnb_has_flag(flags, "cold"))
		return XNB_SERIES_WARMUP;
	if (xnb_has_flag(flags, "interrupted"))
		return XNB_SERIES_LEFT_OUT;
	return xnb_metadata_is_timed(sample->unit) && xnb_is_no_measurement(flags)
	           ? XNB_SERIES_LEFT_OUT
	           : XNB_SERIES_VALUE;
}

static bool is_in(const struct xnb_span *span, const struct xnb_sample *sample)
{
	return span->boot == sample->boot && span->domain == sample->domain &&
	       span->block == sample->block;
}

static int add_span(struct xnb_series *series, const struct xnb_sample *sample,
                    struct xnb_error *err)
{
	struct xnb_span *spans = series->spans;

	if (series->n_spans && is_in(&spans[series->n_spans - 1], sample)) {
		spans[series->n_spans - 1].n++;
		return 0;
	}
	spans = xnb_grow(spans, series->n_spans, sizeof(*spans), err);
	if (!spans)
		return -1;
	series->spans = spans;
	spans[series->n_spans++] = (struct xnb_span){
	    .boot = sample->boot,
	    .domain = sample->domain,
	    .block = sample->block,
	    .first = series->n_values,
	    .n = 1,
	};
	return 0;
}

static int add_value(struct xnb_series *series, const struct xnb_sample *sample,
                     struct xnb_error *err)
{
	double *values = xnb_grow(series->values, series->n_values, sizeof(*values), err);

	if (!values)
		return -1;
	series->values = values;
	if (add_span(series, sample, err))
		return -1;
	values[series->n_values++] = sample->value;
	series->n_moved += *sample->flags && xnb_has_flag(sample->flags, "moved");
	return 0;
}

int xnb_series_add(struct xnb_series *series, const struct xnb_sample *sample,
                   enum xnb_series_part part, struct xnb_error *err)
{
	series->n_flagged += part != XNB_SERIES_WARMUP && *sample->flags;
	series->n_left_out += part == XNB_SERIES_LEFT_OUT;
	series->n_warmups += part == XNB_SERIES_WARMUP;
	if (part != XNB_SERIES_WARMUP && *sample->flags &&
	    xnb_flags_take(&series->flags, &series->n_flags, sample->flags, err))
		return -1;
	return part == XNB_SERIES_VALUE ? add_value(series, sample, err) : 0;
}

/* What series are sorted by; the rank is looked up once. */
struct entry {
	struct xnb_series series;
	size_t rank; /* of the scenario */
};

static int compare_texts(const char *a, const char *b)
{
	/* By version, so that "bytes=65536" comes before "bytes=1048576". */
	return a == b ? 0 : strverscmp(a, b);
}

static int compare_entries(const void *p, const void *q)
{
	const struct entry *x = p, *y = q;
	const struct xnb_series *a = &x->series, *b = &y->series;
	int order;

	if ((order = compare_texts(a->experiment, b->experiment)) ||
	    (order = compare_texts(a->item, b->item)) ||
	    (order = compare_texts(a->params, b->params)) ||
	    (order = compare_texts(a->metric, b->metric)) ||
	    (order = compare_texts(a->unit, b->unit)) ||
	    (order = (x->rank > y->rank) - (x->rank < y->rank)) ||
	    (order = compare_texts(a->scenario, b->scenario)) ||
	    (order = compare_texts(a->cpu_node, b->cpu_node)))
		return order;
	return compare_texts(a->mem_node, b->mem_node);
}

int xnb_series_builder_finish(struct xnb_series_builder *builder,
                              struct xnb_series_set *out, const struct xnb_run *run,
                              struct xnb_error *err)
{
	struct xnb_series_set *set = &builder->set;
	struct entry *entries;

	if (xnb_load_curves_add(set, err))
		return -1;
	entries = calloc(set->n + 1, sizeof(*entries));
	if (!entries)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < set->n; i++)
		entries[i] = (struct entry){
		    .series = set->series[i],
		    .rank = xnb_metadata_scenario_rank(run, set->series[i].scenario),
		};
	qsort(entries, set->n, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < set->n; i++)
		set->series[i] = entries[i].series;
	free(entries);
	*out = *set;
	*set = (struct xnb_series_set){0};
	return 0;
}

void xnb_series_builder_free(struct xnb_series_builder *builder)
{
	xnb_series_set_free(&builder->set);
	free(builder->slots);
	*builder = (struct xnb_series_builder){0};
}
