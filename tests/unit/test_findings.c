/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the report makes of the experiments that tell node affinity apart. The run in
 * tests/data/runs/experiments is made up; what is expected can be worked out by hand.
 */
#include "tests/unit/drawing.h"
#include "tests/unit/test.h"

#include "analysis/param_labels.h"
#include "analysis/plot/canvas.h"
#include "analysis/plot/curves.h"
#include "analysis/plot/figure.h"
#include "analysis/report/page.h"
#include "analysis/report_data.h"
#include "analysis/text/html.h"
#include "analysis/text/number.h"
#include "analysis/verdicts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
	*state = load_run("experiments");
	return 0;
}

static const struct xnb_judged_claim *find(const struct xnb_report_data *data,
                                           const char *check)
{
	for (size_t i = 0; i < data->verdicts.n; i++)
		if (strcmp(data->verdicts.verdicts[i].check, check) == 0)
			return &data->verdicts.verdicts[i];
	fail_msg("no check %s", check);
	abort(); /* for compilers, which do not know that it does not return */
}

/* Two rounds say it holds and the third says not: that is no majority, but a dispute. */
static void rounds_that_disagree_are_not_counted_off(void **state)
{
	const struct xnb_judged_claim *full = find(*state, "full-map");

	assert_int_equal(find(*state, "set-and-read-back")->kind, XNB_VERDICT_HOLDS);
	assert_int_equal(find(*state, "offline-bits")->kind, XNB_VERDICT_FAILS);
	assert_int_equal(find(*state, "needs-two-nodes")->kind, XNB_VERDICT_CANNOT_TELL);
	assert_int_equal(find(*state, "never-run")->kind, XNB_VERDICT_NONE);
	assert_int_equal(full->kind, XNB_VERDICT_DISAGREE);
	assert_int_equal(full->n, 3);
	assert_int_equal(full->said[XNB_VERDICT_HOLDS].n, 2);
	assert_string_equal(full->said[XNB_VERDICT_FAILS].evidence,
	                    "automatic after round 2");
}

static void the_table_has_marks_evidence_and_sources(void **state)
{
	struct xnb_buf html = {0};

	xnb_report_verdict_table(&html, *state);
	expect(&html, "<td class=\"good claim\"><span aria-hidden=\"true\">\u2713</span> "
	              "holds<br/><span class=\"quiet\">3 rounds</span></td>");
	expect(&html, "<td class=\"bad claim\"><span aria-hidden=\"true\">\u2260</span> "
	              "rounds disagree<br/>");
	expect(&html, "does not hold in 1 of 3:</strong> automatic after round 2");
	expect(&html, "<span class=\"quiet\">Xen 4.17, domctl.h</span>");
	xnb_buf_clear(&html);
	xnb_report_absent(&html, *state);
	expect(&html, "<li><strong>traffic per domain</strong>: Xen runs without "
	              "psr=cmt</li>");
	xnb_buf_free(&html);
}

/* 5 claims; of scrubbing 3 x 5 times of order 0 lie on A, of order 9 the last two of each
 * round and one more in the middle round: 15 + 6 + 1. */
static void the_answer_counts_what_was_found(void **state)
{
	struct xnb_buf html = {0};

	xnb_report_findings(&html, *state, XNB_REPORT_PARAGRAPHS);
	expect(&html, "Of <strong>5 claims</strong> about node affinity, <strong>1 "
	              "holds</strong>, 1 does not hold: <strong>offline-bits</strong>, 1 "
	              "cannot be told here, of 1 the rounds disagree: "
	              "<strong>full-map</strong>, 1 not judged.");
	expect(&html, "<strong>22 of 30</strong> lay wholly");
	expect(&html, "the least local one had 0 of its pages there");
	expect(&html, "The length of the path of <strong>10</strong> ways");
	expect(&html, "the mode of 1 differs between rounds or boots");
	xnb_buf_free(&html);
}

