/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jobs for a time, injectors, loaded chases and ping-pongs; teams, and who watches. */
#include "tests/unit/job_machine.h"
#include "tests/unit/test.h"

#include "workloads/kernels.h"
#include "workloads/noise.h"

#include <stdlib.h>
#include <string.h>

/* A clock that goes on by a step with each reading, so that looks can be counted. */
#define STEP_NS 1000u
static uint64_t readings;

static uint64_t step_clock(uint32_t vcpu)
{
	(void)vcpu;
	return STEP_NS * __atomic_add_fetch(&readings, 1, __ATOMIC_RELAXED);
}

static struct machine new_timed_machine(uint32_t vcpus)
{
	struct machine m = new_machine(vcpus);

	m.runner->now_ns = clock_ns;
	return m;
}

/*
 * One vCPU reads the step clock when it chooses the start and when it has come; each look
 * at whether it is over is one reading more. So a duration of 10 steps has 9 looks.
 */
#define DURATION_NS (10u * STEP_NS)
#define LOOKS       9u

static struct machine new_stepped_machine(void)
{
	struct machine m = new_machine(1);

	readings = 0;
	m.runner->now_ns = step_clock;
	return m;
}

static struct xnb_job timed_job(struct xnb_job job, uint32_t kind, uint64_t duration_ns)
{
	job.kind = kind;
	job.iterations = 0;
	job.duration_ns = duration_ns;
	return job;
}

static struct xnb_job inject_job(uint32_t delay)
{
	struct xnb_job job =
	    timed_job(kernel_job(kernel_index("copy"), 1), XNB_JOB_INJECT, DURATION_NS);

	job.delay = delay;
	return job;
}

static struct xnb_job loaded_job(uint32_t vcpus)
{
	struct xnb_job job =
	    timed_job(kernel_job(kernel_index("load"), vcpus), XNB_JOB_LOADED, 2000000);

	job.chase_bytes = BUFFER_BYTES / 4;
	job.seed = 3;
	return job;
}

static struct xnb_job pingpong_job(void)
{
	return (struct xnb_job){.kind = XNB_JOB_PINGPONG,
	                        .vcpus = 2,
	                        .bytes = 4096,
	                        .iterations = 50,
	                        .samples = 3,
	                        .warmups = 1};
}

static void check_done(const struct machine *m, uint64_t done)
{
	const struct xnb_job *job = &m->mailbox->jobs[0];

	check_samples(m, 0, 0);
	for (uint32_t i = 0; i < job->n_samples; i++) {
		assert_int_equal(m->runner->ring[i].done, done);
		assert_true(m->runner->ring[i].end_ns - m->runner->ring[i].start_ns >=
		            job->duration_ns - STEP_NS);
	}
}

static void runs_for(struct xnb_job job, uint64_t done)
{
	struct machine m = new_stepped_machine();

	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	check_done(&m, done);
	free_machine(&m);
}

/* Streams of 512 KiB, 32768 elements of `copy`: four blocks a pass, which 9 leave open.
 */
static void a_kernel_runs_for_a_time(void **state)
{
	(void)state;
	for (uint32_t k = 0; k < xnb_n_kernels; k++)
		runs_for(timed_job(kernel_job(k, 1), XNB_JOB_KERNEL, DURATION_NS),
		         (uint64_t)LOOKS * XNB_BLOCK_ELEMENTS);
}

/* A share of one page a stream is passed 16 times between two looks. */
static void a_small_share_is_passed_again(void **state)
{
	struct xnb_job job = timed_job(kernel_job(0, 1), XNB_JOB_KERNEL, DURATION_NS);

	(void)state;
	job.bytes = 4096;
	runs_for(job, (uint64_t)LOOKS * XNB_BLOCK_ELEMENTS);
}

static void a_chase_runs_for_a_time(void **state)
{
	(void)state;
	runs_for(timed_job(chase_job(0), XNB_JOB_CHASE, DURATION_NS),
	         (uint64_t)LOOKS * XNB_CHASE_LOT);
}

/* With short delays a look comes after 16 small blocks, with long ones after each. */
static void injectors_have_delays(void **state)
{
	(void)state;
	runs_for(inject_job(0), (uint64_t)LOOKS * XNB_BLOCK_ELEMENTS);
	runs_for(inject_job(1), (uint64_t)LOOKS * 16 * XNB_INJECT_ELEMENTS);
	runs_for(inject_job(XNB_MAX_DELAY / 64), (uint64_t)LOOKS * XNB_INJECT_ELEMENTS);
	runs_for(inject_job(XNB_DELAY_NEVER), 0);
}

