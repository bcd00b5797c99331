/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary.h"

#include "analysis/summary_parts.h"
#include "rundir/params.h"
#include "stats/interval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
 * round, and some of them have several. Those whose rounds are pairs with a reference. */
static bool is_by_round(const struct xnb_series *series)
{
	static const char *const by_round[] = {"hypercall", "semantics", "builds",
	                                       "reference"};

	for (size_t i = 0; i < sizeof(by_round) / sizeof(by_round[0]); i++)
		if (strcmp(series->experiment, by_round[i]) == 0)
			return true;
	return false;
}

static enum xnb_unit_level level_within_boot(const struct xnb_summary *summary)
{
	bool in_domains = summary->n_at[XNB_LEVEL_DOMAIN] > 0;

	return in_domains && !is_together(summary) && !is_by_round(summary->series)
	           ? XNB_LEVEL_DOMAIN
	           : XNB_LEVEL_BLOCK;
}

/* The values are finite. */
static void set_range(struct xnb_summary *summary)
{
	const struct xnb_series *series = summary->series;
	double min = series->n_values ? series->values[0] : NAN, max = min;

	for (size_t i = 1; i < series->n_values; i++) {
		min = series->values[i] < min ? series->values[i] : min;
		max = series->values[i] > max ? series->values[i] : max;
	}
	summary->min = min;
	summary->max = max;
	summary->all_equal = min == max;
}

static int begin(struct xnb_summary *summary, const struct xnb_series *series,
                 const struct xnb_run *run, struct xnb_error *err)
{
	*summary = (struct xnb_summary){
	    .series = series,
	    .subject = xnb_subject_of(run),
	    .better = xnb_metadata_better(run, series->experiment, series->metric,
	                                  series->unit),
	};
	set_range(summary);
	if (xnb_summary_count(summary, err))
		return -1;
	summary->n_boots = summary->n_at[XNB_LEVEL_BOOT];
	summary->within_boot = level_within_boot(summary);
	summary->level = summary->n_boots > 1 ? XNB_LEVEL_BOOT : summary->within_boot;
	return 0;
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
	/* One unit's logarithm need not come back as it was. */
	summary->center =
	    summary->n_units == 1 ? summary->units[0].mean : interval.center;
	summary->low = summary->high = NAN;
	if (summary->n_units == 0) {
		summary->why_no_interval = "no sample is a measurement";
	} else if (summary->kind == XNB_SUMMARY_EXACT) {
		summary->why_no_interval = "exact: see the least and the greatest value";
	} else if (summary->n_units < XNB_LEAST_UNITS) {
		summary->why_no_interval =
		    summary->subject->levels[summary->level].too_few;
	} else {
		summary->low = interval.low;
		summary->high = interval.high;
	}
	return 0;
}

static int summarize(struct xnb_summary *summary, const struct xnb_series *series,
                     const struct xnb_run *run, double *scratch, struct xnb_error *err)
{
	if (begin(summary, series, run, err))
		return -1;
	summary->kind = kind_of(summary);
	if (xnb_units_make(&summary->units, &summary->n_units, series, summary->level,
	                   err) ||
	    set_interval(summary, err))
		return -1;
	xnb_summary_spread(summary, scratch);
	xnb_summary_scope(summary);
	return xnb_summary_variance(summary, err) || xnb_summary_flags(summary, err) ? -1
	                                                                             : 0;
}

static int summarize_each(struct xnb_summaries *out, const struct xnb_run *run,
                          double *scratch, struct xnb_error *err)
{
	for (size_t i = 0; i < out->set.n; i++) {
		if (out->set.series[i].n_values + out->set.series[i].n_left_out == 0)
			continue;
		if (summarize(&out->summaries[out->n++], &out->set.series[i], run,
		              scratch, err))
			return -1;
	}
	return 0;
}

/* One copy of one series at a time, however many there are. */
static double *alloc_scratch(const struct xnb_series_set *set)
{
	size_t most = 0;

	for (size_t i = 0; i < set->n; i++)
		most = set->series[i].n_values > most ? set->series[i].n_values : most;
	return malloc((most + 1) * sizeof(double));
}

/* Of the set that is there already; the summaries are freed on failure. */
static int summarize_all(struct xnb_summaries *out, const struct xnb_run *run,
                         struct xnb_error *err)
{
	double *scratch = alloc_scratch(&out->set);
	int result;

	out->summaries = calloc(out->set.n + 1, sizeof(*out->summaries));
	result = scratch && out->summaries ? summarize_each(out, run, scratch, err)
	                                   : xnb_fail_nomem(err);
	free(scratch);
	if (result)
		xnb_summaries_free(out);
	return result;
}

int xnb_summarize(struct xnb_summaries *out, const struct xnb_run *run,
                  struct xnb_error *err)
{
	*out = (struct xnb_summaries){0};
	if (xnb_series_group(&out->set, run, err))
		return -1;
	return summarize_all(out, run, err);
}

int xnb_summaries_read(struct xnb_summaries *out, struct xnb_run **run, const char *path,
                       struct xnb_error *err)
{
	*out = (struct xnb_summaries){0};
	if (xnb_series_read(&out->set, run, path, err))
		return -1;
	if (summarize_all(out, *run, err)) {
		xnb_run_free(*run);
		*run = NULL;
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
