/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The comparison as a comment on a pull request, in GitHub's Markdown: the verdict, what
 * differs, and the series, those that stay the same folded up. Foreign text stands as
 * numbered entities, which no Markdown takes for markup, a mention, or a link.
 */
#include "analysis/compare/format.h"

#include "analysis/compare/words.h"
#include "analysis/text/escape.h"

#include <string.h>

/* GitHub takes 65 536 letters; a row has some 200. */
enum { MOST_ROWS = 150 };

static const enum xnb_verdict order[] = {
    XNB_VERDICT_REGRESSION,
    XNB_VERDICT_INCONCLUSIVE,
    XNB_VERDICT_IMPROVEMENT,
    XNB_VERDICT_EQUIVALENT,
};

enum { N_VERDICTS = sizeof(order) / sizeof(order[0]) };

static void put_part(struct xnb_buf *text, const char *foreign)
{
	static const struct xnb_escape escapes[] = {
	    {'!', "&#33;"},  {'"', "&#34;"},  {'#', "&#35;"},  {'$', "&#36;"},
	    {'&', "&#38;"},  {'\'', "&#39;"}, {'*', "&#42;"},  {':', "&#58;"},
	    {'<', "&#60;"},  {'>', "&#62;"},  {'@', "&#64;"},  {'[', "&#91;"},
	    {'\\', "&#92;"}, {']', "&#93;"},  {'^', "&#94;"},  {'_', "&#95;"},
	    {'`', "&#96;"},  {'{', "&#123;"}, {'|', "&#124;"}, {'}', "&#125;"},
	    {'~', "&#126;"}, {0, NULL},
	};

	xnb_escape_text(text, foreign, escapes);
}

/* "www.example" would be a link; "0.98" is not. */
static void put_text(struct xnb_buf *text, const char *foreign)
{
	struct xnb_buf part = {0};

	while (*foreign) {
		size_t length = strcspn(foreign, ".");
		bool links = length && strchr("wW", foreign[length - 1]);

		xnb_buf_clear(&part);
		xnb_buf_append(&part, foreign, length);
		put_part(text, xnb_buf_text(&part));
		foreign += length;
		if (*foreign == '.') {
			xnb_buf_puts(text, links ? "&#46;" : ".");
			foreign++;
		}
	}
	text->failed = text->failed || part.failed;
	xnb_buf_free(&part);
}

static void put_key(struct xnb_buf *text, const struct xnb_compare_key *key)
{
	struct xnb_buf name = {0};

	xnb_compare_key_describe(&name, key);
	xnb_buf_puts(text, "<code>");
	put_text(text, xnb_buf_text(&name));
	xnb_buf_puts(text, "</code>");
	xnb_buf_free(&name);
}

static void put_head(struct xnb_buf *text, const struct xnb_compare *compare)
{
	const char *before = "";

	xnb_buf_printf(text, "### xen-numabench: %s\n\n",
	               xnb_verdict_word(compare->verdict));
	put_text(text, compare->why);
	xnb_buf_printf(text, ". Margin %g %%%s. ", 100 * compare->margin,
	               compare->within_boot ? ", scope within-boot" : "");
	xnb_buf_printf(text, "%zu series: ", compare->n_series);
	for (size_t i = 0; i < N_VERDICTS; i++) {
		if (compare->counts[order[i]] == 0)
			continue;
		xnb_buf_printf(text, "%s%zu %s", before, compare->counts[order[i]],
		               xnb_verdict_word(order[i]));
		before = ", ";
	}
	xnb_buf_printf(text, "%s%zu not compared.\n\n", before, compare->n_refused);
}

static void put_arms(struct xnb_buf *text, const struct xnb_compare *compare)
{
	static const char *const names[] = {[XNB_BASE] = "BASE", [XNB_NEW] = "NEW"};

	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		const struct xnb_compare_arm_facts *arm = &compare->arms[side];

		xnb_buf_printf(text, "- %s: %zu boot%s, timings: ", names[side],
		               arm->n_boots, arm->n_boots == 1 ? "" : "s");
		put_text(text, arm->timing[0] ? arm->timing : "not said");
		for (size_t i = 0; i < arm->n_paths; i++) {
			xnb_buf_puts(text, i ? ", <code>" : "; <code>");
			put_text(text, arm->paths[i]);
			xnb_buf_puts(text, "</code>");
		}
		xnb_buf_puts(text, "\n");
	}
	xnb_buf_puts(text, "\n");
}

