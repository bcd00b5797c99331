/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The comparison as JUnit XML, as Jenkins and GitLab read it: a suite for each
 * experiment, a case for each series. What is worse has failed, what could not be told or
 * was refused is skipped with the reason, and the figures stand in system-out, on a pass
 * too.
 */
#include "analysis/compare/format.h"

#include "analysis/compare/words.h"
#include "analysis/text/html.h"

#include <string.h>

struct counts {
	size_t tests, failures, skipped;
};

/* HTML's escapes are those of XML, and what XML does not allow becomes U+FFFD. */
static void put_attribute(struct xnb_buf *xml, const char *name, const char *value)
{
	xnb_buf_printf(xml, " %s=\"", name);
	xnb_html_text(xml, value);
	xnb_buf_puts(xml, "\"");
}

static void put_property(struct xnb_buf *xml, const char *arm, const char *name,
                         const char *value)
{
	struct xnb_buf whole = {0};

	xnb_buf_printf(&whole, "%s%s%s", arm, arm[0] ? " " : "", name);
	xnb_buf_puts(xml, "      <property");
	put_attribute(xml, "name", xnb_buf_text(&whole));
	put_attribute(xml, "value", value);
	xnb_buf_puts(xml, "/>\n");
	xnb_buf_free(&whole);
}

static void put_properties(struct xnb_buf *xml, const struct xnb_compare *compare)
{
	static const char *const sides[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};
	struct xnb_buf margin = {0};

	xnb_buf_printf(&margin, "%g %%", 100 * compare->margin);
	xnb_buf_puts(xml, "    <properties>\n");
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
	xnb_buf_puts(xml, "    </properties>\n");
	xnb_buf_free(&margin);
}

static void open_case(struct xnb_buf *xml, const struct xnb_compare_key *key)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, key);
	xnb_buf_puts(xml, "    <testcase");
	put_attribute(xml, "classname", key->experiment);
	put_attribute(xml, "name", xnb_buf_text(&name));
	xnb_buf_puts(xml, " time=\"0\">\n");
	xnb_buf_free(&name);
}

static void put_skipped(struct xnb_buf *xml, const char *message)
{
	xnb_buf_puts(xml, "      <skipped");
	put_attribute(xml, "message", message);
	xnb_buf_puts(xml, "/>\n");
}

static void put_failure(struct xnb_buf *xml, const struct xnb_compare_series *series,
                        const char *message)
{
	xnb_buf_puts(xml, "      <failure");
	put_attribute(xml, "type", xnb_verdict_word(series->verdict));
	put_attribute(xml, "message", message);
	xnb_buf_puts(xml, ">");
	xnb_html_text(xml, message);
	xnb_buf_puts(xml, "</failure>\n");
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
		put_failure(xml, series, xnb_buf_text(&message));
	else if (series->verdict == XNB_VERDICT_INCONCLUSIVE)
		put_skipped(xml, xnb_buf_text(&message));
	xnb_buf_puts(xml, "      <system-out>");
	xnb_html_text(xml, xnb_buf_text(&message));
	xnb_buf_puts(xml, "</system-out>\n    </testcase>\n");
	xml->failed = xml->failed || message.failed;
	xnb_buf_free(&message);
}

static void put_refused(struct xnb_buf *xml, const struct xnb_compare_refused *refused)
{
	struct xnb_buf message = {0};

	xnb_buf_printf(&message, "not compared: %s", refused->why);
	open_case(xml, &refused->key);
	put_skipped(xml, xnb_buf_text(&message));
	xnb_buf_puts(xml, "    </testcase>\n");
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

static void count(struct counts *counts, const struct xnb_compare *compare, size_t i)
{
	enum xnb_verdict verdict =
	    i < compare->n_series ? compare->series[i].verdict : XNB_VERDICT_INCONCLUSIVE;

	counts->tests++;
	counts->failures += verdict == XNB_VERDICT_REGRESSION;
	counts->skipped += verdict == XNB_VERDICT_INCONCLUSIVE;
}

static void put_counts(struct xnb_buf *xml, const struct counts *counts)
{
	xnb_buf_printf(xml, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" time=\"0\"",
	               counts->tests, counts->failures);
}

static void put_suite(struct xnb_buf *xml, const struct xnb_compare *compare,
                      size_t first)
{
	const char *experiment = experiment_at(compare, first);
	struct counts counts = {0};

	for (size_t i = first; i < count_all(compare); i++)
		if (strcmp(experiment_at(compare, i), experiment) == 0)
			count(&counts, compare, i);
	xnb_buf_puts(xml, "  <testsuite");
	put_attribute(xml, "name", experiment);
	put_counts(xml, &counts);
	xnb_buf_printf(xml, " skipped=\"%zu\">\n", counts.skipped);
	put_properties(xml, compare);
	for (size_t i = first; i < count_all(compare); i++) {
		if (strcmp(experiment_at(compare, i), experiment) != 0)
			continue;
		if (i < compare->n_series)
			put_series(xml, &compare->series[i]);
		else
			put_refused(xml, &compare->refused[i - compare->n_series]);
	}
	xnb_buf_puts(xml, "  </testsuite>\n");
}

int xnb_compare_write_junit(struct xnb_buf *xml, const struct xnb_compare *compare,
                            struct xnb_error *err)
{
	struct counts counts = {0};

	for (size_t i = 0; i < count_all(compare); i++)
		count(&counts, compare, i);
	xnb_buf_puts(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	put_attribute(xml, "name", "xen-numabench compare");
	put_counts(xml, &counts);
	xnb_buf_puts(xml, ">\n");
	for (size_t i = 0; i < count_all(compare); i++)
		if (is_first(compare, i))
			put_suite(xml, compare, i);
	xnb_buf_puts(xml, "</testsuites>\n");
	return xml->failed ? xnb_fail_nomem(err) : 0;
}
