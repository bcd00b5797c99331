/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/load_curve.h"

#include "base/buf.h"
#include "base/grow.h"
#include "rundir/params.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	double of_peak;
	const char *text;
} fractions[] = {{0.25, "25%"}, {0.5, "50%"}, {0.75, "75%"}, {0.9, "90%"}};
enum { N_FRACTIONS = sizeof(fractions) / sizeof(fractions[0]) };

/* A delay of one round. */
struct point {
	double delay, bandwidth, latency;
};

/* The delays of one curve, as places of their latencies in the set. */
struct curve {
	struct xnb_series_set *set;
	size_t *places;
	size_t n;
	struct xnb_params params; /* without the delay */
	struct point *points;     /* room for n */
	size_t
	    derived[N_FRACTIONS]; /* places of the series made of it, + 1; 0: none yet */
};

static bool is_of(const struct xnb_series *s, const char *metric, double *delay)
{
	char text[32], *end;

	if (strcmp(s->experiment, "loaded-latency") != 0 ||
	    strcmp(s->metric, metric) != 0 ||
	    !xnb_params_get(s->params, "delay", text, sizeof(text)))
		return false;
	*delay = strtod(text, &end);
	return !*end && isfinite(*delay);
}

static const char *const not_of_a_curve[] = {"delay", NULL};

static bool same_curve(const struct curve *curve, const struct xnb_series *first,
                       const struct xnb_series *s)
{
	struct xnb_params params;
	double delay;

	if (!is_of(s, "latency", &delay) || strcmp(s->scenario, first->scenario) != 0 ||
	    strcmp(s->item, first->item) != 0 ||
	    strcmp(s->cpu_node, first->cpu_node) != 0 ||
	    strcmp(s->mem_node, first->mem_node) != 0 ||
	    strcmp(s->unit, first->unit) != 0)
		return false;
	xnb_params_without(&params, s->params, not_of_a_curve);
	return strcmp(params.text, curve->params.text) == 0;
}

static bool is_round(const struct xnb_span *span, const struct xnb_span *round)
{
	return span->boot == round->boot && span->block == round->block;
}

static double sum_of(const struct xnb_series *s, const struct xnb_span *span)
{
	double sum = 0;

	for (size_t i = 0; i < span->n; i++)
		sum += s->values[span->first + i];
	return sum;
}

/* NAN where the series has nothing of that round. */
static double latency_of(const struct xnb_series *s, const struct xnb_span *round)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < s->n_spans; i++)
		if (is_round(&s->spans[i], round)) {
			sum += sum_of(s, &s->spans[i]);
			n += s->spans[i].n;
		}
	return n ? sum / (double)n : NAN;
}

bool xnb_loads_beside(const struct xnb_series *s, const struct xnb_series *latency)
{
	static const char *const own[] = {"bytes", NULL};
	struct xnb_params a, b;
	double delay;

	if (!is_of(s, "bandwidth", &delay) || strcmp(s->scenario, latency->scenario) != 0)
		return false;
	xnb_params_without(&a, s->params, own);
	xnb_params_without(&b, latency->params, own);
	return strcmp(a.text, b.text) == 0;
}

/* Over the domains of the round what each had on average; 0: nothing. */
static double bandwidth_of(const struct xnb_series_set *set,
                           const struct xnb_series *latency, const struct xnb_span *round)
{
	double rate = 0;

	for (size_t i = 0; i < set->n; i++) {
		const struct xnb_series *s = &set->series[i];

		if (!xnb_loads_beside(s, latency))
			continue;
		for (size_t j = 0; j < s->n_spans; j++)
			if (is_round(&s->spans[j], round))
				rate += sum_of(s, &s->spans[j]) / (double)s->spans[j].n;
	}
	return rate;
}

static int by_delay(const void *p, const void *q)
{
	const struct point *a = p, *b = q;

	return (a->delay < b->delay) - (a->delay > b->delay);
}

/* The longest delay first; returns how many the round has. */
static size_t collect_points(struct curve *curve, const struct xnb_span *round)
{
	size_t n = 0;

	for (size_t i = 0; i < curve->n; i++) {
		const struct xnb_series *s = &curve->set->series[curve->places[i]];
		struct point point = {.latency = latency_of(s, round)};

		is_of(s, "latency", &point.delay);
		if (isnan(point.latency))
			continue;
		point.bandwidth = bandwidth_of(curve->set, s, round);
		if (point.bandwidth > 0)
			curve->points[n++] = point;
	}
	qsort(curve->points, n, sizeof(*curve->points), by_delay);
	return n;
}

static double latency_at(const struct point *points, size_t n, double of_peak)
{
	double peak = 0, wanted;

	for (size_t i = 0; i < n; i++)
		peak = fmax(peak, points[i].bandwidth);
	wanted = of_peak * peak;
	for (size_t i = 1; i < n; i++) {
		const struct point *a = &points[i - 1], *b = &points[i];

		if (a->bandwidth <= wanted && wanted <= b->bandwidth &&
		    a->bandwidth < b->bandwidth)
			return a->latency + (b->latency - a->latency) *
			                        (wanted - a->bandwidth) /
			                        (b->bandwidth - a->bandwidth);
	}
	return NAN;
}

