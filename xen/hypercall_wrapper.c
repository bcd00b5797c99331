/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The timed calls as users of libxenctrl make them. */
#include "xen/create.h"
#include "xen/hypercall_ops.h"

int xnb_call_nothing(struct xnb_operation_state *state)
{
	(void)state;
	return 0;
}

int xnb_wrapper_version(struct xnb_operation_state *state)
{
	return xc_version(state->xen->xc, XENVER_version, NULL) < 0 ? -1 : 0;
}

int xnb_wrapper_set_affinity(struct xnb_operation_state *state)
{
	return xc_domain_node_setaffinity(state->xen->xc, state->domid,
	                                  state->xen->nodes);
}

int xnb_wrapper_get_affinity(struct xnb_operation_state *state)
{
	return xc_domain_node_getaffinity(state->xen->xc, state->domid,
	                                  state->xen->nodes);
}

int xnb_wrapper_numainfo(struct xnb_operation_state *state)
{
	unsigned n = state->nodes;

	return xc_numainfo(state->xen->xc, &n, state->memory, state->distances);
}

int xnb_wrapper_create_destroy(struct xnb_operation_state *state)
{
	uint32_t domid = XNB_ANY_DOMID;

	if (xc_domain_create(state->xen->xc, &domid, &state->create) != 0)
		return -1;
	state->stray = domid;
	if (xnb_xen_gate(state->xen) != 0 ||
	    xc_domain_destroy(state->xen->xc, domid) != 0)
		return -1;
	state->stray = XNB_NO_DOMID;
	return 0;
}

int xnb_wrapper_populate(struct xnb_operation_state *state)
{
	return xc_domain_populate_physmap_exact(state->xen->xc, state->domid, 1,
	                                        (unsigned)state->operation->order, 0,
	                                        &state->extent);
}
