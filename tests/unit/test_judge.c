/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a domain may write into its mailbox, and what is made of it. The mailboxes are
 * written by hand, as a payload of ill will would. */
#include "tests/unit/test.h"

#include "bench/domains/guests.h"
#include "bench/domains/jobs.h"
#include "bench/domains/tables.h"
#include "bench/domains/workload.h"
#include "bench/judge.h"

#include <stdlib.h>
#include <string.h>

/* One job of 2 samples on 2 vCPUs, 1 GiB each; a TSC of 1 GHz, one tick a nanosecond. */
static const struct xnb_job ordered = {.kind = XNB_JOB_KERNEL,
                                       .vcpus = 2,
                                       .samples = 2,
                                       .iterations = 1,
                                       .bytes = (uint64_t)2 << 30};
static const uint64_t elements = 1 << 27; /* of `load` */
static const struct xnb_limits limits = {.cpu_khz = 1000000, .wall_ns = 2000000000};

static struct xnb_mailbox *box;
static struct xnb_judged_job judged;

static struct xnb_raw_sample *ring(void)
{
	return xnb_mailbox_ring(box);
}

/* As an honest payload leaves it: 100 to 103 ms. */
static int honest(void **state)
{
	(void)state;
	memset(box, 0, XNB_MAILBOX_BYTES);
	xnb_mailbox_init(box, 2, 4 << 20);
	box->n_jobs = 1;
	box->jobs[0] = ordered;
	box->jobs[0].status = XNB_STATUS_DONE;
	box->jobs[0].n_samples = 4;
	for (uint32_t i = 0; i < 4; i++)
		ring()[i] = (struct xnb_raw_sample){.job = 0,
		                                    .member = i % 2,
		                                    .start = 1000,
		                                    .end = 1000 + 100000000 + i * 1000000,
		                                    .done = elements};
	return 0;
}

static void judge_order(const struct xnb_job *order, enum xnb_ending ending)
{
	const struct xnb_evidence evidence = xnb_evidence_of(box, ending, &limits);
	struct xnb_error err;

	memset(&judged, 0xee, sizeof(judged));
	assert_int_equal(xnb_judge_job(&judged, &evidence, 0, order, &err), 0);
}

static void judge(enum xnb_ending ending)
{
	judge_order(&ordered, ending);
}

static void the_slowest_vcpu_is_the_time(void **state)
{
	(void)state;
	judge(XNB_ENDING_FINISHED);
	assert_int_equal(judged.judgement, XNB_JUDGED_GOOD);
	assert_int_equal(judged.samples, 2);
	assert_true(judged.seconds[0] == 0.101);
	assert_true(judged.seconds[1] == 0.103);
	assert_false(judged.implausible[0]);
	assert_false(judged.implausible[1]);
}

/* Two vCPUs on one pCPU: the second share begins when the first is through. */
static void shares_in_turn_take_the_time_of_both(void **state)
{
	(void)state;
	ring()[0].start = 5000, ring()[0].end = 5000 + 100000000;
	ring()[1].start = ring()[0].end + 1000,
	ring()[1].end = ring()[1].start + 99999000;
	judge(XNB_ENDING_FINISHED);
	assert_true(judged.seconds[0] == 0.2);
	/* In any order, and partly at the same time. */
	ring()[2].start = 50001000, ring()[2].end = 130001000;
	ring()[3].start = 1000, ring()[3].end = 80001000;
	judge(XNB_ENDING_FINISHED);
	assert_true(judged.seconds[1] == 0.13);
	assert_false(judged.implausible[0]);
	assert_false(judged.implausible[1]);
}

/* One warm-up, then one sample: as two repetitions, the warm-up first. */
static void warmups_are_judged_like_samples(void **state)
{
	const struct xnb_job order = {.kind = XNB_JOB_KERNEL,
	                              .vcpus = 2,
	                              .samples = 1,
	                              .warmups = 1,
	                              .iterations = 1,
	                              .bytes = ordered.bytes};

	(void)state;
	ring()[0].end = 0;
	judge_order(&order, XNB_ENDING_FINISHED);
	assert_int_equal(judged.samples, 2);
	assert_true(judged.implausible[0]);
	assert_false(judged.implausible[1]);
	assert_true(judged.seconds[1] == 0.103);
}

