/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole reports, with gnuplot: what is on the disk afterwards, also when something went
 * wrong. Needs gnuplot, and xmllint to see with other eyes.
 */
#include "tests/unit/test.h"

#include "analysis/plot/figure.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/report/page.h"
#include "analysis/report/report.h"
#include "analysis/text/html.h"
#include "base/io.h"
#include "tests/unit/folder.h"
#include "tests/unit/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RUNS XNB_TEST_DATA "/runs/"

static void report(const char *run, const char *out, struct xnb_report_result *result)
{
	const struct xnb_report_request request = {.run = run, .out = out};
	struct xnb_error err = {0};

	if (xnb_report_write(&request, result, &err))
		fail_msg("%s", err.text);
}

static void make(const char *run, const char *out)
{
	struct xnb_report_result result;

	report(run, out, &result);
	xnb_report_result_free(&result);
}

/* The text of the page alone, without gnuplot. */
static void write_page_of(const char *run, struct xnb_buf *page)
{
	struct xnb_report_data *data = NULL;
	struct xnb_error err = {0};

	xnb_buf_clear(page);
	if (xnb_report_data_load(&data, run, &err) ||
	    xnb_report_page_undrawn(page, data, &err))
		fail_msg("%s", err.text);
	xnb_report_data_free(data);
}

/* Two runs with all figures, drawn once for all tests that only look. */
static char drawn[] = "/tmp/xnb-reports-XXXXXX";

/* Good until the next call. */
static const char *in_drawn(const char *run, const char *file)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/%s", drawn, run, file);
	return path;
}

static int draw_once(void **state)
{
	(void)state;
	if (!mkdtemp(drawn) || chdir(drawn))
		return -1;
	make(RUNS "experiments", "experiments");
	make(RUNS "hostile", "hostile");
	return chdir("/");
}

static int remove_drawn(void **state)
{
	(void)state;
	return remove_tree(drawn);
}

static int fails(const char *run, const char *out, struct xnb_error *err)
{
	const struct xnb_report_request request = {.run = run, .out = out};
	struct xnb_report_result result;

	assert_int_equal(xnb_report_write(&request, &result, err), -1);
	return (int)err->exit;
}

static void read_into(struct xnb_buf *text, const char *path)
{
	struct xnb_error err = {0};

	xnb_buf_clear(text);
	if (xnb_read_file(path, text, 0, &err))
		fail_msg("%s", err.text);
}

static void write_text(const char *path, const char *text)
{
	struct xnb_error err = {0};

	if (xnb_replace_file(path, text, strlen(text), &err))
		fail_msg("%s", err.text);
}

static size_t count_entries(const char *path)
{
	struct xnb_buf out = {0};
	char *argv[] = {(char[]){"ls"}, (char[]){"-A"}, (char *)(uintptr_t)path, NULL};
	size_t n = 0;

	assert_int_equal(spawn(argv, &out, NULL), 0);
	for (const char *at = xnb_buf_text(&out); *at; at++)
		n += *at == '\n';
	xnb_buf_free(&out);
	return n;
}

static bool holds(const struct xnb_buf *text, const char *word)
{
	return strstr(xnb_buf_text(text), word) != NULL;
}

static void everything_is_there_and_nothing_else(void **state)
{
	size_t n = 0;

	(void)state;
	while (xnb_figures[n])
		n++;
	assert_int_equal(count_entries(drawn), 2); /* two reports, and nothing beside */
	assert_int_equal(count_entries(in_drawn("experiments", "")), 2);
	assert_int_equal(count_entries(in_drawn("experiments", "figures")), 8 * n);
}

static void copy(const char *from, const char *to, size_t most)
{
	struct xnb_buf text = {0};
	struct xnb_error err = {0};

	read_into(&text, from);
	if (text.length > most)
		text.length = most;
	if (xnb_replace_file(to, xnb_buf_text(&text), text.length, &err))
		fail_msg("%s", err.text);
	xnb_buf_free(&text);
}