static void delays_take_turns(void **state)
{
	static const uint64_t done[] = {(uint64_t)LOOKS * XNB_BLOCK_ELEMENTS,
	                                (uint64_t)LOOKS * XNB_INJECT_ELEMENTS, 0};
	struct machine m = new_stepped_machine();
	struct xnb_job job = inject_job(5);

	(void)state;
	job.n_delays = 3;
	job.delays[1] = 2000;
	job.delays[2] = XNB_DELAY_NEVER;
	job.samples = 6;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	for (uint32_t i = 0; i < 7; i++)
		assert_int_equal(m.runner->ring[i].done, done[i % 3]);
	free_machine(&m);
}

static void several_run_for_a_time(void **state)
{
	struct machine m = new_timed_machine(3);

	(void)state;
	add_job(&m, timed_job(kernel_job(0, 3), XNB_JOB_KERNEL, 1000000));
	add_job(&m, timed_job(kernel_job(0, 3), XNB_JOB_INJECT, 1000000));
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	check_samples(&m, 1, 12);
	for (uint32_t i = 0; i < 24; i++) {
		assert_true(m.runner->ring[i].done >= XNB_BLOCK_ELEMENTS);
		assert_int_equal(m.runner->ring[i].done % XNB_BLOCK_ELEMENTS, 0);
	}
	free_machine(&m);
}

static void a_chase_is_loaded(uint32_t vcpus)
{
	struct machine m = new_timed_machine(vcpus);

	add_job(&m, loaded_job(vcpus));
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	for (uint32_t i = 0; i < 4 * vcpus; i++) {
		const struct xnb_raw_sample *sample = &m.runner->ring[i];

		assert_true(sample->done > 0);
		assert_int_equal(
		    sample->done % (sample->member ? XNB_BLOCK_ELEMENTS : XNB_CHASE_LOT),
		    0);
	}
	free_machine(&m);
}

static void a_chase_runs_beside_injectors(void **state)
{
	(void)state;
	a_chase_is_loaded(1);
	a_chase_is_loaded(2);
	a_chase_is_loaded(4);
}

static void check_pingpong(uint32_t vcpus, uint32_t first, uint32_t stride)
{
	struct machine m = new_machine(vcpus);
	struct xnb_job job = pingpong_job();

	job.first = first;
	job.stride = stride;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	for (uint32_t i = 0; i < 8; i++)
		assert_int_equal(m.runner->ring[i].done, 50);
	/* To and fro, 4 times 50. */
	assert_int_equal(*(const uint64_t *)m.runner->buffer, 400);
	free_machine(&m);
}

static void a_line_goes_to_and_fro(void **state)
{
	(void)state;
	check_pingpong(2, 0, 0);
	check_pingpong(5, 1, 3);
	check_pingpong(5, 3, 1);
}

/* Who took part, and how often somebody looked before and behind. */
static struct seen {
	uint32_t before[MOST_VCPUS], starts[MOST_VCPUS], behind[MOST_VCPUS];
	uint64_t before_ns[MOST_VCPUS]; /* the last look */
	struct machine machine;
} seen;

static void see(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                enum xnb_look look)
{
	struct seen *all = arg;

	if (look == XNB_LOOK_START) {
		all->starts[vcpu]++;
		return;
	}
	if (look == XNB_LOOK_BEFORE) {
		all->before[vcpu]++;
		all->before_ns[vcpu] = clock_ns(vcpu);
		assert_int_equal(sample->end, 0);
		return;
	}
	all->behind[vcpu]++;
	assert_true(sample->end > sample->start && sample->end_ns > sample->start_ns);
	/* All of the team had come before anybody started. */
	for (uint32_t v = 0; v < MOST_VCPUS; v++)
		assert_true(sample->start_ns >= all->before_ns[v]);
	sample->noise |= vcpu == 4 ? XNB_NOISE_MIGRATED : 0u;
}