/* By hand, at 1 us an element and 10 us a line. */
static void a_list_of_jobs_has_a_limit(void **state)
{
	struct xnb_job jobs[] = {{.kind = XNB_JOB_KERNEL,
	                          .bytes = 8000000,
	                          .iterations = 2,
	                          .samples = 3,
	                          .warmups = 1},
	                         {.kind = XNB_JOB_CHASE,
	                          .bytes = 6400000,
	                          .iterations = 200000,
	                          .samples = 3,
	                          .warmups = 1}};
	const struct xnb_jobs_request request = {
	    .jobs = jobs, .n_jobs = 2, .watchdog_seconds = 20};
	double seconds;

	(void)state;
	seconds = xnb_jobs_limit_seconds(&request);
	/* 20 + 1 x (4 x 2 + 4) + (100000 x 4 + 4 x 200000) / 100000 */
	assert_true(seconds > 43.99 && seconds < 44.01);
}

/* By hand: ten times 300 periods of 1 ms; 5e8 ticks at 100 MHz; 40 calls of 0.1 s. */
static void each_kind_of_job_has_its_limit(void **state)
{
	struct xnb_job jobs[] = {
	    {.kind = XNB_JOB_IDLE, .iterations = 100, .period_ns = 1000000, .samples = 3},
	    {.kind = XNB_JOB_BUSY, .iterations = 500000000, .samples = 1},
	    {.kind = XNB_JOB_HYPERCALL, .iterations = 1, .samples = 40},
	    {.kind = XNB_JOB_HANG, .iterations = 1, .samples = 1}};
	const struct xnb_jobs_request request = {
	    .jobs = jobs, .n_jobs = 4, .watchdog_seconds = 20};
	double seconds;

	(void)state;
	seconds = xnb_jobs_limit_seconds(&request);
	assert_true(seconds > 31.99 && seconds < 32.01);
}

static void a_wrong_result_is_said(void **state)
{
	(void)state;
	box->jobs[0].status = XNB_STATUS_WRONG;
	judge(XNB_ENDING_FINISHED);
	assert_int_equal(judged.judgement, XNB_JUDGED_WRONG);
	assert_int_equal(judged.samples, 2);
}

static void counts_beyond_the_ring_are_not_followed(void **state)
{
	static const struct {
		uint32_t first, n;
	} claims[] = {
	    {0, 5},
	    {0, 3},
	    {0, UINT32_MAX},
	    {UINT32_MAX, 4},
	    {UINT32_MAX - 1, 4},
	    {(uint32_t)XNB_RING_ENTRIES - 3, 4},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		box->jobs[0].first_sample = claims[i].first;
		box->jobs[0].n_samples = claims[i].n;
		judge(XNB_ENDING_FINISHED);
		assert_int_equal(judged.judgement, XNB_JUDGED_IMPLAUSIBLE);
		assert_int_equal(judged.samples, 0);
	}
}

