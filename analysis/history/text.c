/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/print.h"

#include "analysis/history/values.h"
#include "analysis/metadata.h"
#include "analysis/text/escape.h"
#include "analysis/text/number.h"
#include "rundir/number.h"

#include <math.h>
#include <string.h>

struct text {
	struct xnb_buf *out;
	const struct xnb_history *history;
	const struct xnb_history_since *since;
};

int64_t xnb_history_series_id(const char *name)
{
	uint64_t id;

	if (name[0] != 's' || !xnb_count_parse(&id, name + 1, INT64_MAX))
		return 0;
	return (int64_t)id;
}

/* Foreign text on a terminal: no control characters, and none that turn it around. */
static void put_safe(struct xnb_buf *out, const char *text)
{
	static const struct xnb_escape none[] = {{0, NULL}};

	xnb_escape_text(out, text, none);
}

static void put_group(struct xnb_buf *out, const char *host, const char *topology,
                      const char *timing)
{
	put_safe(out, host);
	if (topology[0]) {
		xnb_buf_puts(out, ", ");
		put_safe(out, topology);
	}
	xnb_buf_puts(out, ", ");
	put_safe(out, timing[0] ? timing : "timing unknown");
}

/* A count or a share with all its digits: one instruction more has to show. */
static void put_number(struct xnb_buf *out, double value, const char *unit)
{
	double factor;

	xnb_text_unit(unit, &factor);
	if (isnan(value))
		xnb_buf_puts(out, "no measurement");
	else if (xnb_metadata_is_timed(unit))
		xnb_text_number(out, value * factor);
	else
		xnb_buf_printf(out, "%.10g", value);
}

/* With its unit; a share or a code has none. */
static void put_value(struct xnb_buf *out, double value, const char *unit)
{
	double factor;
	const char *shown = xnb_text_unit(unit, &factor);

	put_number(out, value, unit);
	if (isnan(value) || !shown[0])
		return;
	xnb_buf_puts(out, " ");
	put_safe(out, shown);
}

static void put_pair(struct xnb_buf *out, double a, const char *between, double b,
                     const char *unit)
{
	put_number(out, a, unit);
	xnb_buf_puts(out, between);
	put_number(out, b, unit);
}

static void put_name(struct xnb_buf *out, const struct xnb_history_series *series)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, &series->key);
	xnb_buf_printf(out, "s%lld ", (long long)series->id);
	put_safe(out, xnb_buf_text(&name));
	xnb_buf_free(&name);
}

static const struct xnb_history_run *run_at(const struct text *text,
                                            const struct xnb_history_series *series,
                                            size_t i)
{
	return &text->history->runs[series->points[i].run];
}

/* ---- runs ---- */

static void put_runs(struct text *text)
{
	const struct xnb_history *history = text->history;

	xnb_buf_puts(text->out, "run           time                  timing       host, "
	                        "topology; path\n");
	for (size_t i = 0; i < history->n_runs; i++) {
		const struct xnb_history_run *run = &history->runs[i];

		xnb_buf_printf(text->out, "%.*s  %s  %-11s  ", XNB_HISTORY_SHORT,
		               run->identity, run->time, run->timing);
		put_safe(text->out, run->host);
		xnb_buf_puts(text->out, run->topology[0] ? ", " : "");
		put_safe(text->out, run->topology);
		xnb_buf_puts(text->out, "; ");
		put_safe(text->out, run->path);
		xnb_buf_puts(text->out, "\n");
	}
	xnb_buf_printf(text->out, "%zu run%s\n", history->n_runs,
	               history->n_runs == 1 ? "" : "s");
}

/* ---- series ---- */

/* Calls put() for each series, under a heading for each group of them. */
static void each_series(struct text *text,
                        void (*put)(struct text *text, const struct xnb_history_series *))
{
	const struct xnb_history_series *last = NULL;

	for (size_t i = 0; i < text->history->n_series; i++) {
		const struct xnb_history_series *series = &text->history->series[i];

		if (!last || last->host != series->host ||
		    last->topology != series->topology ||
		    last->timing != series->timing) {
			xnb_buf_puts(text->out, last ? "\n# " : "# ");
			put_group(text->out, series->host, series->topology,
			          series->timing);
			xnb_buf_puts(text->out, "\n");
		}
		put(text, series);
		last = series;
	}
}

static void put_line(struct text *text, const struct xnb_history_series *series)
{
	const struct xnb_history_point *point = &series->points[series->n_points - 1];

	put_name(text->out, series);
	xnb_buf_printf(text->out, "  (%zu run%s, last ", series->n_points,
	               series->n_points == 1 ? "" : "s");
	put_value(text->out, point->value, series->key.unit);
	xnb_buf_puts(text->out, ")\n");
}

static void put_differences(struct text *text, const char *indent,
                            const struct xnb_history_difference *differences, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		xnb_buf_puts(text->out, indent);
		put_safe(text->out, differences[i].name);
		xnb_buf_puts(text->out, ": ");
		xnb_history_put_values(text->out, differences[i].before,
		                       differences[i].after);
		xnb_buf_puts(text->out, "\n");
	}
}

