/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each timed hypercall did, seen through connections to Xen of the test's own. */
#ifndef XNB_TESTS_LAB_HYPERCALL_EFFECTS_H
#define XNB_TESTS_LAB_HYPERCALL_EFFECTS_H

#include "xen/hypercalls/state.h"

#include <stddef.h>

/* Of one series. */
struct effects {
	xc_interface *xc;
	xenforeignmemory_handle *foreign;
	xencall_handle *call;
	unsigned seen;   /* calls that were looked at */
	uint64_t free_1; /* pages free on node 1 before the first call */
	uint64_t pool;   /* bytes of the p2m pool before the first call */
};

/* Before the first call. */
void effects_begin(struct effects *effects, const struct xnb_operation_state *state);

/* -1 with `what` was found instead where a call did not do what it is for. An operation
 * whose effect nobody knows to look at is such a case. */
int effects_look(struct effects *effects, const struct xnb_operation_state *state,
                 char *what, size_t size);

#endif