/* Replaces the first `from` in a file. */
static void change(const char *path, const char *from, const char *to)
{
	struct xnb_buf text = {0}, changed = {0};
	const char *at;

	read_into(&text, path);
	at = strstr(xnb_buf_text(&text), from);
	assert_non_null(at);
	xnb_buf_printf(&changed, "%.*s%s%s", (int)(at - text.text), text.text, to,
	               at + strlen(from));
	write_text(path, xnb_buf_text(&changed));
	xnb_buf_free(&text);
	xnb_buf_free(&changed);
}

/* The run with real timings, to be changed. */
static void copy_run(void)
{
	if (mkdir("run", 0777))
		assert_int_equal(errno, EEXIST);
	copy(RUNS "experiments/run.json", "run/run.json", SIZE_MAX);
	copy(RUNS "experiments/samples.csv", "run/samples.csv", SIZE_MAX);
	copy(RUNS "experiments/extents.csv", "run/extents.csv", SIZE_MAX);
	copy(RUNS "experiments/checks.csv", "run/checks.csv", SIZE_MAX);
}

static void draw_again(const char *figure, const char *locale)
{
	struct xnb_buf before = {0}, after = {0}, warnings = {0};
	char svg[64], pdf[64], gp[64], set[32], env[] = "env", gnuplot[] = "gnuplot";
	char no_lang[] = "-uLANG", no_ctype[] = "-uLC_CTYPE", no_all[] = "-uLC_ALL";
	char *argv[] = {env, no_lang, no_ctype, no_all, set, gnuplot, gp, NULL};

	snprintf(set, sizeof(set), "%s", locale);
	snprintf(svg, sizeof(svg), "%s.svg", figure);
	snprintf(pdf, sizeof(pdf), "%s.pdf", figure);
	snprintf(gp, sizeof(gp), "%s.gp", figure);
	read_into(&before, svg);
	assert_int_equal(unlink(svg), 0);
	assert_int_equal(unlink(pdf), 0);
	assert_int_equal(spawn(argv, NULL, &warnings), 0);
	assert_string_equal(xnb_buf_text(&warnings), "");
	xnb_buf_free(&warnings);
	read_into(&after, svg);
	assert_string_equal(xnb_buf_text(&after), xnb_buf_text(&before));
	assert_int_equal(access(pdf, R_OK), 0);
	xnb_buf_free(&before);
	xnb_buf_free(&after);
}

/*
 * By hand, with plain gnuplot, in that folder, in whatever locale, none of them among
 * those: quietly, and the same. PDF differs in its date. The name in the key has letters
 * of several bytes.
 */
static void figures_can_be_drawn_again(void **state)
{
	static const char *const locales[] = {"LC_ALL=C", "LC_ALL=C.UTF-8", "NONE=1"};
	struct xnb_buf samples = {0};

	(void)state;
	copy_run();
	do {
		change("run/samples.csv", ",populated,", ",p\u00f6pul\u00e4ted\u2192,");
		read_into(&samples, "run/samples.csv");
	} while (holds(&samples, ",populated,"));
	xnb_buf_free(&samples);
	make("run", NULL);
	assert_int_equal(chdir("run/report/figures"), 0);
	for (size_t i = 0; xnb_figures[i]; i++)
		draw_again(xnb_figures[i]->name,
		           locales[i % (sizeof(locales) / sizeof(locales[0]))]);
	/* The one with that name, in all. */
	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++)
		draw_again("locality", locales[i]);
}

/* The text of the hostile run, in each place where a run has text. */
static void hostile_text_stays_text(void **state)
{
	struct xnb_buf page = {0};
	char file[64];

	(void)state;
	read_into(&page, in_drawn("hostile", "report.html"));
	assert_false(holds(&page, "<script"));
	assert_true(holds(&page, "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;q&quot;"
	                         "&#39;s&#39; `touch pwned` $(touch pwned) %s %d \\n "
	                         "{/Bold x_y^z} \ufffd\ufffd#"));
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++) {
		snprintf(file, sizeof(file), "figures/%s.svg", (*f)->name);
		read_into(&page, in_drawn("hostile", file));
		assert_false(holds(&page, "<script"));
	}
	read_into(&page, in_drawn("hostile", "figures/locality.svg"));
	assert_true(holds(&page, "<text>&lt;script>alert(1)&lt;/script>&amp;\u201d\u2026"
	                         "</text>"));
	assert_int_equal(access(in_drawn("", "pwned"), F_OK), -1);
	assert_int_equal(access(in_drawn("hostile", "figures/pwned"), F_OK), -1);
	xnb_buf_free(&page);
}

