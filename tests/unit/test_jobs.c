/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of jobs, and what becomes of bad ones. The entry code and the traps of the
 * payload are for tests/lab. */
#include "tests/unit/job_machine.h"
#include "tests/unit/test.h"

#include "workloads/kernels.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void runs_a_list_of_jobs(uint32_t vcpus)
{
	struct machine m = new_machine(vcpus);
	uint32_t first = 0;

	for (uint32_t k = 0; k < xnb_n_kernels; k++)
		add_job(&m, kernel_job(k, k % 2 ? 1 : vcpus));
	add_job(&m, chase_job(0));
	add_job(&m, chase_job(16 * KIB));
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->alive, vcpus);
	assert_int_equal(m.mailbox->finished, 1);
	assert_int_equal(m.mailbox->refused, 0);
	assert_int_equal(m.mailbox->job_at, m.mailbox->n_jobs);
	assert_int_equal(m.mailbox->isa_available, xnb_isa_available());
	for (uint32_t j = 0; j < m.mailbox->n_jobs; j++) {
		check_samples(&m, j, first);
		first += m.mailbox->jobs[j].n_samples;
	}
	assert_int_equal(m.mailbox->sample_at, first);
	/* A job: begun, prepared, each repetition, checked, finished. */
	assert_int_equal(m.mailbox->step_at, xnb_n_kernels * (4 + 4) + 2 * (4 + 6));
	free_machine(&m);
}

/* Steps within a job of a large buffer, beside those of its phases and repetitions. */
static uint64_t steps_within(struct xnb_job job, uint64_t bytes)
{
	struct machine m = new_machine_of(job.vcpus, bytes);
	uint64_t steps;

	job.bytes = bytes;
	add_job(&m, job);
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_DONE);
	steps = m.mailbox->step_at - (4 + job.warmups + job.samples);
	free_machine(&m);
	return steps;
}

/*
 * A step at least for every 2^18 lines or elements, so that a large domain does not look
 * hung: a chase links n lines, shuffles n - 1, looks for the end of the chain, and walks
 * n to check it; a kernel writes and checks each element, `load` adds it up once more.
 */
static void long_jobs_show_life(void **state)
{
	const uint64_t lines = 1u << 20, bytes = lines * 64, elements = bytes / 8;
	struct xnb_job chase = chase_job(0), load = kernel_job(0, 1);

	(void)state;
	assert_true(steps_within(chase, bytes) >= 3 * lines / XNB_BEAT_EVERY - 1);
	chase.window = 256 * KIB;
	assert_true(steps_within(chase, bytes) >= 3 * lines / XNB_BEAT_EVERY - 1);
	assert_int_equal(steps_within(load, bytes), 3 * elements / XNB_BEAT_EVERY);
	/* The second vCPU's work counts too: the first one may be waiting for it. */
	load.vcpus = 2;
	assert_int_equal(steps_within(load, bytes), 3 * elements / XNB_BEAT_EVERY);
}

/* Loads beyond a slice; 4 + 2 repetitions, each of 38.1 slices of 2^18. */
static void long_chases_show_life_between_loads(void **state)
{
	struct xnb_job job = chase_job(0);

	(void)state;
	job.iterations = 10000000;
	assert_int_equal(steps_within(job, BUFFER_BYTES), 6 * 38);
}

/* A pass in slices is one pass: 2^24 elements of each stream at once, then the rest. */
static void slices_make_a_whole_pass(void **state)
{
	const uint64_t bytes = ((uint64_t)1 << 27) + 8 * 4096;
	struct xnb_job load = kernel_job(0, 1);

	(void)state;
	load.samples = 1;
	load.iterations = 1;
	load.warmups = 0;
	assert_int_equal(steps_within(load, bytes), 3 * (bytes / 8) / XNB_BEAT_EVERY + 1);
}

static void one_vcpu_runs_all(void **state)
{
	(void)state;
	runs_a_list_of_jobs(1);
}