static void put_change(struct text *text, const struct xnb_history_series *series,
                       const struct xnb_history_change *change)
{
	const struct xnb_history_run *run = run_at(text, series, change->at);
	bool counts = xnb_history_counts(text->history, series, change, text->since);

	xnb_buf_printf(text->out, "    %s%s: ", xnb_history_verdict_text(change->verdict),
	               counts ? "" : " (past)");
	put_number(text->out, change->before, series->key.unit);
	xnb_buf_puts(text->out, " -> ");
	put_value(text->out, change->after, series->key.unit);
	if (isfinite(change->relative))
		xnb_buf_printf(text->out, " (%+.2f %%)", change->relative * 100);
	xnb_buf_printf(text->out, " with run %.*s of %s; %s", XNB_HISTORY_SHORT,
	               run->identity, run->time, change->why);
	if (!isnan(change->p))
		xnb_buf_printf(text->out, ", p = %.2g", change->p);
	xnb_buf_puts(text->out, "\n");
	if (change->n_differences && change->environment_at != change->at)
		xnb_buf_printf(text->out, "        changed nearby, with run %.*s:\n",
		               XNB_HISTORY_SHORT,
		               run_at(text, series, change->environment_at)->identity);
	put_differences(text, "        ", change->differences, change->n_differences);
	if (!change->n_differences)
		xnb_buf_puts(text->out,
		             "        nothing that is known of the environment "
		             "changed there\n");
}

static void put_point(struct text *text, const struct xnb_history_series *series,
                      size_t i)
{
	const struct xnb_history_point *point = &series->points[i];
	const struct xnb_history_run *run = run_at(text, series, i);
	const char *unit = series->key.unit;

	xnb_buf_printf(text->out, "    %.*s  %s  ", XNB_HISTORY_SHORT, run->identity,
	               run->time);
	put_number(text->out, point->value, unit);
	if (!isnan(point->low)) {
		xnb_buf_puts(text->out, " [");
		put_pair(text->out, point->low, ", ", point->high, unit);
		xnb_buf_puts(text->out, "]");
	} else if (point->least < point->most) {
		xnb_buf_puts(text->out, " (");
		put_pair(text->out, point->least, " to ", point->most, unit);
		xnb_buf_puts(text->out, ")");
	}
	xnb_buf_printf(text->out, "  %zu %s%s, %zu samples", point->n_units,
	               series->level, point->n_units == 1 ? "" : "s", point->n_samples);
	if (point->n_left_out)
		xnb_buf_printf(text->out, ", %zu left out", point->n_left_out);
	xnb_buf_puts(text->out, "\n");
}

static void put_series(struct text *text, const struct xnb_history_series *series)
{
	double factor;

	put_name(text->out, series);
	xnb_buf_puts(text->out, ", in ");
	put_safe(text->out, strcmp(series->key.unit, "1") == 0
	                        ? "1"
	                        : xnb_text_unit(series->key.unit, &factor));
	xnb_buf_puts(text->out, "\n");
	for (size_t i = 0; i < series->n_points; i++)
		put_point(text, series, i);
}

/* ---- check ---- */

static void put_checked(struct text *text, const struct xnb_history_series *series)
{
	if (!series->n_changes)
		return;
	put_name(text->out, series);
	xnb_buf_printf(text->out, "  (%zu runs)\n", series->n_points);
	for (size_t i = 0; i < series->n_changes; i++)
		put_change(text, series, &series->changes[i]);
}

static void put_unjudged(struct text *text)
{
	const struct xnb_history *history = text->history;

	for (size_t i = 0; i < history->n_series; i++) {
		const char *why = history->series[i].why;
		bool told = false;
		size_t n = 0;

		for (size_t j = 0; j < history->n_series; j++) {
			told = told || (j < i && history->series[j].why == why);
			n += history->series[j].why == why;
		}
		if (why[0] && !told)
			xnb_buf_printf(text->out, "not judged: %zu series: %s\n", n, why);
	}
}

/* Series with changes of which none counts: their verdict says nothing of them. */
static size_t count_past(const struct text *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->history->n_series; i++) {
		const struct xnb_history_series *series = &text->history->series[i];

		n += series->n_changes && series->verdict == XNB_HISTORY_UNCHANGED;
	}
	return n;
}

static void put_past(struct text *text)
{
	size_t n = count_past(text);

	if (n)
		xnb_buf_printf(text->out, " (%zu of them with changes in the past)", n);
}

static void put_check(struct text *text)
{
	static const char *const separators[] = {": ", ", "};
	const struct xnb_history *history = text->history;
	size_t told = 0;

	each_series(text, put_checked);
	put_unjudged(text);
	xnb_buf_printf(text->out, "%zu run%s, %zu series", history->n_runs,
	               history->n_runs == 1 ? "" : "s", history->n_series);
	for (int i = 0; i < XNB_N_HISTORY_VERDICTS; i++) {
		if (!history->counts[i])
			continue;
		xnb_buf_printf(text->out, "%s%zu %s", separators[told++ > 0],
		               history->counts[i],
		               xnb_history_verdict_text((enum xnb_history_verdict)i));
		if (i == XNB_HISTORY_UNCHANGED)
			put_past(text);
	}
	xnb_buf_puts(text->out, "\n");
}

int xnb_history_write_text(struct xnb_buf *out, const struct xnb_history *history,
                           enum xnb_history_view view,
                           const struct xnb_history_since *since, struct xnb_error *err)
{
	struct text text = {.out = out, .history = history, .since = since};

	switch (view) {
	case XNB_HISTORY_RUNS:
		put_runs(&text);
		break;
	case XNB_HISTORY_LIST:
		each_series(&text, put_line);
		break;
	case XNB_HISTORY_SERIES:
		each_series(&text, put_series);
		break;
	default:
		put_check(&text);
	}
	return out->failed ? xnb_fail_nomem(err) : 0;
}
