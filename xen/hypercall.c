/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalogue, and how one operation of it is timed. */
#include "xen/hypercall.h"

#include "xen/calls.h"
#include "xen/create.h"
#include "xen/hypercall_ops.h"

#include <stdlib.h>
#include <string.h>
#include <x86intrin.h>

const char *const xnb_path_names[XNB_N_PATHS] = {
    [XNB_PATH_WRAPPER] = "wrapper",
    [XNB_PATH_RAW] = "raw",
};

#define PATHS(wrapper, raw)                                            \
	{                                                              \
		[XNB_PATH_WRAPPER] = (wrapper), [XNB_PATH_RAW] = (raw) \
	}

const struct xnb_operation xnb_operations[] = {
    {
        .name = "empty",
        .summary = "no call at all: what the timer itself costs",
        .vcpus = XNB_NO_SCRATCH,
        .order = XNB_NO_ORDER,
        .call = PATHS(xnb_call_nothing, xnb_call_nothing),
    },
    {
        .name = "version",
        .summary = "XENVER_version, which does nothing: the floor of a hypercall",
        .vcpus = XNB_NO_SCRATCH,
        .order = XNB_NO_ORDER,
        .call = PATHS(xnb_wrapper_version, xnb_raw_version),
    },
    {
        .name = "set-node-affinity",
        .summary = "XEN_DOMCTL_setnodeaffinity on a domain without vCPUs",
        .vcpus = 0,
        .order = XNB_NO_ORDER,
        .prepare = xnb_prepare_set_affinity,
        .call = PATHS(xnb_wrapper_set_affinity, xnb_raw_domctl),
    },
    {
        .name = "set-node-affinity",
        .summary = "the same with one vCPU, of which the scheduler is told",
        .vcpus = 1,
        .order = XNB_NO_ORDER,
        .prepare = xnb_prepare_set_affinity,
        .call = PATHS(xnb_wrapper_set_affinity, xnb_raw_domctl),
    },
    {
        .name = "get-node-affinity",
        .summary = "XEN_DOMCTL_getnodeaffinity on a domain without vCPUs",
        .vcpus = 0,
        .order = XNB_NO_ORDER,
        .prepare = xnb_prepare_get_affinity,
        .call = PATHS(xnb_wrapper_get_affinity, xnb_raw_domctl),
    },
    {
        .name = "get-node-affinity",
        .summary = "the same with one vCPU",
        .vcpus = 1,
        .order = XNB_NO_ORDER,
        .prepare = xnb_prepare_get_affinity,
        .call = PATHS(xnb_wrapper_get_affinity, xnb_raw_domctl),
    },
    {
        .name = "numainfo",
        .summary = "XEN_SYSCTL_numainfo: memory and distances of all nodes",
        .vcpus = XNB_NO_SCRATCH,
        .order = XNB_NO_ORDER,
        .prepare = xnb_prepare_numainfo,
        .call = PATHS(xnb_wrapper_numainfo, xnb_raw_sysctl),
    },
    {
        .name = "create-destroy",
        .summary = "XEN_DOMCTL_createdomain, then XEN_DOMCTL_destroydomain; no vCPU",
        .vcpus = XNB_NO_SCRATCH,
        .order = XNB_NO_ORDER,
        .prepare = xnb_prepare_create,
        .call = PATHS(xnb_wrapper_create_destroy, xnb_raw_create_destroy),
    },
    {
        .name = "populate",
        .summary = "XENMEM_populate_physmap of one page",
        .vcpus = 1,
        .order = 0,
        .prepare = xnb_prepare_populate,
        .call = PATHS(xnb_wrapper_populate, xnb_raw_populate),
        .undo = xnb_undo_populate,
    },
    {
        .name = "populate",
        .summary = "XENMEM_populate_physmap of one extent of 2 MiB",
        .vcpus = 1,
        .order = 9,
        .prepare = xnb_prepare_populate,
        .call = PATHS(xnb_wrapper_populate, xnb_raw_populate),
        .undo = xnb_undo_populate,
    },
    {0},
};

/* Neither does an earlier instruction still run nor a later one already. */
static inline uint64_t read_ticks(void)
{
	uint64_t ticks;

	_mm_lfence();
	ticks = __rdtsc();
	_mm_lfence();
	return ticks;
}

