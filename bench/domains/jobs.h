/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a list of jobs in a domain that is populated, or in several of them together:
 * loads the payload, leaves the jobs in the mailbox, starts, follows the progress, lets
 * jobs with a rendezvous begin, and takes one copy of what each domain left.
 */
#ifndef XNB_BENCH_JOBS_H
#define XNB_BENCH_JOBS_H

#include "base/error.h"
#include "bench/domains/looks.h"
#include "bench/judge.h"
#include "topology/host.h"
#include "workloads/mailbox.h"
#include "xen/domain.h"

#include <stdbool.h>
#include <stdint.h>

struct xnb_jobs_request {
	struct xnb_xen *xen;
	const struct xnb_host *host;
	unsigned vcpus; /* of the domain, as it was created */
	uint64_t memory_bytes;
	unsigned watchdog_seconds; /* without progress */
	const struct xnb_job *jobs;
	uint32_t n_jobs;
	xnb_look_fn *seen; /* gets each look at a vCPU, every 2 ms or so; or NULL */
	void *seen_arg;
	/* Before a job that has a rendezvous begins: does what the domain must not be at
	 * work for, such as moving its vCPUs; or NULL. */
	int (*before_go)(void *arg, struct xnb_domain *domain, uint32_t rendezvous,
	                 struct xnb_error *err);
	void *before_go_arg;
};

struct xnb_outcome {
	enum xnb_ending ending;
	struct xnb_mailbox *copy; /* XNB_MAILBOX_BYTES; free with xnb_outcome_free() */
	uint64_t wall_ns;         /* from the start to the last look */
	/*
	 * Nodes (bits) that the vCPUs were seen on while a job may have run, and whether
	 * one of them was seen on two. Each look covers every job that ran since the look
	 * before it, so a job is never without one.
	 */
	uint64_t nodes[XNB_MAX_JOBS];
	bool moved[XNB_MAX_JOBS];
	char why[256]; /* for people, where the ending is not FINISHED: "vCPU 0 raised..."
	                */
};

/*
 * Seconds that the whole list may take, so that a guest that only counts its steps up
 * does not run for ever: the watchdog's, and for each job the time it would take at 8
 * MB/s or at 10 us a load, all its vCPUs one after the other; at ten times its periods of
 * sleep; with a TSC of 100 MHz; or at 0.1 s a hypercall.
 */
double xnb_jobs_limit_seconds(const struct xnb_jobs_request *request);

/* One of several domains that run together. */
struct xnb_jobs_party {
	struct xnb_domain *domain;
	const struct xnb_jobs_request *request;
	struct xnb_outcome *outcome; /* made empty first; free it in any case */
};

/*
 * Leaves the domain stopped and its mailbox unmapped. A domain that hangs, crashes or
 * refuses is an outcome, not an error. XNB_EXIT_FAILED on a signal, too.
 */
int xnb_jobs_run(struct xnb_outcome *out, struct xnb_domain *domain,
                 const struct xnb_jobs_request *request, struct xnb_error *err);

/*
 * The same for n domains, all loaded before the first one starts. Jobs with a rendezvous
 * (workloads/mailbox.h) begin on Xen's system time when all domains have come to it: all
 * lists have the same numbers, in the same order. As soon as one of them hangs, crashes
 * or refuses, the others are stopped (XNB_ENDING_STOPPED): they would wait for it.
 */
int xnb_jobs_run_together(const struct xnb_jobs_party *parties, unsigned n,
                          struct xnb_error *err);
void xnb_outcome_free(struct xnb_outcome *outcome);

#endif