static void teams_are_observed(void **state)
{
	static const uint32_t looks[MOST_VCPUS] = {0, 0, 4, 0, 4};
	struct machine m = new_timed_machine(5);
	struct xnb_job job = kernel_job(0, 2);

	(void)state;
	seen = (struct seen){0};
	m.runner->observe = see;
	m.runner->observe_arg = &seen;
	job.first = 2;
	job.stride = 2;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	assert_memory_equal(seen.before, looks, sizeof(looks));
	assert_memory_equal(seen.starts, looks, sizeof(looks));
	assert_memory_equal(seen.behind, looks, sizeof(looks));
	for (uint32_t i = 0; i < 8; i++)
		assert_int_equal(m.runner->ring[i].noise, i % 2 ? XNB_NOISE_MIGRATED : 0);
	free_machine(&m);
}

static void loops_are_calibrated_where_asked(void **state)
{
	struct machine m = new_machine(2);
	struct xnb_job job = kernel_job(0, 2);

	(void)state;
	add_job(&m, job);
	job.calibrations = 2;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 1, 8);
	for (uint32_t i = 0; i < 16; i++) {
		assert_int_equal(m.runner->ring[i].clock_ticks > 0, i >= 8);
		assert_int_equal(m.runner->ring[i].width_ticks > 0, i >= 8);
	}
	free_machine(&m);
}

/* Behind the last repetition, a bit of the buffer changes. */
static void spoil(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                  enum xnb_look look)
{
	(void)vcpu, (void)sample;
	if (look == XNB_LOOK_BEHIND)
		*(uint8_t *)arg ^= 1;
}

static void check_spoilt(struct xnb_job job, uint32_t vcpus, uint64_t at)
{
	struct machine m = new_timed_machine(vcpus);

	job.warmups = 0;
	job.samples = 1;
	m.runner->observe = spoil;
	m.runner->observe_arg = (char *)m.runner->buffer + at;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_WRONG);
	free_machine(&m);
}

static void wrong_results_of_each_kind_are_found(void **state)
{
	const struct xnb_job kernel = kernel_job(kernel_index("copy"), 1);
	struct xnb_job alone = loaded_job(1), pair = loaded_job(2);

	(void)state;
	check_spoilt(timed_job(kernel, XNB_JOB_KERNEL, 100000), 1, 6);
	check_spoilt(timed_job(kernel, XNB_JOB_INJECT, 100000), 1, 6);
	check_spoilt(timed_job(chase_job(0), XNB_JOB_CHASE, 100000), 1, 8);
	alone.duration_ns = pair.duration_ns = 100000;
	check_spoilt(alone, 1, 64 + 1);
}

/* Both vCPUs are observed, so one of them is enough to spoil. */
static void spoil_once(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                       enum xnb_look look)
{
	if (vcpu == 0)
		spoil(arg, vcpu, sample, look);
}

static void check_spoilt_by_one(struct xnb_job job, uint64_t at)
{
	struct machine m = new_timed_machine(2);

	m.runner->observe = spoil_once;
	m.runner->observe_arg = (char *)m.runner->buffer + at;
	job.warmups = 0;
	job.samples = 1;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_WRONG);
	free_machine(&m);
}

/* The other's share, and the count of what was handed over. */
static void wrong_results_of_pairs_are_found(void **state)
{
	struct xnb_job pair = loaded_job(2);

	(void)state;
	pair.duration_ns = 100000;
	check_spoilt_by_one(pair, BUFFER_BYTES / 4 + 6);
	check_spoilt_by_one(pingpong_job(), 8);
}

