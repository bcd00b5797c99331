/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/watch.h"

#include "base/grow.h"
#include "rundir/flags.h"

#include <stdlib.h>
#include <string.h>

const char *const xnb_watch_keys[XNB_WATCH_N_KEYS] = {
    [XNB_WATCH_EXPERIMENT] = "experiment",
    [XNB_WATCH_SCENARIO] = "scenario",
    [XNB_WATCH_ITEM] = "item",
    [XNB_WATCH_PARAMS] = "params",
    [XNB_WATCH_CPU_NODE] = "cpu_node",
    [XNB_WATCH_MEM_NODE] = "mem_node",
    [XNB_WATCH_METRIC] = "metric",
    [XNB_WATCH_UNIT] = "unit",
};

/* What no summary of a timed series has, either. */
static bool is_left_out(const char *flags)
{
	return xnb_has_flag(flags, "warmup") || xnb_has_flag(flags, "cold") ||
	       xnb_has_flag(flags, "interrupted") || xnb_is_no_measurement(flags);
}

static bool is_time(const char *unit)
{
	return !strcmp(unit, "s") || !strcmp(unit, "ns") || !strcmp(unit, "B/s");
}

static bool has_direction(const struct xnb_experiment *experiment, const char *metric)
{
	const struct xnb_metric *m = experiment->metrics;

	while (m->name && strcmp(m->name, metric))
		m++;
	return m->name && (m->direction == XNB_HIGHER_IS_BETTER ||
	                   m->direction == XNB_LOWER_IS_BETTER);
}

bool xnb_watch_counts(const struct xnb_experiment *const *experiments,
                      const struct xnb_sample *sample)
{
	/* How long a unit took is no result, whatever its experiment's durations are. */
	if (!is_time(sample->unit) || strcmp(sample->item, "unit") == 0 ||
	    is_left_out(sample->flags))
		return false;
	for (size_t i = 0; experiments[i]; i++)
		if (strcmp(experiments[i]->name, sample->experiment) == 0)
			return has_direction(experiments[i], sample->metric);
	return false;
}

static void take_keys(const char *keys[XNB_WATCH_N_KEYS], const struct xnb_sample *s)
{
	keys[XNB_WATCH_EXPERIMENT] = s->experiment;
	keys[XNB_WATCH_SCENARIO] = s->scenario;
	keys[XNB_WATCH_ITEM] = s->item;
	keys[XNB_WATCH_PARAMS] = s->params;
	keys[XNB_WATCH_CPU_NODE] = s->cpu_node;
	keys[XNB_WATCH_MEM_NODE] = s->mem_node;
	keys[XNB_WATCH_METRIC] = s->metric;
	keys[XNB_WATCH_UNIT] = s->unit;
	for (size_t i = 0; i < XNB_WATCH_N_KEYS; i++)
		if (!keys[i])
			keys[i] = "";
}

/* FNV-1a, the NULs between the texts included. */
static uint32_t hash_of(const char *const keys[XNB_WATCH_N_KEYS])
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < XNB_WATCH_N_KEYS; i++) {
		const char *c = keys[i];

		do
			hash = (hash ^ (unsigned char)*c) * 16777619u;
		while (*c++);
	}
	return hash;
}

static bool is_of(const struct xnb_watched *series, uint32_t hash,
                  const char *const keys[XNB_WATCH_N_KEYS])
{
	if (series->hash != hash)
		return false;
	for (size_t i = 0; i < XNB_WATCH_N_KEYS; i++)
		if (strcmp(series->keys[i], keys[i]))
			return false;
	return true;
}

static int grow_slots(struct xnb_watch *watch, struct xnb_error *err)
{
	size_t n = watch->n_slots ? 2 * watch->n_slots : 64;
	uint32_t *slots;

	if (2 * (watch->n + 1) <= watch->n_slots)
		return 0;
	slots = calloc(n, sizeof(*slots));
	if (!slots)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < watch->n; i++) {
		size_t at = watch->series[i].hash & (n - 1);

		while (slots[at])
			at = (at + 1) & (n - 1);
		slots[at] = (uint32_t)i + 1;
	}
	free(watch->slots);
	watch->slots = slots;
	watch->n_slots = n;
	return 0;
}

static int copy_keys(struct xnb_watched *series, const char *const keys[XNB_WATCH_N_KEYS],
                     struct xnb_error *err)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < XNB_WATCH_N_KEYS; i++)
		size += strlen(keys[i]) + 1;
	at = malloc(size);
	if (!at)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < XNB_WATCH_N_KEYS; i++) {
		series->keys[i] = at;
		at = stpcpy(at, keys[i]) + 1;
	}
	return 0;
}