static int keep_text(struct xnb_series_set *set, const char *params, const char *of_peak,
                     const char **text, struct xnb_error *err)
{
	char **texts = xnb_grow(set->texts, set->n_texts, sizeof(*texts), err);
	struct xnb_buf buf = {0};

	if (!texts)
		return -1;
	set->texts = texts;
	xnb_buf_printf(&buf, "at=%s%s%s", of_peak, params[0] ? ";" : "", params);
	texts[set->n_texts] = buf.failed ? NULL : strdup(xnb_buf_text(&buf));
	xnb_buf_free(&buf);
	*text = texts[set->n_texts];
	if (!*text)
		return xnb_fail_nomem(err);
	set->n_texts++;
	return 0;
}

static int begin_series(struct curve *curve, size_t fraction, struct xnb_error *err)
{
	struct xnb_series_set *set = curve->set;
	struct xnb_series *grown = xnb_grow(set->series, set->n, sizeof(*grown), err);
	const struct xnb_series *first;
	const char *params;

	if (!grown)
		return -1;
	set->series = grown;
	if (keep_text(set, curve->params.text, fractions[fraction].text, &params, err))
		return -1;
	first = &grown[curve->places[0]];
	grown[set->n] = (struct xnb_series){
	    .experiment = first->experiment,
	    .scenario = first->scenario,
	    .item = first->item,
	    .params = params,
	    .cpu_node = first->cpu_node,
	    .mem_node = first->mem_node,
	    .metric = XNB_LATENCY_AT_LOAD,
	    .unit = first->unit,
	};
	curve->derived[fraction] = ++set->n;
	return 0;
}

static int add_value(struct xnb_series *s, const struct xnb_span *round, double value,
                     struct xnb_error *err)
{
	double *values = xnb_grow(s->values, s->n_values, sizeof(*values), err);
	struct xnb_span *spans;

	if (!values)
		return -1;
	s->values = values;
	spans = xnb_grow(s->spans, s->n_spans, sizeof(*spans), err);
	if (!spans)
		return -1;
	s->spans = spans;
	spans[s->n_spans++] =
	    (struct xnb_span){round->boot, -1, round->block, s->n_values, 1};
	values[s->n_values++] = value;
	return 0;
}

static int take_round(struct curve *curve, const struct xnb_span *round,
                      struct xnb_error *err)
{
	size_t n = collect_points(curve, round);

	for (size_t f = 0; f < N_FRACTIONS; f++) {
		double value = latency_at(curve->points, n, fractions[f].of_peak);

		if (isnan(value))
			continue;
		if (!curve->derived[f] && begin_series(curve, f, err))
			return -1;
		if (add_value(&curve->set->series[curve->derived[f] - 1], round, value,
		              err))
			return -1;
	}
	return 0;
}

static bool is_first(const struct xnb_series *s, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_round(&s->spans[j], &s->spans[i]))
			return false;
	return true;
}

/* The rounds are those of the curve's first delay: a fraction takes neighbours anyway. */
static int add_curve(struct curve *curve, struct xnb_error *err)
{
	size_t n_spans = curve->set->series[curve->places[0]].n_spans;

	for (size_t i = 0; i < n_spans; i++) {
		const struct xnb_series *s = &curve->set->series[curve->places[0]];
		struct xnb_span round;

		if (!is_first(s, i))
			continue;
		round = s->spans[i];
		if (take_round(curve, &round, err))
			return -1;
	}
	return 0;
}

/* The delays of the curve of series `first`; false where an earlier one has begun it. */
static bool find_curve(struct curve *curve, size_t first, size_t n)
{
	const struct xnb_series *all = curve->set->series;

	curve->n = 0;
	memset(curve->derived, 0, sizeof(curve->derived));
	xnb_params_without(&curve->params, all[first].params, not_of_a_curve);
	for (size_t i = 0; i < n; i++) {
		if (!same_curve(curve, &all[first], &all[i]))
			continue;
		if (i < first)
			return false;
		curve->places[curve->n++] = i;
	}
	return curve->n > 1;
}

int xnb_load_curves_add(struct xnb_series_set *set, struct xnb_error *err)
{
	struct curve curve = {.set = set};
	size_t n = set->n;
	double delay;
	int result = 0;

	curve.places = calloc(n + 1, sizeof(*curve.places));
	curve.points = calloc(n + 1, sizeof(*curve.points));
	if (!curve.places || !curve.points)
		result = xnb_fail_nomem(err);
	for (size_t i = 0; i < n && !result; i++)
		if (is_of(&set->series[i], "latency", &delay) && find_curve(&curve, i, n))
			result = add_curve(&curve, err);
	free(curve.places);
	free(curve.points);
	return result;
}
