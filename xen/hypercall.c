/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How one operation of the catalogue is timed. */
#include "base/marks.h"
#include "xen/calls.h"
#include "xen/hypercalls/scratch.h"
#include "xen/tick.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <x86intrin.h>

/* Neither does an earlier instruction still run nor a later one already. */
static inline uint64_t read_ticks(void)
{
	uint64_t ticks;

	_mm_lfence();
	ticks = __rdtsc();
	_mm_lfence();
	return ticks;
}

struct xen_domctl *xnb_ready_domctl(struct xnb_operation_state *state, uint32_t command)
{
	struct xen_domctl *domctl = &state->raw->ready.domctl;

	*domctl = (struct xen_domctl){
	    .cmd = command,
	    .interface_version = XEN_DOMCTL_INTERFACE_VERSION,
	    .domain = (domid_t)state->domid,
	};
	return domctl;
}

struct xen_sysctl *xnb_ready_sysctl(struct xnb_operation_state *state, uint32_t command)
{
	struct xen_sysctl *sysctl = &state->raw->ready.sysctl;

	*sysctl = (struct xen_sysctl){
	    .cmd = command,
	    .interface_version = XEN_SYSCTL_INTERFACE_VERSION,
	};
	return sysctl;
}

int xnb_raw_domctl(struct xnb_operation_state *state)
{
	return xencall1(state->xen->call, __HYPERVISOR_domctl,
	                (uintptr_t)&state->raw->call.domctl);
}

int xnb_raw_sysctl(struct xnb_operation_state *state)
{
	return xencall1(state->xen->call, __HYPERVISOR_sysctl,
	                (uintptr_t)&state->raw->call.sysctl);
}

static int fail_operation(struct xnb_operation_state *state, const char *what,
                          struct xnb_error *err)
{
	const struct xnb_operation_request *request = &state->request;

	return xnb_xen_fail(state->xen, err, "see `xl dmesg'",
	                    "hypercall %s, path %s: %s", request->operation->name,
	                    xnb_path_names[request->path], what);
}

static int make_arguments(struct xnb_operation_state *state, struct xnb_error *err)
{
	state->raw = xnb_xen_gate(state->xen)
	                 ? NULL
	                 : xencall_alloc_buffer(state->xen->call, sizeof(*state->raw));
	if (!state->raw)
		return fail_operation(state, "no memory for its arguments", err);
	memset(state->raw, 0, sizeof(*state->raw));
	return 0;
}

static int set_up(struct xnb_operation_state *state, const char **absent,
                  struct xnb_error *err)
{
	const struct xnb_operation *operation = state->request.operation;

	if (make_arguments(state, err) != 0)
		return -1;
	if (operation->scratch && xnb_scratch_make(state) != 0)
		return fail_operation(state, "no scratch domain", err);
	if (operation->applies && operation->applies(state, absent) != 0)
		return fail_operation(state, "cannot tell whether it can be made", err);
	if (*absent)
		return 0;
	if (operation->prepare && operation->prepare(state) != 0)
		return fail_operation(state, "cannot be prepared", err);
	return 0;
}

int xnb_operation_begin(struct xnb_operation_state **out, const char **absent,
                        struct xnb_xen *xen, const struct xnb_operation_request *request,
                        struct xnb_error *err)
{
	struct xnb_operation_state *state = calloc(1, sizeof(*state));
	int rc;

	*out = NULL;
	*absent = NULL;
	if (!state)
		return xnb_fail_nomem(err);
	state->xen = xen;
	state->request = *request;
	state->domid = state->stray = XNB_NO_DOMID;
	rc = set_up(state, absent, err);
	if (rc == 0 && !*absent) {
		*out = state;
		return 0;
	}
	if (xnb_operation_end(state, rc == 0 ? err : NULL) != 0)
		rc = -1;
	return rc;
}

/* Goes through all of it whatever fails; the first failure is the one to tell. */
int xnb_operation_end(struct xnb_operation_state *state, struct xnb_error *err)
{
	int rc;

	if (!state)
		return 0;
	rc = xnb_scratch_destroy(state, err);
	if (state->raw)
		xencall_free_buffer(state->xen->call, state->raw);
	free(state);
	return rc;
}

/* What a call that is meant to fail returned is as good as 0. */
static int check_end(struct xnb_operation_state *state, int rc, struct xnb_error *err)
{
	const struct xnb_operation_request *request = &state->request;
	int expected = xnb_operation_expects(request->operation, &request->variant);
	char what[64];

	if (rc == 0 && !expected)
		return 0;
	if (rc == 0) {
		errno = 0;
		snprintf(what, sizeof(what), "not refused with errno %d", expected);
		return fail_operation(state, what, err);
	}
	if (errno == expected)
		return 0;
	return fail_operation(state, "failed", err);
}

/* The looks at the timer and the marks are no part of what is counted. */
static int call_once(struct xnb_operation_state *state, uint64_t *ticks, bool *ticked)
{
	const struct xnb_operation_request *request = &state->request;
	/* Looked up before the clock starts. */
	int (*const call)(struct xnb_operation_state *) =
	    request->operation->call[request->path];
	uint64_t last = 0, start;
	int rc;

	if (ticked) {
		xnb_tick_wait(state->tick);
		last = xnb_tick_last();
	}
	XNB_MARK(XNB_MARK_CALL);
	start = read_ticks();
	rc = call(state);
	*ticks = read_ticks() - start;
	XNB_MARK(XNB_MARK_RETURN);
	if (ticked)
		*ticked = xnb_tick_last() != last;
	return rc;
}

static int time_one(struct xnb_operation_state *state, uint64_t *ticks, bool *ticked,
                    struct xnb_error *err)
{
	const struct xnb_operation_request *request = &state->request;
	const struct xnb_operation *operation = request->operation;
	int rc;

	if (operation->before && operation->before(state) != 0)
		return fail_operation(state, "the call before it failed", err);
	state->raw->call = state->raw->ready;
	rc = xnb_xen_gate(state->xen);
	if (rc == 0)
		rc = call_once(state, ticks, ticked);
	if (check_end(state, rc, err) != 0)
		return -1;
	if (request->observe)
		request->observe(request->arg, state);
	if (operation->after && operation->after(state) != 0)
		return fail_operation(state, "cannot be undone", err);
	return 0;
}

int xnb_operation_run(struct xnb_operation_state *state, size_t n, uint64_t *ticks,
                      struct xnb_error *err)
{
	bool *ticked = state->request.ticked;

	if (ticked)
		state->tick = xnb_tick_find();
	XNB_MARK(XNB_MARK_SERIES);
	for (size_t i = 0; i < n; i++)
		if (time_one(state, &ticks[i], ticked ? &ticked[i] : NULL, err) != 0)
			return -1;
	return 0;
}
