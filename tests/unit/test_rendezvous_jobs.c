/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jobs that wait for dom0 to say when they start; the test is dom0. */
#include "tests/unit/job_machine.h"
#include "tests/unit/test.h"

#include <pthread.h>
#include <sched.h>

#define SLOT_NS 3000000u

static struct machine new_clocked_machine(uint32_t vcpus)
{
	struct machine m = new_machine(vcpus);

	m.runner->now_ns = clock_ns;
	return m;
}

static struct xnb_job meeting_job(uint32_t vcpus, uint32_t number)
{
	struct xnb_job job = kernel_job(0, vcpus);

	job.iterations = 0;
	job.duration_ns = SLOT_NS / 3;
	job.slot_ns = SLOT_NS;
	job.rendezvous = number;
	return job;
}

static void *machine_main(void *machine)
{
	run_machine(machine);
	return NULL;
}

static pthread_t begin(struct machine *m)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, machine_main, m), 0);
	return thread;
}

static void wait_for_ready(const struct machine *m, uint32_t number)
{
	while (__atomic_load_n(&m->mailbox->ready, __ATOMIC_ACQUIRE) != number)
		sched_yield();
}

static void say_go(struct machine *m, uint32_t number, uint64_t start_ns)
{
	m->mailbox->start_ns = start_ns;
	__atomic_store_n(&m->mailbox->go, number, __ATOMIC_RELEASE);
}

static void check_slots(const struct machine *m, uint32_t index, uint64_t start_ns)
{
	const struct xnb_job *job = &m->mailbox->jobs[index];

	check_samples(m, index, job->first_sample);
	for (uint32_t i = 0; i < job->n_samples; i++)
		assert_true(m->runner->ring[job->first_sample + i].start_ns >=
		            start_ns + i / job->vcpus * SLOT_NS);
}

/* Nothing is measured before; then nobody starts before his slot. */
static void repetitions_start_in_their_slots(void **state)
{
	struct machine m = new_clocked_machine(2);
	uint64_t starts[2];
	pthread_t thread;

	(void)state;
	add_job(&m, meeting_job(2, 7));
	add_job(&m, meeting_job(1, 9));
	thread = begin(&m);
	for (uint32_t i = 0; i < 2; i++) {
		wait_for_ready(&m, i ? 9 : 7);
		assert_int_equal(m.mailbox->job_at, i);
		assert_int_equal(m.mailbox->sample_at, i * 8);
		assert_true(m.mailbox->ready_ns > 0 &&
		            m.mailbox->ready_ns <= clock_ns(0));
		starts[i] = clock_ns(0) + SLOT_NS;
		say_go(&m, i ? 9 : 7, starts[i]);
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(m.mailbox->finished, 1);
	check_slots(&m, 0, starts[0]);
	check_slots(&m, 1, starts[1]);
	free_machine(&m);
}

/* For another number than its own nobody starts; and waiting shows life. */
static void only_its_own_number_starts_a_job(void **state)
{
	struct machine m = new_clocked_machine(2);
	pthread_t thread;
	uint32_t steps;

	(void)state;
	add_job(&m, meeting_job(2, 3));
	thread = begin(&m);
	wait_for_ready(&m, 3);
	say_go(&m, 2, clock_ns(0));
	steps = m.mailbox->step_at;
	while (__atomic_load_n(&m.mailbox->step_at, __ATOMIC_ACQUIRE) < steps + 3)
		sched_yield();
	assert_int_equal(m.mailbox->sample_at, 0);
	say_go(&m, 3, clock_ns(0));
	assert_int_equal(pthread_join(thread, NULL), 0);
	check_samples(&m, 0, 0);
	free_machine(&m);
}

/* A start that has passed is one at once: each does at least one block. */
static void who_is_late_starts_at_once(void **state)
{
	struct machine m = new_clocked_machine(2);

	(void)state;
	add_job(&m, meeting_job(2, 1));
	m.mailbox->start_ns = 1;
	m.mailbox->go = 1;
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	for (uint32_t i = 0; i < 8; i++)
		assert_int_equal(m.runner->ring[i].done, XNB_BLOCK_ELEMENTS);
	free_machine(&m);
}

/* Ten seconds pass with each reading. */
static uint64_t hurried_clock(uint32_t vcpu)
{
	static uint64_t readings;

	(void)vcpu;
	return 10000000000u * __atomic_add_fetch(&readings, 1, __ATOMIC_RELAXED);
}

/* Its next job is carried out; XNB_RENDEZVOUS_NS is 60 of its readings. */
static void who_is_left_alone_goes_on(void **state)
{
	struct machine m = new_machine(2);

	(void)state;
	m.runner->now_ns = hurried_clock;
	add_job(&m, meeting_job(2, 1));
	add_job(&m, kernel_job(0, 2));
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_ALONE);
	assert_int_equal(m.mailbox->jobs[0].n_samples, 0);
	check_samples(&m, 1, 0);
	assert_int_equal(m.mailbox->finished, 1);
	free_machine(&m);
}

static void who_waits_can_be_stopped(void **state)
{
	struct machine m = new_clocked_machine(2);
	pthread_t thread;

	(void)state;
	add_job(&m, meeting_job(2, 1));
	thread = begin(&m);
	wait_for_ready(&m, 1);
	__atomic_store_n(&m.mailbox->trap.vector, 6, __ATOMIC_RELEASE);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(m.mailbox->finished, 0);
	free_machine(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(repetitions_start_in_their_slots),
	    cmocka_unit_test(only_its_own_number_starts_a_job),
	    cmocka_unit_test(who_is_late_starts_at_once),
	    cmocka_unit_test(who_is_left_alone_goes_on),
	    cmocka_unit_test(who_waits_can_be_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
