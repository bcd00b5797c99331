/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The payload's job runner, natively: a thread for each vCPU, memory for the mailbox, and
 * sched_yield() for the hypercall. The entry code and the traps are for tests/lab.
 */
#include "tests/unit/test.h"

#include "workloads/jobs.h"
#include "workloads/kernels.h"
#include "workloads/xen_abi.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define KIB          1024u
#define BUFFER_BYTES (512 * KIB)
#define MOST_VCPUS   5

struct machine {
	struct xnb_runner *runner;
	struct xnb_mailbox *mailbox;
};

struct vcpu {
	struct xnb_runner *runner;
	uint32_t number;
	int result;
};

static void give_way(void)
{
	sched_yield();
}

static void *aligned(size_t alignment, size_t bytes)
{
	void *memory = aligned_alloc(alignment, bytes);

	assert_non_null(memory);
	memset(memory, 0, bytes);
	return memory;
}

static struct machine new_machine_of(uint32_t vcpus, uint64_t bytes)
{
	struct machine m = {.runner = aligned(64, sizeof(struct xnb_runner))};

	m.mailbox = aligned(4096, XNB_MAILBOX_BYTES);
	xnb_mailbox_init(m.mailbox, vcpus, XNB_GPA_BUFFER + bytes);
	m.runner->mailbox = m.mailbox;
	m.runner->ring = xnb_mailbox_ring(m.mailbox);
	m.runner->ring_entries = XNB_RING_ENTRIES;
	m.runner->max_vcpus = XNB_MAX_VCPUS;
	m.runner->verdicts = calloc(XNB_MAX_VCPUS, sizeof(struct xnb_verdict));
	assert_non_null(m.runner->verdicts);
	m.runner->buffer =
	    mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	m.runner->relax = give_way;
	assert_ptr_not_equal(m.runner->buffer, MAP_FAILED);
	return m;
}

static struct machine new_machine(uint32_t vcpus)
{
	return new_machine_of(vcpus, BUFFER_BYTES);
}

static void free_machine(struct machine *m)
{
	munmap(m->runner->buffer, m->mailbox->memory_bytes - XNB_GPA_BUFFER);
	free(m->mailbox);
	free(m->runner->verdicts);
	free(m->runner);
}

static void *vcpu_main(void *arg)
{
	struct vcpu *vcpu = arg;

	vcpu->result = xnb_runner_run(vcpu->runner, vcpu->number);
	return NULL;
}

/* Starts all vCPUs and waits for them; the sum of their results. */
static int run(struct machine *m)
{
	pthread_t threads[MOST_VCPUS];
	struct vcpu vcpus[MOST_VCPUS];
	const uint32_t n = m->mailbox->vcpus;
	int sum = 0;

	assert_true(n <= MOST_VCPUS);
	for (uint32_t v = 0; v < n; v++) {
		vcpus[v] = (struct vcpu){m->runner, v, 1};
		assert_int_equal(pthread_create(&threads[v], NULL, vcpu_main, &vcpus[v]),
		                 0);
	}
	for (uint32_t v = 0; v < n; v++) {
		assert_int_equal(pthread_join(threads[v], NULL), 0);
		sum += vcpus[v].result;
	}
	return sum;
}

static struct xnb_job kernel_job(uint32_t kernel, uint32_t vcpus)
{
	uint32_t isa;

	/* Non-temporal stores need more than C. */
	if (xnb_kernel_best_isa(&xnb_kernels[kernel], xnb_isa_available(), &isa))
		fail_msg("no code for kernel `%s'", xnb_kernels[kernel].name);
	return (struct xnb_job){
	    .kind = XNB_JOB_KERNEL,
	    .kernel = kernel,
	    .isa = isa,
	    .vcpus = vcpus,
	    .bytes = BUFFER_BYTES,
	    .iterations = 2,
	    .samples = 3,
	    .warmups = 1,
	};
}

static uint32_t kernel_index(const char *name)
{
	return xnb_kernel_index(xnb_kernel_find(name));
}

static struct xnb_job chase_job(uint64_t window)
{
	return (struct xnb_job){
	    .kind = XNB_JOB_CHASE,
	    .vcpus = 1,
	    .bytes = BUFFER_BYTES,
	    .iterations = 5003,
	    .samples = 4,
	    .warmups = 2,
	    .window = window,
	    .seed = 9,
	};
}

static void add_job(struct machine *m, struct xnb_job job)
{
	m->mailbox->jobs[m->mailbox->n_jobs++] = job;
}

