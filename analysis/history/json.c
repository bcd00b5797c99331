/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/print.h"

#include "analysis/text/json_value.h"

#include <jansson.h>

/* Sets a member; a value that could not be made fails the document. */
static bool set(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value) == 0;
}

static bool set_texts(json_t *object, const char *const texts[][2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!set(object, texts[i][0], xnb_json_of_text(texts[i][1])))
			return false;
	return true;
}

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The object, or NULL, freed, where it is not whole. */
static json_t *whole(json_t *object, bool is_whole)
{
	if (is_whole)
		return object;
	json_decref(object);
	return NULL;
}

/* An array of n objects, by make(). */
static json_t *array_of(size_t n, json_t *(*make)(size_t i, const void *arg),
                        const void *arg)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < n; i++)
		if (json_array_append_new(array, make(i, arg)))
			return whole(array, false);
	return array;
}

struct context {
	const struct xnb_history *history;
	const struct xnb_history_since *since;
	enum xnb_history_view view;
	const struct xnb_history_series *series;
	const struct xnb_history_run *run;
	const struct xnb_history_change *change;
};

static json_t *make_fact(size_t i, const void *arg)
{
	const struct xnb_history_fact *fact =
	    &((const struct context *)arg)->run->facts[i];
	const char *const texts[][2] = {{"name", fact->name}, {"value", fact->value}};
	json_t *object = json_object();

	return whole(object, set_texts(object, texts, N_OF(texts)));
}

static json_t *make_run(size_t i, const void *arg)
{
	struct context context = *(const struct context *)arg;
	const struct xnb_history_run *run = &context.history->runs[i];
	const char *const texts[][2] = {
	    {"run", run->identity},      {"time", run->time},     {"host", run->host},
	    {"topology", run->topology}, {"timing", run->timing}, {"path", run->path}};
	json_t *object = json_object();

	context.run = run;
	return whole(object, set_texts(object, texts, N_OF(texts)) &&
	                         (!run->n_facts ||
	                          set(object, "environment",
	                              array_of(run->n_facts, make_fact, &context))));
}

static json_t *make_point(size_t i, const void *arg)
{
	const struct context *context = arg;
	const struct xnb_history_point *point = &context->series->points[i];
	const struct xnb_history_run *run = &context->history->runs[point->run];
	json_t *object = json_object();

	return whole(object,
	             set(object, "run", xnb_json_of_text(run->identity)) &&
	                 set(object, "time", xnb_json_of_text(run->time)) &&
	                 set(object, "value", xnb_json_of_number(point->value)) &&
	                 set(object, "low", xnb_json_of_number(point->low)) &&
	                 set(object, "high", xnb_json_of_number(point->high)) &&
	                 set(object, "min", xnb_json_of_number(point->least)) &&
	                 set(object, "max", xnb_json_of_number(point->most)) &&
	                 set(object, "units", xnb_json_of_count(point->n_units)) &&
	                 set(object, "samples", xnb_json_of_count(point->n_samples)) &&
	                 set(object, "left_out", xnb_json_of_count(point->n_left_out)));
}

static json_t *make_difference(size_t i, const void *arg)
{
	const struct xnb_history_difference *one =
	    &((const struct context *)arg)->change->differences[i];
	const char *const texts[][2] = {
	    {"name", one->name}, {"before", one->before}, {"after", one->after}};
	json_t *object = json_object();

	return whole(object, set_texts(object, texts, N_OF(texts)));
}

static const char *run_name(const struct context *context, size_t at)
{
	return context->history->runs[context->series->points[at].run].identity;
}

static json_t *make_change(size_t i, const void *arg)
{
	struct context context = *(const struct context *)arg;
	const struct xnb_history_change *change = &context.series->changes[i];
	const char *const texts[][2] = {
	    {"run", run_name(&context, change->at)},
	    {"verdict", xnb_history_verdict_name(change->verdict)},
	    {"why", change->why},
	    {"environment_run", run_name(&context, change->environment_at)}};
	bool counts =
	    xnb_history_counts(context.history, context.series, change, context.since);
	json_t *object = json_object();

	context.change = change;
	return whole(object,
	             set_texts(object, texts, N_OF(texts)) &&
	                 set(object, "counts", json_boolean(counts)) &&
	                 set(object, "point", xnb_json_of_count(change->at)) &&
	                 set(object, "before", xnb_json_of_number(change->before)) &&
	                 set(object, "after", xnb_json_of_number(change->after)) &&
	                 set(object, "relative", xnb_json_of_number(change->relative)) &&
	                 set(object, "p", xnb_json_of_number(change->p)) &&
	                 set(object, "environment",
	                     array_of(change->n_differences, make_difference, &context)));
}

static bool set_judgement(json_t *object, const struct context *context)
{
	const struct xnb_history_series *series = context->series;

	return set(object, "verdict",
	           xnb_json_of_text(xnb_history_verdict_name(series->verdict))) &&
	       set(object, "why", xnb_json_of_text(series->why)) &&
	       set(object, "autocorrelated", json_boolean(series->autocorrelated)) &&
	       set(object, "changes", array_of(series->n_changes, make_change, context));
}

static json_t *make_series(size_t i, const void *arg)
{
	struct context context = *(const struct context *)arg;
	const struct xnb_history_series *s = &context.history->series[i];
	const char *const texts[][2] = {{"host", s->host},
	                                {"topology", s->topology},
	                                {"timing", s->timing},
	                                {"experiment", s->key.experiment},
	                                {"scenario", s->key.scenario},
	                                {"item", s->key.item},
	                                {"params", s->key.params},
	                                {"cpu_node", s->key.cpu_node},
	                                {"mem_node", s->key.mem_node},
	                                {"metric", s->key.metric},
	                                {"unit", s->key.unit}};
	json_t *object = json_object();
	bool is_whole;

	context.series = s;
	is_whole = set(object, "series", json_sprintf("s%lld", (long long)s->id)) &&
	           set_texts(object, texts, N_OF(texts));
	if (is_whole && context.view == XNB_HISTORY_CHECK)
		is_whole = set_judgement(object, &context);
	if (is_whole && context.view != XNB_HISTORY_LIST)
		is_whole =
		    set(object, "points", array_of(s->n_points, make_point, &context));
	else if (is_whole)
		is_whole = set(object, "runs", xnb_json_of_count(s->n_points));
	return whole(object, is_whole);
}

static bool set_counts(json_t *object, const struct xnb_history *history)
{
	json_t *counts = json_object();

	for (int i = 0; i < XNB_N_HISTORY_VERDICTS; i++)
		if (!set(counts, xnb_history_verdict_name((enum xnb_history_verdict)i),
		         xnb_json_of_count(history->counts[i]))) {
			json_decref(counts);
			return false;
		}
	return set(object, "counts", counts);
}

int xnb_history_write_json(struct xnb_buf *text, const struct xnb_history *history,
                           enum xnb_history_view view,
                           const struct xnb_history_since *since, struct xnb_error *err)
{
	const struct context context = {.history = history, .since = since, .view = view};
	json_t *root = json_object();
	bool is_whole = set(root, "format", json_string("xen-numabench-history")) &&
	                set(root, "version", json_integer(1));

	if (is_whole && view == XNB_HISTORY_CHECK)
		is_whole = set_counts(root, history);
	if (is_whole && view != XNB_HISTORY_LIST)
		is_whole =
		    set(root, "runs", array_of(history->n_runs, make_run, &context));
	if (is_whole && view != XNB_HISTORY_RUNS)
		is_whole = set(root, "series",
		               array_of(history->n_series, make_series, &context));
	return xnb_json_write(text, whole(root, is_whole), err);
}