static void the_answer_says_what_was_measured(void **state)
{
	struct xnb_buf html = {0};
	struct xnb_error err = {0};

	assert_int_equal(xnb_report_measured(&html, *state, XNB_REPORT_PARAGRAPHS, &err),
	                 0);
	expect(&html, "ran on node A: default <strong>0.500</strong> idle, "
	              "<strong>0.502</strong> busy; floating <strong>0.450</strong> ");
	expect(&html, "Creating a domain took <strong>9.85 ms</strong> by bare "
	              "hypercalls and <strong>21.7 ms</strong> by libxl, whose greatest "
	              "step is populate with <strong>13.9 ms</strong>");
	assert_null(strstr(xnb_buf_text(&html), "<code>version</code>"));
	xnb_buf_free(&html);
}

/* The calls on a domain without vCPUs stand for the floor: six a round, with the medians
 * 1539.7, 1536.0, and 1532.3 ns. */
static void the_floor_is_told_beside_the_call(void **state)
{
	struct xnb_report_data *data = *state;
	struct xnb_series *series = data->summaries.set.series;
	const char *const before = "set_node_affinity";
	struct xnb_buf html = {0};
	struct xnb_error err = {0};

	for (size_t i = 0; i < data->summaries.set.n; i++)
		if (!strcmp(series[i].item, before))
			series[i].item = strstr(series[i].params, "vcpus=0")
			                     ? "version"
			                     : "set-node-affinity";
	data->timing_word = "emulated";
	assert_int_equal(xnb_report_measured(&html, data, XNB_REPORT_PARAGRAPHS, &err),
	                 0);
	data->timing_word = NULL;
	for (size_t i = 0; i < data->summaries.set.n; i++)
		if (series[i].n_samples)
			series[i].item = series[i].samples[0]->item;
	expect(&html, "<span class=\"badge unreal\">emulated</span> The floor of a "
	              "hypercall (<code>version</code>) has a median of "
	              "<strong>1.54 \u00b5s</strong>");
	expect(&html, "<strong>1.63 \u00b5s</strong> to <strong>7.43 \u00b5s</strong>");
	xnb_buf_free(&html);
}

static void a_run_that_asks_nothing_of_pages_is_not_blamed(void **state)
{
	struct xnb_report_data *data = *state;
	const size_t n = data->n_placements, n_summaries = data->summaries.n;
	struct xnb_buf html = {0};
	struct xnb_error err = {0};

	data->n_placements = 0;
	assert_int_equal(xnb_report_answer(&html, data, &err), 0);
	expect(&html, "The run says nothing of where pages lie.");
	xnb_buf_clear(&html);
	data->summaries.n = 0;
	assert_int_equal(xnb_report_answer(&html, data, &err), 0);
	assert_null(strstr(xnb_buf_text(&html), "says nothing of where"));
	data->n_placements = n;
	data->summaries.n = n_summaries;
	xnb_buf_free(&html);
}

/* 1 of 5 holds, 1 does not; the others are named, or counted, too. */
static void the_paragraph_hides_no_verdict(void **state)
{
	struct xnb_buf html = {0};
	struct xnb_error err = {0};

	assert_int_equal(xnb_report_lead(&html, *state, &err), 0);
	expect(&html, "<strong>1 of 5</strong> statements hold; refuted: "
	              "<strong>offline-bits</strong>; the rounds disagree on: "
	              "<strong>full-map</strong>; 2 cannot be told or were not judged.");
	assert_null(strstr(xnb_buf_text(&html), "22 of 30"));
	xnb_buf_free(&html);
}

