/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures of workloads: domains that run at once, working sets, pairs of CPUs, and
 * kernels beside likwid-bench's. What is expected is worked out here from the rows of the
 * made-up run themselves.
 */
#include "tests/unit/drawing.h"
#include "tests/unit/test.h"

#include "analysis/plot/figure.h"
#include "analysis/report/page.h"
#include "rundir/params.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
	*state = load_run("experiments");
	return 0;
}

struct moments {
	double mean, sd; /* of the logarithms */
	int n;
};

static struct moments take(const struct xnb_report_data *data, const char *scenario,
                           const char *item, const char *params, const char *metric)
{
	struct moments m = {0};
	double squares = 0;

	for (size_t i = 0; i < data->run->n_samples; i++) {
		const struct xnb_sample *s = &data->run->samples[i];

		if (strcmp(s->scenario, scenario) || strcmp(s->item, item) ||
		    strcmp(s->params, params) || strcmp(s->metric, metric))
			continue;
		m.n++;
		m.mean += log(s->value);
		squares += log(s->value) * log(s->value);
	}
	assert_true(m.n >= 3);
	m.mean /= m.n;
	m.sd = sqrt((squares - m.n * m.mean * m.mean) / (m.n - 1));
	return m;
}

/* The one line of the data with this value in column `column`; its numbers. */
static void find_line(double found[4], const struct xnb_drawing *drawing, int column,
                      double value)
{
	int n = 0;

	for (const char *at = xnb_buf_text(&drawing->data); at && *at;
	     at = strchr(at, '\n'), at += at != NULL) {
		double v[4] = {NAN, NAN, NAN, NAN};

		if (sscanf(at, "%lf\t%lf\t%lf\t%lf", &v[0], &v[1], &v[2], &v[3]) >
		        column &&
		    fabs(v[column] / value - 1) < 1e-8) {
			memcpy(found, v, sizeof(v));
			n++;
		}
	}
	assert_int_equal(n, 1);
}

/* The working set of computing follows from the vCPUs, and so differs from N to N. */
static void contention_shows_all_domains_and_the_worst(void **state)
{
	static const char params[] = "bytes=67108864;domains=8;isa=avx2;vcpus=2";
	struct moments all =
	    take(*state, "spread", "triad", params, "aggregate-bandwidth");
	struct moments worst = take(*state, "spread", "triad", params, "worst-bandwidth");
	struct xnb_drawing drawing;
	double line[4];

	draw_present(&drawing, &xnb_figure_contention, *state);
	find_line(line, &drawing, 1, exp(all.mean) / 1e9);
	assert_true(line[0] == 5); /* the sixth step */
	/* t(0.975, 2) = 4.302653 */
	assert_true(fabs(line[3] / line[1] - exp(4.302653 * all.sd / sqrt(3))) < 1e-6);
	find_line(line, &drawing, 1, exp(worst.mean) / 1e9);
	assert_true(line[0] == 5);
	expect(&drawing.data, "\tall, triad vcpus 2\t");
	expect(&drawing.data, "\tworst, triad vcpus 4\t");
	expect(&drawing.caption, "n = 3 rounds");
	assert_null(strstr(xnb_buf_text(&drawing.data), "compute"));
	xnb_drawing_free(&drawing);
	draw_present(&drawing, &xnb_figure_contention_compute, *state);
	expect(&drawing.data, "\tworst, compute vcpus 1\t");
	xnb_drawing_free(&drawing);
}

/* 16 KiB to 128 MiB in 3.4 inches: a number for each 16th size. */
static void sizes_have_binary_numbers_and_caches(void **state)
{
	static const char params[] = "bytes=131072;isa=avx2;page=4096;threads=1";
	struct moments m = take(*state, "remote", "load", params, "bandwidth");
	struct xnb_drawing drawing;
	double line[4];

	draw_present(&drawing, &xnb_figure_bandwidth_sizes, *state);
	find_line(line, &drawing, 1, exp(m.mean) / 1e9);
	assert_true(line[0] == 131072);
	expect(&drawing.program, "\"64 KiB\" 65536");
	expect(&drawing.program, "\"16 MiB\" 16777216");
	expect(&drawing.program, "from 1048576,graph 0");
	expect(&drawing.program, "\"L2\" at 1048576,");
	expect(&drawing.caption, "Vertical lines: the sizes of the caches");
	xnb_drawing_free(&drawing);
	draw_present(&drawing, &xnb_figure_latency_sizes, *state);
	expect(&drawing.program, "\"L1\" at 32768,");
	xnb_drawing_free(&drawing);
}

static void caches_that_are_not_recorded_are_not_guessed(void **state)
{
	struct xnb_report_data *data = load_run("experiments");
	struct xnb_drawing drawing;

	(void)state;
	json_object_clear(json_object_get(data->run->meta, "environment"));
	draw_present(&drawing, &xnb_figure_latency_sizes, data);
	assert_null(strstr(xnb_buf_text(&drawing.program), "\"L1\""));
	expect(&drawing.caption, "does not say how large the caches are");
	xnb_drawing_free(&drawing);
	xnb_report_data_free(data);
}

