/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a run ends: a clock and series that are made up, and no Xen. */
#include "tests/unit/test.h"

#include "bench/domains/tables.h"
#include "bench/progress.h"
#include "bench/stop.h"
#include "bench/watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SECOND ((uint64_t)1000000000)

static const struct xnb_experiment *const experiments[] = {
    &xnb_experiment_bandwidth, &xnb_experiment_creation, &xnb_experiment_placement, NULL};

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not within %g of %.17g", got, tolerance, want);
}

static struct xnb_sample bandwidth(int64_t block, double value)
{
	return (struct xnb_sample){.experiment = "bandwidth",
	                           .scenario = "local",
	                           .item = "triad",
	                           .params = "vcpus=1",
	                           .domain = block,
	                           .block = block,
	                           .cpu_node = "0",
	                           .mem_node = "0",
	                           .metric = "bandwidth",
	                           .unit = "B/s",
	                           .value = value,
	                           .flags = ""};
}

static void add(struct xnb_watch *watch, const struct xnb_sample *sample)
{
	struct xnb_error err;

	if (xnb_watch_counts(experiments, sample))
		assert_int_equal(xnb_watch_add(watch, sample, &err), 0);
}

/* Uniform in +- 1, the same in each run of the test. */
static double noise(uint64_t *state)
{
	struct xnb_prng prng = {.state = *state};
	double drawn = (double)(xnb_prng_next(&prng) >> 11) / 4503599627370496.0 - 1;

	*state = prng.state;
	return drawn;
}

/* A round of 10 samples, each off by up to `spread` of the mean. */
static void add_round(struct xnb_watch *watch, const char *scenario, int64_t block,
                      double spread, uint64_t *state)
{
	for (int i = 0; i < 10; i++) {
		struct xnb_sample sample =
		    bandwidth(block, 1e10 * (1 + spread * noise(state)));

		sample.scenario = scenario;
		add(watch, &sample);
	}
}

static void only_timed_series_with_a_direction_count(void **state)
{
	const struct {
		const char *experiment, *item, *metric, *unit, *flags;
		bool counts;
	} cases[] = {
	    {"bandwidth", "triad", "bandwidth", "B/s", "", true},
	    {"bandwidth", "triad", "bandwidth", "B/s", "moved", true},
	    {"bandwidth", "triad", "bandwidth", "B/s", "unsettled;moved", true},
	    {"bandwidth", "triad", "bandwidth", "B/s", "warmup", false},
	    {"bandwidth", "triad", "bandwidth", "B/s", "moved;wrong-result", false},
	    {"bandwidth", "psr", "traffic-total", "B/s", "", false},
	    {"bandwidth", "populated", "locality", "1", "", false},
	    {"bandwidth", "unit", "duration", "s", "", false},
	    {"creation", "total", "duration", "s", "", true},
	    {"creation", "unit", "duration", "s", "", false},
	    {"placement", "refused", "errno", "errno", "", false},
	    {"latency", "chase", "latency", "ns", "", false}, /* not in this run */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct xnb_sample sample = {.experiment = cases[i].experiment,
		                                  .item = cases[i].item,
		                                  .metric = cases[i].metric,
		                                  .unit = cases[i].unit,
		                                  .flags = cases[i].flags};

		if (xnb_watch_counts(experiments, &sample) != cases[i].counts)
			fail_msg("case %zu", i);
	}
}

static void each_series_has_its_own_spans(void **state)
{
	struct xnb_watch watch = {0};
	uint64_t random = 1;

	(void)state;
	for (int64_t block = 0; block < 3; block++) {
		add_round(&watch, "local", block, 0.1, &random);
		add_round(&watch, "remote", block, 0.1, &random);
	}
	assert_int_equal(watch.n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct xnb_watched *series = &watch.series[i];

		assert_string_equal(series->keys[XNB_WATCH_SCENARIO],
		                    i ? "remote" : "local");
		assert_int_equal(series->n_values, 30);
		assert_int_equal(series->n_spans, 3);
		assert_int_equal(series->n_blocks, 3);
		for (size_t s = 0; s < 3; s++) {
			assert_int_equal(series->spans[s].first, 10 * s);
			assert_int_equal(series->spans[s].n, 10);
			assert_int_equal(series->spans[s].block, s);
		}
	}
	xnb_watch_free(&watch);
}

/* More series than there are slots at first. */
static void series_are_found_again_among_many(void **state)
{
	struct xnb_watch watch = {0};
	char params[32];

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 500; i++) {
			struct xnb_sample sample = bandwidth(round, i + 1);

			snprintf(params, sizeof(params), "vcpus=%d", i);
			sample.params = params;
			add(&watch, &sample);
		}
	assert_int_equal(watch.n, 500);
	for (size_t i = 0; i < 500; i++) {
		assert_int_equal(watch.series[i].n_values, 2);
		assert_true(watch.series[i].values[0] == (double)(i + 1));
		assert_true(watch.series[i].values[1] == (double)(i + 1));
	}
	xnb_watch_free(&watch);
}