/* "0 of 3" would be read as a refutation. */
static void the_paragraph_tells_unknown_from_refuted(void **state)
{
	struct xnb_report_data *data = *state;
	const size_t n = data->n_placements, n_summaries = data->summaries.n,
	             n_verdicts = data->verdicts.n, n_samples = data->run->n_samples;
	enum xnb_claim claims[16];
	struct xnb_buf html = {0};
	struct xnb_error err = {0};

	assert_in_range(n, 1, 16);
	for (size_t i = 0; i < n; i++) {
		claims[i] = data->placements[i].claim;
		data->placements[i].claim = XNB_CLAIM_UNKNOWN;
	}
	assert_int_equal(xnb_report_lead(&html, data, &err), 0);
	expect(&html, "<strong>cannot be told</strong> of any of 3 scenarios.");
	assert_null(strstr(xnb_buf_text(&html), "0 of 3"));
	for (size_t i = 0; i < n; i++)
		data->placements[i].claim = claims[i];
	xnb_buf_clear(&html);
	data->n_placements = data->verdicts.n = data->summaries.n = 0;
	data->run->n_samples = 0;
	assert_int_equal(xnb_report_lead(&html, data, &err), 0);
	expect(&html, "<strong>no samples</strong>, and so no answer.");
	data->n_placements = n;
	data->verdicts.n = n_verdicts;
	data->summaries.n = n_summaries;
	data->run->n_samples = n_samples;
	xnb_buf_free(&html);
}

/* Of a run that only scrubs, builds, and calls, that is the answer, and it is told once.
 */
static void the_paragraph_tells_what_else_was_asked(void **state)
{
	struct xnb_report_data *data = *state;
	const size_t n = data->n_placements, n_verdicts = data->verdicts.n;
	struct xnb_buf html = {0};
	struct xnb_error err = {0};
	const char *found, *end;

	data->n_placements = 0;
	data->verdicts.n = 0;
	data->timing_without_verdict = true;
	data->timing_word = "emulated";
	assert_int_equal(xnb_report_answer(&html, data, &err), 0);
	data->n_placements = n;
	data->verdicts.n = n_verdicts;
	data->timing_without_verdict = false;
	data->timing_word = NULL;
	found = strstr(xnb_buf_text(&html), "<strong>22 of 30</strong> lay wholly");
	end = strstr(xnb_buf_text(&html), "</p>");
	assert_non_null(found);
	assert_non_null(end);
	assert_true(found < end);
	assert_null(strstr(found + 1, "<strong>22 of 30</strong>"));
	expect(&html,
	       " <span class=\"badge unreal\">emulated</span> Creating a domain took");
	xnb_buf_free(&html);
}

/* Behind letters of the text, never inside of an entity that stands for one. */
static void lines_break_behind_letters(void **state)
{
	struct xnb_buf html = {0};

	(void)state;
	xnb_html_breakable(&html, "a_b/c&;<_", "_/;");
	assert_string_equal(xnb_buf_text(&html), "a_<wbr/>b/<wbr/>c&amp;;<wbr/>&lt;_");
	xnb_buf_clear(&html);
	xnb_html_breakable(&html, "xc_misc.c\0b", "_/;");
	xnb_html_breakable(&html, "", "_/;");
	assert_string_equal(xnb_buf_text(&html), "xc_<wbr/>misc.c");
	xnb_buf_free(&html);
}

/* What the header promises: three digits at least, also of what is far below 1. */
static void numbers_keep_three_digits(void **state)
{
	static const struct {
		double value;
		const char *text;
	} numbers[] = {{0.0156, "0.0156"},  {0.00234, "0.00234"},
	               {0.5, "0.500"},      {-0.0156, "-0.0156"},
	               {2.345, "2.35"},     {99.96, "100.0"},
	               {1234.4, "1234"},    {0, "0"},
	               {1e-4, "1.000e-04"}, {NAN, "\u2013"}};
	struct xnb_buf text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		xnb_buf_clear(&text);
		xnb_text_number(&text, numbers[i].value);
		assert_string_equal(xnb_buf_text(&text), numbers[i].text);
	}
	xnb_buf_free(&text);
}

