/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries out the orders of a mailbox. Every vCPU, or every thread of a native run, calls
 * xnb_runner_run() once; what they share is in struct xnb_runner.
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

struct xnb_runner {
	/* set by the caller, the rest zero */
	struct xnb_mailbox *mailbox; /* XNB_MAILBOX_BYTES, with orders */
	void *buffer;                /* memory_bytes - XNB_GPA_BUFFER, page-aligned */
	void (*relax)(void);         /* gives the CPU away for a moment */
	/* Of a domain. NULL: natively, where jobs that need Xen are unsupported. */
	xnb_hypercall_fn *hypercall;
	uint64_t (*now_ns)(uint32_t vcpu); /* Xen's system time; 0: not to be had */
	/* the runner's own */
	struct xnb_barrier all;  /* every vCPU, around each job */
	struct xnb_barrier team; /* those of the job at work */
	struct xnb_job job;      /* a copy of its order, in case the mailbox changes */
	uint32_t at;             /* its index */
	uint32_t status;         /* enum xnb_job_status: what becomes of it */
	uint32_t used;           /* entries of the ring, by jobs before it */
	uint32_t claimed;        /* entries that it will say it has filled */
	struct xnb_verdict verdicts[XNB_MAX_VCPUS];
};

/*
 * Runs all jobs as vCPU `vcpu`. Returns 0 when they are through; -1 when the mailbox was
 * refused, or when a trap was recorded in it.
 */
int xnb_runner_run(struct xnb_runner *runner, uint32_t vcpu);

#endif
