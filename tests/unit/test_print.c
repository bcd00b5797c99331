/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures as they go into a paper: their width, their fonts, and what LaTeX makes of
 * them. The runs are made up, also their bandwidth against threads, domains and delay.
 * Needs gnuplot, pdfinfo and pdffonts (poppler-utils); without pdflatex the test that
 * needs it is skipped.
 */
#include "tests/unit/drawing.h"
#include "tests/unit/folder.h"
#include "tests/unit/spawn.h"
#include "tests/unit/test.h"

#include "analysis/figures/forest.h"
#include "analysis/figures/history_chart.h"
#include "analysis/plot/paper.h"
#include "base/io.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void render(const struct xnb_figure *figure, const struct xnb_report_data *data)
{
	struct xnb_drawing drawing;
	struct xnb_error err = {0};

	draw_present(&drawing, figure, data);
	if (xnb_drawing_render(".", figure->name, &drawing, &err))
		fail_msg("%s", err.text);
	xnb_drawing_free(&drawing);
}

/* The output of a program about a file. */
static void ask(struct xnb_buf *out, const char *program, const char *path)
{
	char name[32], file[256];
	char *argv[] = {name, file, NULL};

	snprintf(name, sizeof(name), "%s", program);
	snprintf(file, sizeof(file), "%s", path);
	xnb_buf_clear(out);
	assert_int_equal(spawn(argv, out, NULL), 0);
}

static void expect_width(const char *name, const char *ending, double inches)
{
	struct xnb_buf out = {0};
	char path[128];
	const char *at;
	double width;

	snprintf(path, sizeof(path), "%s%s", name, ending);
	ask(&out, "pdfinfo", path);
	at = strstr(xnb_buf_text(&out), "Page size:");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "Page size: %lf", &width), 1);
	if (!(fabs(width - inches * 72) <= 1))
		fail_msg("%s: %g pt wide, not %g", path, width, inches * 72);
	xnb_buf_free(&out);
}

/* Behind two lines of headings, each font with "emb" and, of text, our family. */
static void expect_fonts(const char *name)
{
	struct xnb_buf out = {0};
	char path[128];
	const char *at;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s.pdf", name);
	ask(&out, "pdffonts", path);
	at = strchr(strchr(xnb_buf_text(&out), '\n') + 1, '\n') + 1;
	for (; *at; at += strcspn(at, "\n") + 1, n++) {
		if (strncmp(at + 6, "+LiberationSans ", 16) != 0)
			fail_msg("%s: %s", path, at);
		assert_non_null(strstr(at, " yes "));
	}
	assert_int_not_equal(n, 0);
	assert_null(strstr(xnb_buf_text(&out), " no  "));
	xnb_buf_free(&out);
}

/* Odd ones here, and the others with the next column: each width draws each kind. */
static void figures_are_as_wide_as_asked_and_have_their_font(void **state)
{
	static const char *const columns[] = {"acm", "usenix", "ieee", "full"};
	static const double inches[] = {3.33, 3.33, 3.5, 7};
	struct xnb_report_data *data = load_run("experiments");

	(void)state;
	for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
		data->column = xnb_column_inches(columns[c]);
		assert_true(data->column == inches[c]);
		for (size_t i = 0; xnb_figures[i]; i++) {
			if (c % 2 == 1 &&
			    i % 4 != c) /* near the others: a sample of them */
				continue;
			render(xnb_figures[i], data);
			expect_width(xnb_figures[i]->name, ".pdf", inches[c]);
			expect_width(xnb_figures[i]->name, "-latex.pdf", inches[c]);
			expect_fonts(xnb_figures[i]->name);
		}
	}
	xnb_report_data_free(data);
	assert_true(xnb_column_inches("acm ") == 0 && xnb_column_inches("") == 0);
}

