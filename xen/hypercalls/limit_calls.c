/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a domain may have: memory, vCPUs, claims, virtual nodes, its p2m pool. */
#include "xen/calls.h"
#include "xen/hypercalls/state.h"
#include "xen/layout.h"

#define MAX_MEMORY_KIB (UINT64_C(64) << 10)
#define CLAIM_PAGES    (UINT64_C(1) << 10)
#define POOL_STEP      (16 * XNB_PAGE_BYTES)
#define LOCAL_DISTANCE 10u

/* ---- maximum memory ---- */

static int maxmem_prepare(struct xnb_operation_state *state)
{
	xnb_ready_domctl(state, XEN_DOMCTL_max_mem)->u.max_mem.max_memkb = MAX_MEMORY_KIB;
	return 0;
}

static int maxmem_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_setmaxmem(state->xen->xc, state->domid, MAX_MEMORY_KIB);
}

/* ---- vCPUs ---- */

static int vcpus_prepare(struct xnb_operation_state *state)
{
	xnb_ready_domctl(state, XEN_DOMCTL_max_vcpus)->u.max_vcpus.max =
	    xnb_scratch_vcpus(state);
	return 0;
}

static int vcpus_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_max_vcpus(state->xen->xc, state->domid,
	                           xnb_scratch_vcpus(state));
}

/* ---- claims ---- */

static unsigned long claimed(const struct xnb_operation_state *state)
{
	return state->request.operation->argument;
}

static int claim_prepare(struct xnb_operation_state *state)
{
	state->raw->ready.reservation = (struct xen_memory_reservation){
	    .nr_extents = claimed(state),
	    .domid = (domid_t)state->domid,
	};
	return 0;
}

static int claim_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_claim_pages(state->xen->xc, state->domid, claimed(state));
}

static int claim_raw(struct xnb_operation_state *state)
{
	return xencall2(state->xen->call, __HYPERVISOR_memory_op, XENMEM_claim_pages,
	                (uintptr_t)&state->raw->call.reservation) < 0
	           ? -1
	           : 0;
}

static int claim_some(struct xnb_operation_state *state)
{
	return xnb_call_claim(state->xen, state->domid, CLAIM_PAGES);
}

static int claim_none(struct xnb_operation_state *state)
{
	return xnb_call_claim(state->xen, state->domid, 0);
}

/* ---- virtual NUMA ---- */

static void fill_vnuma(struct xnb_operation_state *state, union xnb_operation_data *data)
{
	data->vnuma.range = (xen_vmemrange_t){.end = XNB_MIN_DOMAIN_BYTES};
	data->vnuma.distance = LOCAL_DISTANCE;
	data->vnuma.vcpu_to_vnode = 0;
	data->vnuma.vnode_to_pnode = state->request.node;
}

static int vnuma_prepare(struct xnb_operation_state *state)
{
	struct xen_domctl_vnuma *vnuma =
	    &xnb_ready_domctl(state, XEN_DOMCTL_setvnumainfo)->u.vnuma;
	union xnb_operation_data *data = &state->raw->data;

	fill_vnuma(state, &state->data);
	fill_vnuma(state, data);
	vnuma->nr_vnodes = vnuma->nr_vmemranges = vnuma->nr_vcpus = 1;
	set_xen_guest_handle_raw(vnuma->vdistance, &data->vnuma.distance);
	set_xen_guest_handle_raw(vnuma->vcpu_to_vnode, &data->vnuma.vcpu_to_vnode);
	set_xen_guest_handle_raw(vnuma->vnode_to_pnode, &data->vnuma.vnode_to_pnode);
	set_xen_guest_handle_raw(vnuma->vmemrange, &data->vnuma.range);
	return 0;
}

static int vnuma_wrapper(struct xnb_operation_state *state)
{
	union xnb_operation_data *data = &state->data;

	return xc_domain_setvnuma(state->xen->xc, state->domid, 1, 1, 1,
	                          &data->vnuma.range, &data->vnuma.distance,
	                          &data->vnuma.vcpu_to_vnode,
	                          &data->vnuma.vnode_to_pnode);
}

/* ---- the p2m pool ---- */

static int pool_size_prepare(struct xnb_operation_state *state)
{
	xnb_ready_domctl(state, XEN_DOMCTL_get_paging_mempool_size);
	return 0;
}

static int pool_size_wrapper(struct xnb_operation_state *state)
{
	return xc_get_paging_mempool_size(state->xen->xc, state->domid, &state->bytes);
}

/* The size before the first call, to which each call adds a step. */
static int pool_prepare(struct xnb_operation_state *state)
{
	if (xnb_call_get_paging_pool(state->xen, state->domid, &state->bytes) != 0)
		return -1;
	xnb_ready_domctl(state, XEN_DOMCTL_set_paging_mempool_size)
	    ->u.paging_mempool.size = state->bytes + POOL_STEP;
	return 0;
}

static int pool_wrapper(struct xnb_operation_state *state)
{
	return xc_set_paging_mempool_size(state->xen->xc, state->domid,
	                                  state->bytes + POOL_STEP);
}

static int pool_after(struct xnb_operation_state *state)
{
	return xnb_call_set_paging_pool(state->xen, state->domid, state->bytes);
}

const struct xnb_operation xnb_limit_operations[] = {
    {
        .name = "setmaxmem",
        .summary = "XEN_DOMCTL_max_mem",
        .scratch = true,
        .prepare = maxmem_prepare,
        .call = XNB_PATHS(maxmem_wrapper, xnb_raw_domctl),
    },
    {
        .name = "max-vcpus",
        .summary = "XEN_DOMCTL_max_vcpus: the cold call allocates them, each later one "
                   "finds them there",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(1, 8, 64)},
        .scratch = true,
        .bare = true,
        .prepare = vcpus_prepare,
        .call = XNB_PATHS(vcpus_wrapper, xnb_raw_domctl),
    },
    {
        .name = "claim",
        .summary = "XENMEM_claim_pages of 4 MiB",
        .scratch = true,
        .argument = CLAIM_PAGES,
        .prepare = claim_prepare,
        .after = claim_none,
        .call = XNB_PATHS(claim_wrapper, claim_raw),
    },
    {
        .name = "unclaim",
        .summary = "XENMEM_claim_pages of none, which gives a claim of 4 MiB up",
        .scratch = true,
        .prepare = claim_prepare,
        .before = claim_some,
        .call = XNB_PATHS(claim_wrapper, claim_raw),
    },
    {
        .name = "setvnuma",
        .summary = "XEN_DOMCTL_setvnumainfo: one virtual node, one vCPU",
        .scratch = true,
        .prepare = vnuma_prepare,
        .call = XNB_PATHS(vnuma_wrapper, xnb_raw_domctl),
    },
    {
        .name = "get-paging-pool",
        .summary = "XEN_DOMCTL_get_paging_mempool_size",
        .scratch = true,
        .prepare = pool_size_prepare,
        .call = XNB_PATHS(pool_size_wrapper, xnb_raw_domctl),
    },
    {
        .name = "set-paging-pool",
        .summary = "XEN_DOMCTL_set_paging_mempool_size, which adds 16 pages to the pool",
        .scratch = true,
        .prepare = pool_prepare,
        .after = pool_after,
        .call = XNB_PATHS(pool_wrapper, xnb_raw_domctl),
    },
    {0},
};
