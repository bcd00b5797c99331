/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of a domain's vCPUs, as records. */
#include "xen/calls.h"
#include "xen/context.h"
#include "xen/hypercalls/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Registers of vCPUs that never run. */
enum { NOWHERE = 0 };

/* At this level Xen prints 20 lines for each such call, on a console that is slow. */
static const char *const talkative[] = {"guest_loglvl=all", "guest_loglvl=debug",
                                        "guest_loglvl=info", NULL};

static int context_applies(struct xnb_operation_state *state, const char **why)
{
	xen_commandline_t line = {0};

	if (xnb_call_version(state->xen, XENVER_commandline, &line) < 0)
		return -1;
	line[sizeof(line) - 1] = '\0';
	for (const char *const *level = talkative; *level; level++)
		if (strstr(line, *level))
			*why = "Xen's guest_loglvl makes it print 20 lines for each such "
			       "call; boot Xen with guest_loglvl=warning";
	return 0;
}

static struct xen_domctl_hvmcontext *ready(struct xnb_operation_state *state,
                                           uint32_t command, void *buffer)
{
	struct xen_domctl_hvmcontext *context =
	    &xnb_ready_domctl(state, command)->u.hvmcontext;

	context->size = buffer ? (uint32_t)state->count : 0;
	set_xen_guest_handle_raw(context->buffer, buffer);
	return context;
}

/* ---- size ---- */

static int size_prepare(struct xnb_operation_state *state)
{
	ready(state, XEN_DOMCTL_gethvmcontext, NULL);
	return 0;
}

static int size_wrapper(struct xnb_operation_state *state)
{
	int size = xc_domain_hvm_getcontext(state->xen->xc, state->domid, NULL, 0);

	state->bytes = size < 0 ? 0 : (uint64_t)size;
	return size < 0 ? -1 : 0;
}

/* ---- get ---- */

static int fits(const struct xnb_operation_state *state)
{
	if (state->count <= sizeof(state->data.context))
		return 0;
	errno = E2BIG;
	return -1;
}

static int get_prepare(struct xnb_operation_state *state)
{
	int size = xnb_call_context_size(state->xen, state->domid);

	if (size < 0)
		return -1;
	state->count = (size_t)size;
	ready(state, XEN_DOMCTL_gethvmcontext, state->raw->data.context);
	return fits(state);
}

static int get_wrapper(struct xnb_operation_state *state)
{
	int size = xc_domain_hvm_getcontext(state->xen->xc, state->domid,
	                                    state->data.context, (uint32_t)state->count);

	state->bytes = size < 0 ? 0 : (uint64_t)size;
	return size < 0 ? -1 : 0;
}

/* ---- set ---- */

static int set_prepare(struct xnb_operation_state *state)
{
	unsigned vcpus = xnb_scratch_vcpus(state);

	state->count = xnb_context_bytes(vcpus);
	if (fits(state) != 0)
		return -1;
	xnb_context_write(state->data.context, vcpus, NOWHERE, NOWHERE);
	memcpy(state->raw->data.context, state->data.context, state->count);
	ready(state, XEN_DOMCTL_sethvmcontext, state->raw->data.context);
	return 0;
}

static int set_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_hvm_setcontext(state->xen->xc, state->domid, state->data.context,
	                                (uint32_t)state->count);
}

const struct xnb_operation xnb_context_operations[] = {
    {
        .name = "get-context-size",
        .summary = "XEN_DOMCTL_gethvmcontext without a buffer: how much there is",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(1, 8)},
        .scratch = true,
        .prepare = size_prepare,
        .call = XNB_PATHS(size_wrapper, xnb_raw_domctl),
    },
    {
        .name = "get-context",
        .summary = "XEN_DOMCTL_gethvmcontext of vCPUs that are down",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(1, 8)},
        .scratch = true,
        .applies = context_applies,
        .prepare = get_prepare,
        .call = XNB_PATHS(get_wrapper, xnb_raw_domctl),
    },
    {
        .name = "set-context",
        .summary = "XEN_DOMCTL_sethvmcontext, which brings all vCPUs up",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(1, 8)},
        .scratch = true,
        .applies = context_applies,
        .prepare = set_prepare,
        .call = XNB_PATHS(set_wrapper, xnb_raw_domctl),
    },
    {0},
};
