/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comparison for a terminal of 80 columns or more. Foreign text is cleaned: nothing
 * in it can move the cursor or hide what stands beside it. */
#include "analysis/compare_format.h"

#include "analysis/report_cells.h"
#include "analysis/utf8.h"
#include "rundir/number.h"

#include <math.h>
#include <string.h>

enum {
	WIDTH = 96,
	MOST_NAMES = 3, /* of the series that are refused for one reason */
};

static void put_clean(struct xnb_buf *text, const char *foreign)
{
	xnb_utf8_clean(text, foreign);
}

static void put_spaces(struct xnb_buf *text, size_t n)
{
	while (n-- > 0)
		xnb_buf_puts(text, " ");
}

/* Words of `words`, broken so that no line is longer than WIDTH, where that can be. */
static void put_wrapped(struct xnb_buf *text, size_t indent, const char *words)
{
	struct xnb_buf clean = {0};
	size_t column = indent;
	const char *at;

	put_clean(&clean, words);
	put_spaces(text, indent);
	for (at = xnb_buf_text(&clean); *at;) {
		size_t length = strcspn(at, " ");

		if (column > indent && column + 1 + length > WIDTH) {
			xnb_buf_puts(text, "\n");
			put_spaces(text, indent);
			column = indent;
		} else if (column > indent) {
			xnb_buf_puts(text, " ");
			column++;
		}
		xnb_buf_append(text, at, length);
		column += length;
		at += length + strspn(at + length, " ");
	}
	xnb_buf_puts(text, "\n");
	xnb_buf_free(&clean);
}

static void put_arm(struct xnb_buf *text, const char *name,
                    const struct xnb_compare_arm_facts *arm)
{
	for (size_t i = 0; i < arm->n_paths; i++) {
		xnb_buf_printf(text, "%-5s ", i == 0 ? name : "");
		put_clean(text, arm->paths[i]);
		xnb_buf_puts(text, "\n");
	}
	xnb_buf_printf(text, "      %zu boot%s, timings: ", arm->n_boots,
	               arm->n_boots == 1 ? "" : "s");
	put_clean(text, arm->timing[0] ? arm->timing : "not said");
	xnb_buf_puts(text, "\n");
}

static void put_difference(struct xnb_buf *text, const struct xnb_compare_difference *one)
{
	const char *base = one->value[XNB_BASE], *changed = one->value[XNB_NEW];

	xnb_buf_puts(text, "  ");
	put_clean(text, one->name);
	if (strlen(one->name) + strlen(base) + strlen(changed) + 8 <= WIDTH) {
		xnb_buf_puts(text, ": ");
		put_clean(text, base);
		xnb_buf_puts(text, " -> ");
		put_clean(text, changed);
		xnb_buf_puts(text, "\n");
		return;
	}
	xnb_buf_puts(text, "\n    BASE\n");
	put_wrapped(text, 6, base);
	xnb_buf_puts(text, "    NEW\n");
	put_wrapped(text, 6, changed);
}

static void put_head(struct xnb_buf *text, const struct xnb_compare *compare)
{
	put_arm(text, "BASE", &compare->arms[XNB_BASE]);
	put_arm(text, "NEW", &compare->arms[XNB_NEW]);
	if (compare->n_differences)
		xnb_buf_puts(text, "\nWhat differs between the arms:\n");
	for (size_t i = 0; i < compare->n_differences; i++)
		put_difference(text, &compare->differences[i]);
	if (compare->n_warnings)
		xnb_buf_puts(text, "\nWarnings:\n");
	for (size_t i = 0; i < compare->n_warnings; i++)
		put_wrapped(text, 2, compare->warnings[i]);
}

static void put_key(struct xnb_buf *text, const struct xnb_compare_key *key)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, key);
	put_clean(text, xnb_buf_text(&name));
	xnb_buf_free(&name);
}

static bool same_reason(const struct xnb_compare_refused *a,
                        const struct xnb_compare_refused *b)
{
	return a->reason == b->reason && a->why == b->why;
}

static void put_refused(struct xnb_buf *text, const struct xnb_compare *compare)
{
	const struct xnb_compare_refused *all = compare->refused;
	size_t end;

	if (compare->n_refused)
		xnb_buf_puts(text, "\nNot compared:\n");
	for (size_t i = 0; i < compare->n_refused; i = end) {
		for (end = i + 1; end < compare->n_refused; end++)
			if (!same_reason(&all[i], &all[end]))
				break;
		xnb_buf_printf(text, "  %zu series: %s\n", end - i, all[i].why);
		for (size_t j = i; j < end && j < i + MOST_NAMES; j++) {
			xnb_buf_puts(text, "    ");
			put_key(text, &all[j].key);
			xnb_buf_puts(text, "\n");
		}
		if (end - i > MOST_NAMES)
			xnb_buf_printf(text, "    and %zu more; --format json has all\n",
			               end - i - MOST_NAMES);
	}
}

/* Exact values with all their digits: one instruction in millions is a difference. */
static void put_exact(struct xnb_buf *text, const struct xnb_compare_arm *arm)
{
	char low[XNB_NUMBER_SIZE], high[XNB_NUMBER_SIZE];

	if (!xnb_number_format(low, arm->min) || !xnb_number_format(high, arm->max))
		xnb_buf_puts(text, "?");
	else if (arm->min == arm->max)
		xnb_buf_puts(text, low);
	else
		xnb_buf_printf(text, "%s to %s", low, high);
}

