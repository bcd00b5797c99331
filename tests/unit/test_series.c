/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both ways to series, through memory and streamed, give the same ones. */
#include "tests/unit/test.h"

#include "analysis/series.h"
#include "base/buf.h"
#include "base/io.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER                                                                           \
	"experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,cpu_node," \
	"mem_node,locality,metric,unit,value,flags\n"

static void assert_same_key(const struct xnb_series *a, const struct xnb_series *b)
{
	assert_string_equal(a->experiment, b->experiment);
	assert_string_equal(a->scenario, b->scenario);
	assert_string_equal(a->item, b->item);
	assert_string_equal(a->params, b->params);
	assert_string_equal(a->cpu_node, b->cpu_node);
	assert_string_equal(a->mem_node, b->mem_node);
	assert_string_equal(a->metric, b->metric);
	assert_string_equal(a->unit, b->unit);
}

static void assert_same_series(const struct xnb_series *a, const struct xnb_series *b)
{
	assert_same_key(a, b);
	assert_int_equal(a->n_values, b->n_values);
	assert_memory_equal(a->values, b->values, a->n_values * sizeof(*a->values));
	assert_int_equal(a->n_spans, b->n_spans);
	assert_memory_equal(a->spans, b->spans, a->n_spans * sizeof(*a->spans));
	assert_int_equal(a->n_left_out, b->n_left_out);
	assert_int_equal(a->n_warmups, b->n_warmups);
	assert_int_equal(a->n_flagged, b->n_flagged);
	assert_int_equal(a->n_moved, b->n_moved);
}

/* The spans are all values, one behind the other, and say where each came from. */
static void assert_spans_fit(const struct xnb_series *series)
{
	size_t at = 0;

	for (size_t i = 0; i < series->n_spans; i++) {
		const struct xnb_span *span = &series->spans[i];

		assert_int_equal(span->first, at);
		assert_true(span->n > 0);
		for (size_t j = 0; j < span->n; j++, at++) {
			if (!series->samples) /* made of others */
				continue;
			assert_int_equal(series->samples[at]->boot, span->boot);
			assert_int_equal(series->samples[at]->domain, span->domain);
			assert_int_equal(series->samples[at]->block, span->block);
			assert_true(series->samples[at]->value == series->values[at]);
		}
	}
	assert_int_equal(at, series->n_values);
	assert_int_equal(series->n_samples, series->samples ? series->n_values : 0);
	assert_true(series->samples || strcmp(series->metric, "latency-at-load") == 0);
}

static void assert_streamed(const struct xnb_series_set *set, const struct xnb_run *run)
{
	assert_int_equal(run->n_samples, 0);
	for (size_t i = 0; i < set->n; i++) {
		assert_null(set->series[i].samples);
		assert_null(set->series[i].left_out);
		assert_null(set->series[i].warmups);
		assert_int_equal(set->series[i].n_samples, 0);
	}
}

static size_t assert_same_both_ways(const char *path)
{
	struct xnb_series_set grouped, streamed;
	struct xnb_run *run = NULL, *bare = NULL;
	struct xnb_error err = {0};
	size_t n;

	if (xnb_run_load(&run, path, XNB_READ_LENIENT, &err) ||
	    xnb_series_group(&grouped, run, &err) ||
	    xnb_series_read(&streamed, &bare, path, &err)) {
		fail_msg("%s", err.text);
		return 0; /* which gcc's analyzer does not know to be out of reach */
	}
	assert_streamed(&streamed, bare);
	assert_int_equal(bare->n_checks, run->n_checks);
	assert_int_equal(grouped.n, streamed.n);
	for (size_t i = 0; i < grouped.n; i++) {
		assert_same_series(&grouped.series[i], &streamed.series[i]);
		assert_spans_fit(&grouped.series[i]);
	}
	n = grouped.n;
	xnb_series_set_free(&grouped);
	xnb_series_set_free(&streamed);
	xnb_run_free(run);
	xnb_run_free(bare);
	return n;
}

static void streamed_is_what_was_loaded(void **state)
{
	static const char *const runs[] = {"experiments", "hostile", "lab", "native",
	                                   "report", "small"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		snprintf(path, sizeof(path), XNB_TEST_DATA "/runs/%s", runs[i]);
		assert_true(assert_same_both_ways(path) > 1);
	}
}

