/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the payload knows of Xen by heart is what Xen's headers say. */
#include "workloads/xen_abi.h"

#include <stddef.h>
#include <xenctrl.h>

#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/version.h>
#include <xen/xen.h>

#define SAME(ours, xens) _Static_assert((ours) == (xens), #ours " is " #xens)

SAME(XNB_ABI_MEMORY_OP, __HYPERVISOR_memory_op);
SAME(XNB_ABI_XEN_VERSION, __HYPERVISOR_xen_version);
SAME(XNB_ABI_VCPU_OP, __HYPERVISOR_vcpu_op);
SAME(XNB_ABI_SCHED_OP, __HYPERVISOR_sched_op);
SAME(XNB_ABI_XENVER_VERSION, XENVER_version);
SAME(XNB_ABI_SCHEDOP_YIELD, SCHEDOP_yield);
SAME(XNB_ABI_SCHEDOP_POLL, SCHEDOP_poll);
SAME(XNB_ABI_DECREASE_RESERVATION, XENMEM_decrease_reservation);
SAME(XNB_ABI_MAXIMUM_RAM_PAGE, XENMEM_maximum_ram_page);
SAME(XNB_ABI_CURRENT_RESERVATION, XENMEM_current_reservation);
SAME(XNB_ABI_POPULATE_PHYSMAP, XENMEM_populate_physmap);
SAME(XNB_ABI_GET_RUNSTATE_INFO, VCPUOP_get_runstate_info);
SAME(XNB_ABI_REGISTER_TIME_AREA, VCPUOP_register_vcpu_time_memory_area);
SAME(XNB_ABI_DOMID_SELF, DOMID_SELF);

#define SAME_PLACE(ours, our_member, xens, xens_member)                \
	SAME(offsetof(ours, our_member), offsetof(xens, xens_member)); \
	SAME(sizeof(((ours *)0)->our_member), sizeof(((xens *)0)->xens_member))

SAME(sizeof(struct xnb_abi_poll), sizeof(struct sched_poll));
SAME_PLACE(struct xnb_abi_poll, n_ports, struct sched_poll, nr_ports);
SAME_PLACE(struct xnb_abi_poll, timeout_ns, struct sched_poll, timeout);

typedef struct xen_memory_reservation reservation;
SAME(sizeof(struct xnb_abi_reservation), sizeof(reservation));
SAME_PLACE(struct xnb_abi_reservation, extents, reservation, extent_start);
SAME_PLACE(struct xnb_abi_reservation, n_extents, reservation, nr_extents);
SAME_PLACE(struct xnb_abi_reservation, order, reservation, extent_order);
SAME_PLACE(struct xnb_abi_reservation, domid, reservation, domid);

SAME(sizeof(struct xnb_abi_runstate), sizeof(struct vcpu_runstate_info));
SAME_PLACE(struct xnb_abi_runstate, spent_ns, struct vcpu_runstate_info, time);
SAME(XNB_ABI_RUNSTATE_RUNNABLE, RUNSTATE_runnable);

typedef struct vcpu_time_info time_info;
SAME(sizeof(struct xnb_abi_time), sizeof(time_info));
SAME_PLACE(struct xnb_abi_time, tsc, time_info, tsc_timestamp);
SAME_PLACE(struct xnb_abi_time, system_ns, time_info, system_time);
SAME_PLACE(struct xnb_abi_time, multiplier, time_info, tsc_to_system_mul);
SAME_PLACE(struct xnb_abi_time, shift, time_info, tsc_shift);