static void labels_name_only_what_differs(void **state)
{
	static const char *const texts[] = {"memory=67108864;order=9;type=pvh",
	                                    "memory=67108864;order=0;type=pvh",
	                                    "memory=1048577;order=0"};
	static const char *const labels[] = {"memory 64 MiB, order 9, pvh",
	                                     "memory 64 MiB, order 0, pvh",
	                                     "memory 1048577 B, order 0"};
	struct xnb_param_labels all = {.n_keys = 0};
	struct xnb_buf label = {0};

	(void)state;
	xnb_param_labels_take(&all, texts[0], NULL);
	xnb_param_labels_put(&label, &all, texts[0], " ");
	assert_string_equal(xnb_buf_text(&label), "");
	xnb_param_labels_take(&all, texts[1], NULL);
	xnb_param_labels_put(&label, &all, texts[1], " ");
	assert_string_equal(xnb_buf_text(&label), " order 0");
	xnb_param_labels_take(&all, texts[2], NULL);
	for (size_t i = 0; i < 3; i++) {
		xnb_buf_clear(&label);
		xnb_param_labels_put(&label, &all, texts[i], "");
		assert_string_equal(xnb_buf_text(&label), labels[i]);
	}
	xnb_buf_free(&label);
}

static void log_axes_have_two_numbers_and_hold_their_values(void **state)
{
	static const double cases[][2] = {{1, 1},       {3, 4},       {0.004, 10.1},
	                                  {1e-7, 1e-1}, {812, 16320}, {9.99, 10.01}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_log_axis axis =
		    xnb_canvas_log_axis(cases[i][0], cases[i][1], 1, 0.3);

		assert_true(axis.low <= cases[i][0] * (1 + 1e-9));
		assert_true(axis.high >= cases[i][1] * (1 - 1e-9));
		assert_true(axis.first >= axis.low * (1 - 1e-9));
		assert_true(axis.high / axis.first >= 10 * (1 - 1e-9));
		assert_true(xnb_canvas_log_edge(&axis) > axis.low);
	}
}

/* A caption says what is not in the figure, and why. */
static void what_has_no_room_is_counted(void **state)
{
	struct xnb_curve_point point = xnb_curve_point(XNB_CURVE_MEAN, 1, 2);
	struct xnb_curves curves = {.n = 0};
	struct xnb_buf caption = {0};
	struct xnb_error err = {0};
	char name[8];

	(void)state;
	for (int i = 0; i < XNB_MOST_CURVE_PANELS + 2; i++) {
		snprintf(name, sizeof(name), "%d", i);
		assert_int_equal(xnb_curves_take(&curves, name, "", &point, &err), 0);
	}
	point.y = NAN;
	assert_int_equal(xnb_curves_take(&curves, "0", "", &point, &err), 0);
	xnb_curves_describe_left_out(&caption, &curves);
	assert_string_equal(xnb_buf_text(&caption),
	                    " There is room for 24 panels and 6 lines: 2 points of "
	                    "others are in the table only. 1 value is no finite number.");
	xnb_curves_free(&curves);
	xnb_buf_free(&caption);
}

/* Not to 100 where the values end at 12; tics between two numbers that are far enough
 * from each other, and inside the axis. */
static void log_axes_waste_no_room(void **state)
{
	struct xnb_log_axis axis = xnb_canvas_log_axis(1.5, 12, 1, 0.3);
	struct xnb_buf tics = {0};

	(void)state;
	assert_float_equal(axis.low, 1, 1e-9);
	assert_true(axis.high < 20);
	xnb_canvas_put_log_tics(&tics, 'x', &axis, "");
	expect(&tics, ", \"\" 2 1, \"\" 3 1, ");
	expect(&tics, ", \"\" 9 1)\n");
	axis = xnb_canvas_log_axis(1, 1e6, 1, 0.3);
	xnb_buf_clear(&tics);
	xnb_canvas_put_log_tics(&tics, 'x', &axis, "");
	assert_null(strstr(xnb_buf_text(&tics), "\"\""));
	xnb_buf_free(&tics);
}

