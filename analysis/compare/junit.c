/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The comparison as JUnit XML, as Jenkins and GitLab read it: a suite for each
 * experiment, a case for each series. What is worse has failed, what could not be told or
 * was refused is skipped with the reason, and the figures stand in system-out, on a pass
 * too.
 */
#include "analysis/compare/format.h"

#include "analysis/compare/words.h"
#include "analysis/text/junit.h"

#include <string.h>

static void put_property(struct xnb_buf *xml, const char *arm, const char *name,
                         const char *value)
{
	struct xnb_buf whole = {0};

	xnb_buf_printf(&whole, "%s%s%s", arm, arm[0] ? " " : "", name);
	xnb_junit_property(xml, xnb_buf_text(&whole), value);
	xnb_buf_free(&whole);
}

static void put_properties(struct xnb_buf *xml, const struct xnb_compare *compare)
{
	static const char *const sides[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};
	struct xnb_buf margin = {0};

	xnb_buf_printf(&margin, "%g %%", 100 * compare->margin);
	put_property(xml, "", "verdict of all series",
	             xnb_verdict_word(compare->verdict));
	put_property(xml, "", "margin", xnb_buf_text(&margin));
	if (compare->within_boot)
		put_property(xml, "", "scope", "within-boot");
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (size_t i = 0; i < compare->arms[side].n_paths; i++)
			put_property(xml, sides[side], "run",
			             compare->arms[side].paths[i]);
	for (size_t i = 0; i < compare->n_differences; i++)
		for (unsigned side = 0; side < XNB_N_SIDES; side++)
			put_property(xml, sides[side], compare->differences[i].name,
			             compare->differences[i].value[side]);
	for (size_t i = 0; i < compare->n_warnings; i++)
		put_property(xml, "", "warning", compare->warnings[i]);
	xnb_buf_free(&margin);
}

static void open_case(struct xnb_buf *xml, const struct xnb_compare_key *key)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, key);
	xnb_junit_open_case(xml, key->experiment, xnb_buf_text(&name));
	xnb_buf_free(&name);
}

/* "REGRESSION: 0.93 x (...), ...; note; about 2 more boots ..." */
static void describe(struct xnb_buf *message, const struct xnb_compare_series *series)
{
	size_t before;

	xnb_buf_printf(message, "%s: ", xnb_verdict_word(series->verdict));
	xnb_compare_say_values(message, series);
	if (series->note[0])
		xnb_buf_printf(message, "; %s", series->note);
	before = message->length;
	xnb_buf_puts(message, "; ");
	xnb_compare_say_further(message, series);
	if (message->length == before + 2) {
		message->length = before;
		message->text[before] = '\0';
	}
}

static void put_series(struct xnb_buf *xml, const struct xnb_compare_series *series)
{
	struct xnb_buf message = {0};

	describe(&message, series);
	open_case(xml, &series->key);
	if (series->verdict == XNB_VERDICT_REGRESSION)
		xnb_junit_failure(xml, xnb_verdict_word(series->verdict),
		                  xnb_buf_text(&message));
	else if (series->verdict == XNB_VERDICT_INCONCLUSIVE)
		xnb_junit_skipped(xml, xnb_buf_text(&message));
	xnb_junit_output(xml, xnb_buf_text(&message));
	xnb_junit_close_case(xml);
	xml->failed = xml->failed || message.failed;
	xnb_buf_free(&message);
}

static void put_refused(struct xnb_buf *xml, const struct xnb_compare_refused *refused)
{
	struct xnb_buf message = {0};

	xnb_buf_printf(&message, "not compared: %s", refused->why);
	open_case(xml, &refused->key);
	xnb_junit_skipped(xml, xnb_buf_text(&message));
	xnb_junit_close_case(xml);
	xnb_buf_free(&message);
}

/* Of the judged series and, behind them, the refused ones. */
static const char *experiment_at(const struct xnb_compare *compare, size_t i)
{
	return i < compare->n_series
	           ? compare->series[i].key.experiment
	           : compare->refused[i - compare->n_series].key.experiment;
}

static size_t count_all(const struct xnb_compare *compare)
{
	return compare->n_series + compare->n_refused;
}

static bool is_first(const struct xnb_compare *compare, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(experiment_at(compare, j), experiment_at(compare, i)) == 0)
			return false;
	return true;
}

static void count(struct xnb_junit_counts *counts, const struct xnb_compare *compare,
                  size_t i)
{
	enum xnb_verdict verdict =
	    i < compare->n_series ? compare->series[i].verdict : XNB_VERDICT_INCONCLUSIVE;

	counts->tests++;
	counts->failures += verdict == XNB_VERDICT_REGRESSION;
	counts->skipped += verdict == XNB_VERDICT_INCONCLUSIVE;
}

static void put_suite(struct xnb_buf *xml, const struct xnb_compare *compare,
                      size_t first)
{
	const char *experiment = experiment_at(compare, first);
	struct xnb_junit_counts counts = {0};

	for (size_t i = first; i < count_all(compare); i++)
		if (strcmp(experiment_at(compare, i), experiment) == 0)
			count(&counts, compare, i);
	xnb_junit_open_suite(xml, experiment, &counts);
	put_properties(xml, compare);
	xnb_junit_open_cases(xml);
	for (size_t i = first; i < count_all(compare); i++) {
		if (strcmp(experiment_at(compare, i), experiment) != 0)
			continue;
		if (i < compare->n_series)
			put_series(xml, &compare->series[i]);
		else
			put_refused(xml, &compare->refused[i - compare->n_series]);
	}
	xnb_junit_close_suite(xml);
}

int xnb_compare_write_junit(struct xnb_buf *xml, const struct xnb_compare *compare,
                            struct xnb_error *err)
{
	struct xnb_junit_counts counts = {0};

	for (size_t i = 0; i < count_all(compare); i++)
		count(&counts, compare, i);
	xnb_junit_begin(xml, "xen-numabench compare", &counts);
	for (size_t i = 0; i < count_all(compare); i++)
		if (is_first(compare, i))
			put_suite(xml, compare, i);
	xnb_junit_end(xml);
	return xml->failed ? xnb_fail_nomem(err) : 0;
}
