/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said of a run on threads: tests/data/runs/native is made up, on two nodes of
 * two CPUs, in a virtual machine.
 */
#include "tests/unit/drawing.h"
#include "tests/unit/test.h"

#include "analysis/plot/figure.h"
#include "analysis/report/page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
	*state = load_run("native");
	return 0;
}

static int write_page(struct xnb_buf *text, const struct xnb_report_data *data)
{
	struct xnb_error err = {0};

	if (xnb_report_markdown(text, data, &err))
		fail_msg("%s", err.text);
	return 0;
}

/* "xen-numabench" is the name of the program. */
static void expect_none(const struct xnb_buf *text, const char *word)
{
	const char *at = xnb_buf_text(text);

	while ((at = strstr(at, word))) {
		if (strncmp(at, "xen-numabench", 13) != 0)
			fail_msg("\"%.60s\" is said of threads", at);
		at++;
	}
}

static void nothing_of_domains_is_said_of_threads(void **state)
{
	static const char *const words[] = {"domain",   "Domain", "vCPU", "Xen",
	                                    "affinity", "extent", "xen"};
	struct xnb_drawing drawing;
	struct xnb_buf text = {0};

	write_page(&text, *state);
	expect(&text, "# What NUMA does to threads on this host");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		expect_none(&text, words[i]);
	xnb_buf_free(&text);
	for (const struct xnb_figure *const *f = xnb_figures; *f; f++) {
		draw(&drawing, *f, *state);
		expect_none(&drawing.program, "vCPU");
		expect_none(&drawing.caption, "vCPU");
		expect_none(&drawing.caption, "domain");
		xnb_drawing_free(&drawing);
	}
}

/* Every table and figure of times says where they were taken, and they do get verdicts.
 */
static void a_virtual_machine_is_named_and_judged(void **state)
{
	struct xnb_drawing drawing;
	struct xnb_buf text = {0};

	write_page(&text, *state);
	expect(&text, "\\[timing: virtualized\\]");
	expect(&text, "Bandwidth on remote memory (triad");
	expect(&text, "paired by round, n = 3 rounds");
	expect(&text, "of 6 teams have exactly that locality");
	expect(&text, "94.0 % of 100 s inside measured regions");
	expect(&text, "a guest of KVM");
	expect_none(&text, "a guest of KVMKVM");
	expect_none(&text, "holes included");
	xnb_buf_free(&text);
	draw_present(&drawing, &xnb_figure_bandwidth_matrix, *state);
	expect(&drawing.program, "timing of a virtual machine");
	expect(&drawing.program, "\"threads on node\"");
	expect(&drawing.caption, "n = 3 teams a cell");
	xnb_drawing_free(&drawing);
	draw_present(&drawing, &xnb_figure_bandwidth_threads, *state);
	expect(&drawing.caption, "shares its hardware");
	xnb_drawing_free(&drawing);
}

/* Of the nine samples, those of the last round, and one of the second: by hand. */
static void flags_are_counted_series_by_series(void **state)
{
	struct xnb_buf text = {0};

	write_page(&text, *state);
	expect(&text,
	       "| preempted | 1 of 9 | 11.1\u00a0% | bandwidth | bandwidth | remote | "
	       "load | bytes=1073741824;isa=avx2;page=4096;threads=2 | 0 \u2192 1 |");
	expect(
	    &text,
	    "| stolen | 3 of 9 | 33.3\u00a0% | bandwidth | bandwidth | local | load |");
	expect(&text,
	       "| small-pages | 9 of 9 | 100\u00a0% | bandwidth | bandwidth | all-nodes "
	       "| triad |");
	expect(&text, "flagged `neighbour`, somebody shared the core");
	xnb_buf_free(&text);
}

/* A page of 4 KiB or 2 MiB is far less than a twentieth of 1 GiB; one page off is. That a
 * team also goes through small sets makes its memory no smaller. */
static void interleaved_pages_may_be_one_off(void **state)
{
	struct xnb_report_data *data = load_run("native");
	struct xnb_placement *placements;
	size_t n;

	(void)state;
	for (size_t i = 0; i < data->run->n_samples; i++)
		if (strcmp(data->run->samples[i].scenario, "all-nodes") == 0 &&
		    data->run->samples[i].iteration == 0)
			data->run->samples[i].params =
			    "bytes=24576;isa=avx2;page=4096;threads=2";
	for (int step = 0; step < 2; step++) {
		for (size_t i = 0; i < data->run->n_samples; i++)
			if (strcmp(data->run->samples[i].scenario, "all-nodes") == 0)
				data->run->samples[i].locality =
				    0.5 + (step ? 3.0 : 1.0) / 1024;
		assert_int_equal(xnb_judge_placement(&placements, &n, data->run, NULL),
		                 0);
		assert_int_equal(n, 4);
		assert_string_equal(placements[3].scenario, "all-nodes");
		assert_int_equal(placements[3].claim, XNB_CLAIM_FAILS);
		free(placements);
	}
	for (size_t i = 0; i < data->run->n_samples; i++)
		if (strcmp(data->run->samples[i].scenario, "all-nodes") == 0)
			data->run->samples[i].locality = 0.5 + 0x1p-18;
	assert_int_equal(xnb_judge_placement(&placements, &n, data->run, NULL), 0);
	assert_int_equal(placements[3].claim, XNB_CLAIM_HOLDS);
	free(placements);
	xnb_report_data_free(data);
}

