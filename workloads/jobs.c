/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/jobs.h"

#include "workloads/chase.h"
#include "workloads/kernels.h"
#include "workloads/tsc.h"

#include <stddef.h>

static struct xnb_wait wait_of(const struct xnb_runner *r)
{
	return (struct xnb_wait){&r->mailbox->trap.vector, XNB_NO_TRAP, r->relax};
}

static int wait_for_all(struct xnb_runner *r)
{
	const struct xnb_wait wait = wait_of(r);

	return xnb_barrier_wait(&r->all, r->mailbox->vcpus, &wait);
}

static int wait_for_team(struct xnb_runner *r)
{
	const struct xnb_wait wait = wait_of(r);

	return xnb_barrier_wait(&r->team, r->job.vcpus, &wait);
}

static int stopped(const struct xnb_runner *r)
{
	const struct xnb_wait wait = wait_of(r);

	return xnb_stopped(&wait);
}

/* Shows dom0 what was written before: other vCPUs' samples too, once a barrier is past.
 */
static void publish(volatile uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static void step(struct xnb_runner *r, uint32_t vcpu)
{
	if (vcpu == 0)
		publish(&r->mailbox->step_at, r->mailbox->step_at + 1);
}

static uint64_t buffer_bytes(const struct xnb_runner *r)
{
	return r->mailbox->memory_bytes - XNB_GPA_BUFFER;
}

static struct xnb_raw_sample *sample_of(struct xnb_runner *r, uint32_t repetition,
                                        uint32_t vcpu)
{
	const uint32_t at = r->used + repetition * r->job.vcpus + vcpu;

	return &xnb_mailbox_ring(r->mailbox)[at];
}

/*
 * One repetition, timed, behind a barrier of the team; `what` is called between the two
 * readings of the clock. The second barrier keeps a fast vCPU from disturbing a slow one,
 * and tells vCPU 0 that all samples are written.
 */
struct repetition {
	int (*what)(struct xnb_runner *r, void *state);
	void *state;
};

static int repeat_once(struct xnb_runner *r, uint32_t vcpu, uint32_t i,
                       const struct repetition *repetition)
{
	const uint32_t warmups = r->job.warmups;
	uint64_t start, end;

	if (wait_for_team(r))
		return -1;
	start = xnb_tsc();
	if (repetition->what(r, repetition->state))
		return -1;
	end = xnb_tsc();
	if (i >= warmups)
		*sample_of(r, i - warmups, vcpu) =
		    (struct xnb_raw_sample){r->at, vcpu, start, end};
	if (wait_for_team(r))
		return -1;
	if (vcpu == 0 && i >= warmups)
		publish(&r->mailbox->sample_at,
		        r->used + (i - warmups + 1) * r->job.vcpus);
	step(r, vcpu);
	return 0;
}

static uint64_t repetitions(const struct xnb_job *job)
{
	return (uint64_t)job->warmups + job->samples;
}

static int repeat(struct xnb_runner *r, uint32_t vcpu,
                  const struct repetition *repetition)
{
	for (uint64_t i = 0; i < repetitions(&r->job); i++)
		if (repeat_once(r, vcpu, (uint32_t)i, repetition))
			return -1;
	return 0;
}

/* Kernels. */

struct passes {
	xnb_kernel_fn *run;
	struct xnb_streams streams;
	double sum;
};

static int run_passes(struct xnb_runner *r, void *state)
{
	struct passes *passes = state;

	for (uint64_t i = 0; i < r->job.iterations; i++) {
		if (stopped(r))
			return -1;
		passes->sum = passes->run(&passes->streams);
	}
	return 0;
}

static uint32_t judge_kernel(const struct xnb_runner *r, const struct xnb_job *job)
{
	struct xnb_streams streams;

	if (job->isa >= XNB_N_ISAS)
		return XNB_STATUS_REFUSED;
	if (job->kernel >= xnb_n_kernels || !xnb_kernels[job->kernel].run[job->isa] ||
	    !(r->mailbox->isa_available & 1u << job->isa))
		return XNB_STATUS_UNSUPPORTED;
	if (xnb_streams_split(&xnb_kernels[job->kernel], r->buffer, job->bytes,
	                      job->vcpus, 0, &streams))
		return XNB_STATUS_REFUSED;
	return XNB_STATUS_DONE;
}

static int run_kernel(struct xnb_runner *r, uint32_t vcpu)
{
	const struct xnb_kernel *kernel = &xnb_kernels[r->job.kernel];
	struct passes passes = {.run = kernel->run[r->job.isa]};
	struct xnb_verdict *verdict = &r->verdicts[vcpu];

	if (xnb_streams_split(kernel, r->buffer, r->job.bytes, r->job.vcpus, vcpu,
	                      &passes.streams))
		return -1;
	xnb_kernel_prepare(&passes.streams);
	step(r, vcpu);
	if (repeat(r, vcpu, &(struct repetition){run_passes, &passes}))
		return -1;
	verdict->wrong = !xnb_kernel_check(kernel, &passes.streams,
	                                   repetitions(&r->job) * r->job.iterations,
	                                   passes.sum, &verdict->wrong_at);
	step(r, vcpu);
	return 0;
}

/* The chase. */

static int run_loads(struct xnb_runner *r, void *state)
{
	void **at = state;

	*at = xnb_chase_run(*at, r->job.iterations);
	return 0;
}

static uint32_t judge_chase(const struct xnb_runner *r, const struct xnb_job *job)
{
	(void)r;
	if (job->vcpus != 1 || job->bytes < 2 * XNB_CHASE_LINE ||
	    job->bytes / XNB_CHASE_LINE > UINT32_MAX || job->window % XNB_CHASE_LINE ||
	    job->window == XNB_CHASE_LINE)
		return XNB_STATUS_REFUSED;
	return XNB_STATUS_DONE;
}

/* Where a chain of n < 2^32 lines is after `repeats` times `loads` loads, by walking it.
 */
static const void *destination(const void *base, uint64_t n, uint64_t repeats,
                               uint64_t loads)
{
	const void *at = base;

	for (uint64_t i = repeats % n * (loads % n) % n; i > 0; i--)
		at = *(void *const *)at;
	return at;
}

static int run_chase(struct xnb_runner *r, uint32_t vcpu)
{
	const struct xnb_job *job = &r->job;
	void *at = r->buffer;

	xnb_chase_prepare(r->buffer, job->bytes, job->window, job->seed);
	step(r, vcpu);
	if (repeat(r, vcpu, &(struct repetition){run_loads, &at}))
		return -1;
	r->verdicts[vcpu].wrong_at = UINT64_MAX;
	r->verdicts[vcpu].wrong =
	    !xnb_chase_check(r->buffer, job->bytes) ||
	    at != destination(r->buffer, job->bytes / XNB_CHASE_LINE, repetitions(job),
	                      job->iterations);
	step(r, vcpu);
	return 0;
}

/* Tests of what watches the payload. */

static uint32_t judge_test(const struct xnb_runner *r, const struct xnb_job *job)
{
	(void)r, (void)job;
	return XNB_STATUS_DONE;
}

static int run_trap(struct xnb_runner *r, uint32_t vcpu)
{
	(void)r;
	if (vcpu == 0)
		__builtin_trap();
	return 0;
}

static int run_hang(struct xnb_runner *r, uint32_t vcpu)
{
	(void)vcpu;
	while (!stopped(r))
		__builtin_ia32_pause();
	return -1;
}

static int run_nonsense(struct xnb_runner *r, uint32_t vcpu)
{
	for (uint32_t i = 0; i < r->job.samples; i++)
		*sample_of(r, i, vcpu) =
		    (struct xnb_raw_sample){UINT32_MAX, UINT32_MAX, UINT64_MAX, 0};
	return 0;
}

/* From an order to its result. */

struct kind {
	/* XNB_STATUS_DONE: it can be carried out; else why not. */
	uint32_t (*judge)(const struct xnb_runner *r, const struct xnb_job *job);
	int (*run)(struct xnb_runner *r, uint32_t vcpu);
};

static const struct kind kinds[] = {
    [XNB_JOB_KERNEL] = {judge_kernel, run_kernel},
    [XNB_JOB_CHASE] = {judge_chase, run_chase},
    [XNB_JOB_TRAP] = {judge_test, run_trap},
    [XNB_JOB_HANG] = {judge_test, run_hang},
    [XNB_JOB_NONSENSE] = {judge_test, run_nonsense},
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* What does not depend on the kind; then the kind's own judgement. */
static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	const uint64_t room = r->mailbox->max_samples - r->used;

	if (job->kind >= N_KINDS || !kinds[job->kind].judge)
		return XNB_STATUS_REFUSED;
	if (job->vcpus == 0 || job->vcpus > r->mailbox->vcpus)
		return XNB_STATUS_REFUSED;
	if (job->bytes > buffer_bytes(r) || job->iterations == 0 || job->samples == 0)
		return XNB_STATUS_REFUSED;
	if ((uint64_t)job->samples * job->vcpus > room)
		return XNB_STATUS_REFUSED;
	return kinds[job->kind].judge(r, job);
}

/* vCPU 0, before a job; the others wait. */
static void begin(struct xnb_runner *r, uint32_t at)
{
	struct xnb_job *order = &r->mailbox->jobs[at];

	r->at = at;
	r->job = *order;
	r->status = judge(r, &r->job);
	for (uint32_t v = 0; v < XNB_MAX_VCPUS; v++)
		r->verdicts[v].wrong = 0;
	order->first_sample = r->used;
	order->n_samples = 0;
	publish(&order->status,
	        r->status == XNB_STATUS_DONE ? XNB_STATUS_RUNNING : r->status);
	step(r, 0);
}

static void report_wrong(struct xnb_runner *r, struct xnb_job *order)
{
	for (uint32_t v = 0; v < r->job.vcpus; v++) {
		if (!r->verdicts[v].wrong)
			continue;
		order->wrong_vcpu = v;
		order->wrong_at = r->verdicts[v].wrong_at;
		r->status = XNB_STATUS_WRONG;
		return;
	}
}

/* vCPU 0, when all are through with a job. */
static void finish(struct xnb_runner *r)
{
	struct xnb_job *order = &r->mailbox->jobs[r->at];

	if (r->status == XNB_STATUS_DONE) {
		r->used += r->job.samples * r->job.vcpus;
		order->n_samples = r->job.kind == XNB_JOB_NONSENSE
		                       ? UINT32_MAX
		                       : r->used - order->first_sample;
		publish(&r->mailbox->sample_at, r->used);
		report_wrong(r, order);
	}
	publish(&order->status, r->status);
	publish(&r->mailbox->job_at, r->at + 1);
	step(r, 0);
}

static int run_job(struct xnb_runner *r, uint32_t at, uint32_t vcpu)
{
	if (vcpu == 0)
		begin(r, at);
	if (wait_for_all(r))
		return -1;
	if (r->status == XNB_STATUS_DONE && vcpu < r->job.vcpus &&
	    kinds[r->job.kind].run(r, vcpu))
		return -1;
	if (wait_for_all(r))
		return -1;
	if (vcpu == 0)
		finish(r);
	return 0;
}

static int usable(const struct xnb_mailbox *m)
{
	return m->magic == XNB_MAILBOX_MAGIC && m->version == XNB_MAILBOX_VERSION &&
	       m->vcpus >= 1 && m->vcpus <= XNB_MAX_VCPUS && m->n_jobs <= XNB_MAX_JOBS &&
	       m->max_samples <= XNB_RING_ENTRIES && m->memory_bytes >= XNB_GPA_BUFFER;
}

int xnb_runner_run(struct xnb_runner *r, uint32_t vcpu)
{
	struct xnb_mailbox *m = r->mailbox;

	__atomic_add_fetch(&m->alive, 1, __ATOMIC_ACQ_REL);
	if (!usable(m) || vcpu >= m->vcpus) {
		publish(&m->refused, 1);
		return -1;
	}
	if (vcpu == 0)
		m->isa_available = xnb_isa_available();
	for (uint32_t at = 0; at < m->n_jobs; at++)
		if (run_job(r, at, vcpu))
			return -1;
	if (wait_for_all(r))
		return -1;
	if (vcpu == 0)
		publish(&m->finished, 1);
	return 0;
}
