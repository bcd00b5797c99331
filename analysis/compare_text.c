/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comparison for a terminal of 80 columns or more. Foreign text is cleaned: nothing
 * in it can move the cursor or hide what stands beside it. */
#include "analysis/compare_format.h"

#include "analysis/compare_words.h"
#include "analysis/utf8.h"

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

static void put_names(struct xnb_buf *text, const struct xnb_compare_refused *all,
                      size_t n)
{
	for (size_t i = 0; i < n && i < MOST_NAMES; i++) {
		xnb_buf_puts(text, "    ");
		put_key(text, &all[i].key);
		xnb_buf_puts(text, "\n");
	}
	if (n > MOST_NAMES)
		xnb_buf_printf(text, "    and %zu more; --format json has all\n",
		               n - MOST_NAMES);
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
		if (all[i].reason != XNB_REFUSED_RECORD &&
		    all[i].reason != XNB_REFUSED_DETAIL)
			put_names(text, &all[i], end - i);
	}
}

static void put_further(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	struct xnb_buf words = {0};

	xnb_compare_say_further(&words, series);
	if (words.length)
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

	xnb_buf_printf(text, "%-14s ", xnb_verdict_word(series->verdict));
	put_key(text, &series->key);
	xnb_buf_puts(text, "\n");
	xnb_compare_say_values(&values, series);
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