static void times_that_cannot_be_are_implausible(void **state)
{
	static const struct {
		uint64_t start, end;
	} times[] = {
	    {1000, 999},                 /* ends before it begins */
	    {1000, 1000},                /* takes no time */
	    {1000, 1000 + 1000000},      /* 1 TiB/s on one vCPU of 1 GHz */
	    {1000, 1000 + 2250000000ul}, /* longer than the domain lived */
	    {0, UINT64_MAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		for (uint32_t v = 0; v < 2; v++) {
			ring()[v].start = times[i].start;
			ring()[v].end = times[i].end;
		}
		judge(XNB_ENDING_FINISHED);
		assert_int_equal(judged.samples, 2);
		assert_true(judged.implausible[0]);
		assert_false(judged.implausible[1]);
	}
}

static void samples_of_others_do_not_count(void **state)
{
	(void)state;
	ring()[0].member = 7;
	ring()[3].job = 1;
	judge(XNB_ENDING_FINISHED);
	assert_true(judged.implausible[0]);
	assert_true(judged.implausible[1]);
}

/* A dependent load takes a cycle at the very least. */
static void a_chase_has_its_own_bound(void **state)
{
	struct xnb_job chase = {
	    .kind = XNB_JOB_CHASE, .vcpus = 1, .samples = 1, .iterations = 1000};

	(void)state;
	box->jobs[0].n_samples = 1;
	ring()[0].done = 1000;
	ring()[0].end = ring()[0].start + 499;
	judge_order(&chase, XNB_ENDING_FINISHED);
	assert_true(judged.implausible[0]);
	ring()[0].end = ring()[0].start + 500;
	judge_order(&chase, XNB_ENDING_FINISHED);
	assert_false(judged.implausible[0]);
}

/* Three calls of one vCPU, 10, 20 and 30 us. */
static const struct xnb_job called = {
    .kind = XNB_JOB_HYPERCALL, .vcpus = 1, .samples = 3, .iterations = 1};

static void honest_calls(void)
{
	box->jobs[0] = called;
	box->jobs[0].status = XNB_STATUS_DONE;
	box->jobs[0].n_samples = 3;
	box->jobs[0].first_sample = 1;
	for (uint32_t i = 0; i < 3; i++)
		ring()[1 + i] =
		    (struct xnb_raw_sample){.start = 500, .end = 500 + 10000 * (i + 1)};
}

static enum xnb_judgement judge_calls(uint64_t *ticks)
{
	const struct xnb_evidence evidence =
	    xnb_evidence_of(box, XNB_ENDING_FINISHED, &limits);

	return xnb_judge_calls(ticks, &evidence, 0, &called);
}

static void each_call_has_its_ticks(void **state)
{
	uint64_t ticks[3] = {0};

	(void)state;
	honest_calls();
	assert_int_equal(judge_calls(ticks), XNB_JUDGED_GOOD);
	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(ticks[i], 10000 * (i + 1));
}

static void calls_that_cannot_be_are_implausible(void **state)
{
	uint64_t ticks[3];

	(void)state;
	honest_calls();
	ring()[2].end = ring()[2].start;
	assert_int_equal(judge_calls(ticks), XNB_JUDGED_IMPLAUSIBLE);
	honest_calls();
	ring()[3].job = 1;
	assert_int_equal(judge_calls(ticks), XNB_JUDGED_IMPLAUSIBLE);
	honest_calls();
	box->jobs[0].first_sample = XNB_RING_ENTRIES - 2;
	assert_int_equal(judge_calls(ticks), XNB_JUDGED_IMPLAUSIBLE);
	/* Each of them possible, and together longer than the domain lived. */
	honest_calls();
	for (uint32_t i = 1; i < 4; i++)
		ring()[i].end = ring()[i].start + 750000000;
	assert_int_equal(judge_calls(ticks), XNB_JUDGED_IMPLAUSIBLE);
	honest_calls();
	box->jobs[0].status = XNB_STATUS_WRONG;
	assert_int_equal(judge_calls(ticks), XNB_JUDGED_WRONG);
}

/* Shorter than ordered was not done; a sleep goes by the common clock. */
static void work_and_sleep_last_as_ordered(void **state)
{
	struct xnb_job job = ordered;

	(void)state;
	job.kind = XNB_JOB_BUSY;
	job.iterations = 102000000;
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_true(judged.implausible[0]);
	assert_false(judged.implausible[1]);
	job.kind = XNB_JOB_IDLE;
	job.iterations = 10;
	job.period_ns = 12700000;
	for (uint32_t i = 0; i < 4; i++) {
		ring()[i].done = 10;
		ring()[i].start_ns = 5000;
		ring()[i].end_ns = 5000 + ring()[i].end - ring()[i].start;
	}
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_true(judged.implausible[0]);
	assert_false(judged.implausible[1]);
}

/* More or less than ordered was not what was ordered. */
static void what_is_done_is_what_was_ordered(void **state)
{
	(void)state;
	ring()[1].done = elements - 1;
	ring()[2].done = elements + 1;
	judge(XNB_ENDING_FINISHED);
	assert_true(judged.implausible[0]);
	assert_true(judged.implausible[1]);
	ring()[1].done = ring()[2].done = elements;
	judge(XNB_ENDING_FINISHED);
	assert_false(judged.implausible[0]);
	assert_false(judged.implausible[1]);
	assert_int_equal(judged.done[0], 2 * elements);
}

/* Of a time any amount, but no more than can be: 512 B a tick, 8 B an element. */
static void what_is_done_in_a_time_is_possible(void **state)
{
	struct xnb_job job = ordered;

	(void)state;
	job.duration_ns = 100000000;
	job.iterations = 0;
	for (uint32_t i = 0; i < 4; i++)
		ring()[i].done = 100000000ul * 512 / 8;
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_false(judged.implausible[0]);
	ring()[0].done++;
	ring()[3].done = 0;
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_true(judged.implausible[0]);
	assert_true(judged.implausible[1]);
}

/* Member 0 makes loads, the other moves bytes: 2 and 64 of them a tick. */
static void both_parts_of_a_loaded_chase_are_bounded(void **state)
{
	struct xnb_job job = {.kind = XNB_JOB_LOADED,
	                      .vcpus = 2,
	                      .samples = 2,
	                      .duration_ns = 100000000,
	                      .bytes = ordered.bytes,
	                      .chase_bytes = 4096};

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		ring()[i].end = ring()[i].start + 1000;
	ring()[0].done = ring()[2].done = 2000;
	ring()[1].done = ring()[3].done = 64000;
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_false(judged.implausible[0]);
	ring()[0].done = 2001;
	ring()[3].done = 64001;
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_true(judged.implausible[0]);
	assert_true(judged.implausible[1]);
	/* Who injects may wait all the time; who chases does not. */
	ring()[0].done = 2000, ring()[1].done = 0;
	ring()[2].done = 0, ring()[3].done = 64000;
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_false(judged.implausible[0]);
	assert_true(judged.implausible[1]);
}

static void a_transfer_takes_some_ticks(void **state)
{
	const struct xnb_job job = {
	    .kind = XNB_JOB_PINGPONG, .vcpus = 2, .samples = 2, .iterations = 1000};

	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		ring()[i].done = 1000;
		ring()[i].end = ring()[i].start + (i < 2 ? 8000 : 7999);
	}
	judge_order(&job, XNB_ENDING_FINISHED);
	assert_false(judged.implausible[0]);
	assert_true(judged.implausible[1]);
}