static void put_differences(struct xnb_buf *text, const struct xnb_compare *compare)
{
	if (compare->n_differences == 0)
		return;
	xnb_buf_puts(text, "| what differs | BASE | NEW |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < compare->n_differences; i++) {
		const struct xnb_compare_difference *one = &compare->differences[i];

		xnb_buf_puts(text, "| ");
		put_text(text, one->name);
		for (unsigned side = 0; side < XNB_N_SIDES; side++) {
			xnb_buf_puts(text, " | ");
			put_text(text, one->value[side]);
		}
		xnb_buf_puts(text, " |\n");
	}
	xnb_buf_puts(text, "\n");
}

static void put_warnings(struct xnb_buf *text, const struct xnb_compare *compare)
{
	for (size_t i = 0; i < compare->n_warnings; i++) {
		xnb_buf_puts(text, "- warning: ");
		put_text(text, compare->warnings[i]);
		xnb_buf_puts(text, "\n");
	}
	if (compare->n_warnings)
		xnb_buf_puts(text, "\n");
}

static void put_words(struct xnb_buf *text, const struct xnb_compare_series *series,
                      void (*say)(struct xnb_buf *text,
                                  const struct xnb_compare_series *series))
{
	struct xnb_buf words = {0};

	say(&words, series);
	put_text(text, xnb_buf_text(&words));
	xnb_buf_free(&words);
}

static void put_row(struct xnb_buf *text, const struct xnb_compare_series *series)
{
	xnb_buf_printf(text, "| %s | ", xnb_verdict_word(series->verdict));
	put_key(text, &series->key);
	xnb_buf_puts(text, " | ");
	put_words(text, series, xnb_compare_say_ratio);
	xnb_buf_puts(text, " | ");
	put_words(text, series, xnb_compare_say_arms);
	xnb_buf_puts(text, " | ");
	put_words(text, series, xnb_compare_say_units);
	xnb_buf_puts(text, " | ");
	put_text(text, series->note);
	if (series->note[0] && series->verdict == XNB_VERDICT_INCONCLUSIVE &&
	    series->further)
		xnb_buf_puts(text, "; ");
	put_words(text, series, xnb_compare_say_further);
	xnb_buf_puts(text, " |\n");
}

static void put_table(struct xnb_buf *text, const struct xnb_compare *compare,
                      enum xnb_verdict verdict)
{
	size_t rows = 0;

	xnb_buf_puts(text, "| verdict | series | ratio NEW / BASE | BASE -> NEW | n | "
	                   "remarks |\n| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < compare->n_series; i++)
		if (compare->series[i].verdict == verdict && rows++ < MOST_ROWS)
			put_row(text, &compare->series[i]);
	if (rows > MOST_ROWS)
		xnb_buf_printf(text, "\n%zu more: `--format json` has all.\n",
		               rows - MOST_ROWS);
	xnb_buf_puts(text, "\n");
}

static void open_details(struct xnb_buf *text, size_t n, const char *what)
{
	xnb_buf_printf(text, "<details><summary>%zu %s</summary>\n\n", n, what);
}

static void put_series(struct xnb_buf *text, const struct xnb_compare *compare)
{
	for (size_t i = 0; i < N_VERDICTS; i++) {
		bool folded = order[i] == XNB_VERDICT_EQUIVALENT;

		if (compare->counts[order[i]] == 0)
			continue;
		if (folded)
			open_details(text, compare->counts[order[i]],
			             xnb_verdict_word(order[i]));
		put_table(text, compare, order[i]);
		if (folded)
			xnb_buf_puts(text, "</details>\n\n");
	}
}

static void put_refused(struct xnb_buf *text, const struct xnb_compare *compare)
{
	if (compare->n_refused == 0)
		return;
	open_details(text, compare->n_refused, "not compared");
	xnb_buf_puts(text, "| series | why |\n| --- | --- |\n");
	for (size_t i = 0; i < compare->n_refused && i < MOST_ROWS; i++) {
		xnb_buf_puts(text, "| ");
		put_key(text, &compare->refused[i].key);
		xnb_buf_puts(text, " | ");
		put_text(text, compare->refused[i].why);
		xnb_buf_puts(text, " |\n");
	}
	if (compare->n_refused > MOST_ROWS)
		xnb_buf_printf(text, "\n%zu more: `--format json` has all.\n",
		               compare->n_refused - MOST_ROWS);
	xnb_buf_puts(text, "\n</details>\n");
}

int xnb_compare_write_markdown(struct xnb_buf *text, const struct xnb_compare *compare,
                               struct xnb_error *err)
{
	put_head(text, compare);
	put_arms(text, compare);
	put_differences(text, compare);
	put_warnings(text, compare);
	put_series(text, compare);
	put_refused(text, compare);
	return text->failed ? xnb_fail_nomem(err) : 0;
}