static int make_scratch(struct xnb_operation_state *state, struct xnb_error *err)
{
	const struct xnb_domain_config config = {
	    .vcpus = (unsigned)state->operation->vcpus,
	    .memory_bytes = XNB_MIN_DOMAIN_BYTES,
	    .run_tag = state->run_tag,
	};
	uint32_t domid = XNB_ANY_DOMID;

	if (state->operation->vcpus > 0) {
		if (xnb_domain_create(state->xen, &config, &state->domain, err) != 0)
			return -1;
		state->domid = xnb_domain_id(state->domain);
		return 0;
	}
	xnb_create_config(&state->create, XNB_DOMAIN_PVH, 1, state->run_tag);
	if (xnb_call_domain_create(state->xen, &domid, &state->create) != 0)
		return xnb_xen_fail(state->xen, err, "see `xl dmesg'",
		                    "a scratch domain: cannot be created");
	state->domid = domid;
	return 0;
}

static int destroy_scratch(struct xnb_operation_state *state, struct xnb_error *err)
{
	if (state->domain)
		return xnb_domain_destroy(state->domain, err);
	if (state->domid == XNB_NO_DOMID)
		return 0;
	return xnb_xen_reap(state->xen, state->domid, err);
}

static int set_up(struct xnb_operation_state *state, struct xnb_error *err)
{
	const struct xnb_operation *operation = state->operation;

	state->raw = xnb_xen_gate(state->xen)
	                 ? NULL
	                 : xencall_alloc_buffer(state->xen->call, sizeof(*state->raw));
	if (!state->raw)
		return xnb_xen_fail(state->xen, err, "close other programs in dom0",
		                    "no memory for the arguments of a hypercall");
	memset(state->raw, 0, sizeof(*state->raw));
	if (operation->vcpus != XNB_NO_SCRATCH && make_scratch(state, err) != 0)
		return -1;
	return operation->prepare ? operation->prepare(state, err) : 0;
}

/* Goes through all of it whatever fails; the first failure is the one to tell. */
static int tear_down(struct xnb_operation_state *state, struct xnb_error *err)
{
	int rc = destroy_scratch(state, err);

	if (state->stray != XNB_NO_DOMID &&
	    xnb_xen_reap(state->xen, state->stray, rc == 0 ? err : NULL) != 0)
		rc = -1;
	if (state->raw)
		xencall_free_buffer(state->xen->call, state->raw);
	return rc;
}

static int time_one(struct xnb_operation_state *state, enum xnb_path path,
                    uint64_t *ticks, struct xnb_error *err)
{
	const struct xnb_operation *operation = state->operation;
	int rc = xnb_xen_gate(state->xen); /* outside of what is timed */
	uint64_t start;

	if (rc == 0) {
		start = read_ticks();
		rc = operation->call[path](state);
		*ticks = read_ticks() - start;
	}
	if (rc != 0)
		return xnb_xen_fail(state->xen, err, "see `xl dmesg'",
		                    "hypercall %s, path %s: failed", operation->name,
		                    xnb_path_names[path]);
	return operation->undo ? operation->undo(state, err) : 0;
}

static int time_all(struct xnb_operation_state *state, enum xnb_path path, size_t n,
                    uint64_t *ticks, struct xnb_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (time_one(state, path, &ticks[i], err) != 0)
			return -1;
	return 0;
}

int xnb_operation_time(struct xnb_xen *xen, const struct xnb_operation *operation,
                       enum xnb_path path, uint64_t run_tag, size_t n, uint64_t *ticks,
                       struct xnb_error *err)
{
	struct xnb_operation_state *state = calloc(1, sizeof(*state));
	int rc;

	if (!state)
		return xnb_fail_nomem(err);
	state->xen = xen;
	state->operation = operation;
	state->run_tag = run_tag;
	state->domid = state->stray = XNB_NO_DOMID;
	rc = set_up(state, err);
	if (rc == 0)
		rc = time_all(state, path, n, ticks, err);
	if (tear_down(state, rc == 0 ? err : NULL) != 0)
		rc = -1;
	free(state);
	return rc;
}