/* All text is 7 to 8 points high, also in cells and above panels. */
static void no_text_is_smaller_than_seven_points(void **state)
{
	struct xnb_report_data *data = load_run("experiments");
	struct xnb_drawing drawing;

	(void)state;
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++) {
		draw_present(&drawing, *f, data);
		for (const char *at = xnb_buf_text(&drawing.program);
		     (at = strstr(at, "font \"")); at++) {
			const char *comma = strchr(at, ',');
			double points;

			assert_int_equal(sscanf(comma, ",%lf", &points), 1);
			assert_true(points >= 7 && points <= 8);
		}
		xnb_drawing_free(&drawing);
	}
	xnb_report_data_free(data);
}

static void put_document(struct xnb_buf *document)
{
	xnb_buf_puts(document, "\\documentclass[twocolumn]{article}\n"
	                       "\\usepackage{graphicx}\n\\usepackage{color}\n"
	                       "\\begin{document}\n");
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++)
		xnb_buf_printf(
		    document,
		    "\\begin{figure}\\input{%s-latex}"
		    "\\caption{\\protect\\input{%s.caption.tex}}\\end{figure}\n",
		    (*f)->name, (*f)->name);
	xnb_buf_puts(document, "\\clearpage\\listoffigures\\end{document}\n");
}

/* One document with every figure of the hostile run, in a standard class, with no
 * package but those two; a command in a label would end it, or write a file. */
static void latex_prints_hostile_labels_as_text(void **state)
{
	char latex[] = "pdflatex", mode[] = "-interaction=nonstopmode",
	     halt[] = "-halt-on-error", file[] = "document.tex", version[] = "--version";
	char *argv[] = {latex, mode, halt, file, NULL}, *probe[] = {latex, version, NULL};
	char totext[] = "pdftotext", pdf[] = "document.pdf", dash[] = "-";
	char *read[] = {totext, pdf, dash, NULL};
	struct xnb_report_data *data;
	struct xnb_buf document = {0}, out = {0};
	struct xnb_error err = {0};

	(void)state;
	if (spawn(probe, &out, NULL) != 0) {
		print_message("pdflatex is missing: install texlive-latex-base\n");
		skip();
	}
	data = load_run("hostile");
	data->column = xnb_column_inches("acm");
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++)
		render(*f, data);
	xnb_report_data_free(data);
	put_document(&document);
	assert_int_equal(xnb_replace_file(file, document.text, document.length, &err), 0);
	for (int i = 0; i < 2; i++) { /* the second one reads the list of captions */
		xnb_buf_clear(&out);
		if (spawn(argv, &out, NULL) != 0)
			fail_msg("%s", strstr(xnb_buf_text(&out), "\n!"));
	}
	xnb_buf_clear(&out);
	assert_int_equal(spawn(read, &out, NULL), 0);
	expect(&out, "script>alert(1)");
	expect(&out, "affinity explicit");
	expect(&out, "Where the memory of a domain lies, as"); /* a caption */
	assert_int_equal(access("pwned", F_OK), -1);
	ask(&out, "pdffonts", pdf);
	assert_null(strstr(xnb_buf_text(&out), "Type 3")); /* bitmaps */
	xnb_buf_free(&document);
	xnb_buf_free(&out);
}

/* A bare one would swallow the rest of the line, and no run of LaTeX would fail. */
static void expect_percents_escaped(const char *name)
{
	struct xnb_buf caption = {0};
	struct xnb_error err = {0};
	char path[128];

	snprintf(path, sizeof(path), "%s.caption.tex", name);
	assert_int_equal(xnb_read_file(path, &caption, 0, &err), 0);
	expect(&caption, "95 \\% ");
	assert_null(strstr(xnb_buf_text(&caption), " % "));
	xnb_buf_free(&caption);
}

