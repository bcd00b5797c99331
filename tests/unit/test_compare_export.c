/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison for machines that read JUnit and for people who read Markdown, with texts
 * that try to be more than text. Needs xmllint, python3-junitparser, and cmark-gfm. */
#include "tests/unit/spawn.h"
#include "tests/unit/test.h"

#include "analysis/compare/format.h"
#include "base/io.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PEERS XNB_TEST_DATA "/../unit/peers.py"

/* Markup of XML, HTML and Markdown, control characters, a link, and a mention. */
#define HOSTILE                                                                     \
	"]]><b>\x01\x1b[31m\n| x | `a` \\| **b** [l](http://e.org) www.e.org @all " \
	"&amp; "                                                                    \
	"$(id) \"'"

static char folder[64];

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/xnb-compare-XXXXXX");
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	unlink("document");
	return chdir("/") || rmdir(folder);
}

static struct xnb_compare_key key(const char *experiment, const char *item)
{
	return (struct xnb_compare_key){experiment, "local",     item,  "order=9", "0",
	                                "1",        "bandwidth", "B/s", false};
}

static const struct xnb_run nothing;

static struct xnb_compare_series series(const char *item, enum xnb_verdict verdict)
{
	return (struct xnb_compare_series){
	    .key = key("bandwidth", item),
	    .better = XNB_BETTER_HIGHER,
	    .level = XNB_LEVEL_BOOT,
	    .subject = xnb_subject_of(&nothing),
	    .arms = {{.n_units = 5, .center = 2e9, .ideal = NAN, .evidence = ""},
	             {.n_units = 5, .center = 1e9, .ideal = NAN, .evidence = ""}},
	    .ratio = {0.5, 0.4375, 0.5625},
	    .ratio90 = {0.5, 0.45, 0.55},
	    .verdict = verdict,
	    .note = "",
	};
}

/* One of each verdict, and one refused, with one text from outside. */
struct comparison {
	struct xnb_compare_series series[4];
	struct xnb_compare_refused refused;
	struct xnb_compare_difference difference;
	const char *warning, *path;
	struct xnb_compare compare;
};

static void make(struct comparison *c, const char *text)
{
	*c = (struct comparison){
	    .series = {series("worse", XNB_VERDICT_REGRESSION),
	               series("unclear", XNB_VERDICT_INCONCLUSIVE),
	               series(text, XNB_VERDICT_IMPROVEMENT),
	               series("same", XNB_VERDICT_EQUIVALENT)},
	    .refused = {.key = key(text, "other"), .why = "only NEW has it"},
	    .difference = {.name = text, .key = text, .value = {text, text}},
	    .warning = text,
	    .path = text,
	};
	c->series[1].further = 3;
	c->series[0].note = text;
	c->compare = (struct xnb_compare){
	    .margin = 0.02,
	    .arms = {{&c->path, 1, 5, "real"}, {&c->path, 1, 5, text}},
	    .differences = &c->difference,
	    .n_differences = 1,
	    .warnings = &c->warning,
	    .n_warnings = 1,
	    .refused = &c->refused,
	    .n_refused = 1,
	    .series = c->series,
	    .n_series = 4,
	    .counts = {1, 1, 1, 1},
	    .verdict = XNB_VERDICT_REGRESSION,
	    .why = "something is worse",
	};
}

static void write_in(struct xnb_buf *text, const char *format,
                     const struct xnb_compare *compare)
{
	const struct xnb_compare_format *found = xnb_compare_format_find(format);
	struct xnb_error err = {0};

	assert_non_null(found);
	if (found->write(text, compare, &err) ||
	    xnb_replace_file("document", text->text, text->length, &err))
		fail_msg("%s", err.text);
}

static void run_peer(struct xnb_buf *out, const char *const *argv)
{
	struct xnb_buf errors = {0};

	if (spawn((char *const *)(uintptr_t)argv, out, &errors) != 0 || errors.length)
		fail_msg("%s: %s", argv[0], xnb_buf_text(&errors));
	xnb_buf_free(&errors);
}

