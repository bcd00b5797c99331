/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a domain in 64-bit mode needs of Xen's interface to guests, which is stable: from
 * xen/include/public/xen.h, version.h, sched.h, memory.h and vcpu.h. The payload is built
 * without Xen's headers; xen/guest_abi.c compares with them where they are.
 */
#ifndef XNB_WORKLOADS_XEN_ABI_H
#define XNB_WORKLOADS_XEN_ABI_H

#include <stdint.h>

#define XNB_ABI_MEMORY_OP   12
#define XNB_ABI_XEN_VERSION 17
#define XNB_ABI_VCPU_OP     24
#define XNB_ABI_SCHED_OP    29

#define XNB_ABI_XENVER_VERSION 0

#define XNB_ABI_SCHEDOP_YIELD 0
#define XNB_ABI_SCHEDOP_POLL  3

#define XNB_ABI_DECREASE_RESERVATION 1
#define XNB_ABI_MAXIMUM_RAM_PAGE     2
#define XNB_ABI_CURRENT_RESERVATION  3
#define XNB_ABI_POPULATE_PHYSMAP     6

#define XNB_ABI_GET_RUNSTATE_INFO  4
#define XNB_ABI_REGISTER_TIME_AREA 13

#define XNB_ABI_DOMID_SELF 0x7ff0

/* struct sched_poll: sleeps until a port has an event, or until the system time. */
struct xnb_abi_poll {
	uint64_t ports; /* address of their numbers */
	uint32_t n_ports;
	uint64_t timeout_ns;
};

/* struct xen_memory_reservation */
struct xnb_abi_reservation {
	uint64_t extents; /* address of their first frames */
	uint64_t n_extents;
	uint32_t order;
	uint32_t flags;
	uint16_t domid;
};

/* struct vcpu_runstate_info; a vCPU is runnable when it waits for a physical CPU */
#define XNB_ABI_RUNSTATE_RUNNABLE 1
#define XNB_ABI_N_RUNSTATES       4
struct xnb_abi_runstate {
	int32_t state;
	uint64_t entered_ns;
	uint64_t spent_ns[XNB_ABI_N_RUNSTATES];
};

/* struct vcpu_time_info: odd versions are half written */
struct xnb_abi_time {
	uint32_t version;
	uint32_t reserved0;
	uint64_t tsc;       /* when Xen wrote it, ... */
	uint64_t system_ns; /* ... and the system time then */
	uint32_t multiplier;
	int8_t shift; /* ns = (ticks << shift) * multiplier / 2^32 */
	uint8_t flags;
	uint8_t reserved1[2];
};

#endif
