/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/hypercalls/scratch.h"

#include "xen/calls.h"
#include "xen/create.h"
#include "xen/layout.h"

#include <string.h>

/* Two extents of the largest order: more than is ever populated at once. */
#define MAX_MEMORY_KIB (UINT64_C(2) << 20)

/* Every vCPU takes a page of the pool, and each extent the tables above it. */
#define POOL_BYTES(vcpus) ((UINT64_C(4) << 20) + (vcpus)*XNB_PAGE_BYTES * 4)

unsigned xnb_scratch_vcpus(const struct xnb_operation_state *state)
{
	int vcpus = xnb_variant_value(state, XNB_AXIS_VCPUS);

	return vcpus == XNB_NO_VALUE ? 1 : (unsigned)vcpus;
}

int xnb_scratch_make(struct xnb_operation_state *state)
{
	unsigned vcpus = xnb_scratch_vcpus(state);
	bool bare = vcpus == 0 || state->request.operation->bare;
	struct xnb_xen *xen = state->xen;
	uint32_t domid = XNB_ANY_DOMID;

	/* A domain must be allowed one vCPU at least, and need not have it. */
	xnb_create_config(&state->create, XNB_DOMAIN_PVH, vcpus ? vcpus : 1,
	                  state->request.run_tag);
	if (xnb_call_domain_create(xen, &domid, &state->create) != 0)
		return -1;
	state->domid = domid;
	if (!bare && xnb_call_max_vcpus(xen, domid, vcpus) != 0)
		return -1;
	if (xnb_call_setmaxmem(xen, domid, MAX_MEMORY_KIB) != 0)
		return -1;
	return xnb_call_set_paging_pool(xen, domid, POOL_BYTES(vcpus));
}

static int reap(struct xnb_operation_state *state, uint32_t *domid, int rc,
                struct xnb_error *err)
{
	uint32_t doomed = *domid;

	*domid = XNB_NO_DOMID;
	if (doomed == XNB_NO_DOMID)
		return rc;
	return xnb_xen_reap(state->xen, doomed, rc == 0 ? err : NULL) == 0 ? rc : -1;
}

int xnb_scratch_destroy(struct xnb_operation_state *state, struct xnb_error *err)
{
	int rc = 0;

	if (state->mapping && xnb_call_unmap(state->xen, state->mapping, 1) != 0)
		rc = xnb_xen_fail(state->xen, err, "end this process",
		                  "domain %u: a page of it stays mapped", state->domid);
	state->mapping = NULL;
	rc = reap(state, &state->domid, rc, err);
	return reap(state, &state->stray, rc, err);
}

int xnb_scratch_one_node(struct xnb_operation_state *state)
{
	struct xnb_xen *xen = state->xen;
	unsigned node = state->request.node;

	memset(xen->nodes, 0, (xen->max_nodes + 7) / 8);
	xen->nodes[node / 8] |= (uint8_t)(1u << node % 8);
	return xnb_call_node_setaffinity(xen, state->domid, xen->nodes);
}

int xnb_scratch_automatic(struct xnb_operation_state *state)
{
	struct xnb_xen *xen = state->xen;

	memset(xen->nodes, 0xff, (xen->max_nodes + 7) / 8);
	return xnb_call_node_setaffinity(xen, state->domid, xen->nodes);
}