static void each_ending_has_its_word(void **state)
{
	static const struct {
		uint32_t status;
		enum xnb_ending ending;
		enum xnb_judgement judgement;
	} cases[] = {
	    {XNB_STATUS_RUNNING, XNB_ENDING_HUNG, XNB_JUDGED_HUNG},
	    {XNB_STATUS_RUNNING, XNB_ENDING_CRASHED, XNB_JUDGED_CRASHED},
	    {XNB_STATUS_RUNNING, XNB_ENDING_FINISHED, XNB_JUDGED_IMPLAUSIBLE},
	    {XNB_STATUS_PENDING, XNB_ENDING_HUNG, XNB_JUDGED_NOT_RUN},
	    {XNB_STATUS_PENDING, XNB_ENDING_CRASHED, XNB_JUDGED_NOT_RUN},
	    {XNB_STATUS_PENDING, XNB_ENDING_REFUSED, XNB_JUDGED_NOT_RUN},
	    {XNB_STATUS_PENDING, XNB_ENDING_FINISHED, XNB_JUDGED_IMPLAUSIBLE},
	    {XNB_STATUS_UNSUPPORTED, XNB_ENDING_FINISHED, XNB_JUDGED_UNSUPPORTED},
	    {XNB_STATUS_REFUSED, XNB_ENDING_FINISHED, XNB_JUDGED_REFUSED},
	    {XNB_STATUS_ALONE, XNB_ENDING_FINISHED, XNB_JUDGED_NOT_RUN},
	    {4711, XNB_ENDING_FINISHED, XNB_JUDGED_IMPLAUSIBLE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		box->jobs[0].status = cases[i].status;
		judge(cases[i].ending);
		assert_int_equal(judged.judgement, cases[i].judgement);
		assert_int_equal(judged.samples, 0);
		assert_int_equal(judged.status, cases[i].status);
	}
}

/* Done before the domain crashed in a later job: a good sample. */
static void what_was_done_before_a_crash_counts(void **state)
{
	(void)state;
	judge(XNB_ENDING_CRASHED);
	assert_int_equal(judged.judgement, XNB_JUDGED_GOOD);
	assert_int_equal(judged.samples, 2);
}

static void guests_and_leftovers_are_named(void **state)
{
	const struct xnb_domain_entry domains[] = {
	    {.domid = 3}, {.domid = 5, .ours = true}, {.domid = 9}};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_judge_guests(domains, 0, false, &err), 0);
	assert_int_equal(xnb_judge_guests(domains, 1, false, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "guest 3:"));
	assert_non_null(strstr(err.text, "--shared-host"));
	assert_int_equal(xnb_judge_guests(domains, 1, true, &err), 0);
	/* What a killed run left is in the way even on a shared host. */
	assert_int_equal(xnb_judge_guests(domains, 3, true, &err), -1);
	assert_non_null(strstr(err.text, "domain 5:"));
	assert_non_null(strstr(err.text, "cleanup"));
}

