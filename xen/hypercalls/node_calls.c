/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The domain's node affinity: the call under study. */
#include "xen/calls.h"
#include "xen/hypercalls/state.h"
#include "xen/lookup.h"

#include <errno.h>
#include <string.h>

/* The last number that a domain can have. */
#define UNKNOWN_DOMID (DOMID_FIRST_RESERVED - 1u)

static size_t map_bytes(const struct xnb_operation_state *state)
{
	return (state->xen->max_nodes + 7) / 8;
}

static void ready_map(struct xnb_operation_state *state, uint32_t command)
{
	struct xenctl_bitmap *map =
	    &xnb_ready_domctl(state, command)->u.nodeaffinity.nodemap;

	map->nr_bits = state->xen->max_nodes;
	set_xen_guest_handle_raw(map->bitmap, state->raw->maps.nodes);
}

static bool has_map(const struct xnb_operation_state *state)
{
	if (map_bytes(state) <= sizeof(state->maps.nodes) &&
	    state->request.node < state->xen->max_nodes)
		return true;
	errno = E2BIG;
	return false;
}

/* ---- set ---- */

/* The map that the call sets. */
static int set_prepare(struct xnb_operation_state *state)
{
	unsigned node = state->request.node;
	uint8_t *map = state->maps.nodes;

	if (!has_map(state))
		return -1;
	if (xnb_variant_value(state, XNB_AXIS_AFFINITY) == XNB_MAP_ALL)
		memset(map, 0xff, map_bytes(state));
	else if (xnb_variant_value(state, XNB_AXIS_AFFINITY) != XNB_MAP_NONE)
		map[node / 8] |= (uint8_t)(1u << node % 8);
	memcpy(state->raw->maps.nodes, map, map_bytes(state));
	ready_map(state, XEN_DOMCTL_setnodeaffinity);
	return 0;
}

/* What the domain has when the call comes. */
static int set_before(struct xnb_operation_state *state)
{
	switch (xnb_variant_value(state, XNB_AXIS_AFFINITY)) {
	case XNB_MAP_AUTOMATIC:
		return xnb_scratch_automatic(state);
	case XNB_MAP_ALL:
		return xnb_scratch_one_node(state);
	default: /* the call before it has left it so */
		return 0;
	}
}

static int set_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_node_setaffinity(state->xen->xc, state->domid,
	                                  state->maps.nodes);
}

/* ---- get ---- */

static int get_prepare(struct xnb_operation_state *state)
{
	if (!has_map(state))
		return -1;
	ready_map(state, XEN_DOMCTL_getnodeaffinity);
	if (xnb_variant_value(state, XNB_AXIS_AFFINITY) == XNB_MAP_EXPLICIT)
		return xnb_scratch_one_node(state);
	return 0;
}

static int get_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_node_getaffinity(state->xen->xc, state->domid,
	                                  state->maps.nodes);
}

/* ---- no such domain ---- */

static int unknown_applies(struct xnb_operation_state *state, const char **why)
{
	xc_domaininfo_t info = {0};
	int found = xnb_domain_lookup(state->xen, UNKNOWN_DOMID, &info);

	if (found > 0)
		*why = "the highest number of a domain is taken";
	return found < 0 ? -1 : 0;
}

static int unknown_prepare(struct xnb_operation_state *state)
{
	if (set_prepare(state) != 0)
		return -1;
	state->raw->ready.domctl.domain = UNKNOWN_DOMID;
	return 0;
}

static int unknown_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_node_setaffinity(state->xen->xc, UNKNOWN_DOMID,
	                                  state->maps.nodes);
}

const struct xnb_operation xnb_node_operations[] = {
    {
        .name = "set-node-affinity",
        .summary = "XEN_DOMCTL_setnodeaffinity; \"all\" resets, \"none\" is refused",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(0, 1, 8, 64),
                 [XNB_AXIS_AFFINITY] = XNB_VALUES(XNB_MAP_AUTOMATIC, XNB_MAP_EXPLICIT,
                                                  XNB_MAP_ALL, XNB_MAP_NONE)},
        .scratch = true,
        .prepare = set_prepare,
        .before = set_before,
        .call = XNB_PATHS(set_wrapper, xnb_raw_domctl),
    },
    {
        .name = "get-node-affinity",
        .summary = "XEN_DOMCTL_getnodeaffinity",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(0, 1, 8, 64),
                 [XNB_AXIS_AFFINITY] = XNB_VALUES(XNB_MAP_AUTOMATIC, XNB_MAP_EXPLICIT)},
        .scratch = true,
        .prepare = get_prepare,
        .call = XNB_PATHS(get_wrapper, xnb_raw_domctl),
    },
    {
        .name = "set-node-affinity-unknown",
        .summary = "the same for a domain that is not there: refused with ESRCH",
        .expected_errno = ESRCH,
        .applies = unknown_applies,
        .prepare = unknown_prepare,
        .call = XNB_PATHS(unknown_wrapper, xnb_raw_domctl),
    },
    {0},
};
