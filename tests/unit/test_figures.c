/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What figures are made from. The run in tests/data/runs/report is made up; its numbers
 * are such that everything expected here can be worked out by hand.
 */
#include "tests/unit/drawing.h"
#include "tests/unit/test.h"

#include "analysis/plot/canvas.h"
#include "analysis/plot/figure.h"
#include "analysis/plot/gnuplot.h"
#include "analysis/text/html.h"
#include "analysis/text/utf8.h"
#include "analysis/unit_counts.h"
#include "stats/ratio.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int setup(void **state)
{
	*state = load_run("report");
	return 0;
}

static void expect_data(const struct xnb_report_data *data,
                        const struct xnb_figure *figure, const char *expected)
{
	struct xnb_drawing drawing;

	draw_present(&drawing, figure, data);
	assert_string_equal(xnb_buf_text(&drawing.data), expected);
	xnb_drawing_free(&drawing);
}

/* Four extents of 2 MiB a domain; the third scenario alternates, node 1 first. */
static void extent_map_is_in_mib_and_rows(void **state)
{
	expect_data(*state, &xnb_figure_extent_map,
	            "# node 0: from and to in MiB, rows\n"
	            "0\t8\t-0.38\t0.38\n"
	            "2\t4\t1.62\t2.38\n"
	            "6\t8\t1.62\t2.38\n"
	            "\n\n"
	            "# node 1: from and to in MiB, rows\n"
	            "0\t8\t0.62\t1.38\n"
	            "0\t2\t1.62\t2.38\n"
	            "4\t6\t1.62\t2.38\n"
	            "\n\n"
	            "# row, domains laid out like this one, domains, scenario\n"
	            "0\t3\t3\tlocal\tlocal\n"
	            "1\t3\t3\tremote\tremote\n"
	            "2\t3\t3\tdefault\tdefault\n");
}

static void locality_has_a_dot_for_each_domain(void **state)
{
	expect_data(*state, &xnb_figure_locality,
	            "populated\tpopulated\n"
	            "# where, mean, low and high end of its 95 % interval\n"
	            "0\t1\t-\t-\n"
	            "1\t0\t-\t-\n"
	            "2\t0.5\t-\t-\n"
	            "\n\n"
	            "populated\tpopulated\n"
	            "# where, value of one unit of analysis\n"
	            "0\t1\n0\t1\n0\t1\n"
	            "1\t0\n1\t0\n1\t0\n"
	            "2\t0.5\n2\t0.5\n2\t0.5\n"
	            "\n\n"
	            "# row, expected value, scenario\n"
	            "0\t1\tlocal\tlocal\n"
	            "1\t0\tremote\tremote\n"
	            "2\t0.5\tdefault\tdefault\n");
}

/*
 * Three domains with 10, 20 and 40 GB/s: the logarithms have mean log 20 and standard
 * deviation log 2; t(0.975, 2) = 4.302653, so the interval is 20 GB/s times or divided by
 * exp(4.302653 log 2 / sqrt 3) = 5.5951.
 */
static void bandwidth_has_the_interval_over_domains(void **state)
{
	const char *line = "\n0\t20\t3.57", *at;
	struct xnb_drawing drawing;
	double where, mean, low, high;

	draw(&drawing, &xnb_figure_bandwidth, *state);
	at = strstr(xnb_buf_text(&drawing.data), line);
	assert_non_null(at);
	assert_int_equal(sscanf(at, "%lf %lf %lf %lf", &where, &mean, &low, &high), 4);
	assert_true(fabs(mean - 20) < 1e-6);
	assert_true(fabs(low - 20 / 5.5951) < 1e-3);
	assert_true(fabs(high - 20 * 5.5951) < 1e-2);
	assert_non_null(strstr(xnb_buf_text(&drawing.data), "\n1\t10\t-\t-\n"));
	assert_non_null(strstr(xnb_buf_text(&drawing.caption), "n = 2 to 3 domains"));
	assert_non_null(strstr(xnb_buf_text(&drawing.caption), "right edge"));
	assert_non_null(strstr(xnb_buf_text(&drawing.caption),
	                       "1 sample flagged as no measurement is left out"));
	xnb_drawing_free(&drawing);
}

