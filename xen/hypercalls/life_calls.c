/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A domain's life: create, destroy, pause, unpause. */
#include "xen/calls.h"
#include "xen/create.h"
#include "xen/hypercalls/state.h"

#include <errno.h>

/* Of a destroy: a second or so; what stays is reaped. */
enum { MOST_TRIES = 1000000 };

/* Of 3000 samples these have 300: each makes a domain and destroys it. */
enum { LIFE_DIVISOR = 10 };

/* ---- create ---- */

static int create_prepare(struct xnb_operation_state *state)
{
	struct xen_domctl *domctl = xnb_ready_domctl(state, XEN_DOMCTL_createdomain);

	xnb_create_config(&state->create, XNB_DOMAIN_PVH, 1, state->request.run_tag);
	domctl->domain = XNB_ANY_DOMID;
	domctl->u.createdomain = state->create;
	return 0;
}

static int create_wrapper(struct xnb_operation_state *state)
{
	uint32_t domid = XNB_ANY_DOMID;

	if (xc_domain_create(state->xen->xc, &domid, &state->create) != 0)
		return -1;
	state->stray = domid;
	return 0;
}

static int create_raw(struct xnb_operation_state *state)
{
	if (xnb_raw_domctl(state) != 0)
		return -1;
	state->stray = state->raw->call.domctl.domain;
	return 0;
}

static int create_after(struct xnb_operation_state *state)
{
	uint32_t domid = state->stray;

	state->stray = XNB_NO_DOMID;
	return xnb_xen_reap(state->xen, domid, NULL);
}

/* ---- destroy ---- */

static int destroy_prepare(struct xnb_operation_state *state)
{
	xnb_create_config(&state->create, XNB_DOMAIN_PVH, 1, state->request.run_tag);
	return 0;
}

static int destroy_before(struct xnb_operation_state *state)
{
	uint32_t domid = XNB_ANY_DOMID;

	if (xnb_call_domain_create(state->xen, &domid, &state->create) != 0)
		return -1;
	state->stray = domid;
	xnb_ready_domctl(state, XEN_DOMCTL_destroydomain)->domain = (domid_t)domid;
	return 0;
}

static int destroy_wrapper(struct xnb_operation_state *state)
{
	if (xc_domain_destroy(state->xen->xc, state->stray) != 0)
		return -1;
	state->stray = XNB_NO_DOMID;
	return 0;
}

/* EAGAIN: it is not done yet, as libxenctrl knows too. */
static int destroy_raw(struct xnb_operation_state *state)
{
	for (unsigned tries = 1; xnb_raw_domctl(state) != 0; tries++)
		if (errno != EAGAIN || tries == MOST_TRIES)
			return -1;
	state->stray = XNB_NO_DOMID;
	return 0;
}

/* ---- pause and unpause ---- */

/* A new domain is paused; vCPUs without a context stay down and run nothing. */
static int pause_prepare(struct xnb_operation_state *state)
{
	xnb_ready_domctl(state, XEN_DOMCTL_pausedomain);
	return xnb_call_unpause(state->xen, state->domid);
}

static int pause_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_pause(state->xen->xc, state->domid);
}

static int pause_after(struct xnb_operation_state *state)
{
	return xnb_call_unpause(state->xen, state->domid);
}

static int unpause_prepare(struct xnb_operation_state *state)
{
	xnb_ready_domctl(state, XEN_DOMCTL_unpausedomain);
	return xnb_call_unpause(state->xen, state->domid);
}

static int unpause_before(struct xnb_operation_state *state)
{
	return xnb_call_pause(state->xen, state->domid);
}

static int unpause_wrapper(struct xnb_operation_state *state)
{
	return xc_domain_unpause(state->xen->xc, state->domid);
}

const struct xnb_operation xnb_life_operations[] = {
    {
        .name = "create",
        .summary = "XEN_DOMCTL_createdomain: a PVH domain, no vCPU allocated yet",
        .divisor = LIFE_DIVISOR,
        .prepare = create_prepare,
        .after = create_after,
        .call = XNB_PATHS(create_wrapper, create_raw),
    },
    {
        .name = "destroy",
        .summary = "XEN_DOMCTL_destroydomain of such a domain",
        .divisor = LIFE_DIVISOR,
        .prepare = destroy_prepare,
        .before = destroy_before,
        .call = XNB_PATHS(destroy_wrapper, destroy_raw),
    },
    {
        .name = "pause",
        .summary = "XEN_DOMCTL_pausedomain of a domain whose vCPUs are down",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(1, 8, 64)},
        .scratch = true,
        .prepare = pause_prepare,
        .after = pause_after,
        .call = XNB_PATHS(pause_wrapper, xnb_raw_domctl),
    },
    {
        .name = "unpause",
        .summary = "XEN_DOMCTL_unpausedomain, likewise",
        .axes = {[XNB_AXIS_VCPUS] = XNB_VALUES(1, 8, 64)},
        .scratch = true,
        .prepare = unpause_prepare,
        .before = unpause_before,
        .call = XNB_PATHS(unpause_wrapper, xnb_raw_domctl),
    },
    {0},
};