/*
 * Half of the peak of the first round, from the two delays around it, the longest first:
 * the same by hand from the rows.
 */
static void curves_are_compared_at_parts_of_their_peak(void **state)
{
	static const char *const delays[] = {"6400", "1600", "400", "100", "0"};
	const struct xnb_report_data *data = *state;
	double latency[5], rate[5], expected = NAN;
	const struct xnb_summary *found = NULL;

	for (size_t i = 0; i < data->run->n_samples; i++) {
		const struct xnb_sample *s = &data->run->samples[i];
		char params[96];

		for (size_t d = 0; d < 5; d++) {
			snprintf(params, sizeof(params),
			         "bytes=536870912;delay=%s;page=4096;threads=2",
			         delays[d]);
			if (s->block != 0 || strcmp(s->params, params) != 0)
				continue;
			if (strcmp(s->metric, "latency") == 0)
				latency[d] = s->value;
			if (strcmp(s->metric, "bandwidth") == 0)
				rate[d] = s->value;
		}
	}
	for (size_t d = 1; d < 5; d++)
		if (rate[d - 1] <= rate[4] / 2 && rate[4] / 2 <= rate[d])
			expected = latency[d - 1] + (latency[d] - latency[d - 1]) *
			                                (rate[4] / 2 - rate[d - 1]) /
			                                (rate[d] - rate[d - 1]);
	for (size_t i = 0; i < data->summaries.n; i++)
		if (strcmp(data->summaries.summaries[i].series->params,
		           "at=50%;bytes=536870912;page=4096;threads=2") == 0)
			found = &data->summaries.summaries[i];
	assert_non_null(found);
	assert_string_equal(found->series->metric, "latency-at-load");
	assert_int_equal(found->n_units, 3);
	assert_int_equal(found->level, XNB_LEVEL_BLOCK);
	assert_true(fabs(found->units[0].mean - expected) < 1e-9);
	assert_true(found->units[0].mean > 90 && found->units[0].mean < 96);
}

/* exp of the mean logarithm of 83.1, 84.2 and 83.7 is 83.6653. */
static void an_idle_chase_is_marked_at_no_bandwidth(void **state)
{
	struct xnb_drawing drawing;

	draw_present(&drawing, &xnb_figure_loaded_latency, *state);
	expect(&drawing.data, "# x, mark\n0\t83.665");
	expect(&drawing.caption, "Open triangles: nothing was drawn");
	xnb_drawing_free(&drawing);
}

/* Of a host with one node there is no other memory to compare with. */
static void one_node_is_told_as_it_is(void **state)
{
	struct xnb_report_data *data = load_run("native");
	struct xnb_buf text = {0};

	(void)state;
	strcpy(data->node_b, data->node_a);
	write_page(&text, data);
	expect(&text, "Bandwidth on the one node (triad (");
	expect(&text, "; n = 3 teams).");
	assert_null(strstr(xnb_buf_text(&text), "nothing is claimed"));
	xnb_buf_free(&text);
	xnb_report_data_free(data);
}

/* 52 of the 378 times and rates, as awk counts them: one in ten is worth a word. */
static void a_host_that_was_not_quiet_is_named(void **state)
{
	struct xnb_report_data *data = load_run("native");
	struct xnb_buf text = {0};

	(void)state;
	xnb_report_state(&text, data);
	expect(&text, "The host was not quiet: 52 of 381 timed samples");
	xnb_buf_clear(&text);
	for (size_t i = 0; i < data->run->n_samples; i++)
		data->run->samples[i].flags = "";
	xnb_report_state(&text, data);
	assert_null(strstr(xnb_buf_text(&text), "not quiet"));
	xnb_buf_free(&text);
	xnb_report_data_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_of_domains_is_said_of_threads),
	    cmocka_unit_test(a_virtual_machine_is_named_and_judged),
	    cmocka_unit_test(flags_are_counted_series_by_series),
	    cmocka_unit_test(curves_are_compared_at_parts_of_their_peak),
	    cmocka_unit_test(an_idle_chase_is_marked_at_no_bandwidth),
	    cmocka_unit_test(one_node_is_told_as_it_is),
	    cmocka_unit_test(a_host_that_was_not_quiet_is_named),
	    cmocka_unit_test(interleaved_pages_may_be_one_off),
	};

	return cmocka_run_group_tests(tests, setup, drop_run);
}
