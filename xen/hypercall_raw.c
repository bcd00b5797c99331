/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The timed calls without libxenctrl: only libxencall's ioctl is between us and Xen. */
#include "xen/create.h"
#include "xen/hypercall_ops.h"

#include <errno.h>

/* Of a destroy: a second or so; what stays is reaped. */
enum { MOST_TRIES = 1000000 };

static int domctl(struct xnb_operation_state *state)
{
	return xencall1(state->xen->call, __HYPERVISOR_domctl,
	                (uintptr_t)&state->raw->domctl);
}

int xnb_raw_version(struct xnb_operation_state *state)
{
	return xencall2(state->xen->call, __HYPERVISOR_xen_version, XENVER_version, 0) < 0
	           ? -1
	           : 0;
}

int xnb_raw_domctl(struct xnb_operation_state *state)
{
	return domctl(state);
}

int xnb_raw_sysctl(struct xnb_operation_state *state)
{
	return xencall1(state->xen->call, __HYPERVISOR_sysctl,
	                (uintptr_t)&state->raw->sysctl);
}

int xnb_raw_create_destroy(struct xnb_operation_state *state)
{
	struct xen_domctl *op = &state->raw->domctl;

	*op = state->raw->create;
	if (domctl(state) != 0)
		return -1;
	state->stray = op->domain;
	if (xnb_xen_gate(state->xen) != 0)
		return -1;
	op->cmd = XEN_DOMCTL_destroydomain;
	/* EAGAIN: the domctl lock was taken, as libxenctrl knows too. */
	for (unsigned tries = 1; domctl(state) != 0; tries++)
		if (errno != EAGAIN || tries == MOST_TRIES)
			return -1;
	state->stray = XNB_NO_DOMID;
	return 0;
}

int xnb_raw_populate(struct xnb_operation_state *state)
{
	long extents =
	    xencall2L(state->xen->call, __HYPERVISOR_memory_op, XENMEM_populate_physmap,
	              (uintptr_t)&state->raw->reservation);

	if (extents == 1)
		return 0;
	if (extents == 0)
		errno = EBUSY;
	return -1;
}
