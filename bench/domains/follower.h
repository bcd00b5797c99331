/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One domain that works through its list of jobs, as dom0 follows it: loaded, started,
 * looked at until it has ended or is given up, and at last one copy of what it left.
 *
 *   if (!xnb_follower_load(&f, ...) && !xnb_follower_start(&f, ...)) {
 *           while (!f.done) xnb_follower_look(&f, ...), xnb_follower_stop(&f)
 *           xnb_follower_end(&f, ...)
 *   }
 *
 * The domain is the caller's, and so is destroying it, whatever failed.
 */
#ifndef XNB_BENCH_FOLLOWER_H
#define XNB_BENCH_FOLLOWER_H

#include "base/error.h"
#include "bench/domains/jobs.h"

#include <stdbool.h>
#include <stdint.h>

struct xnb_follower {
	struct xnb_domain *domain;
	const struct xnb_jobs_request *request;
	struct xnb_mailbox *mailbox; /* the guest writes it at any time */
	struct xnb_outcome *out;
	bool done;            /* it ended, or was given up: out->ending says how */
	double limit_seconds; /* xnb_jobs_limit_seconds(), more where others share CPUs */
	uint32_t gone;        /* the rendezvous that it was last let go from */
	/* inside */
	uint32_t job_before; /* jobs that were finished at the last look */
	uint64_t progress;   /* its last value, and when it last changed */
	uint64_t progress_ns;
	uint64_t start_ns;
	uint32_t vcpu_nodes[XNB_MAX_VCPUS]; /* at the last look; XNB_ABSENT: none yet */
};

/* Payload and orders go into the domain, whose mailbox stays mapped; `out` is made
 * empty, and gets its copy's memory. */
int xnb_follower_load(struct xnb_follower *f, struct xnb_outcome *out,
                      struct xnb_domain *domain, const struct xnb_jobs_request *request,
                      struct xnb_error *err);

/* Unpauses the domain: all of its vCPUs run. */
int xnb_follower_start(struct xnb_follower *f, struct xnb_error *err);

/* One look: at the domain, at each of its vCPUs, and at the progress that it shows. */
int xnb_follower_look(struct xnb_follower *f, struct xnb_error *err);

/* Whether it has come to a rendezvous and was not let go yet. */
bool xnb_follower_waits(const struct xnb_follower *f);

/* Lets it go: it begins at `start_ns` of Xen's system time. */
void xnb_follower_go(struct xnb_follower *f, uint32_t rendezvous, uint64_t start_ns);

/* Gives up a domain for another one's sake: XNB_ENDING_STOPPED, unless it is done. */
void xnb_follower_stop(struct xnb_follower *f);

/* Leaves the domain paused and unmapped, and tells what became of it. */
int xnb_follower_end(struct xnb_follower *f, struct xnb_error *err);

#endif
