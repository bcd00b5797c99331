/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The domain that a timed operation works on: the tool's UUID, never run. */
#ifndef XNB_XEN_HYPERCALLS_SCRATCH_H
#define XNB_XEN_HYPERCALLS_SCRATCH_H

#include "xen/hypercalls/state.h"

/* Creates it: vCPUs, room for any extent, p2m pool. 0, or -1 with errno; what there is
 * goes with xnb_scratch_destroy(). */
int xnb_scratch_make(struct xnb_operation_state *state);
/* Also destroys what a call made and left, and unmaps first. */
int xnb_scratch_destroy(struct xnb_operation_state *state, struct xnb_error *err);

#endif