static void read_text(struct xnb_series_set *set, struct xnb_run **run, const char *rows)
{
	char path[] = "/tmp/xnb-series-XXXXXX";
	int fd = mkstemp(path);
	struct xnb_error err = {0};
	struct xnb_buf text = {0};

	assert_true(fd >= 0);
	close(fd);
	xnb_buf_printf(&text, "%s%s", HEADER, rows);
	assert_int_equal(xnb_replace_file(path, text.text, text.length, &err), 0);
	assert_true(assert_same_both_ways(path) > 0);
	if (xnb_series_read(set, run, path, &err))
		fail_msg("%s", err.text);
	unlink(path);
	xnb_buf_free(&text);
}

static void assert_values(const struct xnb_series *series, const double *want, size_t n)
{
	assert_int_equal(series->n_values, n);
	for (size_t i = 0; i < n; i++)
		assert_true(series->values[i] == want[i]);
}

/* seq is the time, wherever the rows stand in the file. */
static void values_are_in_order_of_time(void **state)
{
	static const char rows[] = "e,s,i,,1,1,0,0,3,,,,,m,ns,30,\n"
	                           "e,s,i,,0,1,0,0,0,,,,,m,ns,7,warmup\n"
	                           "e,s,i,,0,1,0,0,2,,,,,m,ns,20,moved\n"
	                           "e,s,i,,0,1,0,0,1,,,,,m,ns,10,\n"
	                           "e,s,i,,1,1,0,1,4,,,,,m,ns,5,crashed\n"
	                           "e,s,i,,1,1,0,1,5,,,,,m,ns,40,\n";
	static const double want[] = {10, 20, 30, 40};
	struct xnb_series_set set;
	struct xnb_run *run;

	(void)state;
	read_text(&set, &run, rows);
	assert_int_equal(set.n, 1);
	assert_values(&set.series[0], want, 4);
	assert_int_equal(set.series[0].n_spans, 3);
	assert_int_equal(set.series[0].spans[0].n, 2);
	assert_int_equal(set.series[0].spans[2].block, 1);
	assert_int_equal(set.series[0].n_warmups, 1);
	assert_int_equal(set.series[0].n_left_out, 1);
	assert_int_equal(set.series[0].n_moved, 1);
	assert_int_equal(set.series[0].n_flagged, 2);
	xnb_series_set_free(&set);
	xnb_run_free(run);
}

/* As when a file was appended to itself: found also where rows are only streamed. */
static void repeated_rows_count_once(void **state)
{
	static const char rows[] = "e,s,i,,0,1,0,0,0,,,,,m,ns,10,\n"
	                           "e,s,i,,0,1,1,0,1,,,,,m,ns,20,\n"
	                           "e,s,i,,0,1,0,0,0,,,,,m,ns,10,\n"
	                           "e,s,i,,0,1,1,0,1,,,,,m,ns,20,\n";
	static const double want[] = {10, 20};
	struct xnb_series_set set;
	struct xnb_run *run;

	(void)state;
	read_text(&set, &run, rows);
	assert_int_equal(set.n, 1);
	assert_values(&set.series[0], want, 2);
	assert_int_equal(run->n_warnings, 1);
	assert_non_null(strstr(run->warnings[0], ":4: repeats line 2; 2 such rows"));
	xnb_series_set_free(&set);
	xnb_run_free(run);
}

/* Each has a time of its own, so they need no sorting, and no memory. */
static void series_may_number_their_samples_themselves(void **state)
{
	static const char rows[] = "e,s,i,,0,1,0,0,0,,,,,m,ns,10,\n"
	                           "e,s,i,,0,1,1,0,1,,,,,m,ns,20,\n"
	                           "e,s,j,,0,1,0,0,0,,,,,m,ns,30,\n"
	                           "e,s,j,,0,1,1,0,1,,,,,m,ns,40,\n";
	static const double want[] = {30, 40};
	struct xnb_series_set set;
	struct xnb_run *run;

	(void)state;
	read_text(&set, &run, rows);
	assert_int_equal(set.n, 2);
	assert_values(&set.series[1], want, 2);
	assert_int_equal(run->n_warnings, 0);
	xnb_series_set_free(&set);
	xnb_run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(streamed_is_what_was_loaded),
	    cmocka_unit_test(values_are_in_order_of_time),
	    cmocka_unit_test(repeated_rows_count_once),
	    cmocka_unit_test(series_may_number_their_samples_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