/* The mean of a span stays what it is, however many values it has. */
static void long_spans_are_kept_as_means(void **state)
{
	static const int lengths[] = {1, 31, 32, 33, 63, 64, 1000, 4096, 30000};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct xnb_watch watch = {0};
		struct xnb_precision precision;
		struct xnb_error err;
		double sum = 0;

		for (int v = 0; v < lengths[i]; v++) {
			struct xnb_sample sample = bandwidth(0, v + 1);

			add(&watch, &sample);
		}
		assert_int_equal(xnb_watch_look(&precision, &watch.series[0], 0.02, &err),
		                 0);
		assert_true(watch.series[0].n_values < XNB_WATCH_MOST);
		assert_int_equal(watch.series[0].spans[0].n, watch.series[0].n_values);
		for (size_t v = 0; v < watch.series[0].n_values; v++)
			sum += watch.series[0].values[v];
		/* The last of them may be of fewer samples than the others. */
		assert_near(sum / (double)watch.series[0].n_values,
		            (lengths[i] + 1) / 2.0, 0.04 * lengths[i]);
		xnb_watch_free(&watch);
	}
}

/* Rounds until it stops. */
static unsigned rounds_until(double until, double spread, unsigned most,
                             struct xnb_stop *stop)
{
	const struct xnb_stop_rule rule = {.until = until, .most_rounds = most};
	struct xnb_watch watch = {0};
	struct xnb_error err;
	uint64_t random = 7;
	bool goes_on = true;
	unsigned rounds = 0;

	*stop = (struct xnb_stop){.watches = true};
	while (goes_on) {
		add_round(&watch, "local", rounds, spread, &random);
		add_round(&watch, "remote", rounds, spread / 4, &random);
		rounds++;
		assert_int_equal(
		    xnb_stop_after_round(stop, &goes_on, &rule, &watch, rounds, &err), 0);
	}
	xnb_watch_free(&watch);
	return rounds;
}

static void it_stops_when_every_interval_is_narrow(void **state)
{
	struct xnb_stop stop;
	unsigned quiet, noisy;

	(void)state;
	/* However quiet: what it takes to know how correlated rounds are. */
	quiet = rounds_until(0.02, 0.0001, 1000, &stop);
	assert_in_range(quiet, 20, 45);
	assert_int_equal(stop.reason, XNB_STOPPED_PRECISE);
	assert_int_equal(stop.series.n, 2);
	assert_int_equal(stop.series.within, 2);
	/*
	 * Uniform noise of +- 60 % in 10 values: 11 % a round, so about (1.96 * 11 /
	 * 2)^2, 115 rounds, for +- 2 %.
	 */
	noisy = rounds_until(0.02, 0.6, 1000, &stop);
	assert_int_equal(stop.reason, XNB_STOPPED_PRECISE);
	assert_in_range(noisy, 60, 200);
	/* Twice as wide an interval takes a quarter of the rounds. */
	assert_in_range(rounds_until(0.04, 0.6, 1000, &stop), noisy / 8, noisy / 2);
}

static void it_stops_at_the_most_rounds(void **state)
{
	struct xnb_stop stop;
	char text[256];

	(void)state;
	assert_int_equal(rounds_until(0.001, 0.6, 25, &stop), 25);
	assert_int_equal(stop.reason, XNB_STOPPED_BY_COUNT);
	assert_true(stop.series.within < 2);
	assert_true(stop.series.widest > 0.001);
	xnb_stop_text(text, sizeof(text), &stop,
	              &(struct xnb_stop_rule){.until = 0.001, .most_rounds = 25});
	assert_non_null(strstr(text, "25 rounds"));
	assert_non_null(strstr(text, "0 of 2 timed series are within +-0.1 %"));
	assert_non_null(strstr(text, "the widest is +-"));
}

