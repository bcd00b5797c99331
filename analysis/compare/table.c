/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/table.h"

#include "analysis/compare/words.h"
#include "analysis/text/utf8.h"
#include "analysis/text/wrap.h"

#include <math.h>
#include <string.h>

/* Letters of the columns, which need some 90 together. */
enum {
	VERDICT = 13,
	RATIO = 33,
	ARMS = 26,
	INDENT = VERDICT + 2, /* of what stands below a series' name */
};

static void put_further(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	struct xnb_buf words = {0};

	xnb_compare_say_further(&words, series);
	if (words.length)
		xnb_wrap_put(text, INDENT, xnb_buf_text(&words));
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
		xnb_wrap_put(text, INDENT, xnb_buf_text(&words));
		xnb_buf_free(&words);
	}
}

/* Cells are as wide as their column, or wider: exact values have all their digits. */
static void put_cell(struct xnb_buf *text, size_t width,
                     void (*say)(struct xnb_buf *, const struct xnb_compare_series *),
                     const struct xnb_compare_series *series)
{
	struct xnb_buf cell = {0};

	say(&cell, series);
	xnb_wrap_put_cell(text, width, xnb_buf_text(&cell));
	xnb_buf_free(&cell);
}

/* A line with the name, which is long, and the figures in columns below it. */
static void put_series(struct xnb_buf *text, const struct xnb_compare_series *series,
                       bool has_ratios)
{
	struct xnb_buf name = {0}, units = {0};

	xnb_wrap_put_cell(text, VERDICT, xnb_verdict_word(series->verdict));
	xnb_compare_key_describe(&name, &series->key);
	xnb_utf8_clean(text, xnb_buf_text(&name));
	xnb_buf_puts(text, "\n");
	xnb_buf_free(&name);
	xnb_wrap_put_cell(text, VERDICT, "");
	if (has_ratios)
		put_cell(text, RATIO, xnb_compare_say_ratio, series);
	put_cell(text, ARMS, xnb_compare_say_arms, series);
	xnb_compare_say_units(&units, series);
	xnb_buf_printf(text, "%s\n", xnb_buf_text(&units));
	xnb_buf_free(&units);
	if (series->note[0])
		xnb_wrap_put(text, INDENT, series->note);
	put_further(text, series);
	put_evidence(text, series);
}

/* How many series from `first` on are of its experiment. */
static size_t count_experiment(const struct xnb_compare *compare, size_t first)
{
	size_t end = first;

	while (end < compare->n_series &&
	       strcmp(compare->series[end].key.experiment,
	              compare->series[first].key.experiment) == 0)
		end++;
	return end - first;
}

static bool any_ratio(const struct xnb_compare_series *series, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isfinite(series[i].ratio.center))
			return true;
	return false;
}

static void put_experiment(struct xnb_buf *text, const struct xnb_compare_series *series,
                           size_t n)
{
	bool has_ratios = any_ratio(series, n);

	xnb_buf_puts(text, "\n== ");
	xnb_utf8_clean(text, series[0].key.experiment);
	xnb_buf_puts(text, "\n");
	xnb_wrap_put_cell(text, VERDICT, "VERDICT");
	if (has_ratios)
		xnb_wrap_put_cell(text, RATIO, "NEW / BASE (95 % INTERVAL)");
	xnb_wrap_put_cell(text, ARMS, "BASE -> NEW");
	xnb_buf_puts(text, "UNITS\n");
	for (size_t i = 0; i < n; i++)
		put_series(text, &series[i], has_ratios);
}

void xnb_compare_put_table(struct xnb_buf *text, const struct xnb_compare *compare)
{
	size_t n;

	for (size_t i = 0; i < compare->n_series; i += n) {
		n = count_experiment(compare, i);
		put_experiment(text, &compare->series[i], n);
	}
}