static void several_vcpus_run_all(void **state)
{
	(void)state;
	runs_a_list_of_jobs(2);
	runs_a_list_of_jobs(MOST_VCPUS);
}

static void every_isa_runs(void **state)
{
	struct machine m = new_machine(2);
	const uint32_t isas = xnb_isa_available();

	(void)state;
	for (uint32_t isa = 0; isa < XNB_N_ISAS; isa++) {
		struct xnb_job job = kernel_job(xnb_n_kernels - 1, 2);

		job.isa = isa;
		add_job(&m, job);
	}
	assert_int_equal(run_machine(&m), 0);
	for (uint32_t isa = 0; isa < XNB_N_ISAS; isa++)
		assert_int_equal(m.mailbox->jobs[isa].status,
		                 isas & 1u << isa ? XNB_STATUS_DONE
		                                  : XNB_STATUS_UNSUPPORTED);
	free_machine(&m);
}

static void nonsense_is_refused(void **state)
{
	const struct xnb_job kernel = kernel_job(kernel_index("triad"), 2),
	                     chase = chase_job(0);
	const uint32_t refused = XNB_STATUS_REFUSED, unsupported = XNB_STATUS_UNSUPPORTED;

	(void)state;
	CHECK_ORDER(kernel, refused, job.kind = 0);
	CHECK_ORDER(kernel, refused, job.kind = XNB_JOB_HYPERCALL + 1);
	CHECK_ORDER(kernel, refused, job.kind = UINT32_MAX);
	CHECK_ORDER(kernel, unsupported, job.kernel = xnb_n_kernels);
	CHECK_ORDER(kernel, unsupported, job.kernel = UINT32_MAX);
	CHECK_ORDER(kernel, refused, job.isa = XNB_N_ISAS);
	CHECK_ORDER(kernel, refused, job.isa = UINT32_MAX);
	CHECK_ORDER(kernel, refused, job.vcpus = 0);
	CHECK_ORDER(kernel, refused, job.vcpus = 3);
	CHECK_ORDER(kernel, refused, job.vcpus = UINT32_MAX);
	CHECK_ORDER(kernel, refused, job.bytes = 0);
	CHECK_ORDER(kernel, refused, job.bytes = 6 * 4096 - 1);
	CHECK_ORDER(kernel, refused, job.bytes = BUFFER_BYTES + 1);
	CHECK_ORDER(kernel, refused, job.bytes = UINT64_MAX);
	CHECK_ORDER(kernel, refused, job.iterations = 0);
	CHECK_ORDER(kernel, refused, job.samples = 0);
	CHECK_ORDER(kernel, refused, job.samples = XNB_RING_ENTRIES);
	CHECK_ORDER(kernel, refused, job.samples = UINT32_MAX);
	CHECK_ORDER(kernel, refused, job.samples = 1u << 31);
	CHECK_ORDER(kernel, refused, job.warmups = (uint32_t)XNB_RING_ENTRIES / 2);
	CHECK_ORDER(kernel, refused, job.warmups = UINT32_MAX);
	CHECK_ORDER(chase, refused, job.vcpus = 2);
	CHECK_ORDER(chase, refused, job.bytes = 127);
	CHECK_ORDER(chase, refused, job.bytes = BUFFER_BYTES + 64);
	CHECK_ORDER(chase, refused, job.window = 64);
	CHECK_ORDER(chase, refused, job.window = 100);
	CHECK_ORDER(chase, refused, job.window = UINT64_MAX);
}

/* Two jobs that fill the ring, then one sample too many. */
static void ring_is_filled_and_not_overrun(void **state)
{
	struct machine m = new_machine(2);
	struct xnb_job job = kernel_job(0, 2);

	(void)state;
	job.bytes = 2 * 4096;
	m.mailbox->max_samples = 24;
	for (unsigned i = 0; i < 3; i++) {
		job.samples = i < 2 ? 5 : 1;
		add_job(&m, job);
	}
	memset(xnb_mailbox_ring(m.mailbox) + 24, 0x5a, sizeof(struct xnb_raw_sample));
	assert_int_equal(run_machine(&m), 0);
	check_samples(&m, 0, 0);
	check_samples(&m, 1, 12);
	assert_int_equal(m.mailbox->jobs[2].status, XNB_STATUS_REFUSED);
	assert_int_equal(xnb_mailbox_ring(m.mailbox)[24].job, 0x5a5a);
	free_machine(&m);
}