static void vcpus_that_must_take_turns_are_told(void **state)
{
	struct xnb_host_node nodes[] = {{.id = 0, .n_cpus = 4}, {.id = 2, .n_cpus = 1}};
	const struct xnb_host host = {.nodes = nodes, .n_nodes = 2};
	const struct xnb_scenario *pinned = xnb_scenario_find("hard");
	const struct xnb_scenario *free_to_go = xnb_scenario_find("floating");

	(void)state;
	assert_false(xnb_is_overcommitted(&host, pinned, 0, 4));
	assert_true(xnb_is_overcommitted(&host, pinned, 0, 5));
	assert_false(xnb_is_overcommitted(&host, pinned, 2, 1));
	assert_true(xnb_is_overcommitted(&host, pinned, 2, 2));
	assert_false(xnb_is_overcommitted(&host, free_to_go, 2, 5));
	assert_true(xnb_is_overcommitted(&host, free_to_go, 2, 6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_slowest_vcpu_is_the_time, honest),
	    cmocka_unit_test_setup(shares_in_turn_take_the_time_of_both, honest),
	    cmocka_unit_test_setup(warmups_are_judged_like_samples, honest),
	    cmocka_unit_test(a_list_of_jobs_has_a_limit),
	    cmocka_unit_test(each_kind_of_job_has_its_limit),
	    cmocka_unit_test_setup(a_wrong_result_is_said, honest),
	    cmocka_unit_test_setup(counts_beyond_the_ring_are_not_followed, honest),
	    cmocka_unit_test_setup(times_that_cannot_be_are_implausible, honest),
	    cmocka_unit_test_setup(samples_of_others_do_not_count, honest),
	    cmocka_unit_test_setup(a_chase_has_its_own_bound, honest),
	    cmocka_unit_test_setup(work_and_sleep_last_as_ordered, honest),
	    cmocka_unit_test_setup(what_is_done_is_what_was_ordered, honest),
	    cmocka_unit_test_setup(what_is_done_in_a_time_is_possible, honest),
	    cmocka_unit_test_setup(both_parts_of_a_loaded_chase_are_bounded, honest),
	    cmocka_unit_test_setup(a_transfer_takes_some_ticks, honest),
	    cmocka_unit_test_setup(each_call_has_its_ticks, honest),
	    cmocka_unit_test_setup(calls_that_cannot_be_are_implausible, honest),
	    cmocka_unit_test_setup(each_ending_has_its_word, honest),
	    cmocka_unit_test_setup(what_was_done_before_a_crash_counts, honest),
	    cmocka_unit_test(vcpus_that_must_take_turns_are_told),
	    cmocka_unit_test(guests_and_leftovers_are_named),
	};
	int failed;

	box = malloc(XNB_MAILBOX_BYTES);
	if (!box)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(box);
	return failed;
}