/* As strict a parser as there is: the page is XML as well as HTML. */
static void check_well_formed(const char *page)
{
	char program[] = "xmllint", quiet[] = "--noout", offline[] = "--nonet",
	     path[PATH_MAX];
	char *argv[] = {program, quiet, offline, path, NULL};
	struct xnb_buf errors = {0};

	snprintf(path, sizeof(path), "%s", page);
	if (spawn(argv, NULL, &errors) != 0 || errors.length)
		fail_msg("%s", xnb_buf_text(&errors));
	xnb_buf_free(&errors);
}

static void page_is_well_formed(void **state)
{
	(void)state;
	check_well_formed(in_drawn("experiments", "report.html"));
	check_well_formed(in_drawn("hostile", "report.html"));
	make(RUNS "report", "out");
	check_well_formed("out/report.html");
	make(RUNS "report/samples.csv", "out");
	check_well_formed("out/report.html");
}

static size_t count(const struct xnb_buf *text, const char *word)
{
	size_t n = 0;

	for (const char *at = xnb_buf_text(text); (at = strstr(at, word)); at++)
		n++;
	return n;
}

/* What can be reached by keyboard has a name; a figure has a short one and its caption.
 */
static void regions_and_figures_have_names(void **state)
{
	struct xnb_buf page = {0};
	size_t n = 0;

	(void)state;
	read_into(&page, in_drawn("experiments", "report.html"));
	assert_true(count(&page, "tabindex=\"0\"") > 4);
	assert_int_equal(count(&page, "tabindex=\"0\" role=\"region\" aria-label=\""),
	                 count(&page, "tabindex=\"0\""));
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++, n++) {
		char label[256];

		snprintf(label, sizeof(label),
		         "aria-label=\"%s\" aria-describedby=\"%s-caption\"", (*f)->title,
		         (*f)->name);
		assert_int_equal(count(&page, label), 1);
		snprintf(label, sizeof(label), "id=\"%s-caption\"", (*f)->name);
		assert_int_equal(count(&page, label), 1);
	}
	assert_true(
	    holds(&page, "<th scope=\"row\">local</th><td class=\"good claim\">"));
	xnb_buf_free(&page);
}

static void page_needs_nothing_from_outside(void **state)
{
	static const char *const outside[] = {
	    "src=", "@import", "url(http", "<link", "<script", "href=\"http", "<iframe"};
	struct xnb_buf page = {0};

	(void)state;
	read_into(&page, in_drawn("experiments", "report.html"));
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		assert_false(holds(&page, outside[i]));
	xnb_buf_free(&page);
}

/* RFC 4648, 10. */
static void bytes_are_written_in_base64(void **state)
{
	static const char *const vectors[][2] = {
	    {"", ""},
	    {"f", "Zg=="},
	    {"fo", "Zm8="},
	    {"foo", "Zm9v"},
	    {"foob", "Zm9vYg=="},
	    {"fooba", "Zm9vYmE="},
	    {"foobar", "Zm9vYmFy"},
	};
	struct xnb_buf text = {0}, wanted = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		xnb_buf_clear(&text);
		xnb_buf_clear(&wanted);
		xnb_html_data_uri(&text, "text/plain", vectors[i][0],
		                  strlen(vectors[i][0]));
		xnb_buf_printf(&wanted, "data:text/plain;base64,%s", vectors[i][1]);
		assert_string_equal(text.text, wanted.text);
	}
	xnb_buf_clear(&text);
	xnb_html_data_uri(&text, "x", "\xff\xfe\xfd\0", 4);
	assert_string_equal(text.text, "data:x;base64,//79AA==");
	xnb_buf_free(&text);
	xnb_buf_free(&wanted);
}

