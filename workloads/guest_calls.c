/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/guest_calls.h"

#include "workloads/layout.h"
#include "workloads/xen_abi.h"

#include <stddef.h>

static int64_t call_nothing(xnb_hypercall_fn *hypercall, uint32_t order)
{
	(void)hypercall, (void)order;
	return 0;
}

static int64_t call_version(xnb_hypercall_fn *hypercall, uint32_t order)
{
	(void)order;
	return hypercall(XNB_ABI_XEN_VERSION, XNB_ABI_XENVER_VERSION, 0, 0);
}

static int64_t call_yield(xnb_hypercall_fn *hypercall, uint32_t order)
{
	(void)order;
	return hypercall(XNB_ABI_SCHED_OP, XNB_ABI_SCHEDOP_YIELD, 0, 0);
}

static int64_t call_maximum_page(xnb_hypercall_fn *hypercall, uint32_t order)
{
	(void)order;
	return hypercall(XNB_ABI_MEMORY_OP, XNB_ABI_MAXIMUM_RAM_PAGE, 0, 0);
}

static int64_t call_reservation(xnb_hypercall_fn *hypercall, uint32_t order)
{
	const uint16_t itself = XNB_ABI_DOMID_SELF;

	(void)order;
	return hypercall(XNB_ABI_MEMORY_OP, XNB_ABI_CURRENT_RESERVATION,
	                 (uint64_t)&itself, 0);
}

/* Only vCPU 0 makes timed calls. */
static int64_t call_runstate(xnb_hypercall_fn *hypercall, uint32_t order)
{
	struct xnb_abi_runstate state;

	(void)order;
	return hypercall(XNB_ABI_VCPU_OP, XNB_ABI_GET_RUNSTATE_INFO, 0, (uint64_t)&state);
}

static int64_t call_for_extent(xnb_hypercall_fn *hypercall, uint64_t command,
                               uint32_t order)
{
	uint64_t gfn = XNB_GPA_BUFFER / 4096;
	struct xnb_abi_reservation extent = {
	    .extents = (uint64_t)&gfn,
	    .n_extents = 1,
	    .order = order,
	    .domid = XNB_ABI_DOMID_SELF,
	};

	return hypercall(XNB_ABI_MEMORY_OP, command, (uint64_t)&extent, 0);
}

static int64_t call_populate(xnb_hypercall_fn *hypercall, uint32_t order)
{
	return call_for_extent(hypercall, XNB_ABI_POPULATE_PHYSMAP, order);
}

static int64_t call_decrease(xnb_hypercall_fn *hypercall, uint32_t order)
{
	return call_for_extent(hypercall, XNB_ABI_DECREASE_RESERVATION, order);
}

const struct xnb_guest_call_entry xnb_guest_calls[XNB_N_GUEST_CALLS] = {
    [XNB_GUEST_EMPTY] = {call_nothing, .most = 0},
    /* Major and minor number, 16 bits each. */
    [XNB_GUEST_VERSION] = {call_version, .least = 4 << 16, .most = UINT32_MAX},
    [XNB_GUEST_YIELD] = {call_yield, .most = 0},
    [XNB_GUEST_MAXIMUM_PAGE] = {call_maximum_page, .least = 1, .most = INT64_MAX},
    [XNB_GUEST_RESERVATION] = {call_reservation, .least = 1, .most = INT64_MAX},
    [XNB_GUEST_RUNSTATE] = {call_runstate, .most = 0},
    /* Both answer how many extents they were done with. */
    [XNB_GUEST_POPULATE] = {call_populate, .before = call_decrease, .least = 1, .most = 1,
                            .about_extent = 1},
    [XNB_GUEST_DECREASE] = {call_decrease, .after = call_populate, .least = 1, .most = 1,
                            .about_extent = 1},
};
