/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page of a report in a real browser: light and dark, on screens of a phone's width
 * and wider, and on paper. What is checked stands in tests/browser/page_checks.js. Needs
 * headless Chromium, gnuplot, and pdfinfo and pdftotext of poppler-utils.
 */
#include "tests/unit/test.h"

#include "analysis/report/report.h"
#include "base/io.h"
#include "tests/unit/folder.h"
#include "tests/unit/spawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Real timings, foreign text and emulated timings, and a bare table. */
static const char *const runs[] = {"experiments", "hostile", "report/samples.csv"};
static const int widths[] = {360, 800, 1400};
enum { N_RUNS = sizeof(runs) / sizeof(runs[0]) };
enum { N_WIDTHS = sizeof(widths) / sizeof(widths[0]) };

struct fixture {
	char dir[32];
	char browser[256];
};

static void read_into(struct xnb_buf *text, const char *path)
{
	struct xnb_error err = {0};

	xnb_buf_clear(text);
	if (xnb_read_file(path, text, 0, &err))
		fail_msg("%s", err.text);
}

static void write_buf(const char *path, const struct xnb_buf *text)
{
	struct xnb_error err = {0};

	if (xnb_replace_file(path, xnb_buf_text(text), text->length, &err))
		fail_msg("%s", err.text);
}

/* The first of them on the PATH: the shell alone is the smallest. */
static bool find_browser(char *found, size_t size)
{
	static const char *const names[] = {"chromium-headless-shell", "chromium-shell",
	                                    "chromium", "google-chrome"};
	const char *path = getenv("PATH");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (const char *at = path; at && *at; at += *at == ':') {
			int length = (int)strcspn(at, ":");

			snprintf(found, size, "%.*s/%s", length, at, names[i]);
			if (access(found, X_OK) == 0)
				return true;
			at += length;
		}
	return false;
}

/* Behind `from`, `what`; `from` is there once. */
static void insert(struct xnb_buf *page, const char *from, const char *what, bool replace)
{
	struct xnb_buf changed = {0};
	char *at = strstr(xnb_buf_text(page), from);

	assert_non_null(at);
	assert_null(strstr(at + 1, from));
	xnb_buf_append(&changed, page->text, (size_t)(at - page->text));
	xnb_buf_puts(&changed, what);
	xnb_buf_puts(&changed, at + (replace ? strlen(from) : 0));
	xnb_buf_free(page);
	*page = changed;
}

/* A copy that checks itself, and may ask for what it likes: it would be seen. */
static void make_checked_copy(const char *from, const char *to)
{
	struct xnb_buf page = {0}, script = {0};

	read_into(&page, from);
	xnb_buf_puts(&script, "<script id=\"checks\">\n");
	{
		struct xnb_buf checks = {0};

		read_into(&checks, XNB_BROWSER_CHECKS "/page_checks.js");
		xnb_buf_puts(&script, xnb_buf_text(&checks));
		xnb_buf_free(&checks);
	}
	xnb_buf_puts(&script, "</script>\n");
	insert(&page, "http-equiv=\"Content-Security-Policy\"", "name=\"no-policy\"",
	       true);
	insert(&page, "</body>", xnb_buf_text(&script), false);
	write_buf(to, &page);
	xnb_buf_free(&page);
	xnb_buf_free(&script);
}

static void make_report(size_t i)
{
	char run[128], out[32];
	const struct xnb_report_request request = {.run = run, .out = out};
	struct xnb_report_result result;
	struct xnb_error err = {0};

	snprintf(run, sizeof(run), "%s/runs/%s", XNB_TEST_DATA, runs[i]);
	snprintf(out, sizeof(out), "report-%zu", i);
	if (xnb_report_write(&request, &result, &err))
		fail_msg("%s", err.text);
	xnb_report_result_free(&result);
}

/* One document with a frame for each page and width, and for each page as it is, whose
 * complaints go to the browser's log. */
static void make_frames(void)
{
	struct xnb_buf page = {0}, frames = {0};
	char from[64], to[64];

	for (size_t i = 0; i < N_RUNS; i++) {
		snprintf(from, sizeof(from), "report-%zu/report.html", i);
		snprintf(to, sizeof(to), "report-%zu/checked.html", i);
		make_checked_copy(from, to);
		xnb_buf_printf(&frames, "<iframe src=\"%s\"></iframe>\n", from);
		for (size_t j = 0; j < N_WIDTHS; j++)
			xnb_buf_printf(&frames,
			               "<iframe src=\"%s\" style=\"width:%dpx;"
			               "height:800px\"></iframe>\n",
			               to, widths[j]);
	}
	read_into(&page, XNB_BROWSER_CHECKS "/frames.html");
	insert(&page, "FRAMES", xnb_buf_text(&frames), true);
	write_buf("frames.html", &page);
	xnb_buf_free(&page);
	xnb_buf_free(&frames);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	if (!f)
		return -1;
	strcpy(f->dir, "/tmp/xnb-page-XXXXXX");
	if (!find_browser(f->browser, sizeof(f->browser))) {
		fprintf(stderr, "no Chromium found: scripts/install tests\n");
		return -1;
	}
	if (!mkdtemp(f->dir) || chdir(f->dir))
		return -1;
	for (size_t i = 0; i < N_RUNS; i++)
		make_report(i);
	make_frames();
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	int result = chdir("/") || remove_tree(f->dir);

	free(f);
	return result;
}

