/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each timed hypercall did, seen through a connection to Xen of the test's own. */
#ifndef XNB_TESTS_LAB_HYPERCALL_EFFECTS_H
#define XNB_TESTS_LAB_HYPERCALL_EFFECTS_H

#include "xen/hypercalls/state.h"

#include <stddef.h>

/* Of one series. */
struct effects {
	xc_interface *xc;
	unsigned seen; /* calls that were looked at */
};

/* -1 with `what` was found instead where a call did not do what it is for. An operation
 * whose effect nobody knows to look at is such a case. */
int effects_look(struct effects *effects, const struct xnb_operation_state *state,
                 char *what, size_t size);
static inline unsigned effects_seen(const struct effects *effects)
{
	return effects->seen;
}

#endif