static struct xnb_watched *begin_series(struct xnb_watch *watch, uint32_t hash,
                                        const char *const keys[XNB_WATCH_N_KEYS],
                                        struct xnb_error *err)
{
	struct xnb_watched *grown =
	    xnb_grow(watch->series, watch->n, sizeof(*grown), err);

	if (!grown)
		return NULL;
	watch->series = grown;
	grown[watch->n] = (struct xnb_watched){.hash = hash};
	if (copy_keys(&grown[watch->n], keys, err))
		return NULL;
	return &grown[watch->n++];
}

static struct xnb_watched *find(struct xnb_watch *watch, const struct xnb_sample *sample,
                                struct xnb_error *err)
{
	const char *keys[XNB_WATCH_N_KEYS];
	struct xnb_watched *series;
	uint32_t hash;
	size_t at;

	take_keys(keys, sample);
	hash = hash_of(keys);
	if (grow_slots(watch, err))
		return NULL;
	at = hash & (watch->n_slots - 1);
	for (; watch->slots[at]; at = (at + 1) & (watch->n_slots - 1))
		if (is_of(&watch->series[watch->slots[at] - 1], hash, keys))
			return &watch->series[watch->slots[at] - 1];
	series = begin_series(watch, hash, keys, err);
	if (series)
		watch->slots[at] = (uint32_t)watch->n;
	return series;
}

/* A span that has become too long keeps the means of pairs, and so of whole batches. */
static void halve(struct xnb_watched *series, struct xnb_span *span)
{
	double *values = series->values + span->first;

	for (size_t i = 0; i < span->n / 2; i++)
		values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
	span->n /= 2;
	series->n_values = span->first + span->n;
	series->batch *= 2;
}

static int append(struct xnb_watched *series, double value, struct xnb_error *err)
{
	struct xnb_span *span = &series->spans[series->n_spans - 1];
	double *grown;
	size_t room;

	if (series->n_values == series->room) {
		room = series->room ? 2 * series->room : XNB_WATCH_MOST;
		grown = reallocarray(series->values, room, sizeof(*grown));
		if (!grown)
			return xnb_fail_nomem(err);
		series->values = grown;
		series->room = room;
	}
	series->values[series->n_values++] = value;
	if (++span->n == XNB_WATCH_MOST)
		halve(series, span);
	return 0;
}

/* What is left of a batch is a value, too: no sample is dropped. */
static int end_batch(struct xnb_watched *series, struct xnb_error *err)
{
	size_t n = series->pending;

	if (!n)
		return 0;
	series->pending = 0;
	return append(series, series->pending_sum / (double)n, err);
}

static bool goes_on(const struct xnb_watched *series, const struct xnb_sample *sample)
{
	const struct xnb_span *last;

	if (!series->n_spans)
		return false;
	last = &series->spans[series->n_spans - 1];
	return last->boot == sample->boot && last->domain == sample->domain &&
	       last->block == sample->block;
}

static int begin_span(struct xnb_watched *series, const struct xnb_sample *sample,
                      struct xnb_error *err)
{
	struct xnb_span *grown;

	if (end_batch(series, err))
		return -1;
	grown = xnb_grow(series->spans, series->n_spans, sizeof(*grown), err);
	if (!grown)
		return -1;
	series->spans = grown;
	if (!series->n_spans || grown[series->n_spans - 1].block != sample->block)
		series->n_blocks++;
	series->spans[series->n_spans++] = (struct xnb_span){.boot = sample->boot,
	                                                     .domain = sample->domain,
	                                                     .block = sample->block,
	                                                     .first = series->n_values};
	series->batch = 1;
	return 0;
}

int xnb_watch_add(struct xnb_watch *watch, const struct xnb_sample *sample,
                  struct xnb_error *err)
{
	struct xnb_watched *series = find(watch, sample, err);

	if (!series || (!goes_on(series, sample) && begin_span(series, sample, err)))
		return -1;
	if (!series->pending)
		series->pending_sum = 0;
	series->pending_sum += sample->value;
	series->pending++;
	return series->pending == series->batch ? end_batch(series, err) : 0;
}

int xnb_watch_look(struct xnb_precision *out, struct xnb_watched *series, double target,
                   struct xnb_error *err)
{
	if (end_batch(series, err))
		return -1;
	xnb_look_at_precision(out, series->values, series->spans, series->n_spans,
	                      target);
	return 0;
}

void xnb_watch_free(struct xnb_watch *watch)
{
	for (size_t i = 0; i < watch->n; i++) {
		free(watch->series[i].keys[0]);
		free(watch->series[i].values);
		free(watch->series[i].spans);
	}
	free(watch->series);
	free(watch->slots);
	*watch = (struct xnb_watch){0};
}
