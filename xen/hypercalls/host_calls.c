/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What asks for the whole host: version and sysctls. */
#include "xen/calls.h"
#include "xen/hypercalls/state.h"

static int nothing(struct xnb_operation_state *state)
{
	(void)state;
	return 0;
}

/* ---- version ---- */

static int version_wrapper(struct xnb_operation_state *state)
{
	return xc_version(state->xen->xc, XENVER_version, NULL) < 0 ? -1 : 0;
}

static int version_raw(struct xnb_operation_state *state)
{
	return xencall2(state->xen->call, __HYPERVISOR_xen_version, XENVER_version, 0) < 0
	           ? -1
	           : 0;
}

/* ---- physinfo ---- */

static int physinfo_prepare(struct xnb_operation_state *state)
{
	xnb_ready_sysctl(state, XEN_SYSCTL_physinfo);
	return 0;
}

static int physinfo_wrapper(struct xnb_operation_state *state)
{
	return xc_physinfo(state->xen->xc, &state->data.physinfo);
}

/* ---- numainfo ---- */

/* Room for more nodes than there are would cost the wrapper time. */
static int numainfo_prepare(struct xnb_operation_state *state)
{
	unsigned n = XNB_OPERATION_NODES;
	struct xen_sysctl *sysctl = xnb_ready_sysctl(state, XEN_SYSCTL_numainfo);

	if (xnb_call_numainfo(state->xen, &n, state->data.numa.memory,
	                      state->data.numa.distances) != 0)
		return -1;
	state->count = n;
	sysctl->u.numainfo.num_nodes = n;
	set_xen_guest_handle_raw(sysctl->u.numainfo.meminfo,
	                         state->raw->data.numa.memory);
	set_xen_guest_handle_raw(sysctl->u.numainfo.distance,
	                         state->raw->data.numa.distances);
	return 0;
}

static int numainfo_wrapper(struct xnb_operation_state *state)
{
	unsigned n = (unsigned)state->count;

	return xc_numainfo(state->xen->xc, &n, state->data.numa.memory,
	                   state->data.numa.distances);
}

/* ---- cputopoinfo ---- */

static int cputopoinfo_prepare(struct xnb_operation_state *state)
{
	struct xen_sysctl *sysctl = xnb_ready_sysctl(state, XEN_SYSCTL_cputopoinfo);
	unsigned n = XNB_OPERATION_CPUS;

	if (xnb_call_cputopoinfo(state->xen, &n, state->data.cpus) != 0)
		return -1;
	state->count = n;
	sysctl->u.cputopoinfo.num_cpus = n;
	set_xen_guest_handle_raw(sysctl->u.cputopoinfo.cputopo, state->raw->data.cpus);
	return 0;
}

static int cputopoinfo_wrapper(struct xnb_operation_state *state)
{
	unsigned n = (unsigned)state->count;

	return xc_cputopoinfo(state->xen->xc, &n, state->data.cpus);
}

/* ---- getinfolist ---- */

static int getinfolist_prepare(struct xnb_operation_state *state)
{
	struct xen_sysctl *sysctl = xnb_ready_sysctl(state, XEN_SYSCTL_getdomaininfolist);

	sysctl->u.getdomaininfolist.max_domains = XNB_OPERATION_DOMAINS;
	set_xen_guest_handle_raw(sysctl->u.getdomaininfolist.buffer,
	                         state->raw->data.domains);
	return 0;
}

static int getinfolist_wrapper(struct xnb_operation_state *state)
{
	int n = xc_domain_getinfolist(state->xen->xc, 0, XNB_OPERATION_DOMAINS,
	                              state->data.domains);

	state->count = n < 0 ? 0 : (size_t)n;
	return n < 0 ? -1 : 0;
}

const struct xnb_operation xnb_host_operations[] = {
    {
        .name = "empty",
        .summary = "no call at all: what the timer itself costs",
        .call = XNB_PATHS(nothing, nothing),
    },
    {
        .name = "version",
        .summary = "XENVER_version, which does nothing: the floor of a hypercall",
        .call = XNB_PATHS(version_wrapper, version_raw),
    },
    {
        .name = "physinfo",
        .summary = "XEN_SYSCTL_physinfo: CPUs and memory of the host",
        .prepare = physinfo_prepare,
        .call = XNB_PATHS(physinfo_wrapper, xnb_raw_sysctl),
    },
    {
        .name = "numainfo",
        .summary = "XEN_SYSCTL_numainfo: memory and distances of all nodes",
        .prepare = numainfo_prepare,
        .call = XNB_PATHS(numainfo_wrapper, xnb_raw_sysctl),
    },
    {
        .name = "cputopoinfo",
        .summary = "XEN_SYSCTL_cputopoinfo: core, socket and node of each CPU",
        .prepare = cputopoinfo_prepare,
        .call = XNB_PATHS(cputopoinfo_wrapper, xnb_raw_sysctl),
    },
    {
        .name = "getinfolist",
        .summary = "XEN_SYSCTL_getdomaininfolist with room for 128 domains",
        .prepare = getinfolist_prepare,
        .call = XNB_PATHS(getinfolist_wrapper, xnb_raw_sysctl),
    },
    {0},
};
