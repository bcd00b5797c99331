/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a repetition's samples makes it a disturbed one, and how far its parts overlap.
 */
#include "tests/unit/test.h"

#include "bench/judge.h"
#include "bench/overlap.h"
#include "rundir/flags.h"

#include <stdlib.h>
#include <string.h>

/* One repetition a job, of 3 vCPUs; a TSC of 1 GHz. */
static const struct xnb_job ordered = {.kind = XNB_JOB_LOADED,
                                       .vcpus = 3,
                                       .samples = 1,
                                       .duration_ns = 1000000,
                                       .bytes = 1 << 20,
                                       .chase_bytes = 1 << 19};

struct desk {
	struct xnb_mailbox mailbox;
	struct xnb_raw_sample ring[6];
	struct xnb_calibrated calibrated;
	struct xnb_evidence evidence;
	struct xnb_judged_job judged;
};

/* All three from 1000 to 1001000, at the speed of always: nothing to find. */
static int quiet(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));

	if (!d)
		return -1;
	xnb_mailbox_init(&d->mailbox, 3, 4 << 20);
	d->mailbox.jobs[0] = ordered;
	d->mailbox.jobs[0].status = XNB_STATUS_DONE;
	d->mailbox.jobs[0].first_sample = 1;
	d->mailbox.jobs[0].n_samples = 3;
	for (uint16_t m = 0; m < 3; m++)
		d->ring[1 + m] = (struct xnb_raw_sample){.member = m,
		                                         .start = 1000,
		                                         .end = 1001000,
		                                         .start_ns = 7001000,
		                                         .end_ns = 8001000,
		                                         .done = 512,
		                                         .clock_ticks = 10000,
		                                         .width_ticks = 20000};
	d->evidence = (struct xnb_evidence){
	    .mailbox = &d->mailbox,
	    .ring = d->ring,
	    .ring_entries = 6,
	    .ending = XNB_ENDING_FINISHED,
	    .limits = {.cpu_khz = 1000000, .wall_ns = 1000000000},
	    .calibrated = &d->calibrated,
	};
	*state = d;
	return 0;
}

static int leave(void **state)
{
	struct desk *d = *state;

	xnb_calibrated_free(&d->calibrated);
	free(d);
	return 0;
}

static void judge(struct desk *d)
{
	struct xnb_error err;

	assert_int_equal(xnb_judge_job(&d->judged, &d->evidence, 0, &ordered, &err), 0);
	assert_int_equal(d->judged.samples, 1);
}

static void check_words(struct desk *d, const char *words)
{
	char text[XNB_DISTURBED_TEXT];

	judge(d);
	assert_false(d->judged.implausible[0]);
	xnb_disturbed_text(d->judged.disturbed[0], text);
	assert_string_equal(text, words);
}

static void what_is_quiet_has_no_flag(void **state)
{
	struct desk *d = *state;

	check_words(d, "");
	assert_true(d->judged.seconds[0] == 0.001);
	assert_true(d->judged.overlap[0] == 1);
	assert_int_equal(d->judged.done[0], 3 * 512);
	assert_int_equal(d->judged.start_ns[0], 7001000);
	assert_int_equal(d->judged.end_ns[0], 8001000);
}

static void what_the_payload_saw_is_said(void **state)
{
	struct desk *d = *state;

	d->ring[1].noise = XNB_NOISE_PREEMPTED | XNB_NOISE_THROTTLED;
	d->ring[3].noise = XNB_NOISE_MIGRATED | XNB_NOISE_STOLEN;
	check_words(d, "preempted;migrated;stolen;throttled");
	/* No other bit of a domain's becomes a word. */
	d->ring[1].noise = ~(uint32_t)XNB_NOISE_ALL;
	d->ring[3].noise = 0;
	check_words(d, "");
}

