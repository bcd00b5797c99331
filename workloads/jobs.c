/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/jobs.h"

#include "workloads/job_kinds.h"
#include "workloads/kernels.h"

static const struct xnb_job_handler *const kinds[] = {
    [XNB_JOB_KERNEL] = &xnb_job_kernel,     [XNB_JOB_CHASE] = &xnb_job_chase,
    [XNB_JOB_TRAP] = &xnb_job_trap,         [XNB_JOB_HANG] = &xnb_job_hang,
    [XNB_JOB_NONSENSE] = &xnb_job_nonsense, [XNB_JOB_IDLE] = &xnb_job_idle,
    [XNB_JOB_BUSY] = &xnb_job_busy,         [XNB_JOB_HYPERCALL] = &xnb_job_hypercall,
    [XNB_JOB_INJECT] = &xnb_job_inject,     [XNB_JOB_LOADED] = &xnb_job_loaded,
    [XNB_JOB_PINGPONG] = &xnb_job_pingpong,
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

#define MOST_NS ((uint64_t)1 << 62)

static uint64_t buffer_bytes(const struct xnb_runner *r)
{
	return r->mailbox->memory_bytes - XNB_GPA_BUFFER;
}

/* Whether all members are vCPUs that there are. */
static int has_team(const struct xnb_runner *r, const struct xnb_job *job)
{
	const uint64_t stride = job->stride ? job->stride : 1;

	return job->vcpus > 0 && job->vcpus <= r->mailbox->vcpus &&
	       job->first + (job->vcpus - 1) * stride < r->mailbox->vcpus;
}

static int has_amount(const struct xnb_job *job)
{
	switch (kinds[job->kind]->timing) {
	case XNB_NEVER_TIMED:
		return job->iterations > 0 && job->duration_ns == 0;
	case XNB_ALWAYS_TIMED:
		return job->duration_ns > 0 && job->duration_ns < MOST_NS;
	default:
		return (job->iterations > 0 || job->duration_ns > 0) &&
		       job->duration_ns < MOST_NS;
	}
}

static int is_delay(uint32_t delay)
{
	return delay <= XNB_MAX_DELAY || delay == XNB_DELAY_NEVER;
}

static int has_delays(const struct xnb_job *job)
{
	int good = is_delay(job->delay) && job->n_delays <= XNB_MAX_DELAYS;

	for (uint32_t i = 0; good && i < job->n_delays; i++)
		good = is_delay(job->delays[i]);
	if (kinds[job->kind]->injects)
		return good;
	return job->delay == 0 && job->n_delays == 0;
}

static int lacks_clock(const struct xnb_runner *r, const struct xnb_job *job)
{
	return (job->duration_ns > 0 || job->rendezvous > 0) &&
	       (!r->now_ns || r->now_ns(0) == 0);
}

/* What does not depend on the kind; then the kind's own judgement. */
static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	const uint64_t room = r->mailbox->max_samples - r->used;

	if (job->kind >= N_KINDS || !kinds[job->kind])
		return XNB_STATUS_REFUSED;
	if (!has_team(r, job) || !has_amount(job))
		return XNB_STATUS_REFUSED;
	if (job->bytes > buffer_bytes(r) || job->samples == 0 || !has_delays(job))
		return XNB_STATUS_REFUSED;
	if (xnb_repetitions(job) * job->vcpus > room)
		return XNB_STATUS_REFUSED;
	if (lacks_clock(r, job))
		return XNB_STATUS_UNSUPPORTED;
	return kinds[job->kind]->judge(r, job);
}

typedef uint64_t __attribute__((may_alias)) xnb_word;
_Static_assert(sizeof(struct xnb_job) % sizeof(xnb_word) == 0, "copied word by word");

/* Of an assignment as long as this clang makes a call of memcpy(), and there is none. */
static void copy_order(struct xnb_job *to, const struct xnb_job *from)
{
	const xnb_word *words = (const xnb_word *)from;

	for (uint32_t i = 0; i < sizeof(*to) / sizeof(xnb_word); i++)
		((xnb_word *)to)[i] = words[i];
}

/* vCPU 0, before a job; the others wait. */
static void begin(struct xnb_runner *r, uint32_t at)
{
	struct xnb_job *order = &r->mailbox->jobs[at];

	r->at = at;
	copy_order(&r->job, order);
	r->status = judge(r, &r->job);
	r->claimed = (uint32_t)xnb_repetitions(&r->job) * r->job.vcpus;
	for (uint32_t v = 0; v < r->mailbox->vcpus; v++)
		r->verdicts[v].wrong = 0;
	order->first_sample = r->used;
	order->n_samples = 0;
	xnb_publish(&order->status,
	            r->status == XNB_STATUS_DONE ? XNB_STATUS_RUNNING : r->status);
	xnb_step(r, 0);
}

static void report_wrong(struct xnb_runner *r, struct xnb_job *order)
{
	for (uint32_t v = 0; v < r->job.vcpus; v++) {
		if (!r->verdicts[v].wrong)
			continue;
		order->wrong_vcpu = xnb_job_vcpu(&r->job, v);
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
		r->used += (uint32_t)xnb_repetitions(&r->job) * r->job.vcpus;
		order->n_samples = r->claimed;
		xnb_publish(&r->mailbox->sample_at, r->used);
		report_wrong(r, order);
	}
	xnb_publish(&order->status, r->status);
	xnb_publish(&r->mailbox->job_at, r->at + 1);
	xnb_step(r, 0);
}

/* Whether a vCPU takes part in the job at work, and as which member. */
static int is_member(const struct xnb_job *job, uint32_t vcpu, uint32_t *member)
{
	const uint32_t stride = job->stride ? job->stride : 1;

	*member = (vcpu - job->first) / stride;
	return vcpu >= job->first && (vcpu - job->first) % stride == 0 &&
	       *member < job->vcpus;
}

static int run_job(struct xnb_runner *r, uint32_t at, uint32_t vcpu)
{
	uint32_t member;

	if (vcpu == 0)
		begin(r, at);
	if (xnb_wait_for_all(r))
		return -1;
	if (r->status == XNB_STATUS_DONE && is_member(&r->job, vcpu, &member) &&
	    kinds[r->job.kind]->run(r, member))
		return -1;
	if (xnb_wait_for_all(r))
		return -1;
	if (vcpu == 0)
		finish(r);
	return 0;
}

static int usable(const struct xnb_runner *r)
{
	const struct xnb_mailbox *m = r->mailbox;

	return m->magic == XNB_MAILBOX_MAGIC && m->version == XNB_MAILBOX_VERSION &&
	       m->vcpus >= 1 && m->vcpus <= r->max_vcpus && m->n_jobs <= XNB_MAX_JOBS &&
	       m->max_samples <= r->ring_entries && m->memory_bytes >= XNB_GPA_BUFFER;
}

int xnb_runner_run(struct xnb_runner *r, uint32_t vcpu)
{
	struct xnb_mailbox *m = r->mailbox;

	__atomic_add_fetch(&m->alive, 1, __ATOMIC_ACQ_REL);
	if (!usable(r) || vcpu >= m->vcpus) {
		xnb_publish(&m->refused, 1);
		return -1;
	}
	if (vcpu == 0)
		m->isa_available = xnb_isa_available();
	for (uint32_t at = 0; at < m->n_jobs; at++)
		if (run_job(r, at, vcpu))
			return -1;
	if (xnb_wait_for_all(r))
		return -1;
	if (vcpu == 0)
		xnb_publish(&m->finished, 1);
	return 0;
}
