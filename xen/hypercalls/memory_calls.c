/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extents: populate and decrease. */
#include "xen/calls.h"
#include "xen/hypercalls/state.h"

#include <errno.h>

static unsigned order_of(const struct xnb_operation_state *state)
{
	return (unsigned)xnb_variant_value(state, XNB_AXIS_ORDER);
}

static unsigned flags_of(const struct xnb_operation_state *state)
{
	switch (xnb_variant_value(state, XNB_AXIS_POLICY)) {
	case XNB_POLICY_PREFER:
		return XENMEMF_node(state->request.node);
	case XNB_POLICY_EXACT:
		return XENMEMF_exact_node(state->request.node);
	default:
		return 0;
	}
}

/* For an HVM domain Xen leaves the guest's frame number in place: it is 0 always. */
static int populate(struct xnb_operation_state *state)
{
	return xnb_call_populate(state->xen, state->domid, order_of(state), state->flags,
	                         &state->extent);
}

static int depopulate(struct xnb_operation_state *state)
{
	return xnb_call_depopulate(state->xen, state->domid, order_of(state), 1,
	                           &state->extent);
}

/* Whether there is such an extent is seen by taking one. */
static int extent_applies(struct xnb_operation_state *state, const char **why)
{
	if (xnb_variant_value(state, XNB_AXIS_POLICY) == XNB_POLICY_AFFINE &&
	    xnb_scratch_one_node(state) != 0)
		return -1;
	state->flags = flags_of(state);
	if (populate(state) == 0)
		return depopulate(state);
	if (errno != EBUSY && errno != ENOMEM)
		return -1;
	*why = "no extent of that order is free, or may be asked for";
	return 0;
}

static void ready_reservation(struct xnb_operation_state *state)
{
	struct xen_memory_reservation *reservation = &state->raw->ready.reservation;

	*reservation = (struct xen_memory_reservation){
	    .nr_extents = 1,
	    .extent_order = order_of(state),
	    .mem_flags = state->flags,
	    .domid = (domid_t)state->domid,
	};
	set_xen_guest_handle_raw(reservation->extent_start, &state->raw->extent);
}

static int extent_prepare(struct xnb_operation_state *state)
{
	ready_reservation(state);
	return 0;
}

/* Xen returns how many extents it did. */
static int memory_op(struct xnb_operation_state *state, unsigned command)
{
	long extents = xencall2L(state->xen->call, __HYPERVISOR_memory_op, command,
	                         (uintptr_t)&state->raw->call.reservation);

	if (extents == 1)
		return 0;
	if (extents == 0)
		errno = EBUSY;
	return -1;
}

static int populate_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_populate_physmap_exact(state->xen->xc, state->domid, 1,
	                                        order_of(state), state->flags,
	                                        &state->extent);
}

static int populate_raw(struct xnb_operation_state *state)
{
	return memory_op(state, XENMEM_populate_physmap);
}

static int decrease_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_decrease_reservation_exact(state->xen->xc, state->domid, 1,
	                                            order_of(state), &state->extent);
}

static int decrease_raw(struct xnb_operation_state *state)
{
	return memory_op(state, XENMEM_decrease_reservation);
}

const struct xnb_operation xnb_memory_operations[] = {
    {
        .name = "populate",
        .summary = "XENMEM_populate_physmap of one extent",
        .axes = {[XNB_AXIS_ORDER] = XNB_VALUES(0, 9, 18),
                 [XNB_AXIS_POLICY] = XNB_VALUES(XNB_POLICY_ANY, XNB_POLICY_AFFINE,
                                                XNB_POLICY_PREFER, XNB_POLICY_EXACT)},
        .scratch = true,
        .applies = extent_applies,
        .prepare = extent_prepare,
        .after = depopulate,
        .call = XNB_PATHS(populate_wrapper, populate_raw),
    },
    {
        .name = "decrease",
        .summary = "XENMEM_decrease_reservation of one extent",
        .axes = {[XNB_AXIS_ORDER] = XNB_VALUES(0, 9, 18)},
        .scratch = true,
        .applies = extent_applies,
        .prepare = extent_prepare,
        .before = populate,
        .call = XNB_PATHS(decrease_wrapper, decrease_raw),
    },
    {0},
};