/* Emulated timings mean nothing, and exact series are what they are. */
static void without_anything_to_wait_for_the_plan_is_all(void **state)
{
	const struct xnb_stop_rule rule = {.until = 0.02, .most_rounds = 1000};
	struct xnb_stop stop = {.watches = false};
	struct xnb_watch watch = {0};
	struct xnb_error err;
	bool goes_on = true;
	uint64_t random = 1;
	char text[256];

	(void)state;
	assert_int_equal(xnb_stop_after_round(&stop, &goes_on, &rule, &watch, 3, &err),
	                 0);
	assert_false(goes_on);
	assert_int_equal(stop.reason, XNB_STOPPED_BY_PLAN);
	xnb_stop_text(text, sizeof(text), &stop, &rule);
	assert_non_null(strstr(text, "timings mean nothing here"));

	stop.watches = true;
	goes_on = true;
	assert_int_equal(xnb_stop_after_round(&stop, &goes_on, &rule, &watch, 3, &err),
	                 0);
	assert_false(goes_on);
	assert_int_equal(stop.reason, XNB_STOPPED_BY_PLAN);
	xnb_stop_text(text, sizeof(text), &stop, &rule);
	assert_non_null(strstr(text, "nothing timed was measured"));

	/* And without --until nobody looks. */
	add_round(&watch, "local", 0, 0.5, &random);
	stop.watches = false;
	goes_on = true;
	assert_int_equal(xnb_stop_after_round(&stop, &goes_on,
	                                      &(struct xnb_stop_rule){.most_rounds = 3},
	                                      &watch, 3, &err),
	                 0);
	assert_false(goes_on);
	xnb_stop_text(text, sizeof(text), &stop,
	              &(struct xnb_stop_rule){.most_rounds = 3});
	assert_string_equal(text, "all planned repetitions are done");
	xnb_watch_free(&watch);
}

/* A series of the nodes that a scheduler chose once is not waited for, and is counted. */
static void what_is_rare_does_not_hold_the_run_up(void **state)
{
	const struct xnb_stop_rule rule = {.until = 0.02, .most_rounds = 1000};
	struct xnb_stop stop = {.watches = true};
	struct xnb_watch watch = {0};
	struct xnb_error err;
	uint64_t random = 3;
	bool goes_on;
	char text[256];

	(void)state;
	for (int64_t block = 0; block < 32; block++) {
		add_round(&watch, "local", block, 0.001, &random);
		if (block % 4 == 0)
			add_round(&watch, "floating", block, 0.001, &random);
	}
	assert_int_equal(xnb_stop_after_round(&stop, &goes_on, &rule, &watch, 32, &err),
	                 0);
	assert_false(goes_on);
	assert_int_equal(stop.reason, XNB_STOPPED_PRECISE);
	assert_int_equal(stop.series.n, 2);
	assert_int_equal(stop.series.within, 1);
	assert_int_equal(stop.series.rare, 1);
	xnb_stop_text(text, sizeof(text), &stop, &rule);
	assert_non_null(strstr(text, "1 of 2 timed series are within +-2 %"));
	assert_non_null(strstr(text, "1 were in fewer than half of the rounds"));
	/* In half of the rounds it is no longer rare. */
	for (int64_t block = 32; block < 46; block++) {
		add_round(&watch, "local", block, 0.001, &random);
		add_round(&watch, "floating", block, 0.001, &random);
	}
	for (int64_t block = 46; block < 48; block++)
		add_round(&watch, "floating", block, 0.001, &random);
	assert_int_equal(xnb_stop_after_round(&stop, &goes_on, &rule, &watch, 48, &err),
	                 0);
	assert_true(goes_on);
	xnb_watch_free(&watch);
}

static void time_is_up_by_the_clock_it_is_given(void **state)
{
	const struct xnb_stop_rule rule = {.max_seconds = 600}, none = {0};

	(void)state;
	assert_false(xnb_stop_time_is_up(&rule, 5 * SECOND, 5 * SECOND));
	assert_false(xnb_stop_time_is_up(&rule, 5 * SECOND, 605 * SECOND - 1));
	assert_true(xnb_stop_time_is_up(&rule, 5 * SECOND, 605 * SECOND));
	assert_false(xnb_stop_time_is_up(&none, 0, UINT64_MAX));
}

static void the_text_says_what_is_missing_of_a_round(void **state)
{
	const struct xnb_stop_rule rule = {.max_seconds = 600, .most_rounds = 3};
	struct xnb_stop stop = {.reason = XNB_STOPPED_BY_TIME, .rounds = 2, .missing = 5};
	char text[256];

	(void)state;
	xnb_stop_text(text, sizeof(text), &stop, &rule);
	assert_string_equal(text, "the time of 600 s was over in round 2, of which 5 "
	                          "units are missing");
	stop.missing = 0;
	xnb_stop_text(text, sizeof(text), &stop, &rule);
	assert_string_equal(text, "the time of 600 s was over after round 2");
	/* A short buffer is cut, not overrun. */
	xnb_stop_text(text, 8, &stop, &rule);
	assert_string_equal(text, "the tim");
}

