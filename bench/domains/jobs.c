/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/jobs.h"

#include "bench/domains/builder.h"
#include "bench/supervisor.h"
#include "workloads/payload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POLL_NS       2000000
#define NS_PER_SECOND 1000000000u

struct follower {
	struct xnb_domain *domain;
	const struct xnb_jobs_request *request;
	const struct xnb_mailbox *mailbox; /* the guest writes it at any time */
	struct xnb_outcome *out;
	uint32_t job_before; /* jobs that were finished at the last look */
	uint64_t progress;   /* its last value, and when it last changed */
	uint64_t progress_ns;
	uint64_t start_ns;
	uint32_t vcpu_nodes[XNB_MAX_VCPUS]; /* at the last look; XNB_ABSENT: none yet */
};

static void prepare_mailbox(struct xnb_mailbox *mailbox,
                            const struct xnb_jobs_request *request)
{
	xnb_mailbox_init(mailbox, request->vcpus, request->memory_bytes);
	mailbox->n_jobs = request->n_jobs;
	memcpy(mailbox->jobs, request->jobs, request->n_jobs * sizeof(mailbox->jobs[0]));
}

static uint32_t node_of_cpu(const struct xnb_host *host, uint32_t cpu)
{
	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].id == cpu)
			return host->cpus[i].node;
	return XNB_ABSENT;
}

static void see_vcpu(struct follower *f, unsigned vcpu, uint32_t node, uint32_t first,
                     uint32_t last)
{
	bool moved = f->vcpu_nodes[vcpu] != XNB_ABSENT && f->vcpu_nodes[vcpu] != node;

	f->vcpu_nodes[vcpu] = node;
	for (uint32_t job = first; job <= last; job++) {
		if (node < 64)
			f->out->nodes[job] |= (uint64_t)1 << node;
		/* It moved during one of these; which one is not known. */
		f->out->moved[job] |= moved;
	}
}

static void tell(struct follower *f, unsigned vcpu, uint64_t now_ns, uint32_t node,
                 uint64_t cpu_ns)
{
	const struct xnb_look look = {
	    .now_ns = now_ns,
	    .vcpu = vcpu,
	    .node = node,
	    .cpu_ns = cpu_ns,
	    .all_begun = f->mailbox->alive == f->request->vcpus,
	};

	if (f->request->seen)
		f->request->seen(f->request->seen_arg, &look);
}

/* Where the vCPUs are now goes to each job that ran since the last look. */
static int see_vcpus(struct follower *f, struct xnb_error *err)
{
	uint32_t n = f->request->n_jobs, last = f->mailbox->job_at;

	if (n == 0)
		return 0;
	if (last >= n)
		last = n - 1;
	for (unsigned v = 0; v < f->request->vcpus; v++) {
		uint64_t now = xnb_now_ns();
		struct xnb_vcpu_info info;
		uint32_t node;

		if (xnb_domain_read_vcpu(f->domain, v, &info, err))
			return -1;
		node = node_of_cpu(f->request->host, info.pcpu);
		see_vcpu(f, v, node, f->job_before, last);
		tell(f, v, now, node, info.cpu_ns);
	}
	if (last > f->job_before)
		f->job_before = last;
	return 0;
}

/*
 * What nothing that is worth measuring exceeds, with every share one after the other: for
 * an element of 8 bytes 1 us, for a line of a chase 10 us.
 */
#define SLOW_ELEMENT_NS 1000u
#define SLOW_LINE_NS    10000u

/* Prepared, checked, and added up once more; or linked, shuffled, and walked twice. */
#define UNTIMED_TIMES 4u

/* A waking that comes so late is hung, a TSC so slow is none, and so is a call so long,
 * with what is done around it. */
#define SLOW_PERIODS 10u
#define SLOW_TSC_HZ  1e8
#define SLOW_CALL_NS 100000000u

static double kernel_limit_ns(const struct xnb_job *job, double repetitions)
{
	return (double)job->bytes / 8 * SLOW_ELEMENT_NS *
	       (repetitions * (double)job->iterations + UNTIMED_TIMES);
}