/* The modes of the made-up run: 812 raw, 1499 wrapped. The interrupted call of 9100 is
 * nowhere in it. */
static void paths_show_the_mode_and_its_number(void **state)
{
	struct xnb_drawing drawing;

	draw_present(&drawing, &xnb_figure_paths, *state);
	expect(&drawing.data, "raw\traw\n# row, value, low and high end, as text, "
	                      "the same for LaTeX\n0\t812\t-\t-\t812\t812\n");
	expect(&drawing.data, "0\tversion\tversion\n");
	expect(&drawing.data, "\tset_node_affinity explicit, vcpus 64\t"
	                      "set\\\\_node\\\\_affinity explicit,{} vcpus 64\n");
	expect(&drawing.data, "\t16320\t16325\t16320\u201316325\t16320--16325\n");
	expect(&drawing.caption, "no time was taken: there is no interval");
	assert_null(strstr(xnb_buf_text(&drawing.data), "9100"));
	xnb_drawing_free(&drawing);
}

/* Parts lie end to end; the rest goes from the last of them to the measured total. */
static void creation_adds_up(void **state)
{
	const char *at, *rest;
	double from, to, end, total;
	struct xnb_drawing drawing;

	draw_present(&drawing, &xnb_figure_creation, *state);
	rest =
	    strstr(xnb_buf_text(&drawing.data), "rest\trest\n# from and to in s, bar\n");
	assert_non_null(rest);
	assert_int_equal(
	    sscanf(strchr(strchr(rest, '\n') + 1, '\n'), "%lf %lf", &from, &to), 2);
	at = strstr(rest, "\n# bar");
	assert_non_null(at);
	assert_int_equal(sscanf(strchr(at + 1, '\n'), "%*d %lf %lf", &end, &total), 2);
	assert_true(fabs(end - to) < 1e-9 && fabs(end - total) < 1e-9);
	assert_true(fabs(to / from - 1.15) < 1e-6);
	xnb_drawing_free(&drawing);
}

/* Each number of the axis stands where it says, in the unit of the title. */
static void creation_has_a_true_axis(void **state)
{
	const char *at, *name = "set xtics (\"";
	struct xnb_drawing drawing;
	double shown, place, unit;
	size_t n = 0;

	draw_present(&drawing, &xnb_figure_creation, *state);
	at = xnb_buf_text(&drawing.program);
	unit = strstr(at, "time of a creation (ms)") ? 1e-3 : 1;
	for (at = strstr(at, name); at && n < 9; n++) {
		at += strcspn(at, "\"");
		if (sscanf(at, "\"%lf\" %lf", &shown, &place) != 2)
			break;
		assert_true(fabs(shown * unit - place) < 1e-9);
		at = strpbrk(at, ",)");
	}
	assert_in_range(n, 2, 8);
	xnb_drawing_free(&drawing);
}

/* Each x is the number of a value among those measured; one value alone is no sweep. */
static void sweeps_need_two_values(void **state)
{
	struct xnb_drawing drawing;

	draw_present(&drawing, &xnb_figure_hypercalls_vcpus, *state);
	expect(&drawing.program, "set xtics (\"0\" 0, \"1\" 1, \"8\" 2, \"64\" 3)");
	assert_null(strstr(xnb_buf_text(&drawing.data), "getinfolist"));
	xnb_drawing_free(&drawing);
	draw_present(&drawing, &xnb_figure_hypercalls_callers, *state);
	expect(&drawing.data, "\tgetinfolist\tgetinfolist\n");
	assert_null(strstr(xnb_buf_text(&drawing.data), "set_node_affinity"));
	xnb_drawing_free(&drawing);
}

