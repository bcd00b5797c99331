/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hypercalls timed from inside of a domain (path `guest`): the catalogue of
 * workloads/guest_calls.h, with the names that the same hypercall has in the catalogue of
 * xen/hypercall.h.
 *
 * Per call: fence, TSC, fence, call, fence, TSC, fence, on the one vCPU of a bare PVH
 * domain with node affinity {A} and its vCPU pinned to A. What the domain says is checked
 * like all that a guest says: a call that Xen refused, entries of the ring that cannot
 * be, or times longer than the domain lived, are an error.
 */
#ifndef XNB_BENCH_GUEST_CALLS_H
#define XNB_BENCH_GUEST_CALLS_H

#include "base/error.h"
#include "bench/experiment.h"

#include <stddef.h>
#include <stdint.h>

struct xnb_guest_operation {
	const char *name; /* as in xnb_operations[], where it is the same hypercall */
	const char *summary;
	uint32_t call; /* enum xnb_guest_call */
	int order;     /* of the extent; XNB_NO_ORDER (xen/hypercall.h): it has none */
};

extern const struct xnb_guest_operation
    xnb_guest_operations[]; /* ends with a NULL name */

/* Calls that one domain has room for. */
extern const size_t xnb_guest_most_calls;

/*
 * Times `n` calls into ticks[n] (TSC), from the first, cold one on. Builds a domain,
 * runs it, gives its memory back and destroys it; where n is more than a domain has room
 * for (xnb_guest_most_calls), the next ones come from another domain, whose first is
 * cold, too. `cpu_node` is A. An operation that Xen or the domain refuses is an error
 * that names it.
 */
int xnb_guest_operation_time(struct xnb_session *session,
                             const struct xnb_guest_operation *operation,
                             uint32_t cpu_node, size_t n, uint64_t *ticks,
                             struct xnb_error *err);

#endif