/* What the link holds, by another decoder, is the file beside the page. */
static void check_inside(const struct xnb_buf *page, const char *name)
{
	char decode[] = "base64", option[] = "-d", file[] = "encoded", link[128];
	char *argv[] = {decode, option, file, NULL};
	struct xnb_buf inside = {0}, beside = {0}, encoded = {0};
	const char *at;

	snprintf(link, sizeof(link), "<a download=\"%s\" href=\"data:", name);
	at = strstr(xnb_buf_text(page), link);
	if (!at)
		fail_msg("%s is not in the page", name);
	at = strchr(at, ',') + 1;
	xnb_buf_append(&encoded, at, strcspn(at, "\""));
	write_text(file, encoded.text);
	assert_int_equal(spawn(argv, &inside, NULL), 0);
	snprintf(link, sizeof(link), "figures/%s", name);
	read_into(&beside, in_drawn("hostile", link));
	assert_string_equal(xnb_buf_text(&inside), xnb_buf_text(&beside));
	xnb_buf_free(&inside);
	xnb_buf_free(&beside);
	xnb_buf_free(&encoded);
}

static void data_and_programs_are_inside_the_page(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	read_into(&page, in_drawn("hostile", "report.html"));
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++) {
		char name[64];

		snprintf(name, sizeof(name), "%s.dat", (*f)->name);
		check_inside(&page, name);
		snprintf(name, sizeof(name), "%s.gp", (*f)->name);
		check_inside(&page, name);
	}
	xnb_buf_free(&page);
}

/* As it can be pasted into a shell on another machine, without the box's own folder. */
static void a_run_of_the_lab_is_made_again_by_the_lab(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	copy_run();
	change("run/run.json", "\"command\": [",
	       "\"command\": [\"xen-numabench\", \"run\", \"--preset\", \"quick\", "
	       "\"--out\", \"/out\", \"--seed\", \"a'b\"], \"was\": [");
	write_text("run/lab.json", "{\"options\": [\"--nodes=2\", "
	                           "\"--distances=10,21;21,10\"], \"toolstack\": true}");
	write_page_of("run", &page);
	assert_true(holds(&page, "<pre>xen-numabench lab run --nodes=2 "
	                         "&#39;--distances=10,21;21,10&#39; --toolstack -- "
	                         "--preset quick --seed &#39;a&#39;\\&#39;&#39;b&#39;"
	                         "</pre>"));
	assert_int_equal(unlink("run/lab.json"), 0);
	write_page_of("run", &page);
	assert_true(holds(&page, "<pre>xen-numabench run --preset quick --out /out "));
	xnb_buf_free(&page);
}

/* A table has no list of boots, and may have a column of them. */
static void scope_of_a_table_is_what_its_rows_say(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	copy(RUNS "report/samples.csv", "table.csv", SIZE_MAX);
	write_page_of("table.csv", &page);
	assert_true(holds(&page, "the run does not say how many boots it covers."));
	change("table.csv", "vcpus=1,0,3,0,1,9,,0,0,1,", "vcpus=1,1,3,0,1,9,,0,0,1,");
	write_page_of("table.csv", &page);
	assert_true(holds(&page, "Scope: up to 2 boots a series, by the column"));
	assert_false(holds(&page, "does not say how many boots"));
	xnb_buf_free(&page);
}

/* 10 GB/s against a mean of 20: the answer of a run with real timings. */
static void answer_compares_only_real_timings(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	write_page_of(RUNS "report", &page);
	assert_true(holds(&page, "<strong>3 of 3 scenarios</strong>"));
	assert_true(
	    holds(&page, "is <strong>0.500 \u00d7</strong> that on local memory"));
	assert_true(holds(&page, "Scope: one boot"));
	assert_true(holds(&page, "1 sample flagged <code>implausible</code>"));
	assert_true(
	    holds(&page, "10<br/><span class=\"quiet\">1 flagged left out</span>"));
	assert_true(holds(&page, "<th scope=\"col\" class=\"n\">geometric mean</th>"));
	assert_true(holds(&page, "<th scope=\"col\" class=\"n\">least to greatest</th>"));
	assert_false(holds(&page, "mulated timing"));
	write_page_of(RUNS "hostile", &page);
	assert_true(holds(&page, "<strong>3 of 3 scenarios</strong>"));
	assert_false(holds(&page, "that on local memory"));
	assert_true(holds(&page, "get no verdict"));
	xnb_buf_free(&page);
}