static void check_mailbox(void (*spoil)(struct xnb_mailbox *mailbox))
{
	struct machine m = new_machine(1);

	add_job(&m, kernel_job(0, 1));
	spoil(m.mailbox);
	assert_int_equal(xnb_runner_run(m.runner, 0), -1);
	assert_int_equal(m.mailbox->refused, 1);
	assert_int_equal(m.mailbox->finished, 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_PENDING);
	free_machine(&m);
}

static void spoil_magic(struct xnb_mailbox *mailbox)
{
	mailbox->magic++;
}

static void spoil_version(struct xnb_mailbox *mailbox)
{
	mailbox->version++;
}

static void spoil_vcpus(struct xnb_mailbox *mailbox)
{
	mailbox->vcpus = XNB_MAX_VCPUS + 1;
}

static void spoil_vcpus_none(struct xnb_mailbox *mailbox)
{
	mailbox->vcpus = 0;
}

static void spoil_jobs(struct xnb_mailbox *mailbox)
{
	mailbox->n_jobs = XNB_MAX_JOBS + 1;
}

static void spoil_ring(struct xnb_mailbox *mailbox)
{
	mailbox->max_samples = XNB_RING_ENTRIES + 1;
}

static void spoil_memory(struct xnb_mailbox *mailbox)
{
	mailbox->memory_bytes = XNB_GPA_BUFFER - 1;
}

static void mailbox_that_cannot_be_is_refused(void **state)
{
	(void)state;
	check_mailbox(spoil_magic);
	check_mailbox(spoil_version);
	check_mailbox(spoil_vcpus);
	check_mailbox(spoil_vcpus_none);
	check_mailbox(spoil_jobs);
	check_mailbox(spoil_ring);
	check_mailbox(spoil_memory);
}

/*
 * Memory that does not keep what was written: all pages of one vCPU's share are the same
 * page, so that what is written to one stream shows in the other.
 */
static void wrong_results_are_found(void **state)
{
	struct machine m = new_machine(2);
	char *share = (char *)m.runner->buffer + BUFFER_BYTES / 2;
	int page = memfd_create("page", 0);

	(void)state;
	assert_true(page >= 0);
	assert_int_equal(ftruncate(page, 4096), 0);
	for (unsigned at = 0; at < BUFFER_BYTES / 2; at += 4096)
		assert_ptr_equal(mmap(share + at, 4096, PROT_READ | PROT_WRITE,
		                      MAP_SHARED | MAP_FIXED, page, 0),
		                 share + at);
	add_job(&m, kernel_job(kernel_index("copy"), 2));
	add_job(&m, kernel_job(kernel_index("copy"), 1));
	m.mailbox->jobs[1].bytes = BUFFER_BYTES / 2;
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_WRONG);
	assert_int_equal(m.mailbox->jobs[0].wrong_vcpu, 1);
	assert_int_equal(m.mailbox->jobs[0].wrong_at, 0);
	assert_int_equal(m.mailbox->jobs[0].n_samples, 8);
	assert_int_equal(m.mailbox->jobs[1].status, XNB_STATUS_DONE);
	close(page);
	free_machine(&m);
}

/* Two vCPUs wait at a barrier for a third that never comes, until one has trapped. */
static void trap_stops_the_others(void **state)
{
	struct machine m = new_machine(3);
	pthread_t threads[2];
	struct vcpu vcpus[2] = {{m.runner, 0, 1}, {m.runner, 1, 1}};

	(void)state;
	add_job(&m, kernel_job(0, 3));
	for (unsigned v = 0; v < 2; v++)
		assert_int_equal(pthread_create(&threads[v], NULL, vcpu_main, &vcpus[v]),
		                 0);
	while (__atomic_load_n(&m.mailbox->alive, __ATOMIC_ACQUIRE) < 2)
		sched_yield();
	__atomic_store_n(&m.mailbox->trap.vector, 6, __ATOMIC_RELEASE);
	for (unsigned v = 0; v < 2; v++) {
		assert_int_equal(pthread_join(threads[v], NULL), 0);
		assert_int_equal(vcpus[v].result, -1);
	}
	assert_int_equal(m.mailbox->finished, 0);
	free_machine(&m);
}