/* The level is chosen series by series; a caption that named one would be wrong. */
static void captions_name_each_level(void **state)
{
	static const struct xnb_series series = {.n_left_out = 1};
	static const struct xnb_run nothing;
	struct xnb_summary summary = {.series = &series,
	                              .subject = xnb_subject_of(&nothing),
	                              .level = XNB_LEVEL_DOMAIN};
	struct xnb_unit_counts counts = {.n_left_out = 0};
	struct xnb_buf text = {0};

	(void)state;
	xnb_unit_counts_describe(&text, &counts);
	xnb_unit_counts_describe_left_out(&text, &counts);
	assert_string_equal(xnb_buf_text(&text), "");
	xnb_unit_counts_take(&counts, &summary, 3);
	xnb_unit_counts_take(&counts, &summary, 2);
	xnb_unit_counts_describe(&text, &counts);
	assert_string_equal(xnb_buf_text(&text), "2 to 3 domains");
	summary.level = XNB_LEVEL_BOOT;
	xnb_unit_counts_take(&counts, &summary, 1);
	xnb_buf_clear(&text);
	xnb_unit_counts_describe(&text, &counts);
	assert_string_equal(xnb_buf_text(&text), "1 boot or 2 to 3 domains");
	xnb_buf_clear(&text);
	xnb_unit_counts_describe_left_out(&text, &counts);
	assert_string_equal(xnb_buf_text(&text),
	                    " 3 samples flagged as no measurement are left out.");
	xnb_buf_free(&text);
}

/*
 * Six decades in a panel of 1.2 inches: "100 ms", 6 letters of 7.5 pt, is 0.33 inches
 * wide and needs some space around it, so no more than two steps have room: each three
 * decades. A call of 0 ns has no place on a logarithmic axis, and the caption says so.
 */
static void a_long_time_axis_has_room_for_its_numbers(void **state)
{
	struct xnb_report_data *data = load_run("report");
	struct xnb_drawing drawing;
	const char *at;
	double from, to;

	(void)state;
	for (size_t i = 0; i < data->run->n_samples; i++) {
		struct xnb_sample *sample = &data->run->samples[i];

		if (strcmp(sample->item, "version") != 0)
			continue;
		sample->value = i % 3 == 0 ? 100 : i % 3 == 1 ? 1e8 : 0;
		if (strcmp(sample->params, "path=wrapper") == 0)
			sample->item = "a second panel";
	}
	xnb_summaries_free(&data->summaries);
	assert_int_equal(xnb_summarize(&data->summaries, data->run, NULL), 0);
	draw(&drawing, &xnb_figure_hypercalls, data);
	at = strstr(xnb_buf_text(&drawing.program), "set xrange");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "set xrange [%lf:%lf]", &from, &to), 2);
	assert_true(from == 1e-7 && to == 0.1);
	expect(&drawing.program, "set xtics (\"100 ns\" 1.0000");
	expect(&drawing.program, ", \"100 \".micro.\"s\" 0.0001, \"100 ms\" 0.0999");
	assert_non_null(strstr(xnb_buf_text(&drawing.caption), "pooled over "));
	assert_non_null(strstr(xnb_buf_text(&drawing.caption), " of 0 ns or less "));
	xnb_drawing_free(&drawing);
	xnb_report_data_free(data);
}

/* The diagonal has 20, the rest 10 GB/s: the two ends of the ramp; black on the light
 * one, white (0xffffff) on the dark one. One domain has no interval. */
static void matrix_has_values_and_readable_text(void **state)
{
	expect_data(*state, &xnb_figure_bandwidth_matrix,
	            "# row, column, value, its colour, colour of its text, text, 95 % "
	            "interval, the same for LaTeX, units of analysis\n"
	            "0\t0\t20\t15975971\t0\t20.0\t3.57\u2013112\t3.57--112\t3\n"
	            "0\t1\t10\t2369628\t16777215\t10.0\t\t\t2\n"
	            "1\t0\t10\t2369628\t16777215\t10.0\t\t\t1\n"
	            "1\t1\t20\t15975971\t0\t20.0\t\t\t1\n"
	            "\n\n"
	            "# row or column, its number\n"
	            "0\t0\n"
	            "1\t1\n");
}

/* Sorted; the warm-up of 9999 ns is not among them. */
static void ecdf_counts_samples_up_to_each_value(void **state)
{
	expect_data(*state, &xnb_figure_hypercalls,
	            "# 4 samples: ns, part of the samples that are at most that\n"
	            "100\t0\n100\t0.25\n200\t0.5\n300\t0.75\n400\t1\n"
	            "\n\n"
	            "# 2 samples: ns, part of the samples that are at most that\n"
	            "250\t0\n250\t0.5\n500\t1\n"
	            "\n\n"
	            "# panel, operation\n"
	            "0\tversion\tversion\n"
	            "\n\n"
	            "raw\traw\tline, for the key: a point out of sight\n2\t2\n"
	            "\n\n"
	            "wrapper\twrapper\tline, for the key: a point out of sight\n2\t2\n");
}