static void a_report_is_replaced(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	make(RUNS "report", "out");
	write_text("out/figures/old-figure.pdf", "from an older version");
	make(RUNS "hostile", "out");
	read_into(&page, "out/report.html");
	assert_true(holds(&page, "hostile"));
	assert_int_equal(access("out/figures/old-figure.pdf", F_OK), -1);
	assert_int_equal(count_entries("."), 1);
	xnb_buf_free(&page);
}

static void a_foreign_folder_is_not_touched(void **state)
{
	struct xnb_error err;

	(void)state;
	assert_int_equal(mkdir("out", 0777), 0);
	write_text("out/thesis.txt", "years of work");
	assert_int_equal(fails(RUNS "report", "out", &err), XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "thesis.txt"));
	assert_int_equal(count_entries("out"), 1);
	assert_int_equal(unlink("out/thesis.txt"), 0);
	write_text("out/report.html", "<p>of another program</p>");
	assert_int_equal(fails(RUNS "report", "out", &err), XNB_EXIT_USAGE);
	assert_int_equal(count_entries("out"), 1);
	assert_int_equal(count_entries("."), 1);
}

static void a_damaged_run_is_named_and_leaves_nothing(void **state)
{
	struct xnb_error err;

	(void)state;
	assert_int_equal(mkdir("run", 0777), 0);
	copy(RUNS "report/run.json", "run/run.json", SIZE_MAX);
	copy(RUNS "report/samples.csv", "run/samples.csv", 1000);
	assert_int_equal(fails("run", NULL, &err), XNB_EXIT_FAILED);
	assert_non_null(strstr(err.text, "run/samples.csv:"));
	assert_int_equal(count_entries("run"), 2);
	assert_int_equal(fails("no-such-run", NULL, &err), XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "no-such-run"));
	assert_int_equal(count_entries("."), 1);
}

static void write_page_of_changed(const char *from, const char *to, struct xnb_buf *page)
{
	copy_run();
	change("run/run.json", from, to);
	write_page_of("run", page);
}

/* Counts are no timings that lack a verdict; a figure of time would still be marked. */
static void what_is_counted_is_exact(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	write_page_of_changed("\"timing\": \"real\"", "\"timing\": \"counted\"", &page);
	assert_true(holds(&page,
	                  "The counts are exact; how long anything takes, this run "
	                  "cannot tell."));
	assert_true(holds(&page, "Hypercalls <span class=\"badge real\">counted</span>"));
	assert_true(holds(&page, "Instructions counted by the emulator, not time."));
	assert_false(holds(&page, "get no verdict"));
	assert_false(holds(&page, "unreal\">counted"));
	assert_false(holds(&page, "\u00d7</strong> that on local memory"));
	xnb_buf_free(&page);
}

/* Spelled otherwise, of a later version, not a text, not there: none of them is real. */
static void only_the_word_real_is_real(void **state)
{
	static const char *const others[] = {"\"timing\": \"Emulated\"",
	                                     "\"timing\": \"replayed\"", "\"timing\": 1",
	                                     "\"tming\": \"real\""};
	struct xnb_buf page = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		write_page_of_changed("\"timing\": \"real\"", others[i], &page);
		assert_true(holds(&page, "get no verdict"));
		assert_true(holds(&page, "of unknown origin</span>"));
		assert_false(holds(&page, "that on local memory"));
	}
	make("run", NULL);
	read_into(&page, "run/report/figures/latency.svg");
	assert_true(holds(&page, "timing of unknown origin"));
	write_page_of_changed("\"timing\"", "\"timing\"", &page);
	assert_true(holds(&page, "that on local memory"));
	assert_false(holds(&page, "of unknown origin"));
	xnb_buf_free(&page);
}

/* The pages of one remote domain could not be told: the others still answer, and where
 * none is left, the page says why it does not. */