/* Against the least seen of each CPU: 3 and 10 % more are still the same. */
static void slower_loops_are_flagged(void **state)
{
	struct desk *d = *state;

	check_words(d, "");
	d->ring[2].clock_ticks = 10300;
	d->ring[2].width_ticks = 22000;
	check_words(d, "");
	d->ring[2].clock_ticks = 10301;
	check_words(d, "clock");
	d->ring[2].width_ticks = 22001;
	check_words(d, "clock;neighbour");
	d->ring[2].clock_ticks = 10000;
	check_words(d, "neighbour");
}

/* A faster loop than before makes what was at its best slow from then on. */
static void the_best_is_kept(void **state)
{
	struct desk *d = *state;

	check_words(d, "");
	d->ring[1].clock_ticks = 9000;
	check_words(d, "");
	d->ring[1].clock_ticks = 10000;
	check_words(d, "clock");
}

static void each_cpu_has_its_best(void **state)
{
	static const uint32_t cpus[] = {8, 4, 6}, others[] = {9, 4, 7};
	struct desk *d = *state;

	d->evidence.cpus = cpus;
	check_words(d, "");
	d->ring[1].width_ticks = d->ring[3].width_ticks = 40000;
	d->evidence.cpus = others;
	check_words(d, "");
	d->evidence.cpus = cpus;
	check_words(d, "neighbour");
}

/* Loops that were not run, and emulated timings, say nothing. */
static void nothing_is_flagged_of_what_is_not_known(void **state)
{
	struct desk *d = *state;

	check_words(d, "");
	for (uint32_t m = 1; m < 4; m++)
		d->ring[m].clock_ticks = d->ring[m].width_ticks = 0;
	check_words(d, "");
	d->ring[2].clock_ticks = 99999;
	d->ring[2].noise = XNB_NOISE_STOLEN;
	d->evidence.calibrated = NULL;
	check_words(d, "");
}

static void many_cpus_are_told_apart(void **state)
{
	struct desk *d = *state;
	struct xnb_error err;

	for (uint32_t cpu = 500; cpu > 0; cpu--)
		for (uint32_t n = 1; n <= 2; n++)
			assert_int_equal(xnb_calibrated_see(&d->calibrated, cpu, n,
			                                    1000 * cpu + n, 0, &err),
			                 0);
	assert_int_equal(d->calibrated.n, 1000);
	for (uint32_t cpu = 1; cpu <= 500; cpu++) {
		const uint32_t ticks = (1000 * cpu + 1) * 103 / 100;

		assert_false(xnb_calibrated_is_slow(&d->calibrated, cpu, 1, ticks));
		assert_true(xnb_calibrated_is_slow(&d->calibrated, cpu, 1, ticks + 2));
		assert_false(xnb_calibrated_is_narrow(&d->calibrated, cpu, 1, 9999999));
	}
	assert_false(xnb_calibrated_is_slow(&d->calibrated, 501, 1, 9999999));
	assert_false(xnb_calibrated_is_slow(&d->calibrated, 500, 3, 9999999));
}

/* By hand: from 201000 to 801000 of 1000000. */
static void what_overlaps_is_a_fraction_of_the_longest(void **state)
{
	struct desk *d = *state;

	d->ring[2].start = 201000;
	d->ring[3].end = 801000;
	check_words(d, "partial-overlap");
	assert_true(d->judged.overlap[0] == 0.6);
	d->ring[2].start = 1000 + 25000;
	d->ring[3].end = 1001000 - 25000;
	check_words(d, "");
	assert_true(d->judged.overlap[0] == 0.95);
	d->ring[3].end--;
	check_words(d, "partial-overlap");
	/* One after the other: nothing in common. */
	d->ring[3].end = 2001000;
	d->ring[3].start = d->ring[1].end + 1;
	check_words(d, "partial-overlap");
	assert_true(d->judged.overlap[0] == 0);
	assert_true(d->judged.seconds[0] == 0.002);
}