/* A timing says that it is emulated; what is none says that its host was. */
static void what_was_emulated_is_said_in_every_figure(void **state)
{
	struct xnb_report_data *emulated = load_run("hostile");
	struct xnb_report_data *real = load_run("experiments");
	struct xnb_drawing drawing;

	(void)state;
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++) {
		const bool timing = (*f)->timing;

		draw_present(&drawing, *f, emulated);
		expect(&drawing.program, timing ? "emulated timing" : "emulated host");
		expect(&drawing.caption,
		       timing ? "Emulated timing" : "The host was emulated");
		xnb_drawing_free(&drawing);
		draw_present(&drawing, *f, real);
		assert_null(strstr(xnb_buf_text(&drawing.program), "mulated"));
		assert_null(strstr(xnb_buf_text(&drawing.caption), "mulated"));
		xnb_drawing_free(&drawing);
	}
	xnb_report_data_free(emulated);
	xnb_report_data_free(real);
}

/* Programs of different runs of one shape differ in no text of the run. */
static void programs_hold_no_text_of_the_run(void **state)
{
	static const char *const foreign[] = {"script",  "pwned",    "Bold",   "`",
	                                      "version", "triad",    "remote", "in-turn",
	                                      "credit2", "populate", "soft",   "wrapper"};
	struct xnb_report_data *hostile = load_run("hostile");
	struct xnb_report_data *harmless = load_run("experiments");
	struct xnb_drawing drawing;

	(void)state;
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++) {
		for (int i = 0; i < 2; i++) {
			draw(&drawing, *f, i ? hostile : harmless);
			for (size_t w = 0; w < sizeof(foreign) / sizeof(*foreign); w++)
				assert_null(
				    strstr(xnb_buf_text(&drawing.program), foreign[w]));
			xnb_drawing_free(&drawing);
		}
	}
	xnb_report_data_free(hostile);
	xnb_report_data_free(harmless);
}

static void what_is_missing_is_said(void **state)
{
	struct xnb_report_data *bare = load_run("report/samples.csv");
	struct xnb_drawing drawing;

	(void)state;
	draw(&drawing, &xnb_figure_extent_map, bare);
	assert_non_null(strstr(xnb_buf_text(&drawing.absent), "extents"));
	assert_int_equal(drawing.program.length, 0);
	xnb_drawing_free(&drawing);
	xnb_report_data_free(bare);
}

static void texts_for_gnuplot_are_clean(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"plain", "plain\tplain"},
	    {"a\\nb", "a\\\\nb\ta\\\\textbackslash{}nb"},
	    {"say \"hi\"", "say \u201dhi\u201d\tsay ''{}hi''{}"},
	    {"tab\tnew\nline", "tab\ufffdnew\ufffdline\ttab?new?line"},
	    {"\xff\xc0\x80", "\ufffd\ufffd\ufffd\t???"},
	    {"na\u00efve \u2192", "na\u00efve \u2192\tna\u00efve $\\\\rightarrow$"},
	    {"\u202eback", "\ufffdback\t?back"},
	    {"_%&$#{}~^",
	     "_%&$#{}~^\t\\\\_\\\\%\\\\&\\\\char36{}\\\\#\\\\{\\\\}\\\\textasciitilde{}"
	     "\\\\textasciicircum{}"},
	    {"\u4e2d--", "\u4e2d--\t[U+4E2D]-{}-{}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_buf text = {0};

		xnb_gnuplot_text(&text, cases[i].in);
		assert_string_equal(xnb_buf_text(&text), cases[i].out);
		xnb_buf_free(&text);
	}
}

static void long_labels_are_cut_by_letters(void **state)
{
	struct xnb_buf text = {0};
	const char *tab;

	(void)state;
	xnb_gnuplot_label(&text,
	                  "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
	                  "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
	                  "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4");
	tab = strchr(xnb_buf_text(&text), '\t');
	assert_non_null(tab);
	assert_memory_equal(tab - strlen("\u2026"), "\u2026", strlen("\u2026"));
	assert_int_equal(xnb_utf8_length(tab + 1), XNB_MOST_LABEL - 1 + 9);
	assert_string_equal(text.text + text.length - 9, "\\\\ldots{}");
	xnb_buf_free(&text);
}

/* gnuplot takes each byte for a letter there: 10 letters of 14 bytes are 4 too many. */
static void keys_are_as_wide_as_their_letters(void **state)
{
	struct xnb_canvas canvas = {.width = 3, .height = 2};
	struct xnb_canvas_key key = {.entries = 0};
	struct xnb_buf program = {0};

	(void)state;
	xnb_canvas_key_take(&key, "expected");
	xnb_canvas_key_take(&key, "p\u00f6pul\u00e4ted\u2192");
	assert_int_equal(key.entries, 2);
	xnb_canvas_key_place(&key, &canvas, 0);
	xnb_canvas_key(&program, &canvas, &key);
	assert_non_null(
	    strstr(xnb_buf_text(&program), " - (GPVAL_ENCODING eq \"default\" ? 4 : 0)"));
	xnb_buf_free(&program);
}