static void captions_are_files_that_say_n_and_intervals(void **state)
{
	struct xnb_report_data *data = load_run("experiments");
	struct xnb_buf caption = {0};
	struct xnb_error err = {0};

	(void)state;
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++) {
		char path[128];

		render(*f, data);
		snprintf(path, sizeof(path), "%s.caption.txt", (*f)->name);
		xnb_buf_clear(&caption);
		assert_int_equal(xnb_read_file(path, &caption, 0, &err), 0);
		if (strstr(xnb_buf_text(&caption), "95 % "))
			expect_percents_escaped((*f)->name);
		if (*f !=
		    &xnb_figure_extent_map) { /* a fraction in the figure is its n */
			expect(&caption, "n = ");
			expect(&caption, "interval");
		}
	}
	xnb_buf_free(&caption);
	xnb_report_data_free(data);
}

/*
 * By hand from the made-up rows: bandwidth falls to a third where the delay grows; the
 * injectors of a round are added: 2 x 12 GB/s x 1, in the middle round.
 */
static void loaded_latency_adds_the_injectors_of_a_round(void **state)
{
	struct xnb_report_data *data = load_run("experiments");
	struct xnb_drawing drawing;
	const char *at;
	double x, y;

	(void)state;
	draw_present(&drawing, &xnb_figure_loaded_latency, data);
	/* The first block: means, the longest delay first, so the least bandwidth. */
	at = strchr(xnb_buf_text(&drawing.data), '\n') + 1;
	assert_int_equal(sscanf(at, "%lf\t%lf", &x, &y), 2);
	assert_true(fabs(x - 24 / (1 + 2000 / 120.0)) < 0.01);
	for (int i = 0; i < 5; i++)
		at = strchr(at, '\n') + 1;
	assert_int_equal(sscanf(at, "%lf\t%lf", &x, &y), 2);
	assert_true(fabs(x - 24) < 0.01);
	assert_true(y > 300);
	expect(&drawing.caption, "n = 3 rounds");
	xnb_drawing_free(&drawing);
	xnb_report_data_free(data);
}

static const struct xnb_run nothing;

static struct xnb_compare_series ratio(const char *item, double center, double factor,
                                       enum xnb_verdict verdict)
{
	struct xnb_compare_series series = {
	    .key = {"bandwidth", "local", item, "isa=avx2", "0", "0", "bandwidth", "B/s",
	            false},
	    .ratio = {center, center / factor, center * factor},
	    .verdict = verdict,
	    .level = XNB_LEVEL_BOOT,
	    .subject = xnb_subject_of(&nothing),
	};

	series.arms[XNB_BASE].n_units = 5;
	series.arms[XNB_NEW].n_units = 4;
	return series;
}

static const char hostile[] = "`touch pwned` $(touch pwned) \\input{x} %d \"q\" #&_^~{}";

static void a_forest_has_a_row_for_each_ratio(void **state)
{
	struct xnb_compare_series series[] = {
	    ratio("triad", 0.93, 1.01, XNB_VERDICT_REGRESSION),
	    ratio(hostile, 1.04, 1.5, XNB_VERDICT_INCONCLUSIVE),
	    {.key = {"placement", "local", "x", "", "", "", "locality", "1", false},
	     .exact = true,
	     .ratio = {NAN, NAN, NAN}},
	};
	struct xnb_compare compare = {.margin = 0.02, .series = series, .n_series = 3};
	struct xnb_buf note = {0};
	struct xnb_drawing drawing = {.data = {0}};
	struct xnb_error err = {0};

	(void)state;
	compare.arms[XNB_BASE].timing = "real";
	compare.arms[XNB_NEW].timing = "virtualized";
	assert_int_equal(xnb_forest_draw(&drawing, &compare, 3.33, &err), 0);
	expect(&drawing.data, "# REGRESSION: row, ratio, low and high end of its 95 % "
	                      "interval\n0\t0.93\t");
	expect(&drawing.program, "timing of a virtual machine");
	expect(&drawing.caption, "(n = 4 to 5 boots an arm)");
	expect(&drawing.caption, "1 series of what is counted has no ratio");
	expect(&drawing.caption, "Timing of a virtual machine");
	assert_null(strstr(xnb_buf_text(&drawing.program), "pwned"));
	assert_int_equal(xnb_forest_write("out", &compare, 3.33, &note, &err), 0);
	assert_int_equal(note.length, 0);
	assert_int_equal(chdir("out"), 0);
	expect_width("forest", ".pdf", 3.33);
	expect_fonts("forest");
	assert_int_equal(access("pwned", F_OK), -1);
	compare.n_series = 0;
	assert_int_equal(xnb_forest_write("none", &compare, 0, &note, &err), 0);
	expect(&note, "figure forest left out");
	assert_int_equal(access("none", F_OK), -1);
	xnb_drawing_free(&drawing);
	xnb_buf_free(&note);
}