static void the_record_has_each_series(void **state)
{
	const struct xnb_stop_rule rule = {.until = 0.02, .most_rounds = 1000};
	struct xnb_stop stop = {.watches = true};
	struct xnb_watch watch = {0};
	struct xnb_error err;
	const json_t *series, *one;
	uint64_t random = 3;
	bool goes_on;
	json_t *json;

	(void)state;
	for (int64_t block = 0; block < 30; block++)
		add_round(&watch, "local", block, 0.001, &random);
	add_round(&watch, "remote", 29, 0.001, &random);
	assert_int_equal(xnb_stop_after_round(&stop, &goes_on, &rule, &watch, 30, &err),
	                 0);
	json = xnb_stop_json(&stop, &rule, &watch, "words");
	assert_string_equal(json_string_value(json_object_get(json, "reason")),
	                    xnb_stop_reason_word(XNB_STOPPED_PRECISE));
	assert_string_equal(json_string_value(json_object_get(json, "text")), "words");
	assert_int_equal(json_integer_value(json_object_get(json, "rounds")), 30);
	assert_true(json_real_value(json_object_get(json, "until")) == 0.02);
	series = json_object_get(json, "series");
	assert_int_equal(json_array_size(series), 2);
	one = json_array_get(series, 0);
	assert_string_equal(json_string_value(json_object_get(one, "scenario")), "local");
	assert_int_equal(json_integer_value(json_object_get(one, "units")), 30);
	assert_int_equal(json_integer_value(json_object_get(one, "values")), 300);
	assert_true(json_is_true(json_object_get(one, "within")));
	assert_true(json_real_value(json_object_get(one, "half_width")) < 0.02);
	one = json_array_get(series, 1);
	assert_true(json_is_false(json_object_get(one, "within")));
	assert_true(json_is_null(json_object_get(one, "half_width")));
	assert_string_equal(json_string_value(json_object_get(one, "lacks")),
	                    xnb_stop_lack_text(XNB_STOP_LACKS_UNITS));
	json_decref(json);
	xnb_watch_free(&watch);
}

/* Two kinds, one a hundred times as long as the other. */
static void the_time_left_knows_the_kinds(void **state)
{
	struct xnb_unit units[] = {
	    {.experiment = &xnb_experiment_bandwidth, .kind = 0},
	    {.experiment = &xnb_experiment_placement, .kind = 1},
	    {.experiment = &xnb_experiment_placement, .block = 1, .kind = 1},
	    {.experiment = &xnb_experiment_bandwidth, .block = 1, .kind = 0},
	};
	const struct xnb_plan plan = {
	    .units = units, .n = 4, .rounds = 2, .per_round = 2};
	const struct xnb_unit_state states[4] = {{0}};
	struct xnb_stop_rule rule = {0};
	struct xnb_progress p;

	(void)state;
	xnb_progress_begin(&p, &plan, states, &rule, 0);
	p.said_ns = 1; /* tell nobody */
	p.terminal = false;
	assert_true(isnan(xnb_progress_left(&p, 0)));
	xnb_progress_unit(&p, &units[0], 1);
	xnb_progress_done(&p, &units[0], 100 * SECOND + 1);
	/* Nothing is known of the other kind yet: as long as this one. */
	assert_near(xnb_progress_left(&p, 100 * SECOND), 300, 1e-6);
	p.said_ns = 100 * SECOND;
	xnb_progress_unit(&p, &units[1], 100 * SECOND + 1);
	xnb_progress_done(&p, &units[1], 101 * SECOND + 1);
	assert_near(xnb_progress_left(&p, 101 * SECOND), 101, 1e-6);
	p.said_ns = 101 * SECOND;
	xnb_progress_unit(&p, &units[2], 101 * SECOND + 1);
	xnb_progress_done(&p, &units[2], 102 * SECOND + 1);
	assert_near(xnb_progress_left(&p, 102 * SECOND), 100, 1e-6);
	/* A limit of time, and rounds that nobody knows. */
	p.max_seconds = 150;
	assert_near(xnb_progress_left(&p, 102 * SECOND), 48, 1e-6);
	p.open_end = true;
	p.max_seconds = 0;
	assert_true(isnan(xnb_progress_left(&p, 102 * SECOND)));
	xnb_progress_end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_timed_series_with_a_direction_count),
	    cmocka_unit_test(each_series_has_its_own_spans),
	    cmocka_unit_test(series_are_found_again_among_many),
	    cmocka_unit_test(long_spans_are_kept_as_means),
	    cmocka_unit_test(it_stops_when_every_interval_is_narrow),
	    cmocka_unit_test(it_stops_at_the_most_rounds),
	    cmocka_unit_test(without_anything_to_wait_for_the_plan_is_all),
	    cmocka_unit_test(what_is_rare_does_not_hold_the_run_up),
	    cmocka_unit_test(time_is_up_by_the_clock_it_is_given),
	    cmocka_unit_test(the_text_says_what_is_missing_of_a_round),
	    cmocka_unit_test(the_record_has_each_series),
	    cmocka_unit_test(the_time_left_knows_the_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
