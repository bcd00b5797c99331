/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/follower.h"

#include "bench/domains/builder.h"
#include "workloads/payload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_SECOND 1000000000u

/* ---- begin ---- */

static void prepare_mailbox(struct xnb_mailbox *mailbox,
                            const struct xnb_jobs_request *request)
{
	xnb_mailbox_init(mailbox, request->vcpus, request->memory_bytes);
	mailbox->n_jobs = request->n_jobs;
	memcpy(mailbox->jobs, request->jobs, request->n_jobs * sizeof(mailbox->jobs[0]));
}

int xnb_follower_load(struct xnb_follower *f, struct xnb_outcome *out,
                      struct xnb_domain *domain, const struct xnb_jobs_request *request,
                      struct xnb_error *err)
{
	*out = (struct xnb_outcome){0};
	*f = (struct xnb_follower){.domain = domain,
	                           .request = request,
	                           .out = out,
	                           .limit_seconds = xnb_jobs_limit_seconds(request)};
	for (unsigned v = 0; v < XNB_MAX_VCPUS; v++)
		f->vcpu_nodes[v] = XNB_ABSENT;
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
	                    xnb_payload_memory_bytes, err))
		return -1;
	f->mailbox = xnb_domain_mailbox(domain);
	prepare_mailbox(f->mailbox, request);
	return 0;
}

int xnb_follower_start(struct xnb_follower *f, struct xnb_error *err)
{
	if (xnb_domain_start(f->domain, err))
		return -1;
	f->start_ns = f->progress_ns = xnb_now_ns();
	return 0;
}

/* ---- looks ---- */

static uint32_t node_of_cpu(const struct xnb_host *host, uint32_t cpu)
{
	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].id == cpu)
			return host->cpus[i].node;
	return XNB_ABSENT;
}

static void see_vcpu(struct xnb_follower *f, unsigned vcpu, uint32_t node, uint32_t first,
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

static void tell(struct xnb_follower *f, unsigned vcpu, uint64_t now_ns, uint32_t node,
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
static int see_vcpus(struct xnb_follower *f, struct xnb_error *err)
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

static bool is_in_time(const struct xnb_follower *f, uint64_t now)
{
	return (double)(now - f->start_ns) / 1e9 < f->limit_seconds;
}

static bool has_progressed(struct xnb_follower *f, uint64_t now)
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

int xnb_follower_look(struct xnb_follower *f, struct xnb_error *err)
{
	struct xnb_domain_info info;
	uint64_t now = xnb_now_ns();

	if (xnb_domain_read_info(f->domain, &info, err) || see_vcpus(f, err))
		return -1;
	f->done = true;
	f->out->wall_ns = now - f->start_ns;
	if (info.state == XNB_DOMAIN_CRASHED)
		f->out->ending = XNB_ENDING_CRASHED;
	else if (info.state == XNB_DOMAIN_OFF)
		f->out->ending = XNB_ENDING_FINISHED;
	else if (!has_progressed(f, now) || !is_in_time(f, now))
		f->out->ending = XNB_ENDING_HUNG;
	else
		f->done = false;
	return 0;
}

bool xnb_follower_waits(const struct xnb_follower *f)
{
	return !f->done && f->mailbox->ready != f->gone;
}

/* The guest looks at `go`, and then reads the time. */
void xnb_follower_go(struct xnb_follower *f, uint32_t rendezvous, uint64_t start_ns)
{
	f->gone = rendezvous;
	f->mailbox->start_ns = start_ns;
	__atomic_store_n(&f->mailbox->go, rendezvous, __ATOMIC_RELEASE);
}

void xnb_follower_stop(struct xnb_follower *f)
{
	if (f->done)
		return;
	f->done = true;
	f->out->ending = XNB_ENDING_STOPPED;
}

/* ---- the end ---- */

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

/* `off`: it powered itself off, as it does at its end. */
static void explain(const struct xnb_follower *f, bool off)
{
	const struct xnb_jobs_request *request = f->request;
	struct xnb_outcome *out = f->out;
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
		         request->watchdog_seconds, f->limit_seconds, copy->job_at + 1,
		         request->n_jobs, copy->alive, request->vcpus);
	else if (out->ending == XNB_ENDING_STOPPED)
		snprintf(out->why, sizeof(out->why),
		         "stopped in job %u of %u, for another domain of its group had "
		         "failed",
		         copy->job_at + 1, request->n_jobs);
	else if (off)
		snprintf(out->why, sizeof(out->why),
		         "it powered itself off in job %u of %u, with jobs left to do; "
		         "report this as a bug",
		         copy->job_at + 1, request->n_jobs);
	else
		snprintf(out->why, sizeof(out->why),
		         "it stopped in job %u of %u without a word; see the "
		         "hypervisor's log (xl dmesg)",
		         copy->job_at + 1, request->n_jobs);
}

int xnb_follower_end(struct xnb_follower *f, struct xnb_error *err)
{
	bool off;

	/*
	 * One that is off is paused too: Xen then gives up the vCPUs' state that it still
	 * holds on their pCPUs. Else each page that is given back later costs an
	 * interrupt of those pCPUs, which made giving back 5 to 10 times as slow.
	 */
	if (xnb_domain_pause(f->domain, err))
		return -1;
	memcpy(f->out->copy, f->mailbox, XNB_MAILBOX_BYTES);
	off = f->out->ending == XNB_ENDING_FINISHED;
	f->out->ending = ending_of(f->out);
	explain(f, off);
	return xnb_domain_unmap(f->domain, err);
}
