/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where vCPUs were seen, interval by interval: dom0 looks at each vCPU every few ms, and
 * each interval tells which share of the looks found it on which node, and which share of
 * the time it ran. Pure counting; the looks come from bench/domains/jobs.h.
 */
#ifndef XNB_BENCH_LOOKS_H
#define XNB_BENCH_LOOKS_H

#include "base/error.h"
#include "topology/host.h"

#include <stdbool.h>
#include <stdint.h>

/* One look at one vCPU. */
struct xnb_look {
	uint64_t now_ns; /* monotonic, right before the look */
	unsigned vcpu;
	uint32_t
	    node; /* of the CPU that it runs on, or ran on last; XNB_ABSENT: of none */
	uint64_t cpu_ns; /* that it has run, by Xen's account */
	bool all_begun;  /* every vCPU of the domain has reached the payload, it says */
};

/* Whoever wants to be told of each. */
typedef void xnb_look_fn(void *arg, const struct xnb_look *look);

struct xnb_looks {
	unsigned vcpus, intervals;
	uint64_t interval_ns;
	const struct xnb_host *host;
	bool begun; /* by the first look with `all_begun` */
	uint64_t start_ns;
	/* The first look at a vCPU in an interval, and in the one behind the last. */
	struct xnb_looks_mark {
		bool seen;
		uint64_t now_ns, cpu_ns;
	} * marks;       /* [intervals + 1][vcpus] */
	uint32_t *on;    /* [intervals][vcpus][n_nodes] looks that found it there */
	uint32_t *total; /* [intervals][vcpus] looks, those on no node included */
};

int xnb_looks_init(struct xnb_looks *looks, const struct xnb_host *host, unsigned vcpus,
                   unsigned intervals, uint64_t interval_ns, struct xnb_error *err);
void xnb_looks_free(struct xnb_looks *looks);

/* Counts one more; `looks` is a struct xnb_looks. */
xnb_look_fn xnb_looks_add;

/*
 * Whether the interval can be told for this vCPU: somebody looked in it, and behind its
 * end, so that it is not one that the domain's end cut off.
 */
bool xnb_looks_complete(const struct xnb_looks *looks, unsigned interval, unsigned vcpu);

/* Of a complete interval. `node` is an index into the host's nodes. */
double xnb_looks_residency(const struct xnb_looks *looks, unsigned interval,
                           unsigned vcpu, size_t node);
/* CPU time by the time between the first looks of this interval and the next. Below 0
 * where Xen's account went back, as it does where its clock is not the same on all CPUs.
 */
double xnb_looks_cpu_share(const struct xnb_looks *looks, unsigned interval,
                           unsigned vcpu);

#endif
