/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments of the timed calls, for both paths, and what undoes a call. */
#include "xen/calls.h"
#include "xen/create.h"
#include "xen/hypercall_ops.h"

#include <string.h>

static void prepare_domctl(struct xnb_operation_state *state, uint32_t command)
{
	state->raw->domctl = (struct xen_domctl){
	    .cmd = command,
	    .interface_version = XEN_DOMCTL_INTERFACE_VERSION,
	    .domain = (domid_t)state->domid,
	};
}

static void prepare_affinity(struct xnb_operation_state *state, uint32_t command)
{
	struct xenctl_bitmap *map;

	prepare_domctl(state, command);
	map = &state->raw->domctl.u.nodeaffinity.nodemap;
	map->nr_bits = state->xen->max_nodes;
	set_xen_guest_handle_raw(map->bitmap, state->raw->nodes);
}

int xnb_prepare_get_affinity(struct xnb_operation_state *state, struct xnb_error *err)
{
	(void)err;
	prepare_affinity(state, XEN_DOMCTL_getnodeaffinity);
	return 0;
}

/* Sets what a new domain has automatically: all online nodes, now explicitly. */
int xnb_prepare_set_affinity(struct xnb_operation_state *state, struct xnb_error *err)
{
	struct xnb_xen *xen = state->xen;

	if (xnb_call_node_getaffinity(xen, state->domid, xen->nodes) != 0)
		return xnb_xen_fail(xen, err, "see `xl dmesg'",
		                    "domain %u: cannot read its node affinity",
		                    state->domid);
	memcpy(state->raw->nodes, xen->nodes, (xen->max_nodes + 7) / 8);
	prepare_affinity(state, XEN_DOMCTL_setnodeaffinity);
	return 0;
}

int xnb_prepare_numainfo(struct xnb_operation_state *state, struct xnb_error *err)
{
	struct xen_sysctl *sysctl = &state->raw->sysctl;

	state->nodes = XNB_OPERATION_NODES;
	if (xnb_call_numainfo(state->xen, &state->nodes, state->memory,
	                      state->distances) != 0)
		return xnb_xen_fail(state->xen, err, "see `xl info -n'",
		                    "the host: Xen does not tell its nodes");
	*sysctl = (struct xen_sysctl){
	    .cmd = XEN_SYSCTL_numainfo,
	    .interface_version = XEN_SYSCTL_INTERFACE_VERSION,
	    .u.numainfo.num_nodes = state->nodes,
	};
	set_xen_guest_handle_raw(sysctl->u.numainfo.meminfo, state->raw->memory);
	set_xen_guest_handle_raw(sysctl->u.numainfo.distance, state->raw->distances);
	return 0;
}

int xnb_prepare_create(struct xnb_operation_state *state, struct xnb_error *err)
{
	(void)err;
	xnb_create_config(&state->create, XNB_DOMAIN_PVH, 1, state->run_tag);
	state->raw->create = (struct xen_domctl){
	    .cmd = XEN_DOMCTL_createdomain,
	    .interface_version = XEN_DOMCTL_INTERFACE_VERSION,
	    .domain = XNB_ANY_DOMID,
	    .u.createdomain = state->create,
	};
	return 0;
}

int xnb_prepare_populate(struct xnb_operation_state *state, struct xnb_error *err)
{
	struct xen_memory_reservation *reservation = &state->raw->reservation;

	(void)err;
	state->extent = 0;
	state->raw->extent = 0;
	*reservation = (struct xen_memory_reservation){
	    .nr_extents = 1,
	    .extent_order = (unsigned)state->operation->order,
	    .domid = (domid_t)state->domid,
	};
	set_xen_guest_handle_raw(reservation->extent_start, &state->raw->extent);
	return 0;
}

int xnb_undo_populate(struct xnb_operation_state *state, struct xnb_error *err)
{
	/* For an HVM domain Xen leaves the guest's frame number in place. */
	return xnb_domain_depopulate(state->domain, 0, (unsigned)state->operation->order,
	                             err);
}