static void a_history_has_a_line_at_each_change(void **state)
{
	struct xnb_history_point points[10] = {{.run = 0}};
	struct xnb_history_difference difference = {"environment.xen_version", "4.17",
	                                            "4.18"};
	struct xnb_history_change changes[] = {
	    {.at = 4,
	     .verdict = XNB_HISTORY_REGRESSION,
	     .before = 20e9,
	     .after = 18e9,
	     .relative = -0.1,
	     .differences = &difference,
	     .n_differences = 1},
	    {.at = 8,
	     .verdict = XNB_HISTORY_SUSPECT,
	     .before = 18e9,
	     .after = 17e9,
	     .relative = -0.05},
	};
	struct xnb_history_series series = {.key = {"bandwidth", "local", hostile, "",
	                                            "0", "0", "bandwidth", "B/s", false},
	                                    .timing = "real",
	                                    .rule = XNB_HISTORY_LOG,
	                                    .points = points,
	                                    .n_points = 10,
	                                    .verdict = XNB_HISTORY_REGRESSION,
	                                    .changes = changes,
	                                    .n_changes = 2};
	struct xnb_history history = {.series = &series, .n_series = 1};
	struct xnb_drawing drawing = {.data = {0}};
	struct xnb_buf note = {0};
	struct xnb_error err = {0};

	(void)state;
	for (size_t i = 0; i < 10; i++)
		points[i] = (struct xnb_history_point){
		    .value = i < 4 ? 20e9 : 18e9, .low = NAN, .high = NAN};
	assert_int_equal(xnb_history_chart_draw(&drawing, &history, 0, &err), 0);
	expect(&drawing.data, "# confirmed change: before run, letter\n4.5\ta\n");
	expect(&drawing.data, "# suspect change: before run, letter\n8.5\tb\n");
	expect(&drawing.data, "# level: from run, to run, value\n0.5\t4\t20\n4.5\t4\t18\n"
	                      "8.5\t2\t17\n");
	expect(&drawing.data, "\u2026 (GB/s)\t");
	expect(&drawing.caption, "Axes need not begin at 0.");
	expect(&drawing.caption, "a: REGRESSION at run 5 (-10.0 %); there "
	                         "environment.xen_version from 4.17 to 4.18.");
	assert_null(strstr(xnb_buf_text(&drawing.program), "pwned"));
	assert_int_equal(xnb_history_chart_write(".", &history, 0, &note, &err), 0);
	expect_width("history", ".pdf", 3.33);
	expect_fonts("history");
	assert_int_equal(access("pwned", F_OK), -1);
	xnb_drawing_free(&drawing);
	xnb_buf_free(&note);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(figures_are_as_wide_as_asked_and_have_their_font),
	    in_a_folder(no_text_is_smaller_than_seven_points),
	    in_a_folder(latex_prints_hostile_labels_as_text),
	    in_a_folder(captions_are_files_that_say_n_and_intervals),
	    in_a_folder(loaded_latency_adds_the_injectors_of_a_round),
	    in_a_folder(a_forest_has_a_row_for_each_ratio),
	    in_a_folder(a_history_has_a_line_at_each_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