static void trap_job_is_an_undefined_instruction(void **state)
{
	struct machine m = new_machine(1);
	int status = 0;
	pid_t child;

	(void)state;
	add_job(&m, (struct xnb_job){
	                .kind = XNB_JOB_TRAP, .vcpus = 1, .iterations = 1, .samples = 1});
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGILL, SIG_DFL);
		xnb_runner_run(m.runner, 0);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGILL);
	free_machine(&m);
}

static void hang_job_hangs(void **state)
{
	struct machine m = new_machine(1);
	struct vcpu vcpu = {m.runner, 0, 1};
	pthread_t thread;

	(void)state;
	add_job(&m, (struct xnb_job){
	                .kind = XNB_JOB_HANG, .vcpus = 1, .iterations = 1, .samples = 1});
	assert_int_equal(pthread_create(&thread, NULL, vcpu_main, &vcpu), 0);
	while (__atomic_load_n(&m.mailbox->step_at, __ATOMIC_ACQUIRE) == 0)
		sched_yield();
	usleep(20000);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_RUNNING);
	assert_int_equal(m.mailbox->step_at, 1);
	__atomic_store_n(&m.mailbox->trap.vector, 2, __ATOMIC_RELEASE);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(vcpu.result, -1);
	free_machine(&m);
}

static void nonsense_job_claims_what_cannot_be(void **state)
{
	struct machine m = new_machine(1);
	const struct xnb_raw_sample *sample = xnb_mailbox_ring(m.mailbox);

	(void)state;
	add_job(&m,
	        (struct xnb_job){
	            .kind = XNB_JOB_NONSENSE, .vcpus = 1, .iterations = 1, .samples = 1});
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_DONE);
	assert_true(m.mailbox->jobs[0].n_samples > XNB_RING_ENTRIES);
	assert_true(sample->end < sample->start);
	assert_true(sample->member == UINT16_MAX);
	free_machine(&m);
}

static void busy_job_computes_for_its_time(void **state)
{
	struct machine m = new_machine(3);
	const struct xnb_raw_sample *ring = xnb_mailbox_ring(m.mailbox);

	(void)state;
	add_job(&m, (struct xnb_job){.kind = XNB_JOB_BUSY,
	                             .vcpus = 3,
	                             .iterations = 1000000,
	                             .samples = 2,
	                             .seed = 7});
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_DONE);
	assert_int_equal(m.mailbox->sample_at, 6);
	for (unsigned i = 0; i < 6; i++)
		assert_true(ring[i].end - ring[i].start >= 1000000);
	free_machine(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(long_jobs_show_life),
	    cmocka_unit_test(long_chases_show_life_between_loads),
	    cmocka_unit_test(slices_make_a_whole_pass),
	    cmocka_unit_test(one_vcpu_runs_all),
	    cmocka_unit_test(several_vcpus_run_all),
	    cmocka_unit_test(every_isa_runs),
	    cmocka_unit_test(nonsense_is_refused),
	    cmocka_unit_test(ring_is_filled_and_not_overrun),
	    cmocka_unit_test(mailbox_that_cannot_be_is_refused),
	    cmocka_unit_test(wrong_results_are_found),
	    cmocka_unit_test(trap_stops_the_others),
	    cmocka_unit_test(trap_job_is_an_undefined_instruction),
	    cmocka_unit_test(hang_job_hangs),
	    cmocka_unit_test(nonsense_job_claims_what_cannot_be),
	    cmocka_unit_test(busy_job_computes_for_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
