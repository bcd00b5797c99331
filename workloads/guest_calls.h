/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hypercalls that a bare PVH domain may make of itself, on Xen 4.17 and later, and
 * that leave it as it was: one table, shared by the payload, which makes them, and by
 * dom0, which orders them. Numbers and structures are those of Xen's public headers
 * (xen.h, version.h, sched.h, memory.h, vcpu.h), which the payload does without.
 */
#ifndef XNB_WORKLOADS_GUEST_CALLS_H
#define XNB_WORKLOADS_GUEST_CALLS_H

#include <stdint.h>

enum xnb_guest_call {
	XNB_GUEST_EMPTY,        /* none at all: what the timer itself costs */
	XNB_GUEST_VERSION,      /* XENVER_version */
	XNB_GUEST_YIELD,        /* SCHEDOP_yield */
	XNB_GUEST_MAXIMUM_PAGE, /* XENMEM_maximum_ram_page */
	XNB_GUEST_RESERVATION,  /* XENMEM_current_reservation of itself */
	XNB_GUEST_RUNSTATE,     /* VCPUOP_get_runstate_info of itself */
	XNB_GUEST_POPULATE,     /* XENMEM_populate_physmap of one extent, which is taken
	                           away before each call */
	XNB_GUEST_DECREASE,     /* XENMEM_decrease_reservation of one extent, which is
	                           given back after each call */
	XNB_N_GUEST_CALLS,
};

/*
 * Orders of extents that the last two take, at most. The extent is at XNB_GPA_BUFFER, so
 * the job's `bytes` cover it: what was in it is lost.
 */
#define XNB_GUEST_MAX_ORDER 9u

/* A hypercall: 64-bit mode, number and arguments as Xen's ABI has them. */
typedef int64_t xnb_hypercall_fn(uint64_t number, uint64_t first, uint64_t second,
                                 uint64_t third);

struct xnb_guest_call_entry {
	/* What is to be timed. Answers what Xen did. */
	int64_t (*make)(xnb_hypercall_fn *hypercall, uint32_t order);
	/* Before and after it, untimed; NULL: nothing to do. Not 0: it failed. */
	int64_t (*before)(xnb_hypercall_fn *hypercall, uint32_t order);
	int64_t (*after)(xnb_hypercall_fn *hypercall, uint32_t order);
	/* The least and the most that a call that worked answers. */
	int64_t least, most;
	int about_extent; /* 1: it needs the memory of one */
};

extern const struct xnb_guest_call_entry xnb_guest_calls[XNB_N_GUEST_CALLS];

#endif