static void the_answer_is_given_or_refused(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	copy_run();
	change("run/samples.csv", "0,4,0,1,11,,0,1,0,", "0,4,0,1,11,,0,,,");
	write_page_of("run", &page);
	assert_true(
	    holds(&page, "is <strong>0.500 \u00d7</strong> that on local memory"));
	assert_true(holds(&page, "1 sample flagged as no measurement is left out."));
	assert_true(holds(&page, "Left out: 1 of these scenarios&#39; domains") ||
	            holds(&page, "Left out: 1 of these scenarios' domains"));
	change("run/samples.csv", "0,1,0,0,4,,0,1,0,", "0,1,0,0,4,,0,,,");
	write_page_of("run", &page);
	assert_true(holds(&page,
	                  "<strong>nothing is claimed</strong> against local memory, "
	                  "because all samples of one of them are flagged"));
	change("run/samples.csv", "0,7,0,2,17,,0,1,0,", "0,7,0,2,17,,0,,,");
	write_page_of("run", &page);
	assert_true(holds(&page,
	                  "<strong>nothing is claimed</strong> against local memory, "
	                  "because no domain of the scenario remote is known to have "
	                  "run on node 0 with all its memory on node 1."));
	xnb_buf_free(&page);
}

static void one_node_proves_nothing(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	write_page_of_changed("\"nodes\": [\n  0,\n  1\n ]", "\"nodes\": [0]", &page);
	assert_true(holds(&page, "<strong>one node</strong>"));
	assert_false(holds(&page, "it is proven"));
	xnb_buf_free(&page);
}

static void an_interrupted_run_says_so(void **state)
{
	struct xnb_buf text = {0};
	char *at;

	(void)state;
	assert_int_equal(mkdir("run", 0777), 0);
	read_into(&text, RUNS "report/run.json");
	at = strstr(text.text, "\"complete\"");
	assert_non_null(at);
	memcpy(at, "\"running\" ", strlen("\"running\" "));
	write_text("run/run.json", text.text);
	copy(RUNS "report/samples.csv", "run/samples.csv", 1000);
	make("run", NULL);
	read_into(&text, "run/report/report.html");
	assert_true(holds(&text, "This run was not finished"));
	assert_true(holds(&text, "torn"));
	assert_true(holds(&text, "href=\"../samples.csv\""));
	xnb_buf_free(&text);
}

static void a_bare_table_works_with_less(void **state)
{
	struct xnb_report_result result;
	struct xnb_buf page = {0};

	(void)state;
	copy(RUNS "report/samples.csv", "samples.csv", SIZE_MAX);
	report("samples.csv", NULL, &result);
	assert_true(holds(&result.notes, "extent-map"));
	assert_false(holds(&result.notes, "scrubbing")); /* nobody asked for it */
	assert_int_equal(access("report/report.html", R_OK), 0);
	read_into(&page, "report/report.html");
	assert_true(holds(&page, "<summary>Figures left out: "));
	assert_true(holds(&page, "timing of unknown origin"));
	xnb_buf_free(&page);
	xnb_report_result_free(&result);
}

static void without_gnuplot_the_package_is_named(void **state)
{
	char *path = strdup(getenv("PATH"));
	struct xnb_error err;

	(void)state;
	assert_non_null(path);
	setenv("PATH", "/nonexistent", 1);
	assert_int_equal(fails(RUNS "report", "out", &err), XNB_EXIT_ENVIRONMENT);
	setenv("PATH", path, 1);
	free(path);
	assert_non_null(strstr(err.text, "gnuplot-nox"));
	assert_int_equal(count_entries("."), 0);
}

/* As on a full disk: it ends with success, and its files are not whole. */
static void an_unfinished_figure_is_found_out(void **state)
{
	char *path = strdup(getenv("PATH"));
	struct xnb_error err;

	assert_non_null(path);
	write_text("gnuplot",
	           "#!/bin/sh\necho '<svg>' >extent-map.svg; : >extent-map.pdf\n");
	assert_int_equal(chmod("gnuplot", 0755), 0);
	setenv("PATH", *state, 1);
	assert_int_equal(fails(RUNS "report", "out", &err), XNB_EXIT_FAILED);
	setenv("PATH", path, 1);
	free(path);
	assert_non_null(strstr(err.text, "figure extent-map"));
	assert_non_null(strstr(err.text, "space"));
	assert_int_equal(count_entries("."), 1);
}

