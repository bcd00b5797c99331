/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/history.h"

#include "analysis/compare/rule.h"
#include "analysis/history/codes.h"
#include "analysis/history/environment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text, *name;
} verdicts[XNB_N_HISTORY_VERDICTS] = {
    [XNB_HISTORY_REGRESSION] = {"REGRESSION", "regression"},
    [XNB_HISTORY_CHANGED] = {"CHANGED", "changed"},
    [XNB_HISTORY_SUSPECT] = {"suspect", "suspect"},
    [XNB_HISTORY_IMPROVEMENT] = {"IMPROVEMENT", "improvement"},
    [XNB_HISTORY_UNCHANGED] = {"unchanged", "unchanged"},
    [XNB_HISTORY_TOO_FEW] = {"too few runs", "too-few-runs"},
    [XNB_HISTORY_NOT_JUDGED] = {"not judged", "not-judged"},
};

const char *xnb_history_verdict_text(enum xnb_history_verdict verdict)
{
	return verdicts[verdict].text;
}

const char *xnb_history_verdict_name(enum xnb_history_verdict verdict)
{
	return verdicts[verdict].name;
}

static const char *why_no_timing(const char *timing)
{
	if (strcmp(timing, "real") == 0 || strcmp(timing, "virtualized") == 0 ||
	    strcmp(timing, XNB_HISTORY_TABLE) == 0)
		return NULL;
	if (strcmp(timing, "emulated") == 0)
		return "emulated timings get no verdict";
	if (strcmp(timing, "counted") == 0)
		return "instructions were counted: that says nothing of time";
	return "run.json does not say whether the timings are real";
}

/* Whether the series of another metric, of the same experiment and scenario, says it. */
static bool is_detail(const struct xnb_history *history,
                      const struct xnb_history_series *series)
{
	const char *judge = xnb_compare_judged_by(&series->key);

	for (size_t i = 0; judge && i < history->n_series; i++) {
		const struct xnb_history_series *other = &history->series[i];

		if (other->key.experiment == series->key.experiment &&
		    other->key.scenario == series->key.scenario &&
		    other->host == series->host && other->topology == series->topology &&
		    other->timing == series->timing &&
		    strcmp(other->key.metric, judge) == 0)
			return true;
	}
	return false;
}

/* NULL where the series is judged. */
static const char *why_not_judged(const struct xnb_history *history,
                                  const struct xnb_history_series *series)
{
	if (series->rule == XNB_HISTORY_RECORD)
		return "a record that nobody judges";
	if (is_detail(history, series))
		return "another series of the same samples judges it";
	if (xnb_metadata_is_timed(series->key.unit))
		return why_no_timing(series->timing);
	if (series->rule != XNB_HISTORY_EXACT && series->better == XNB_BETTER_UNKNOWN)
		return "nothing says which way is better";
	return NULL;
}

static enum xnb_history_verdict direction_of(double before, double after,
                                             enum xnb_better better)
{
	if (before == after ||
	    (better != XNB_BETTER_HIGHER && better != XNB_BETTER_LOWER))
		return XNB_HISTORY_CHANGED;
	return (after > before) == (better == XNB_BETTER_HIGHER) ? XNB_HISTORY_IMPROVEMENT
	                                                         : XNB_HISTORY_REGRESSION;
}

/* How far it is from what it should be, as the rule of its own run says. */
static double distance(const struct xnb_history_point *point, double value)
{
	const struct xnb_compare_rule rule = {.ideal = point->ideal,
	                                      .tolerance = point->tolerance};

	return xnb_compare_distance(&rule, value);
}

static int make_room(struct xnb_history_series *series, size_t n, struct xnb_error *err)
{
	series->changes = calloc(n + 1, sizeof(*series->changes));
	return series->changes ? 0 : xnb_fail_nomem(err);
}

/* ---- constants ---- */

static bool is_constant(const struct xnb_history_point *point)
{
	return point->least == point->most;
}

static struct xnb_history_change constant_change(const struct xnb_history_series *series,
                                                 size_t at)
{
	const struct xnb_history_point *before = &series->points[at - 1];
	const struct xnb_history_point *after = &series->points[at];
	double was = distance(before, before->value), is = distance(after, after->value);

	return (struct xnb_history_change){
	    .at = at,
	    .verdict = direction_of(was, is, series->better),
	    .before = before->value,
	    .after = after->value,
	    .relative = (after->value - before->value) / fabs(before->value),
	    .p = NAN,
	    .why = "a constant changed",
	};
}

static bool all_constant(const struct xnb_history_series *series)
{
	for (size_t i = 0; i < series->n_points; i++)
		if (!is_constant(&series->points[i]))
			return false;
	return true;
}

static int check_constants(struct xnb_history_series *series, struct xnb_error *err)
{
	if (make_room(series, series->n_points, err))
		return -1;
	for (size_t i = 1; i < series->n_points; i++)
		if (series->points[i].value != series->points[i - 1].value)
			series->changes[series->n_changes++] = constant_change(series, i);
	return 0;
}

/* ---- what varies ---- */