static double chase_limit_ns(const struct xnb_job *job, double repetitions)
{
	return ((double)job->bytes / 64 * UNTIMED_TIMES +
	        repetitions * (double)job->iterations) *
	       SLOW_LINE_NS;
}

static double idle_limit_ns(const struct xnb_job *job, double repetitions)
{
	return repetitions * (double)job->iterations * (double)job->period_ns *
	       SLOW_PERIODS;
}

static double busy_limit_ns(const struct xnb_job *job, double repetitions)
{
	return repetitions * (double)job->iterations / SLOW_TSC_HZ * 1e9;
}

static double hypercall_limit_ns(const struct xnb_job *job, double repetitions)
{
	(void)job;
	return repetitions * SLOW_CALL_NS;
}

static double (*const limits_ns[])(const struct xnb_job *job, double repetitions) = {
    [XNB_JOB_KERNEL] = kernel_limit_ns,       [XNB_JOB_CHASE] = chase_limit_ns,
    [XNB_JOB_IDLE] = idle_limit_ns,           [XNB_JOB_BUSY] = busy_limit_ns,
    [XNB_JOB_HYPERCALL] = hypercall_limit_ns,
};

/* The jobs of tests have no amount, and end at once or never. */
static double job_limit_seconds(const struct xnb_job *job)
{
	double repetitions = (double)job->warmups + job->samples;

	if (job->kind >= sizeof(limits_ns) / sizeof(limits_ns[0]) ||
	    !limits_ns[job->kind])
		return 0;
	return limits_ns[job->kind](job, repetitions) / 1e9;
}

double xnb_jobs_limit_seconds(const struct xnb_jobs_request *request)
{
	double limit = request->watchdog_seconds;

	for (uint32_t i = 0; i < request->n_jobs; i++)
		limit += job_limit_seconds(&request->jobs[i]);
	return limit;
}

static bool is_in_time(const struct follower *f, uint64_t now)
{
	return (double)(now - f->start_ns) / 1e9 < xnb_jobs_limit_seconds(f->request);
}

static bool has_progressed(struct follower *f, uint64_t now)
{
	uint64_t progress =
	    (uint64_t)f->mailbox->step_at + f->mailbox->alive + f->mailbox->job_at;

	if (progress != f->progress) {
		f->progress = progress;
		f->progress_ns = now;
	}
	return now - f->progress_ns <
	       (uint64_t)f->request->watchdog_seconds * NS_PER_SECOND;
}

/* Looks once; *done when the domain has ended or was given up. */
static int look(struct follower *f, bool *done, struct xnb_error *err)
{
	struct xnb_domain_info info;
	uint64_t now = xnb_now_ns();

	if (xnb_domain_read_info(f->domain, &info, err) || see_vcpus(f, err))
		return -1;
	*done = true;
	f->out->wall_ns = now - f->start_ns;
	if (info.state == XNB_DOMAIN_CRASHED)
		f->out->ending = XNB_ENDING_CRASHED;
	else if (info.state == XNB_DOMAIN_OFF)
		f->out->ending = XNB_ENDING_FINISHED;
	else if (!has_progressed(f, now) || !is_in_time(f, now))
		f->out->ending = XNB_ENDING_HUNG;
	else
		*done = false;
	return 0;
}

static int look_until_done(struct follower *f, struct xnb_error *err)
{
	const struct timespec pause = {.tv_nsec = POLL_NS};
	bool done = false;

	while (!done) {
		nanosleep(&pause, NULL);
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		if (look(f, &done, err))
			return -1;
		xnb_xen_ask_again(f->request->xen, true);
	}
	return 0;
}

static int follow(struct follower *f, struct xnb_error *err)
{
	int result;

	f->start_ns = f->progress_ns = xnb_now_ns();
	result = look_until_done(f, err);
	xnb_xen_ask_again(f->request->xen, false);
	return result;
}

/* How the domain ended, by what dom0 saw and what the copy says. */
static enum xnb_ending ending_of(const struct xnb_outcome *out)
{
	const struct xnb_mailbox *copy = out->copy;

