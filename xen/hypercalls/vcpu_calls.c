/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where vCPUs may and like to run. */
#include "xen/calls.h"
#include "xen/hypercalls/state.h"

#include <errno.h>
#include <string.h>

/* Every second CPU, so that it is seen to be set: pCPU 0 and its like. */
#define EVERY_SECOND 0x55

static size_t map_bytes(const struct xnb_operation_state *state)
{
	return (state->xen->max_cpus + 7) / 8;
}

/* Xen writes what is effective into the maps that it was given. */
static int affinity_before(struct xnb_operation_state *state)
{
	struct xnb_operation_maps *maps =
	    state->request.path == XNB_PATH_RAW ? &state->raw->maps : &state->maps;

	memset(maps->hard, EVERY_SECOND, map_bytes(state));
	memset(maps->soft, EVERY_SECOND, map_bytes(state));
	return 0;
}

static int affinity_prepare(struct xnb_operation_state *state)
{
	struct xen_domctl_vcpuaffinity *affinity;

	if (map_bytes(state) > sizeof(state->maps.hard)) {
		errno = E2BIG;
		return -1;
	}
	affinity = &xnb_ready_domctl(state, XEN_DOMCTL_setvcpuaffinity)->u.vcpuaffinity;
	affinity->flags = state->request.operation->argument;
	affinity->cpumap_hard.nr_bits = state->xen->max_cpus;
	affinity->cpumap_soft.nr_bits = state->xen->max_cpus;
	set_xen_guest_handle_raw(affinity->cpumap_hard.bitmap, state->raw->maps.hard);
	set_xen_guest_handle_raw(affinity->cpumap_soft.bitmap, state->raw->maps.soft);
	return 0;
}

static int affinity_wrapper(struct xnb_operation_state *state)
{
	return xc_vcpu_setaffinity(state->xen->xc, state->domid, 0, state->maps.hard,
	                           state->maps.soft, state->request.operation->argument);
}

#define SET_AFFINITY(NAME, SUMMARY, FLAGS)                                          \
	{                                                                           \
		.name = (NAME), .summary = (SUMMARY),                               \
		.axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(1, 8, 64)}, .scratch = true, \
		.argument = (FLAGS), .prepare = affinity_prepare,                   \
		.before = affinity_before,                                          \
		.call = XNB_PATHS(affinity_wrapper, xnb_raw_domctl),                \
	}

const struct xnb_operation xnb_vcpu_operations[] = {
    SET_AFFINITY("set-vcpu-affinity-hard",
                 "XEN_DOMCTL_setvcpuaffinity of one vCPU: every second CPU, hard",
                 XEN_VCPUAFFINITY_HARD),
    SET_AFFINITY("set-vcpu-affinity-soft", "the same, soft", XEN_VCPUAFFINITY_SOFT),
    SET_AFFINITY("set-vcpu-affinity-both", "the same, hard and soft in one call",
                 XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT),
    {0},
};