static void check_samples(const struct machine *m, uint32_t index, uint32_t first)
{
	const struct xnb_job *job = &m->mailbox->jobs[index];
	const struct xnb_raw_sample *ring = xnb_mailbox_ring(m->mailbox);

	assert_int_equal(job->status, XNB_STATUS_DONE);
	assert_int_equal(job->first_sample, first);
	assert_int_equal(job->n_samples, (job->warmups + job->samples) * job->vcpus);
	for (uint32_t i = 0; i < job->n_samples; i++) {
		const struct xnb_raw_sample *sample = &ring[first + i];

		assert_int_equal(sample->job, index);
		assert_int_equal(sample->member, i % job->vcpus);
		assert_true(sample->end > sample->start);
	}
	/* A vCPU's repetitions follow one another. */
	for (uint32_t i = job->vcpus; i < job->n_samples; i++)
		assert_true(ring[first + i].start >= ring[first + i - job->vcpus].end);
}

static void runs_a_list_of_jobs(uint32_t vcpus)
{
	struct machine m = new_machine(vcpus);
	uint32_t first = 0;

	for (uint32_t k = 0; k < xnb_n_kernels; k++)
		add_job(&m, kernel_job(k, k % 2 ? 1 : vcpus));
	add_job(&m, chase_job(0));
	add_job(&m, chase_job(16 * KIB));
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
	for (uint32_t isa = 0; isa < XNB_N_ISAS; isa++)
		assert_int_equal(m.mailbox->jobs[isa].status,
		                 isas & 1u << isa ? XNB_STATUS_DONE
		                                  : XNB_STATUS_UNSUPPORTED);
	free_machine(&m);
}

/* Each order is a good one but for one thing; a good one follows and is carried out. */
static void check_order(struct xnb_job job, uint32_t status)
{
	struct machine m = new_machine(2);

	add_job(&m, job);
	add_job(&m, kernel_job(0, 2));
	assert_int_equal(run(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, status);
	assert_int_equal(m.mailbox->jobs[0].n_samples, 0);
	check_samples(&m, 1, 0);
	assert_int_equal(m.mailbox->finished, 1);
	free_machine(&m);
}

#define CHECK_ORDER(good, wanted, ...)      \
	do {                                \
		struct xnb_job job = good;  \
		__VA_ARGS__;                \
		check_order(job, (wanted)); \
	} while (0)

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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_DONE);
	assert_true(m.mailbox->jobs[0].n_samples > XNB_RING_ENTRIES);
	assert_true(sample->end < sample->start);
	assert_true(sample->member == UINT16_MAX);
	free_machine(&m);
}

/* A Xen whose clock stands still but while somebody polls, and which takes note. */
static struct fake_xen {
	uint64_t now_ns;
	uint64_t sleeps_ns; /* how much later a poll ends than asked */
	int64_t refuses;    /* what it answers to all; 0: it works */
	uint64_t calls[8];  /* memory_op's commands, in order */
	unsigned n_calls;
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

static int64_t fake_hypercall(uint64_t number, uint64_t first, uint64_t second,
                              uint64_t third)
{
	(void)third;
	if (fake.refuses)
		return fake.refuses;
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_UNSUPPORTED);
	assert_int_equal(m.mailbox->jobs[1].status, XNB_STATUS_UNSUPPORTED);
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
	assert_int_equal(run(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, XNB_STATUS_DONE);
	assert_int_equal(m.mailbox->sample_at, 6);
	for (unsigned i = 0; i < 6; i++)
		assert_true(ring[i].end - ring[i].start >= 1000000);
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
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
	assert_int_equal(run(&m), 0);
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(m.mailbox->jobs[i].status, XNB_STATUS_REFUSED);
	assert_int_equal(fake.n_calls, 0);
	free_machine(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(idle_job_sleeps_its_periods),
	    cmocka_unit_test(a_sleep_that_xen_refuses_is_wrong),
	    cmocka_unit_test(a_sleep_that_is_none_is_wrong),
	    cmocka_unit_test(jobs_that_need_xen_are_unsupported_without),
	    cmocka_unit_test(busy_job_computes_for_its_time),
	    cmocka_unit_test(every_guest_call_is_timed),
	    cmocka_unit_test(extents_are_taken_and_given_in_turn),
	    cmocka_unit_test(a_call_that_xen_refuses_is_wrong),
	    cmocka_unit_test(calls_that_cannot_be_are_refused),
	    cmocka_unit_test(one_vcpu_runs_all),
	    cmocka_unit_test(several_vcpus_run_all),
	    cmocka_unit_test(long_jobs_show_life),
	    cmocka_unit_test(long_chases_show_life_between_loads),
	    cmocka_unit_test(slices_make_a_whole_pass),
	    cmocka_unit_test(every_isa_runs),
	    cmocka_unit_test(nonsense_is_refused),
	    cmocka_unit_test(ring_is_filled_and_not_overrun),
	    cmocka_unit_test(mailbox_that_cannot_be_is_refused),
	    cmocka_unit_test(wrong_results_are_found),
	    cmocka_unit_test(trap_stops_the_others),
	    cmocka_unit_test(trap_job_is_an_undefined_instruction),
	    cmocka_unit_test(hang_job_hangs),
	    cmocka_unit_test(nonsense_job_claims_what_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