static void html_text_is_text(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	xnb_html_element(&page, "td class=\"n\"", "<b a='1'>&\"\x01");
	assert_string_equal(
	    xnb_buf_text(&page),
	    "<td class=\"n\">&lt;b a=&#39;1&#39;&gt;&amp;&quot;\ufffd</td>");
	xnb_buf_free(&page);
}

/* Ids get the prefix, in tags and not in text; tooltips go. */
static void inlined_svg_has_ids_of_its_own(void **state)
{
	struct xnb_buf page = {0};

	(void)state;
	xnb_html_inline_svg(
	    &page,
	    "<?xml version=\"1.0\"?>\n<svg width=\"1\">\n"
	    "<title>Gnuplot</title><path id='p' d=''/>"
	    "<use xlink:href='#p'/><text>id='p' &lt;title&gt;</text></svg>",
	    "fig", "a \"label\"");
	assert_string_equal(xnb_buf_text(&page),
	                    "<svg role=\"img\" aria-label=\"a &quot;label&quot;\" "
	                    "aria-describedby=\"fig-caption\" width=\"1\">\n"
	                    "<path id='fig-p' d=''/><use xlink:href='#fig-p'/>"
	                    "<text>id='p' &lt;title&gt;</text></svg>");
	xnb_buf_free(&page);
}

/* Grey readers and colour-blind readers go by lightness: it must rise all the way. */
static void the_ramp_gets_lighter_all_the_way(void **state)
{
	double last = -1;

	(void)state;
	for (int i = 0; i <= 100; i++) {
		unsigned color = xnb_canvas_ramp(i / 100.0);
		double grey = 0.2126 * (color >> 16) + 0.7152 * (color >> 8 & 0xff) +
		              0.0722 * (color & 0xff);

		assert_true(grey > last);
		last = grey;
	}
	assert_true(xnb_canvas_wants_white(xnb_canvas_ramp(0)));
	assert_false(xnb_canvas_wants_white(xnb_canvas_ramp(1)));
}

/*
 * Logarithms 0, 1 and 2 against 0 and 2 (times log 2): difference of the means 0,
 * variances of the means 1/3 and 1 (log 2)^2, degrees of freedom (4/3)^2 / (1/18 + 1)
 * = 1.684. t(0.975, 1.684) = 5.176 (by numeric integration of the density).
 */
static void ratio_follows_welch(void **state)
{
	const double a[] = {1, 2, 4}, b[] = {1, 4};
	struct xnb_interval ratio = xnb_ratio_interval(a, 3, b, 2);
	double half = 5.176 * sqrt(4.0 / 3) * log(2);

	(void)state;
	assert_true(fabs(ratio.center - 1) < 1e-9);
	assert_true(fabs(log(ratio.high) - half) < 0.01);
	assert_true(fabs(log(ratio.low) + half) < 0.01);
	ratio = xnb_ratio_interval(a, 3, b, 1);
	assert_true(isnan(ratio.low) && fabs(ratio.center - 2) < 1e-9);
	ratio = xnb_ratio_interval(a, 3, (const double[]){0, 1}, 2);
	assert_true(isnan(ratio.center));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(extent_map_is_in_mib_and_rows),
	    cmocka_unit_test(locality_has_a_dot_for_each_domain),
	    cmocka_unit_test(bandwidth_has_the_interval_over_domains),
	    cmocka_unit_test(captions_name_each_level),
	    cmocka_unit_test(a_long_time_axis_has_room_for_its_numbers),
	    cmocka_unit_test(matrix_has_values_and_readable_text),
	    cmocka_unit_test(ecdf_counts_samples_up_to_each_value),
	    cmocka_unit_test(what_was_emulated_is_said_in_every_figure),
	    cmocka_unit_test(programs_hold_no_text_of_the_run),
	    cmocka_unit_test(what_is_missing_is_said),
	    cmocka_unit_test(texts_for_gnuplot_are_clean),
	    cmocka_unit_test(long_labels_are_cut_by_letters),
	    cmocka_unit_test(keys_are_as_wide_as_their_letters),
	    cmocka_unit_test(html_text_is_text),
	    cmocka_unit_test(inlined_svg_has_ids_of_its_own),
	    cmocka_unit_test(the_ramp_gets_lighter_all_the_way),
	    cmocka_unit_test(ratio_follows_welch),
	};

	return cmocka_run_group_tests(tests, setup, drop_run);
}