/* Its own messages on standard error are of no interest but those of the pages. */
static void browse(const struct fixture *f, const char *scheme, const char *what,
                   const char *file, struct xnb_buf *out, struct xnb_buf *log)
{
	char url[128], job[128], colours[64], profile[64];
	char sandbox[] = "--no-sandbox", gpu[] = "--disable-gpu",
	     logging[] = "--enable-logging=stderr", time[] = "--virtual-time-budget=5000",
	     header[] = "--no-pdf-header-footer",
	     quiet[] = "--disable-background-networking",
	     memory[] = "--disable-dev-shm-usage";
	char *argv[] = {(char *)(uintptr_t)f->browser,
	                sandbox,
	                gpu,
	                logging,
	                time,
	                header,
	                quiet,
	                memory,
	                profile,
	                colours,
	                job,
	                url,
	                NULL};

	snprintf(profile, sizeof(profile), "--user-data-dir=%s/profile", f->dir);
	snprintf(colours, sizeof(colours), "--blink-settings=preferredColorScheme=%s",
	         scheme);
	snprintf(job, sizeof(job), "%s", what);
	snprintf(url, sizeof(url), "file://%s/%s", f->dir, file);
	assert_int_equal(spawn(argv, out, log), 0);
}

static size_t count(const struct xnb_buf *text, const char *word)
{
	size_t n = 0;

	for (const char *at = xnb_buf_text(text); (at = strstr(at, word)); at++)
		n++;
	return n;
}

/* The lines with the word, and nothing else. */
static void keep(struct xnb_buf *lines, const struct xnb_buf *text, const char *word)
{
	const char *at = xnb_buf_text(text);

	while (*at) {
		int length = (int)strcspn(at, "\n");
		char line[512];

		snprintf(line, sizeof(line), "%.*s", length, at);
		if (strstr(line, word))
			xnb_buf_printf(lines, "%s\n", line);
		at += length + (at[length] == '\n');
	}
}

static void check_pages(const struct fixture *f, const char *scheme, const char *name)
{
	struct xnb_buf dom = {0}, log = {0}, found = {0};

	browse(f, scheme, "--dump-dom", "frames.html", &dom, &log);
	keep(&found, &dom, "FOUND ");
	keep(&found, &log, "CONSOLE");
	if (found.length)
		fail_msg("%s", xnb_buf_text(&found));
	/* All of them were there, in this scheme, and had something in them. */
	keep(&found, &dom, "CHECKED ");
	assert_int_equal(count(&found, name), N_RUNS * N_WIDTHS);
	assert_int_equal(count(&found, "at 360 px"), N_RUNS);
	assert_int_equal(count(&found, "pictures 0"), 0);
	assert_int_equal(count(&found, "tables 0"), 0);
	xnb_buf_free(&dom);
	xnb_buf_free(&log);
	xnb_buf_free(&found);
}

static void pages_are_for_everyone_in_light(void **state)
{
	check_pages(*state, "1", " px, light: ground 1.000");
}

static void pages_are_for_everyone_in_dark(void **state)
{
	check_pages(*state, "0", " px, dark: ground 0.0");
}

static double number_behind(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	assert_non_null(at);
	return strtod(at + strlen(word), NULL);
}

/* Words lie on the page, whose box is that of the line before them. */
static void check_nothing_is_cut_off(const char *boxes)
{
	double width = 0;
	size_t n = 0;

	for (const char *at = boxes; (at = strchr(at, '<')); at++) {
		if (strncmp(at, "<page ", 6) == 0) {
			width = number_behind(at, "width=\"");
		} else if (strncmp(at, "<word ", 6) == 0) {
			assert_true(number_behind(at, "xMin=\"") >= 0);
			if (number_behind(at, "xMax=\"") > width)
				fail_msg("cut off: %.120s", at);
			n++;
		}
	}
	assert_true(n > 500);
}

/* What is wider than the paper makes Chromium print everything smaller. */
static void check_nothing_shrank(const char *boxes)
{
	const char *end = strstr(boxes, ">Answer<"), *word = end;

	assert_non_null(end);
	while (word > boxes && *word != '<')
		word--;
	assert_true(number_behind(word, "yMax=\"") - number_behind(word, "yMin=\"") >=
	            12.5);
}

static void run_on_pdf(const char *program, const char *option, struct xnb_buf *out)
{
	char name[16], how[16], pdf[] = "page.pdf", to[] = "-";
	char *with[] = {name, how, pdf, to, NULL}, *without[] = {name, pdf, NULL};

	snprintf(name, sizeof(name), "%s", program);
	snprintf(how, sizeof(how), "%s", option ? option : "");
	xnb_buf_clear(out);
	assert_int_equal(spawn(option ? with : without, out, NULL), 0);
}

static void pages_can_be_printed(void **state)
{
	const struct fixture *f = *state;
	struct xnb_buf out = {0}, log = {0};
	char job[96];

	snprintf(job, sizeof(job), "--print-to-pdf=%s/page.pdf", f->dir);
	browse(f, "0", job, "report-0/report.html", NULL, &log);
	run_on_pdf("pdfinfo", NULL, &out);
	assert_true(number_behind(xnb_buf_text(&out), "Pages:") >= 2);
	run_on_pdf("pdftotext", "-layout", &out);
	assert_true(count(&out, "The memory of every domain lies where") == 1);
	/* Of a table that is folded on the screen, and where a link leads. */
	assert_true(count(&out, "What run.json records") == 1);
	assert_true(count(&out, "tool version") == 1);
	assert_true(count(&out, "(figures/locality.pdf)") == 1);
	assert_int_equal(count(&out, "base64"), 0);
	run_on_pdf("pdftotext", "-bbox", &out);
	check_nothing_is_cut_off(xnb_buf_text(&out));
	check_nothing_shrank(xnb_buf_text(&out));
	xnb_buf_free(&out);
	xnb_buf_free(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pages_are_for_everyone_in_light),
	    cmocka_unit_test(pages_are_for_everyone_in_dark),
	    cmocka_unit_test(pages_can_be_printed),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
