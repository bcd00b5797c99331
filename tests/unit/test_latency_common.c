/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points of a loaded latency, from samples written by hand: one tick is a nanosecond. */
#include "tests/unit/test.h"

#include "bench/latency_common.h"
#include "bench/warnings.h"
#include "workloads/chase.h"
#include "workloads/jobs.h"
#include "workloads/kernels.h"

#include <stdlib.h>
#include <string.h>

enum { MEMBERS = 3, DELAYS = 2, REPETITIONS = 4, ENTRIES = MEMBERS * REPETITIONS };

/* A warm-up and a sample of each of two delays, the second of which is none at all. */
static struct xnb_job job;
static struct xnb_mailbox *box;
static struct xnb_raw_sample ring[ENTRIES];
static struct xnb_evidence evidence;
static struct xnb_judged_job judged;
static struct xnb_calibrated calibrated; /* nothing was: only the overlap can tell */

static struct xnb_raw_sample *sample(uint32_t repetition, uint32_t member)
{
	return &ring[repetition * MEMBERS + member];
}

/* The chaser makes 1000 loads in 100 us, each injector 51200 elements in 90 us. */
static int honest(void **state)
{
	(void)state;
	job = (struct xnb_job){.kind = XNB_JOB_LOADED,
	                       .kernel = xnb_kernel_index(xnb_kernel_find("copy")),
	                       .vcpus = MEMBERS,
	                       .bytes = 64 << 20,
	                       .chase_bytes = 32 << 20,
	                       .duration_ns = 100000,
	                       .samples = 2,
	                       .warmups = 2,
	                       .n_delays = DELAYS,
	                       .delays = {32, XNB_DELAY_NEVER}};
	xnb_mailbox_init(box, MEMBERS, XNB_GPA_BUFFER + job.bytes);
	box->max_samples = ENTRIES;
	box->n_jobs = 1;
	box->jobs[0] = job;
	box->jobs[0].status = XNB_STATUS_DONE;
	box->jobs[0].n_samples = ENTRIES;
	for (uint32_t i = 0; i < ENTRIES; i++) {
		const uint32_t r = i / MEMBERS, m = i % MEMBERS;

		ring[i] = (struct xnb_raw_sample){.member = (uint16_t)m,
		                                  .start = 1000000ull * (r + 1),
		                                  .end = 1000000ull * (r + 1) +
		                                         (m ? 90000 : 100000),
		                                  .done = m == 0            ? 1000
		                                          : r % DELAYS == 0 ? 51200
		                                                            : 0};
	}
	evidence =
	    (struct xnb_evidence){.mailbox = box,
	                          .ring = ring,
	                          .ring_entries = ENTRIES,
	                          .limits = {.cpu_khz = 1000000, .wall_ns = 1000000000},
	                          .calibrated = &calibrated};
	return 0;
}

static void judge(void)
{
	struct xnb_error err;

	assert_int_equal(xnb_judge_job(&judged, &evidence, 0, &job, &err), 0);
}

static void close_to(double value, double expected)
{
	assert_true(value > expected * 0.999999 && value < expected * 1.000001);
}

/* 16 B of each element of `copy`, twice 51200 of them in 90 us. */
static void a_point_is_of_chaser_and_injectors(void **state)
{
	struct xnb_loaded_point point;

	(void)state;
	judge();
	assert_int_equal(xnb_loaded_point(&point, &evidence, 0, &job, &judged, 0), 0);
	close_to(point.latency_ns, 100);
	close_to(point.bandwidth, 2 * 51200 * 16 / 90e-6);
	close_to(point.overlap, 0.9);
}

/* The slower of the injectors counts, also where it comes later. */
static void bandwidth_is_from_first_start_to_last_end(void **state)
{
	struct xnb_loaded_point point;

	(void)state;
	sample(2, 1)->start -= 10000;
	sample(2, 2)->end += 10000;
	judge();
	assert_int_equal(xnb_loaded_point(&point, &evidence, 0, &job, &judged, 2), 0);
	close_to(point.bandwidth, 2 * 51200 * 16 / 110e-6);
}

static void a_chase_without_loads_is_no_point(void **state)
{
	struct xnb_loaded_point point;

	(void)state;
	sample(0, 0)->done = 0;
	sample(1, 0)->end = sample(1, 0)->start;
	judge();
	assert_int_equal(xnb_loaded_point(&point, &evidence, 0, &job, &judged, 0), -1);
	assert_int_equal(xnb_loaded_point(&point, &evidence, 0, &job, &judged, 1), -1);
	assert_int_equal(xnb_loaded_point(&point, &evidence, 0, &job, &judged, 2), 0);
}