static void orders_that_make_no_sense_are_refused(void **state)
{
	const struct xnb_job kernel = timed_job(kernel_job(0, 2), XNB_JOB_KERNEL, 1000),
	                     inject = inject_job(0), loaded = loaded_job(2),
	                     pingpong = pingpong_job();
	const uint32_t refused = XNB_STATUS_REFUSED;

	(void)state;
	CHECK_ORDER(kernel, refused, job.kind = XNB_JOB_PINGPONG + 1);
	CHECK_ORDER(kernel, refused, job.duration_ns = (uint64_t)1 << 62);
	CHECK_ORDER(kernel, refused, job.delay = 1);
	CHECK_ORDER(kernel, refused, job.n_delays = 1);
	CHECK_ORDER(kernel, refused, job.first = 1);
	CHECK_ORDER(kernel, refused, job.first = UINT32_MAX);
	CHECK_ORDER(kernel, refused, job.stride = 2);
	CHECK_ORDER(kernel, refused, job.stride = UINT32_MAX);
	CHECK_ORDER(kernel, refused, job.vcpus = 1, job.first = 2);
	CHECK_ORDER(inject, refused, job.duration_ns = 0);
	CHECK_ORDER(inject, refused, job.duration_ns = 0, job.iterations = 1);
	CHECK_ORDER(inject, refused, job.delay = XNB_MAX_DELAY + 1);
	CHECK_ORDER(inject, refused, job.n_delays = XNB_MAX_DELAYS + 1);
	CHECK_ORDER(inject, refused, job.n_delays = 2, job.delays[1] = XNB_MAX_DELAY + 1);
	CHECK_ORDER(inject, refused, job.bytes = 4096);
	CHECK_ORDER(inject, XNB_STATUS_UNSUPPORTED, job.kernel = xnb_n_kernels);
	CHECK_ORDER(loaded, refused, job.duration_ns = 0);
	CHECK_ORDER(loaded, refused, job.chase_bytes = 0);
	CHECK_ORDER(loaded, refused, job.chase_bytes = 64 * 3);
	CHECK_ORDER(loaded, refused, job.chase_bytes = BUFFER_BYTES);
	CHECK_ORDER(loaded, refused, job.chase_bytes = BUFFER_BYTES + 4096);
	CHECK_ORDER(loaded, refused, job.window = 100);
	CHECK_ORDER(pingpong, refused, job.vcpus = 1);
	CHECK_ORDER(pingpong, refused, job.bytes = 63);
	CHECK_ORDER(pingpong, refused, job.duration_ns = 1000);
	CHECK_ORDER(pingpong, refused, job.iterations = 0);
}

static uint64_t no_clock(uint32_t vcpu)
{
	(void)vcpu;
	return 0;
}

static void times_need_a_clock(void **state)
{
	struct machine m = new_machine(1);
	struct xnb_job meeting = kernel_job(0, 1);

	(void)state;
	meeting.rendezvous = 1;
	add_job(&m, inject_job(0));
	add_job(&m, meeting);
	add_job(&m, kernel_job(0, 1));
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_UNSUPPORTED);
	assert_int_equal(m.mailbox->jobs[1].status, XNB_STATUS_UNSUPPORTED);
	assert_int_equal(m.mailbox->jobs[2].status, XNB_STATUS_DONE);
	free_machine(&m);
	m = new_machine(1);
	m.runner->now_ns = no_clock;
	add_job(&m, inject_job(0));
	add_job(&m, kernel_job(0, 1));
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_UNSUPPORTED);
	assert_int_equal(m.mailbox->jobs[1].status, XNB_STATUS_DONE);
	assert_int_equal(m.runner->ring[0].start_ns, 0);
	free_machine(&m);
}

/* More threads than a domain has vCPUs, and a ring of one's own. */
static void rings_and_teams_may_be_larger(void **state)
{
	struct machine m = new_machine(2);
	struct xnb_job job = kernel_job(0, 2);
	struct xnb_raw_sample *ring;

	(void)state;
	job.bytes = 2 * 4096;
	job.samples = 6000;
	ring = calloc(12002, sizeof(*ring));
	assert_non_null(ring);
	m.runner->ring = ring;
	m.runner->ring_entries = m.mailbox->max_samples = 12002;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_DONE);
	assert_int_equal(m.mailbox->sample_at, 12002);
	assert_int_equal(ring[12001].member, 1);
	free(ring);
	free_machine(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_kernel_runs_for_a_time),
	    cmocka_unit_test(a_small_share_is_passed_again),
	    cmocka_unit_test(a_chase_runs_for_a_time),
	    cmocka_unit_test(injectors_have_delays),
	    cmocka_unit_test(delays_take_turns),
	    cmocka_unit_test(several_run_for_a_time),
	    cmocka_unit_test(a_chase_runs_beside_injectors),
	    cmocka_unit_test(a_line_goes_to_and_fro),
	    cmocka_unit_test(teams_are_observed),
	    cmocka_unit_test(loops_are_calibrated_where_asked),
	    cmocka_unit_test(wrong_results_of_each_kind_are_found),
	    cmocka_unit_test(wrong_results_of_pairs_are_found),
	    cmocka_unit_test(orders_that_make_no_sense_are_refused),
	    cmocka_unit_test(times_need_a_clock),
	    cmocka_unit_test(rings_and_teams_may_be_larger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