/* Where both orders were measured, the one that began is the row. */
static void a_pair_of_cpus_has_a_cell_each_way(void **state)
{
	struct xnb_drawing drawing;
	struct moments m;
	char text[64];

	draw_present(&drawing, &xnb_figure_core_to_core, *state);
	m = take(*state, "default", "transfer", "from=1;to=2", "latency");
	snprintf(text, sizeof(text), "\n1\t2\t%.10g\t", exp(m.mean));
	expect(&drawing.data, text);
	m = take(*state, "default", "transfer", "from=2;to=1", "latency");
	snprintf(text, sizeof(text), "\n2\t1\t%.10g\t", exp(m.mean));
	expect(&drawing.data, text);
	expect(&drawing.data, "\n3\t3\t-\t");
	expect(&drawing.program, "set label 1 \"CPU, cells in ns\"");
	expect(&drawing.program, "set label 2 \"CPU\"");
	assert_null(strstr(xnb_buf_text(&drawing.caption), "both sides"));
	xnb_drawing_free(&drawing);
}

static bool is_way_back(const struct xnb_summary *s)
{
	char from[8], to[8];

	return xnb_params_get(s->series->params, "from", from, sizeof(from)) &&
	       xnb_params_get(s->series->params, "to", to, sizeof(to)) &&
	       strcmp(from, to) > 0;
}

/* As runs have it: each pair once, from the lower number to the higher one. */
static void a_pair_measured_once_has_both_cells(void **state)
{
	struct xnb_report_data data = *(const struct xnb_report_data *)*state;
	struct xnb_summary *once = calloc(data.summaries.n, sizeof(*once));
	struct xnb_drawing drawing;
	struct moments m = take(*state, "default", "transfer", "from=1;to=2", "latency");
	size_t n = 0;
	char text[64];

	assert_non_null(once);
	for (size_t i = 0; i < data.summaries.n; i++)
		if (!is_way_back(&data.summaries.summaries[i]))
			once[n++] = data.summaries.summaries[i];
	assert_true(n < data.summaries.n);
	data.summaries.summaries = once;
	data.summaries.n = n;
	draw_present(&drawing, &xnb_figure_core_to_core, &data);
	snprintf(text, sizeof(text), "\n1\t2\t%.10g\t", exp(m.mean));
	expect(&drawing.data, text);
	snprintf(text, sizeof(text), "\n2\t1\t%.10g\t", exp(m.mean));
	expect(&drawing.data, text);
	expect(&drawing.data, "\n3\t3\t-\t");
	expect(&drawing.caption, "stands on both sides of the diagonal");
	xnb_drawing_free(&drawing);
	free(once);
}

/* Nine pairs in one team: the pair is the unit. t(0.975, 8) = 2.306004 */
static void a_share_has_the_interval_of_its_pairs(void **state)
{
	static const char params[] = "bytes=1073741824;isa=avx2;page=thp;threads=2";
	struct moments m = take(*state, "local", "store", params, "share");
	struct xnb_drawing drawing;
	double line[4];

	assert_int_equal(m.n, 9);
	draw_present(&drawing, &xnb_figure_reference_share, *state);
	find_line(line, &drawing, 1, exp(m.mean));
	assert_true(fabs(line[3] / exp(m.mean) - exp(2.306004 * m.sd / 3)) < 1e-6);
	expect(&drawing.data, "page 4 KiB\t");
	expect(&drawing.program, "set arrow 1 from 0.98,graph 0 to 0.98,graph 1");
	expect(&drawing.caption, "n = 9 rounds");
	xnb_drawing_free(&drawing);
}

/*
 * Made so that a node has 40 GB/s and a domain draws 10 for each vCPU: up to N = 4 with
 * one vCPU each a node is enough; beyond, two nodes have twice as much.
 */
static void a_layout_wins_where_its_interval_says_so(void **state)
{
	struct xnb_buf html = {0};

	xnb_report_contention(&html, *state);
	expect(&html,
	       "<li>triad, all domains together: <strong>spread</strong> gives the "
	       "most with 1 vCPU: N = 6, 8; 2 vCPUs: N = 3, 4, 6, 8; 4 vCPUs: N = "
	       "2, 3, 4, 6, 8; at 7 of 18 places no layout is known to give the "
	       "most; placing all on one node loses most with ");
	expect(&html, "<strong>local</strong> has 0.49");
	expect(&html, "gives the most</td><td>spread</td><td class=\"n\">59.9</td>");
	assert_null(strstr(xnb_buf_text(&html), "<strong>local</strong> gives the most"));
	xnb_buf_free(&html);
}

static void emulated_layouts_get_no_verdict(void **state)
{
	struct xnb_report_data *data = load_run("hostile");
	struct xnb_buf html = {0};

	(void)state;
	xnb_report_contention(&html, data);
	expect(&html, "gets no verdict");
	expect(&html, "<td>no verdict</td>");
	assert_null(strstr(xnb_buf_text(&html), "gives the most with"));
	assert_null(strstr(xnb_buf_text(&html), "<td>gives the most</td>"));
	assert_null(strstr(xnb_buf_text(&html), "<script>"));
	xnb_buf_free(&html);
	xnb_report_data_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(contention_shows_all_domains_and_the_worst),
	    cmocka_unit_test(sizes_have_binary_numbers_and_caches),
	    cmocka_unit_test(caches_that_are_not_recorded_are_not_guessed),
	    cmocka_unit_test(a_pair_of_cpus_has_a_cell_each_way),
	    cmocka_unit_test(a_pair_measured_once_has_both_cells),
	    cmocka_unit_test(a_layout_wins_where_its_interval_says_so),
	    cmocka_unit_test(emulated_layouts_get_no_verdict),
	    cmocka_unit_test(a_share_has_the_interval_of_its_pairs),
	};

	return cmocka_run_group_tests(tests, setup, drop_run);
}