/* ---- what is written ---- */

struct row {
	char item[16], params[64], metric[16], unit[8], flags[64];
	double value;
	int64_t iteration;
	bool warmup;
};

static struct row rows[64];
static size_t n_rows;

static int take(void *arg, const struct xnb_value *value, struct xnb_error *err)
{
	struct row *row = &rows[n_rows++];

	(void)arg;
	(void)err;
	assert_true(n_rows < sizeof(rows) / sizeof(rows[0]));
	*row = (struct row){.value = value->value,
	                    .iteration = value->iteration,
	                    .warmup = value->warmup};
	strncpy(row->item, value->item, sizeof(row->item) - 1);
	strncpy(row->params, value->params, sizeof(row->params) - 1);
	strncpy(row->metric, value->metric, sizeof(row->metric) - 1);
	strncpy(row->unit, value->unit, sizeof(row->unit) - 1);
	strncpy(row->flags, value->flag ? value->flag : "", sizeof(row->flags) - 1);
	return 0;
}

static struct xnb_warnings warnings;

static void emit(void)
{
	struct xnb_session session = {.warnings = &warnings};
	struct xnb_measure measure = {.job = job, .item = XNB_ITEM_CHASE};
	struct xnb_measured measured = {.session = &session,
	                                .measure = &measure,
	                                .judged = &judged,
	                                .who = "team 0 (local)",
	                                .cpu_node = "0",
	                                .flag = "",
	                                .emit = take};
	struct xnb_error err;

	n_rows = 0;
	judge();
	assert_int_equal(xnb_params_set(&measure.params, "kernel", "copy", &err), 0);
	assert_int_equal(xnb_loaded_emit(&measured, &evidence, 0, &err), 0);
}

static void is_row(const struct row *row, const char *item, const char *params,
                   const char *metric, const char *unit, double value)
{
	assert_string_equal(row->item, item);
	assert_string_equal(row->params, params);
	assert_string_equal(row->metric, metric);
	assert_string_equal(row->unit, unit);
	close_to(row->value, value);
}

/* Each delay counts its own repetitions; of a rate of nothing nothing is said, nor of
 * being there with nothing. */
static void each_delay_is_a_series(void **state)
{
	(void)state;
	emit();
	assert_int_equal(n_rows, 8);
	for (int64_t i = 0; i < 2; i++) {
		const struct row *row = &rows[4 * i];

		is_row(row, "chase", "delay=32;kernel=copy", "latency", "ns", 100);
		is_row(row + 1, "inject", "delay=32;kernel=copy", "bandwidth", "B/s",
		       2 * 51200 * 16 / 90e-6);
		is_row(row + 2, "inject", "delay=32;kernel=copy", "overlap", "1", 0.9);
		is_row(row + 3, "chase", "delay=idle;kernel=copy", "latency", "ns", 100);
		for (int k = 0; k < 4; k++) {
			assert_int_equal(row[k].iteration, i);
			assert_int_equal(row[k].warmup, i == 0);
			assert_string_equal(row[k].flags,
			                    k == 3 ? "" : "partial-overlap");
		}
	}
}

static void what_coincides_has_no_flag(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < ENTRIES; i++)
		ring[i].end = ring[i].start + (ring[i].member ? 95500 : 100000);
	emit();
	assert_int_equal(n_rows, 8);
	close_to(rows[2].value, 0.955);
	for (size_t i = 0; i < n_rows; i++)
		assert_string_equal(rows[i].flags, "");
}

static void a_job_that_was_wrong_says_so(void **state)
{
	(void)state;
	box->jobs[0].status = XNB_STATUS_WRONG;
	emit();
	assert_int_equal(n_rows, 9);
	assert_string_equal(rows[0].metric, "status");
	assert_non_null(strstr(rows[1].flags, xnb_judgement_flags[XNB_JUDGED_WRONG]));
	box->jobs[0].status = XNB_STATUS_REFUSED;
	emit();
	assert_int_equal(n_rows, 1);
	assert_string_equal(rows[0].metric, "status");
}