static void spans_of_any_order_overlap_alike(void **state)
{
	static const uint64_t spans[3][2] = {{100, 200}, {50, 150}, {120, 320}};

	(void)state;
	for (unsigned first = 0; first < 3; first++) {
		struct xnb_overlap overlap = {0};

		for (unsigned i = 0; i < 3; i++)
			xnb_overlap_add(&overlap, spans[(first + i) % 3][0],
			                spans[(first + i) % 3][1]);
		assert_int_equal(overlap.first, 50);
		assert_int_equal(overlap.last, 320);
		assert_true(xnb_overlap_fraction(&overlap) == 30.0 / 200);
	}
	assert_true(xnb_overlap_fraction(&(struct xnb_overlap){0}) == 0);
}

/* The chase, and those who inject. */
static void shares_are_told_apart(void **state)
{
	struct desk *d = *state;
	struct xnb_share chase, inject;

	d->ring[1].done = 256;
	d->ring[1].end = 501000;
	d->ring[2].start = 101000;
	d->ring[3].end = 901000;
	judge(d);
	chase = xnb_judged_share(&d->evidence, 0, &ordered, 0, 0, 1);
	inject = xnb_judged_share(&d->evidence, 0, &ordered, 0, 1, 2);
	assert_true(chase.seconds == 0.0005);
	assert_int_equal(chase.done, 256);
	assert_true(inject.seconds == 0.001);
	assert_int_equal(inject.done, 1024);
}

/* Each word is of the table; what disturbs is a measurement all the same. */
static void words_have_meanings(void **state)
{
	char text[XNB_DISTURBED_TEXT];

	(void)state;
	for (uint32_t bit = 1; bit <= XNB_DISTURBED_OVERLAP; bit <<= 1) {
		xnb_disturbed_text(bit, text);
		assert_non_null(xnb_flag_meaning(text));
		assert_false(xnb_is_no_measurement(text));
	}
	for (unsigned j = XNB_JUDGED_WRONG; j <= XNB_JUDGED_NOT_RUN; j++) {
		assert_non_null(xnb_flag_meaning(xnb_judgement_flags[j]));
		assert_true(xnb_is_no_measurement(xnb_judgement_flags[j]));
	}
	assert_null(xnb_flag_meaning("clocks"));
	assert_null(xnb_flag_meaning(""));
}

/* Natively the TSC's rate may not be known. */
static void seconds_may_be_those_of_the_common_clock(void **state)
{
	struct desk *d = *state;

	d->evidence.limits.cpu_khz = 0;
	d->ring[2].end_ns += 1000000;
	judge(d);
	assert_false(d->judged.implausible[0]);
	assert_true(d->judged.seconds[0] == 0.002);
	/* Without it nothing is known; and a time that runs backwards is none. */
	d->ring[2].end_ns = d->ring[2].start_ns;
	judge(d);
	assert_true(d->judged.implausible[0]);
	assert_int_equal(d->judged.start_ns[0], 0);
	d->evidence.limits.cpu_khz = 1000000;
	judge(d);
	assert_false(d->judged.implausible[0]);
	assert_int_equal(d->judged.end_ns[0], 0);
}

#define at_a_desk(test) cmocka_unit_test_setup_teardown(test, quiet, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    at_a_desk(what_is_quiet_has_no_flag),
	    at_a_desk(what_the_payload_saw_is_said),
	    at_a_desk(slower_loops_are_flagged),
	    at_a_desk(the_best_is_kept),
	    at_a_desk(each_cpu_has_its_best),
	    at_a_desk(nothing_is_flagged_of_what_is_not_known),
	    at_a_desk(many_cpus_are_told_apart),
	    at_a_desk(what_overlaps_is_a_fraction_of_the_longest),
	    cmocka_unit_test(spans_of_any_order_overlap_alike),
	    at_a_desk(shares_are_told_apart),
	    cmocka_unit_test(words_have_meanings),
	    at_a_desk(seconds_may_be_those_of_the_common_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
