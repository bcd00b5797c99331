/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jobs that need Xen: sleep, hypercalls, and what Xen says of stolen time. */
#include "tests/unit/job_machine.h"
#include "tests/unit/test.h"

#include "workloads/noise.h"
#include "workloads/xen_abi.h"

/* A Xen whose clock stands still but while somebody polls, and which takes note. */
static struct fake_xen {
	uint64_t now_ns;
	uint64_t sleeps_ns; /* how much later a poll ends than asked */
	int64_t refuses;    /* what it answers to all; 0: it works */
	uint64_t calls[8];  /* memory_op's commands, in order */
	unsigned n_calls;
	uint64_t stolen_ns; /* more at each look at the runstate, of 100 us that pass */
	uint64_t runstates; /* looks */
} fake;

static uint64_t fake_now(uint32_t vcpu)
{
	(void)vcpu;
	return fake.now_ns;
}

static int64_t fake_poll(const struct xnb_abi_poll *poll)
{
	if (poll->timeout_ns > fake.now_ns)
		fake.now_ns = poll->timeout_ns + fake.sleeps_ns;
	return 0;
}

static int64_t fake_memory_op(uint64_t command)
{
	if (fake.n_calls < 8)
		fake.calls[fake.n_calls++] = command;
	return 1;
}

static int64_t fake_runstate(struct xnb_abi_runstate *state)
{
	fake.runstates++;
	state->spent_ns[0] = fake.runstates * (100000 - fake.stolen_ns);
	state->spent_ns[1] = fake.runstates * fake.stolen_ns;
	return 0;
}

static int64_t fake_hypercall(uint64_t number, uint64_t first, uint64_t second,
                              uint64_t third)
{
	if (fake.refuses)
		return fake.refuses;
	if (number == XNB_ABI_VCPU_OP && first == XNB_ABI_GET_RUNSTATE_INFO)
		return fake_runstate((void *)third);
	if (number == XNB_ABI_SCHED_OP && first == XNB_ABI_SCHEDOP_POLL)
		return fake_poll((const void *)second);
	if (number == XNB_ABI_MEMORY_OP)
		return fake_memory_op(first);
	return number == XNB_ABI_XEN_VERSION ? 4 << 16 | 17 : 0;
}

static struct machine new_domain(void)
{
	struct machine m = new_machine(1);

	fake = (struct fake_xen){.now_ns = 1000};
	m.runner->hypercall = fake_hypercall;
	m.runner->now_ns = fake_now;
	return m;
}

static struct xnb_job idle_job(void)
{
	return (struct xnb_job){.kind = XNB_JOB_IDLE,
	                        .vcpus = 1,
	                        .iterations = 10,
	                        .samples = 2,
	                        .period_ns = 500};
}

static void idle_job_sleeps_its_periods(void **state)
{
	struct machine m = new_domain();

	(void)state;
	fake.sleeps_ns = 100;
	add_job(&m, idle_job());
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_DONE);
	assert_int_equal(fake.now_ns, 1000 + 2 * (10 * 500 + 100));
	assert_true(m.mailbox->step_at >= 20);
	free_machine(&m);
}

static void a_sleep_that_xen_refuses_is_wrong(void **state)
{
	struct machine m = new_domain();

	(void)state;
	fake.refuses = -38;
	add_job(&m, idle_job());
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_WRONG);
	assert_int_equal(m.mailbox->jobs[0].wrong_at, -38);
	free_machine(&m);
}

static int64_t no_sleep(uint64_t number, uint64_t first, uint64_t second, uint64_t third)
{
	(void)number, (void)first, (void)second, (void)third;
	return 0;
}

static void a_sleep_that_is_none_is_wrong(void **state)
{
	struct machine m = new_domain();

	(void)state;
	m.runner->hypercall = no_sleep;
	add_job(&m, idle_job());
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_WRONG);
	assert_int_equal(m.mailbox->jobs[0].wrong_at, 0);
	free_machine(&m);
}

static void jobs_that_need_xen_are_unsupported_without(void **state)
{
	struct machine m = new_machine(1);

	(void)state;
	add_job(&m, idle_job());
	add_job(&m, (struct xnb_job){.kind = XNB_JOB_HYPERCALL,
	                             .vcpus = 1,
	                             .iterations = 1,
	                             .samples = 1});
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_UNSUPPORTED);
	assert_int_equal(m.mailbox->jobs[1].status, XNB_STATUS_UNSUPPORTED);
	free_machine(&m);
}