/* A batch of four in each of three rounds is three units, not 12. */
static void what_is_timed_together_is_one_unit(void **state)
{
	const struct xnb_report_data *data = *state;
	size_t durations = 0, shares = 0;

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (strcmp(s->series->experiment, "builds") != 0 ||
		    !strstr(s->series->params, "domains=4"))
			continue;
		if (strcmp(s->series->metric, "duration") == 0) {
			assert_int_equal(s->level, XNB_LEVEL_BLOCK);
			assert_in_range(s->n_units, 1, 3);
			durations += s->series->n_samples > s->n_units;
		} else if (strcmp(s->series->metric, "locality") == 0) {
			assert_int_equal(s->level, XNB_LEVEL_BLOCK);
			assert_int_equal(s->n_units, 3);
			shares++;
		}
	}
	assert_int_not_equal(durations, 0);
	assert_int_not_equal(shares, 0);
}

/* The claims have a table of their own, in words; without it there are the numbers. */
static void verdicts_are_no_numbers(void **state)
{
	struct xnb_report_data *data = *state;
	struct xnb_series *series = &data->summaries.set.series[0];
	const struct xnb_series kept = *series;
	const size_t n = data->verdicts.n;
	struct xnb_buf html = {0};

	series->experiment = "semantics";
	series->metric = "verdict";
	xnb_report_series_tables(&html, data, "semantics");
	assert_int_equal(html.length, 0);
	data->verdicts.n = 0;
	xnb_report_series_tables(&html, data, "semantics");
	expect(&html, "<caption>verdict");
	data->verdicts.n = n;
	*series = kept;
	xnb_buf_free(&html);
}

/* The cold call is a warm-up; the interrupted one is left out, and counted. */
static void cold_and_interrupted_calls_are_apart(void **state)
{
	const struct xnb_report_data *data = *state;
	size_t cold = 0, interrupted = 0;

	for (size_t i = 0; i < data->summaries.set.n; i++) {
		const struct xnb_series *series = &data->summaries.set.series[i];

		for (size_t j = 0; j < series->n_samples; j++) {
			assert_false(xnb_has_flag(series->samples[j]->flags, "cold"));
			assert_false(
			    xnb_has_flag(series->samples[j]->flags, "interrupted"));
		}
		for (size_t j = 0; j < series->n_warmups; j++)
			cold += xnb_has_flag(series->warmups[j]->flags, "cold");
		for (size_t j = 0; j < series->n_left_out; j++)
			interrupted +=
			    xnb_has_flag(series->left_out[j]->flags, "interrupted");
	}
	assert_int_equal(cold, 3 * 8);
	assert_int_equal(interrupted, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rounds_that_disagree_are_not_counted_off),
	    cmocka_unit_test(the_table_has_marks_evidence_and_sources),
	    cmocka_unit_test(the_answer_counts_what_was_found),
	    cmocka_unit_test(the_answer_says_what_was_measured),
	    cmocka_unit_test(the_floor_is_told_beside_the_call),
	    cmocka_unit_test(a_run_that_asks_nothing_of_pages_is_not_blamed),
	    cmocka_unit_test(lines_break_behind_letters),
	    cmocka_unit_test(numbers_keep_three_digits),
	    cmocka_unit_test(the_paragraph_hides_no_verdict),
	    cmocka_unit_test(the_paragraph_tells_what_else_was_asked),
	    cmocka_unit_test(the_paragraph_tells_unknown_from_refuted),
	    cmocka_unit_test(labels_name_only_what_differs),
	    cmocka_unit_test(log_axes_have_two_numbers_and_hold_their_values),
	    cmocka_unit_test(log_axes_waste_no_room),
	    cmocka_unit_test(what_has_no_room_is_counted),
	    cmocka_unit_test(paths_show_the_mode_and_its_number),
	    cmocka_unit_test(creation_adds_up),
	    cmocka_unit_test(creation_has_a_true_axis),
	    cmocka_unit_test(sweeps_need_two_values),
	    cmocka_unit_test(what_is_timed_together_is_one_unit),
	    cmocka_unit_test(verdicts_are_no_numbers),
	    cmocka_unit_test(cold_and_interrupted_calls_are_apart),
	};

	return cmocka_run_group_tests(tests, setup, drop_run);
}