static void junit_is_xml_whatever_the_names(void **state)
{
	static const char *const argv[] = {"xmllint", "--noout", "--nonet", "document",
	                                   NULL};
	struct comparison comparison;
	struct xnb_buf text = {0}, out = {0};

	(void)state;
	make(&comparison, HOSTILE);
	write_in(&text, "junit", &comparison.compare);
	run_peer(&out, argv);
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

static void assert_line(const struct xnb_buf *out, const char *line)
{
	if (!strstr(xnb_buf_text(out), line))
		fail_msg("no %s in\n%s", line, xnb_buf_text(out));
}

static void junit_says_what_failed_and_what_was_skipped(void **state)
{
	static const char *const argv[] = {PEERS, "junit", "document", NULL};
	static const char *const lines[] = {
	    "[\"all\", 5, 1, 0]\n",
	    "[\"suite\", \"bandwidth\", 4, 1, 1]\n",
	    "[\"suite\", \"plain\", 1, 0, 1]\n",
	    "[\"case\", \"bandwidth\", \"bandwidth/local/worse order=9, nodes 0 -> 1: "
	    "bandwidth\", [[\"Failure\", \"REGRESSION\", \"REGRESSION: 0.5 x (95 %: "
	    "0.4375 to 0.5625), 2 -> 1 GB/s, 5 boots each; plain\"]]",
	    "unclear order=9, nodes 0 -> 1: bandwidth\", [[\"Skipped\", null, "
	    "\"INCONCLUSIVE: ",
	    "; about 3 more boots in each arm would settle it\"]]",
	    "bandwidth/local/plain order=9, nodes 0 -> 1: bandwidth\", [], "
	    "\"IMPROVEMENT: 0.5 x",
	    "bandwidth/local/same order=9, nodes 0 -> 1: bandwidth\", [], "
	    "\"EQUIVALENT: 0.5 x",
	    "[[\"Skipped\", null, \"not compared: only NEW has it\"]]",
	};
	struct comparison comparison;
	struct xnb_buf text = {0}, out = {0};

	(void)state;
	make(&comparison, "plain");
	write_in(&text, "junit", &comparison.compare);
	run_peer(&out, argv);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_line(&out, lines[i]);
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

static void nothing_to_compare_is_xml_too(void **state)
{
	static const char *const argv[] = {PEERS, "junit", "document", NULL};
	struct xnb_compare compare = {.why = "there is nothing that could be judged"};
	struct xnb_buf text = {0}, out = {0};

	(void)state;
	write_in(&text, "junit", &compare);
	run_peer(&out, argv);
	assert_string_equal(xnb_buf_text(&out), "[\"all\", 0, 0, 0]\n");
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

static void render(struct xnb_buf *html, const char *text)
{
	static const char *const argv[] = {"cmark-gfm", "--unsafe", "-e", "table",
	                                   "-e",        "autolink", "-e", "strikethrough",
	                                   "document",  NULL};
	struct comparison comparison;
	struct xnb_buf markdown = {0};

	make(&comparison, text);
	write_in(&markdown, "markdown", &comparison.compare);
	run_peer(html, argv);
	xnb_buf_free(&markdown);
}

static size_t count(const struct xnb_buf *text, const char *word)
{
	size_t n = 0;

	for (const char *at = xnb_buf_text(text); (at = strstr(at, word)); at++)
		n++;
	return n;
}

/* The tables are the same, cell by cell, and nothing became markup. */
static void markdown_shows_foreign_text_as_text(void **state)
{
	static const char *const markup[] = {"<a",    "<b>",      "<em", "<strong",
	                                     "<td",   "<tr",      "<th", "<li",
	                                     "<code", "<details", "<h3"};
	struct xnb_buf plain = {0}, hostile = {0};

	(void)state;
	render(&plain, "plain");
	render(&hostile, HOSTILE);
	for (size_t i = 0; i < sizeof(markup) / sizeof(markup[0]); i++)
		assert_int_equal(count(&hostile, markup[i]), count(&plain, markup[i]));
	assert_int_equal(count(&plain, "<td"), 3 + 4 * 6 + 2);
	assert_line(&hostile,
	            "<code>bandwidth/local/]]&gt;&lt;b&gt;\ufffd\ufffd[31m\ufffd"
	            "| x | `a` \\| **b** [l](http://e.org) www.e.org @all "
	            "&amp;amp; $(id) &quot;'");
	xnb_buf_free(&plain);
	xnb_buf_free(&hostile);
}

static void markdown_begins_with_the_verdict(void **state)
{
	struct xnb_buf html = {0};

	(void)state;
	render(&html, "plain");
	assert_line(&html, "<h3>xen-numabench: REGRESSION</h3>\n<p>something is worse.");
	assert_line(&html, "4 series: 1 REGRESSION, 1 INCONCLUSIVE, 1 IMPROVEMENT, 1 "
	                   "EQUIVALENT, 1 not compared.");
	assert_line(&html, "<td>0.5 x (95 %: 0.4375 to 0.5625)</td>\n"
	                   "<td>2 -&gt; 1 GB/s</td>\n<td>5 boots each</td>\n");
	assert_line(&html, "<td>about 3 more boots in each arm would settle it</td>");
	xnb_buf_free(&html);
}

/* No name twice, where a run has a metric in two units. */
static void names_have_the_unit_where_only_it_differs(void **state)
{
	static const char csv[] =
	    "experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,"
	    "cpu_node,mem_node,locality,metric,unit,value,flags\n"
	    "x,a,b,,0,0,0,0,0,,,,,m,ms,11,\n"
	    "x,a,b,,0,0,0,0,1,,,,,m,us,12,\n"
	    "x,a,b,,0,0,0,0,2,,,,,n,us,13,\n";
	const char *base = "base.csv", *new = "new.csv";
	const struct xnb_compare_request request = {.arms = {{&base, 1}, {&new, 1}},
	                                            .margin = 0.02};
	struct xnb_compare *found;
	struct xnb_buf text = {0};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_replace_file(base, csv, sizeof(csv) - 1, &err), 0);
	assert_int_equal(xnb_replace_file(new, csv, sizeof(csv) - 1, &err), 0);
	if (xnb_compare(&found, &request, &err) ||
	    xnb_compare_write_junit(&text, found, &err))
		fail_msg("%s", err.text);
	assert_non_null(strstr(xnb_buf_text(&text), "name=\"x/a/b: m [ms]\""));
	assert_non_null(strstr(xnb_buf_text(&text), "name=\"x/a/b: m [us]\""));
	assert_non_null(strstr(xnb_buf_text(&text), "name=\"x/a/b: n\""));
	xnb_buf_free(&text);
	xnb_compare_free(found);
	unlink(base);
	unlink(new);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(junit_is_xml_whatever_the_names),
	    cmocka_unit_test(junit_says_what_failed_and_what_was_skipped),
	    cmocka_unit_test(nothing_to_compare_is_xml_too),
	    cmocka_unit_test(markdown_shows_foreign_text_as_text),
	    cmocka_unit_test(names_have_the_unit_where_only_it_differs),
	    cmocka_unit_test(markdown_begins_with_the_verdict),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
