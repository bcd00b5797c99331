/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary.h"

#include "rundir/params.h"
#include "stats/interval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is told about each level, in order of enum xnb_unit_level. */
static const struct level {
	const char *name, *too_few;
} levels[] = {
    [XNB_LEVEL_BOOT] = {"boot", "fewer than 3 boots"},
    [XNB_LEVEL_DOMAIN] = {"domain", "fewer than 3 domains"},
    [XNB_LEVEL_BLOCK] = {"round", "fewer than 3 rounds"},
};

const char *xnb_unit_level_name(enum xnb_unit_level level)
{
	return levels[level].name;
}

static int64_t unit_id(const struct xnb_sample *sample, enum xnb_unit_level level)
{
	switch (level) {
	case XNB_LEVEL_DOMAIN:
		return sample->domain;
	case XNB_LEVEL_BLOCK:
		return sample->block;
	default:
		return -1;
	}
}

static int compare_units(const void *p, const void *q)
{
	const struct xnb_unit_value *a = p, *b = q;

	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

bool xnb_unit_has(const struct xnb_unit_value *unit, const struct xnb_sample *sample,
                  enum xnb_unit_level level)
{
	return unit->boot == sample->boot && unit->id == unit_id(sample, level);
}

/* Callers that share a lock, and domains of one batch, are no more independent of each
 * other than iterations are. A count needs no such care: it has no interval. */
static bool is_together(const struct xnb_summary *summary)
{
	static const char *const together[] = {"callers", "domains"};
	char value[16];

	for (size_t i = 0; i < sizeof(together) / sizeof(together[0]); i++)
		if (xnb_params_get(summary->series->params, together[i], value,
		                   sizeof(value)))
			return summary->better != XNB_BETTER_EXACT;
	return false;
}

/* Experiments that set up what they look at anew each round: a domain is there for the
 * round, and some of them have several. */
static bool is_by_round(const struct xnb_series *series)
{
	static const char *const by_round[] = {"hypercall", "semantics", "builds"};

	for (size_t i = 0; i < sizeof(by_round) / sizeof(by_round[0]); i++)
		if (strcmp(series->experiment, by_round[i]) == 0)
			return true;
	return false;
}

static void begin(struct xnb_summary *summary, const struct xnb_series *series,
                  const struct xnb_run *run)
{
	const struct xnb_sample *const *samples = series->samples;
	bool in_domains = true, several_boots = false;

	*summary = (struct xnb_summary){
	    .series = series,
	    .better = xnb_metadata_better(run, series->experiment, series->metric,
	                                  series->unit),
	    .min = NAN,
	    .max = NAN,
	};
	for (size_t i = 0; i < series->n_samples; i++) {
		summary->min = fmin(summary->min, samples[i]->value);
		summary->max = fmax(summary->max, samples[i]->value);
		in_domains = in_domains && samples[i]->domain >= 0;
		several_boots = several_boots || samples[i]->boot != samples[0]->boot;
	}
	summary->all_equal = summary->min == summary->max;
	in_domains = in_domains && !is_together(summary) && !is_by_round(series);
	summary->level = several_boots ? XNB_LEVEL_BOOT
	                 : in_domains  ? XNB_LEVEL_DOMAIN
	                               : XNB_LEVEL_BLOCK;
}

/* Counts and fractions never see a logarithm; times and rates do, whether or not anybody
 * judges them, unless one is not positive, which then shows as such. */
static enum xnb_summary_kind kind_of(const struct xnb_summary *summary)
{
	if (summary->better == XNB_BETTER_EXACT ||
	    strcmp(summary->series->unit, "1") == 0) /* an interval could leave 0 to 1 */
		return XNB_SUMMARY_EXACT;
	if (!xnb_metadata_is_timed(summary->series->unit) || summary->min <= 0)
		return XNB_SUMMARY_PLAIN;
	return XNB_SUMMARY_LOG;
}

/* Units of one sample each become units of all their samples. */
static size_t merge(struct xnb_unit_value *units, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct xnb_unit_value *unit = kept ? &units[kept - 1] : NULL;

		if (!unit || compare_units(unit, &units[i])) {
			units[kept++] = units[i];
			continue;
		}
		unit->n++;
		unit->mean += (units[i].mean - unit->mean) / (double)unit->n;
	}
	return kept;
}

static int make_units(struct xnb_summary *summary, struct xnb_error *err)
{
	const struct xnb_series *series = summary->series;
	struct xnb_unit_value *units = calloc(series->n_samples + 1, sizeof(*units));

	if (!units)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < series->n_samples; i++)
		units[i] = (struct xnb_unit_value){
		    .boot = series->samples[i]->boot,
		    .id = unit_id(series->samples[i], summary->level),
		    .n = 1,
		    .mean = series->samples[i]->value,
		};
	qsort(units, series->n_samples, sizeof(*units), compare_units);
	summary->n_units = merge(units, series->n_samples);
	summary->units = units;
	for (size_t i = 0; i < summary->n_units; i++)
		summary->n_boots += i == 0 || units[i].boot != units[i - 1].boot;
	return 0;
}

static int set_interval(struct xnb_summary *summary, struct xnb_error *err)
{
	double *means = calloc(summary->n_units + 1, sizeof(*means));
	struct xnb_interval interval;

	if (!means)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < summary->n_units; i++)
		means[i] = summary->units[i].mean;
	interval = summary->kind == XNB_SUMMARY_LOG
	               ? xnb_log_interval(means, summary->n_units)
	               : xnb_mean_interval(means, summary->n_units);
	free(means);
	summary->center = interval.center;
	summary->low = summary->high = NAN;
	if (summary->n_units == 0) {
		summary->why_no_interval = "no sample is a measurement";
	} else if (summary->kind == XNB_SUMMARY_EXACT) {
		summary->why_no_interval = "exact: see the least and the greatest value";
	} else if (summary->n_units < XNB_LEAST_UNITS) {
		summary->why_no_interval = levels[summary->level].too_few;
	} else {
		summary->low = interval.low;
		summary->high = interval.high;
	}
	return 0;
}

static int summarize(struct xnb_summary *summary, const struct xnb_series *series,
                     const struct xnb_run *run, struct xnb_error *err)
{
	begin(summary, series, run);
	summary->kind = kind_of(summary);
	if (make_units(summary, err))
		return -1;
	return set_interval(summary, err);
}

static int summarize_all(struct xnb_summaries *out, const struct xnb_run *run,
                         struct xnb_error *err)
{
	for (size_t i = 0; i < out->set.n; i++) {
		if (out->set.series[i].n_samples + out->set.series[i].n_left_out == 0)
			continue;
		if (summarize(&out->summaries[out->n++], &out->set.series[i], run, err))
			return -1;
	}
	return 0;
}

int xnb_summarize(struct xnb_summaries *out, const struct xnb_run *run,
                  struct xnb_error *err)
{
	*out = (struct xnb_summaries){0};
	if (xnb_series_group(&out->set, run, err))
		return -1;
	out->summaries = calloc(out->set.n + 1, sizeof(*out->summaries));
	if (!out->summaries) {
		xnb_summaries_free(out);
		return xnb_fail_nomem(err);
	}
	if (summarize_all(out, run, err)) {
		xnb_summaries_free(out);
		return -1;
	}
	return 0;
}

void xnb_summaries_free(struct xnb_summaries *summaries)
{
	for (size_t i = 0; i < summaries->n; i++)
		free(summaries->summaries[i].units);
	free(summaries->summaries);
	xnb_series_set_free(&summaries->set);
	*summaries = (struct xnb_summaries){0};
}