static struct xnb_job call_job(uint32_t call, uint32_t order)
{
	return (struct xnb_job){.kind = XNB_JOB_HYPERCALL,
	                        .vcpus = 1,
	                        .bytes = BUFFER_BYTES,
	                        .iterations = 1,
	                        .samples = 2,
	                        .call = call,
	                        .order = order};
}

static void every_guest_call_is_timed(void **state)
{
	struct machine m = new_domain();

	(void)state;
	for (uint32_t call = 0; call < XNB_N_GUEST_CALLS; call++)
		add_job(&m, call_job(call, 0));
	assert_int_equal(run_machine(&m), 0);
	for (uint32_t call = 0; call < XNB_N_GUEST_CALLS; call++)
		assert_int_equal(m.mailbox->jobs[call].status, XNB_STATUS_DONE);
	assert_int_equal(m.mailbox->sample_at, 2 * XNB_N_GUEST_CALLS);
	free_machine(&m);
}

/* Before each, or after each, so that in the end the memory is what it was. */
static void extents_are_taken_and_given_in_turn(void **state)
{
	static const uint64_t in_turn[] = {XNB_ABI_DECREASE_RESERVATION,
	                                   XNB_ABI_POPULATE_PHYSMAP};
	struct machine m = new_domain();

	(void)state;
	add_job(&m, call_job(XNB_GUEST_POPULATE, 7));
	add_job(&m, call_job(XNB_GUEST_DECREASE, 7));
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(fake.n_calls, 8);
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(fake.calls[i], in_turn[i % 2]);
	free_machine(&m);
}

static void a_call_that_xen_refuses_is_wrong(void **state)
{
	struct machine m = new_domain();

	(void)state;
	fake.refuses = -22;
	add_job(&m, call_job(XNB_GUEST_RUNSTATE, 0));
	add_job(&m, call_job(XNB_GUEST_EMPTY, 0));
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_WRONG);
	assert_int_equal(m.mailbox->jobs[0].wrong_at, -22);
	assert_int_equal(m.mailbox->jobs[1].status, XNB_STATUS_DONE);
	free_machine(&m);
}

static void calls_that_cannot_be_are_refused(void **state)
{
	struct machine m = new_domain();
	struct xnb_job bad[6];

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		bad[i] = call_job(XNB_GUEST_POPULATE, 0);
	bad[0].call = XNB_N_GUEST_CALLS;
	bad[1].order = XNB_GUEST_MAX_ORDER + 1;
	bad[2].iterations = 2;
	bad[3].order = 9; /* 2 MiB: more than the buffer has */
	bad[4] = idle_job();
	bad[4].period_ns = 0;
	bad[5] = (struct xnb_job){.kind = XNB_JOB_BUSY,
	                          .vcpus = 1,
	                          .samples = 1,
	                          .iterations = (uint64_t)1 << 63};
	for (unsigned i = 0; i < 6; i++)
		add_job(&m, bad[i]);
	assert_int_equal(run_machine(&m), 0);
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(m.mailbox->jobs[i].status, XNB_STATUS_REFUSED);
	assert_int_equal(fake.n_calls, 0);
	free_machine(&m);
}

static uint32_t noise_of(uint64_t stolen_ns, int64_t refuses)
{
	struct machine m = new_domain();
	uint32_t noise;

	fake.stolen_ns = stolen_ns;
	fake.refuses = refuses;
	add_job(&m, kernel_job(0, 1));
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	noise = m.runner->ring[0].noise;
	for (uint32_t i = 1; i < 4; i++)
		assert_int_equal(m.runner->ring[i].noise, noise);
	free_machine(&m);
	return noise;
}

/* Beyond 0.5 % of the time; what Xen does not tell is not said. */
static void stolen_time_is_noise(void **state)
{
	(void)state;
	assert_int_equal(noise_of(501, 0), XNB_NOISE_STOLEN);
	assert_int_equal(noise_of(500, 0), 0);
	assert_int_equal(noise_of(0, 0), 0);
	assert_int_equal(noise_of(501, -38), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(idle_job_sleeps_its_periods),
	    cmocka_unit_test(a_sleep_that_xen_refuses_is_wrong),
	    cmocka_unit_test(a_sleep_that_is_none_is_wrong),
	    cmocka_unit_test(jobs_that_need_xen_are_unsupported_without),
	    cmocka_unit_test(every_guest_call_is_timed),
	    cmocka_unit_test(extents_are_taken_and_given_in_turn),
	    cmocka_unit_test(a_call_that_xen_refuses_is_wrong),
	    cmocka_unit_test(calls_that_cannot_be_are_refused),
	    cmocka_unit_test(stolen_time_is_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