static const char *why_of(enum xnb_change_kind kind)
{
	static const char *const texts[] = {
	    [XNB_CHANGE_CONFIRMED] = "E-divisive and Potts' model agree",
	    [XNB_CHANGE_AUTOCORRELATED] =
	        "neighbouring runs are alike, so that a drift may look like this",
	    [XNB_CHANGE_ONLY_E_DIVISIVE] = "E-divisive alone finds it",
	    [XNB_CHANGE_ONLY_POTTS] = "Potts' model alone finds it",
	};

	return texts[kind];
}

/* Exact levels are judged by their distance from what they should be. */
static enum xnb_history_verdict judge_levels(const struct xnb_history_series *series,
                                             const struct xnb_change *found)
{
	const struct xnb_history_point *point = &series->points[found->at];

	if (series->rule != XNB_HISTORY_EXACT)
		return direction_of(found->before, found->after, series->better);
	return direction_of(distance(point, found->before), distance(point, found->after),
	                    series->better);
}

static struct xnb_history_change found_change(const struct xnb_history_series *series,
                                              const struct xnb_change *found)
{
	return (struct xnb_history_change){
	    .at = found->at,
	    .verdict = found->kind == XNB_CHANGE_CONFIRMED ? judge_levels(series, found)
	                                                   : XNB_HISTORY_SUSPECT,
	    .before = found->before,
	    .after = found->after,
	    .relative = found->relative,
	    .p = found->p,
	    .why = why_of(found->kind),
	};
}

static int take_found(struct xnb_history_series *series, const struct xnb_changes *found,
                      struct xnb_error *err)
{
	series->autocorrelated = found->autocorrelated;
	if (make_room(series, found->n, err))
		return -1;
	for (size_t i = 0; i < found->n; i++)
		series->changes[series->n_changes++] =
		    found_change(series, &found->changes[i]);
	return 0;
}

static int check_levels(struct xnb_history_series *series, struct xnb_error *err)
{
	double *values = calloc(series->n_points, sizeof(*values));
	bool logs = series->rule == XNB_HISTORY_LOG;
	struct xnb_changes found;
	int result;

	if (!values)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < series->n_points; i++) {
		values[i] = series->points[i].value;
		logs = logs && values[i] > 0;
	}
	result = xnb_changes_find(&found, values, series->n_points, logs, err);
	if (!result)
		result = take_found(series, &found, err);
	xnb_changes_free(&found);
	free(values);
	return result;
}

/* ---- a series, and all ---- */

/* Runs in which no sample was a measurement have no place in an order of levels. */
static void leave_out_empty(struct xnb_history_series *series)
{
	size_t kept = 0;

	for (size_t i = 0; i < series->n_points; i++)
		if (isfinite(series->points[i].value))
			series->points[kept++] = series->points[i];
	series->n_points = kept;
}

bool xnb_history_counts(const struct xnb_history *history,
                        const struct xnb_history_series *series,
                        const struct xnb_history_change *change,
                        const struct xnb_history_since *since)
{
	const char *time = history->runs[series->points[change->at].run].time;

	if (since->last && change->at + since->last < series->n_points)
		return false;
	return !since->time || strcmp(time, since->time) >= 0;
}

static void set_verdict(struct xnb_history_series *series,
                        const struct xnb_history *history,
                        const struct xnb_history_since *since)
{
	series->verdict = XNB_HISTORY_UNCHANGED;
	for (size_t i = 0; i < series->n_changes; i++)
		if (series->changes[i].verdict < series->verdict &&
		    xnb_history_counts(history, series, &series->changes[i], since))
			series->verdict = series->changes[i].verdict;
}

static int check_series(struct xnb_history *history, struct xnb_history_series *series,
                        const struct xnb_history_since *since, struct xnb_error *err)
{
	const char *why = why_not_judged(history, series);
	bool constants;
	int result;

	leave_out_empty(series);
	constants = series->rule == XNB_HISTORY_EXACT && all_constant(series);
	if (why) {
		series->verdict = XNB_HISTORY_NOT_JUDGED;
		series->why = why;
		return 0;
	}
	if (series->n_points < (constants ? 2 : XNB_HISTORY_LEAST)) {
		series->verdict = XNB_HISTORY_TOO_FEW;
		series->why = constants ? "fewer than 2 runs" : "fewer than 4 runs";
		return 0;
	}
	result = constants ? check_constants(series, err) : check_levels(series, err);
	if (!result)
		result = xnb_history_annotate(history, series, err);
	if (!result)
		set_verdict(series, history, since);
	return result;
}

int xnb_history_check(struct xnb_history *history, const struct xnb_history_since *since,
                      int *exit, struct xnb_error *err)
{
	memset(history->counts, 0, sizeof(history->counts));
	if (xnb_history_fill_codes(history, err))
		return -1;
	for (size_t i = 0; i < history->n_series; i++) {
		if (check_series(history, &history->series[i], since, err))
			return -1;
		history->counts[history->series[i].verdict]++;
	}
	*exit =
	    history->counts[XNB_HISTORY_REGRESSION] ? XNB_EXIT_REGRESSION
	    : history->counts[XNB_HISTORY_SUSPECT] || history->counts[XNB_HISTORY_CHANGED]
	        ? XNB_EXIT_INCONCLUSIVE
	        : XNB_EXIT_OK;
	return 0;
}