/* More loads than a core can make in that time. */
static void what_cannot_be_is_flagged(void **state)
{
	(void)state;
	sample(2, 0)->done = 10000000;
	emit();
	for (size_t i = 0; i < n_rows; i++)
		if (rows[i].iteration == 1 && strstr(rows[i].params, "delay=32") &&
		    strcmp(rows[i].metric, "status") != 0)
			assert_non_null(strstr(rows[i].flags, "implausible"));
	assert_int_equal(n_rows, 9);
	assert_string_equal(rows[0].metric, "status");
}

/* Nothing is made of what cannot be, and it is told of all the same. */
static void what_is_no_point_is_a_status(void **state)
{
	(void)state;
	sample(2, 0)->end = sample(2, 0)->start - 1;
	emit();
	assert_int_equal(n_rows, 6);
	assert_string_equal(rows[0].metric, "status");
	assert_int_equal(rows[0].iteration, 2);
	honest(NULL);
	sample(2, 0)->done = 0;
	emit();
	assert_int_equal(n_rows, 6);
	assert_string_equal(rows[0].metric, "status");
	assert_string_equal(rows[0].flags, "implausible");
}

/* ---- the sweep ---- */

static void a_sweep_goes_from_full_load_to_none(void **state)
{
	struct xnb_job sweep = {.delay = 7};

	(void)state;
	assert_int_equal(xnb_job_delay(&sweep, 5), 7);
	xnb_sweep_delays(&sweep, 3, 1);
	assert_true(xnb_n_delays >= 9 && xnb_n_delays <= XNB_MAX_DELAYS);
	assert_int_equal(sweep.samples, 3 * xnb_n_delays);
	assert_int_equal(sweep.warmups, xnb_n_delays);
	assert_int_equal(xnb_job_delay(&sweep, 0), 0);
	assert_true(xnb_job_delay(&sweep, xnb_n_delays - 1) == XNB_DELAY_NEVER);
	for (uint32_t i = 1; i < xnb_n_delays; i++) {
		assert_true(xnb_job_delay(&sweep, i - 1) < xnb_job_delay(&sweep, i));
		assert_true(xnb_job_delay(&sweep, i) ==
		            xnb_job_delay(&sweep, i + 2 * xnb_n_delays));
	}
}

static void injectors_are_kernels(void **state)
{
	(void)state;
	for (size_t i = 0; xnb_injectors[i]; i++)
		assert_non_null(xnb_kernel_find(xnb_injectors[i]));
}

static void a_chase_needs_two_lines(void **state)
{
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_chase_fits("latency", 2 * XNB_CHASE_LINE, &err), 0);
	assert_int_equal(xnb_chase_fits("latency", 2 * XNB_CHASE_LINE - 1, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "127"));
	assert_int_equal(xnb_chase_fits("latency", ((uint64_t)1 << 38) - 1, &err), 0);
	assert_int_equal(xnb_chase_fits("latency", (uint64_t)1 << 38, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
}

/* Of 100 seeds and domains no two have one chain, and each has it again. */
static void chains_differ_and_come_again(void **state)
{
	uint64_t seen[100];

	(void)state;
	for (uint64_t i = 0; i < 100; i++) {
		const struct xnb_session session = {.seed = 5 + i / 10};

		seen[i] = xnb_chain_seed(&session, (int64_t)i % 10);
		assert_true(seen[i] == xnb_chain_seed(&session, (int64_t)i % 10));
		for (uint64_t k = 0; k < i; k++)
			assert_true(seen[i] != seen[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_point_is_of_chaser_and_injectors, honest),
	    cmocka_unit_test_setup(bandwidth_is_from_first_start_to_last_end, honest),
	    cmocka_unit_test_setup(a_chase_without_loads_is_no_point, honest),
	    cmocka_unit_test_setup(each_delay_is_a_series, honest),
	    cmocka_unit_test_setup(what_coincides_has_no_flag, honest),
	    cmocka_unit_test_setup(a_job_that_was_wrong_says_so, honest),
	    cmocka_unit_test_setup(what_cannot_be_is_flagged, honest),
	    cmocka_unit_test_setup(what_is_no_point_is_a_status, honest),
	    cmocka_unit_test(a_sweep_goes_from_full_load_to_none),
	    cmocka_unit_test(injectors_are_kernels),
	    cmocka_unit_test(a_chase_needs_two_lines),
	    cmocka_unit_test(chains_differ_and_come_again),
	};
	int result;

	box = calloc(1, sizeof(*box));
	if (!box)
		return 1;
	result = cmocka_run_group_tests(tests, NULL, NULL);
	xnb_warnings_free(&warnings);
	xnb_calibrated_free(&calibrated);
	free(box);
	return result;
}
