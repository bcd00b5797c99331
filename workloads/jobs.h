/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries out the orders of a mailbox. Every vCPU, or every thread of a native run, calls
 * xnb_runner_run() once; what they share is in struct xnb_runner. "vCPU" is a thread
 * natively.
 *
 * A native run makes a struct xnb_mailbox as dom0 does (xnb_mailbox_init() with the
 * number of threads and XNB_GPA_BUFFER + the bytes of the buffer), and brings a ring of
 * its own, of as many entries as it likes; then mailbox->max_samples is that number.
 */
#ifndef XNB_WORKLOADS_JOBS_H
#define XNB_WORKLOADS_JOBS_H

#include "workloads/barrier.h"
#include "workloads/guest_calls.h"
#include "workloads/mailbox.h"

#include <stdint.h>

/* What the check of one vCPU's share found. */
struct xnb_verdict {
	uint32_t wrong;
	uint64_t wrong_at;
};

/* When `observe` of a runner is called. */
enum xnb_look {
	XNB_LOOK_BEFORE, /* a team may wait for each other behind it, and give way */
	XNB_LOOK_START,  /* right before the clock is read; must take next to nothing */
	XNB_LOOK_BEHIND, /* right behind it */
};

struct xnb_runner {
	/* set by the caller, the rest zero */
	struct xnb_mailbox *mailbox; /* with orders */
	void *buffer;                /* memory_bytes - XNB_GPA_BUFFER, page-aligned */
	struct xnb_raw_sample *ring; /* gets the samples */
	uint32_t ring_entries;
	uint32_t max_vcpus;           /* that there is room for in `verdicts` */
	struct xnb_verdict *verdicts; /* max_vcpus of them; the runner's own */
	void (*relax)(void);          /* gives the CPU away for a moment */
	/* Of a domain. NULL: natively, where jobs that need Xen are unsupported. */
	xnb_hypercall_fn *hypercall;
	/* The common clock, in ns: Xen's system time, CLOCK_MONOTONIC. NULL: there is
	 * none; one that returns 0 cannot be had. Called by the vCPU itself. */
	uint64_t (*now_ns)(uint32_t vcpu);
	/*
	 * Looks for what disturbs vCPU `vcpu`; NULL: nobody does. Called by the vCPU
	 * itself, outside of the timed region, at three moments of each repetition,
	 * warm-ups included; behind it may set bits of sample->noise, which has its times
	 * then.
	 */
	void (*observe)(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
	                enum xnb_look look);
	void *observe_arg;
	/* the runner's own */
	struct xnb_barrier all;  /* every vCPU, around each job */
	struct xnb_barrier team; /* those of the job at work */
	struct xnb_job job;      /* a copy of its order, in case the mailbox changes */
	uint32_t at;             /* its index */
	uint32_t status;         /* enum xnb_job_status: what becomes of it */
	uint32_t used;           /* entries of the ring, by jobs before it */
	uint32_t claimed;        /* entries that it will say it has filled */
	uint64_t start_ns;       /* when the repetition at work is to begin; 0: at once */
};

/* The vCPU that is member `member` of the team of a job. */
static inline uint32_t xnb_job_vcpu(const struct xnb_job *job, uint32_t member)
{
	return job->first + member * (job->stride ? job->stride : 1);
}

/* The delay of its injectors in one repetition, warm-ups counted. */
static inline uint32_t xnb_job_delay(const struct xnb_job *job, uint32_t repetition)
{
	return job->n_delays ? job->delays[repetition % job->n_delays] : job->delay;
}

/*
 * Runs all jobs as vCPU `vcpu`. Returns 0 when they are through; -1 when the mailbox was
 * refused, or when a trap was recorded in it.
 */
int xnb_runner_run(struct xnb_runner *runner, uint32_t vcpu);

#endif