/* gnuplot hangs, and somebody presses Ctrl-C: nothing is left, of either. */
static void a_signal_leaves_nothing(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	char *path = strdup(getenv("PATH")), script[96];
	struct xnb_buf pid = {0};
	struct xnb_error err;

	assert_non_null(path);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		snprintf(script, sizeof(script),
		         "#!/bin/sh\necho $$ >../../pid\nkill -%d $PPID\n"
		         "exec /bin/sleep 100\n",
		         signals[i]);
		write_text("gnuplot", script);
		assert_int_equal(chmod("gnuplot", 0755), 0);
		setenv("PATH", *state, 1);
		assert_int_equal(fails(RUNS "report", "out", &err), 128 + signals[i]);
		setenv("PATH", path, 1);
		read_into(&pid, "pid");
		assert_int_equal(kill(atoi(xnb_buf_text(&pid)), 0), -1);
		assert_int_equal(count_entries("."), 2); /* gnuplot and pid */
	}
	xnb_buf_free(&pid);
	free(path);
}

static void leave_behind(const char *folder, const char *file, time_t age)
{
	const struct timespec times[2] = {{.tv_sec = time(NULL) - age},
	                                  {.tv_sec = time(NULL) - age}};
	char path[128];

	assert_int_equal(mkdir(folder, 0777), 0);
	snprintf(path, sizeof(path), "%s/%s", folder, file);
	write_text(path, "");
	assert_int_equal(utimensat(AT_FDCWD, folder, times, 0), 0);
}

/* Only what is surely ours, and surely nobody's any more. */
static void what_a_sigkill_left_is_cleared(void **state)
{
	int fd;

	(void)state;
	leave_behind("out.new-abcdef", "report.html", 3600);
	leave_behind("out.new-foreig", "thesis.txt", 3600);
	leave_behind("out.new-recent", "report.html", 5);
	leave_behind("out.new-locked", "report.html", 3600);
	leave_behind("out.new-longer-name", "report.html", 3600);
	fd = open("out.new-locked", O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	make(RUNS "report", "out");
	assert_int_equal(access("out.new-abcdef", F_OK), -1);
	assert_int_equal(count_entries("."), 5);
	assert_int_equal(close(fd), 0);
}

static void a_failing_gnuplot_is_quoted(void **state)
{
	struct xnb_error err;

	(void)state;
	write_text("broken.gp", "set term svg\nplot 1 +\n");
	assert_int_equal(xnb_gnuplot_run(".", "broken", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	assert_non_null(strstr(err.text, "figure broken"));
	assert_non_null(strstr(err.text, "line 2"));
	assert_null(strchr(err.text, '\n'));
}

static void the_font_is_there(void **state)
{
	struct xnb_buf family = {0};
	struct xnb_error err = {0};

	(void)state;
	assert_int_equal(xnb_gnuplot_font(&family, &err), 0);
	assert_string_equal(xnb_buf_text(&family), XNB_FONT);
	xnb_buf_free(&family);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(everything_is_there_and_nothing_else),
	    in_a_folder(figures_can_be_drawn_again),
	    in_a_folder(hostile_text_stays_text),
	    in_a_folder(page_is_well_formed),
	    in_a_folder(regions_and_figures_have_names),
	    in_a_folder(page_needs_nothing_from_outside),
	    cmocka_unit_test(bytes_are_written_in_base64),
	    in_a_folder(data_and_programs_are_inside_the_page),
	    in_a_folder(a_run_of_the_lab_is_made_again_by_the_lab),
	    in_a_folder(answer_compares_only_real_timings),
	    in_a_folder(scope_of_a_table_is_what_its_rows_say),
	    in_a_folder(a_report_is_replaced),
	    in_a_folder(a_foreign_folder_is_not_touched),
	    in_a_folder(a_damaged_run_is_named_and_leaves_nothing),
	    in_a_folder(what_is_counted_is_exact),
	    in_a_folder(only_the_word_real_is_real),
	    in_a_folder(the_answer_is_given_or_refused),
	    in_a_folder(one_node_proves_nothing),
	    in_a_folder(an_interrupted_run_says_so),
	    in_a_folder(a_bare_table_works_with_less),
	    in_a_folder(without_gnuplot_the_package_is_named),
	    in_a_folder(an_unfinished_figure_is_found_out),
	    in_a_folder(a_signal_leaves_nothing),
	    in_a_folder(what_a_sigkill_left_is_cleared),
	    in_a_folder(a_failing_gnuplot_is_quoted),
	    in_a_folder(the_font_is_there),
	};

	return cmocka_run_group_tests(tests, draw_once, remove_drawn);
}