static void put_center(struct xnb_buf *text, const struct xnb_compare_series *series,
                       enum xnb_compare_side side)
{
	double factor;

	xnb_report_unit(series->key.unit, &factor);
	if (series->exact)
		put_exact(text, &series->arms[side]);
	else
		xnb_report_number(text, series->arms[side].center * factor);
}

static void put_units(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	size_t base = series->arms[XNB_BASE].n_units,
	       changed = series->arms[XNB_NEW].n_units;
	const char *level = xnb_unit_level_name(series->level);

	if (series->paired)
		xnb_buf_printf(text, "%zu pair%s of %ss", base, base == 1 ? "" : "s",
		               level);
	else if (base == changed)
		xnb_buf_printf(text, "%zu %s%s each", base, level, base == 1 ? "" : "s");
	else
		xnb_buf_printf(text, "%zu and %zu %ss", base, changed, level);
}

static void put_ratio(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	if (isfinite(series->ratio.low))
		xnb_buf_printf(text, "%.4g x (95 %%: %.4g to %.4g)", series->ratio.center,
		               series->ratio.low, series->ratio.high);
	else if (isfinite(series->ratio.center))
		xnb_buf_printf(text, "%.4g x (no interval)", series->ratio.center);
}

static void put_ideal(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	const struct xnb_compare_arm *arms = series->arms;

	if (isnan(arms[XNB_BASE].ideal) && isnan(arms[XNB_NEW].ideal))
		return;
	xnb_buf_printf(text, ", should be %g", arms[XNB_BASE].ideal);
	if (arms[XNB_BASE].ideal != arms[XNB_NEW].ideal)
		xnb_buf_printf(text, " -> %g", arms[XNB_NEW].ideal);
}

static void put_further(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	struct xnb_buf words = {0};

	if (series->verdict != XNB_VERDICT_INCONCLUSIVE || series->further == 0)
		return;
	xnb_buf_printf(&words, "%s %zu more %s%s in each arm would settle it",
	               series->further_at_least ? "at least" : "about", series->further,
	               xnb_unit_level_name(series->level),
	               series->further == 1 ? "" : "s");
	put_wrapped(text, 15, xnb_buf_text(&words));
	xnb_buf_free(&words);
}

static void put_evidence(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	static const char *const names[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};

	if (series->verdict == XNB_VERDICT_EQUIVALENT)
		return;
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		struct xnb_buf words = {0};

		if (!series->arms[side].evidence[0])
			continue;
		xnb_buf_printf(&words, "%s: %s", names[side],
		               series->arms[side].evidence);
		put_wrapped(text, 15, xnb_buf_text(&words));
		xnb_buf_free(&words);
	}
}

/* A line with the name, and lines with the figures below: params are long. */
static void put_series(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	struct xnb_buf values = {0};
	const char *unit;
	double factor;

	xnb_buf_printf(text, "%-14s ", xnb_verdict_word(series->verdict));
	put_key(text, &series->key);
	xnb_buf_puts(text, "\n");
	put_ratio(&values, series);
	if (values.length)
		xnb_buf_puts(&values, ", ");
	put_center(&values, series, XNB_BASE);
	xnb_buf_puts(&values, " -> ");
	put_center(&values, series, XNB_NEW);
	unit = xnb_report_unit(series->key.unit, &factor);
	xnb_buf_printf(&values, "%s%s", unit[0] ? " " : "", unit);
	put_ideal(&values, series);
	xnb_buf_puts(&values, ", ");
	put_units(&values, series);
	put_wrapped(text, 15, xnb_buf_text(&values));
	xnb_buf_free(&values);
	if (series->note[0])
		put_wrapped(text, 15, series->note);
	put_further(text, series);
	put_evidence(text, series);
}

static void put_all(struct xnb_buf *text, const struct xnb_compare *compare)
{
	const char *experiment = "";

	for (size_t i = 0; i < compare->n_series; i++) {
		const struct xnb_compare_series *series = &compare->series[i];

		if (i == 0 || strcmp(series->key.experiment, experiment) != 0) {
			experiment = series->key.experiment;
			xnb_buf_puts(text, "\n== ");
			put_clean(text, experiment);
			xnb_buf_puts(text, "\n");
		}
		put_series(text, series);
	}
}

static void put_end(struct xnb_buf *text, const struct xnb_compare *compare)
{
	static const enum xnb_verdict order[] = {
	    XNB_VERDICT_REGRESSION,
	    XNB_VERDICT_INCONCLUSIVE,
	    XNB_VERDICT_IMPROVEMENT,
	    XNB_VERDICT_EQUIVALENT,
	};

	xnb_buf_printf(text, "\n%zu series", compare->n_series);
	for (size_t i = 0; i < XNB_N_VERDICTS; i++)
		xnb_buf_printf(text, "%s %zu %s", i ? "," : ":",
		               compare->counts[order[i]], xnb_verdict_word(order[i]));
	xnb_buf_printf(text, "; %zu not compared\n", compare->n_refused);
	xnb_buf_printf(text, "margin %g %%%s\n", 100 * compare->margin,
	               compare->within_boot ? "; scope within-boot" : "");
	xnb_buf_printf(text, "%s: %s\n", xnb_verdict_word(compare->verdict),
	               compare->why);
}

int xnb_compare_write_text(struct xnb_buf *text, const struct xnb_compare *compare,
                           struct xnb_error *err)
{
	put_head(text, compare);
	put_refused(text, compare);
	put_all(text, compare);
	put_end(text, compare);
	return text->failed ? xnb_fail_nomem(err) : 0;
}
