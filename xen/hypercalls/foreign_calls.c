/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page of another domain, mapped into this process. */
#include "xen/calls.h"
#include "xen/hypercalls/state.h"

#include <stddef.h>
#include <sys/mman.h>

#define NO_RAW                                                                         \
	"the mapping is made by an ioctl of the privcmd driver, which fills the page " \
	"tables of this process; there is no such hypercall to make alone"

static int map_prepare(struct xnb_operation_state *state)
{
	return xnb_call_populate(state->xen, state->domid, 0, 0, &state->extent);
}

static int map_wrapper(struct xnb_operation_state *state)
{
	state->mapping =
	    xenforeignmemory_map(state->xen->foreign, state->domid,
	                         PROT_READ | PROT_WRITE, 1, &state->extent, NULL);
	return state->mapping ? 0 : -1;
}

static int map_after(struct xnb_operation_state *state)
{
	void *mapping = state->mapping;

	if (xnb_call_unmap(state->xen, mapping, 1) != 0)
		return -1;
	state->mapping = NULL;
	return 0;
}

static int unmap_before(struct xnb_operation_state *state)
{
	state->mapping = xnb_call_map(state->xen, state->domid, 1, &state->extent);
	return state->mapping ? 0 : -1;
}

static int unmap_wrapper(struct xnb_operation_state *state)
{
	if (xenforeignmemory_unmap(state->xen->foreign, state->mapping, 1) != 0)
		return -1;
	state->mapping = NULL;
	return 0;
}

const struct xnb_operation xnb_foreign_operations[] = {
    {
        .name = "foreign-map",
        .summary = "xenforeignmemory_map of one page",
        .scratch = true,
        .no_raw = NO_RAW,
        .prepare = map_prepare,
        .after = map_after,
        .call = XNB_PATHS(map_wrapper, NULL),
    },
    {
        .name = "foreign-unmap",
        .summary = "xenforeignmemory_unmap of one page",
        .scratch = true,
        .no_raw = NO_RAW,
        .prepare = map_prepare,
        .before = unmap_before,
        .call = XNB_PATHS(unmap_wrapper, NULL),
    },
    {0},
};