	if (copy->refused)
		return XNB_ENDING_REFUSED;
	if (copy->trap.vector != XNB_NO_TRAP)
		return XNB_ENDING_CRASHED;
	if (out->ending == XNB_ENDING_FINISHED && !copy->finished)
		return XNB_ENDING_CRASHED;
	return out->ending;
}

static void explain(struct xnb_outcome *out, const struct xnb_jobs_request *request)
{
	const struct xnb_mailbox *copy = out->copy;

	if (out->ending == XNB_ENDING_FINISHED)
		return;
	if (out->ending == XNB_ENDING_REFUSED)
		snprintf(out->why, sizeof(out->why),
		         "the payload refused its orders; report this as a bug");
	else if (copy->trap.vector != XNB_NO_TRAP)
		snprintf(out->why, sizeof(out->why),
		         "vCPU %u raised exception %u (error code 0x%lx, address 0x%lx) "
		         "at rip 0x%lx in job %u of %u",
		         copy->trap.vcpu, copy->trap.vector, copy->trap.error_code,
		         copy->trap.address, copy->trap.rip, copy->job_at + 1,
		         request->n_jobs);
	else if (out->ending == XNB_ENDING_HUNG)
		snprintf(out->why, sizeof(out->why),
		         "no progress for %u s, or not done in %.0f s, in job %u of %u, "
		         "%u of %u vCPUs alive; stopped by the watchdog (--watchdog)",
		         request->watchdog_seconds, xnb_jobs_limit_seconds(request),
		         copy->job_at + 1, request->n_jobs, copy->alive, request->vcpus);
	else
		snprintf(out->why, sizeof(out->why),
		         "it stopped in job %u of %u without a word; see the "
		         "hypervisor's log (xl dmesg)",
		         copy->job_at + 1, request->n_jobs);
}

static int run_loaded(struct xnb_outcome *out, struct xnb_domain *domain,
                      const struct xnb_jobs_request *request, struct xnb_error *err)
{
	struct xnb_mailbox *mailbox = xnb_domain_mailbox(domain);
	struct follower f = {
	    .domain = domain, .request = request, .mailbox = mailbox, .out = out};

	for (unsigned v = 0; v < XNB_MAX_VCPUS; v++)
		f.vcpu_nodes[v] = XNB_ABSENT;
	prepare_mailbox(mailbox, request);
	if (xnb_domain_start(domain, err) || follow(&f, err))
		return -1;
	/*
	 * One that is off is paused too: Xen then gives up the vCPUs' state that it still
	 * holds on their pCPUs. Else each page that is given back later costs an
	 * interrupt of those pCPUs, which made giving back 5 to 10 times as slow.
	 */
	if (xnb_domain_pause(domain, err))
		return -1;
	memcpy(out->copy, mailbox, XNB_MAILBOX_BYTES);
	out->ending = ending_of(out);
	explain(out, request);
	return 0;
}

int xnb_jobs_run(struct xnb_outcome *out, struct xnb_domain *domain,
                 const struct xnb_jobs_request *request, struct xnb_error *err)
{
	*out = (struct xnb_outcome){0};
	if (request->n_jobs > XNB_MAX_JOBS || request->vcpus > XNB_MAX_VCPUS)
		return xnb_fail(err, XNB_EXIT_FAILED, EINVAL,
		                "%u jobs on %u vCPUs: at most %u and %u; choose fewer "
		                "--vcpus",
		                request->n_jobs, request->vcpus, XNB_MAX_JOBS,
		                (unsigned)XNB_MAX_VCPUS);
	out->copy = malloc(XNB_MAILBOX_BYTES);
	if (!out->copy)
		return xnb_fail_nomem(err);
	if (xnb_domain_load(domain, xnb_payload, (size_t)(xnb_payload_end - xnb_payload),
	                    xnb_payload_memory_bytes, err) ||
	    run_loaded(out, domain, request, err))
		return -1;
	return xnb_domain_unmap(domain, err);
}

void xnb_outcome_free(struct xnb_outcome *outcome)
{
	free(outcome->copy);
	*outcome = (struct xnb_outcome){0};
}
