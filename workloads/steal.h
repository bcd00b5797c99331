/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time in which Xen ran somebody else though the vCPU wanted to run. */
#ifndef XNB_WORKLOADS_STEAL_H
#define XNB_WORKLOADS_STEAL_H

#include "workloads/guest_calls.h"

#include <stdint.h>

/* What a vCPU has spent so far, in ns; both 0 where Xen does not say. */
struct xnb_spent {
	uint64_t all;
	uint64_t runnable; /* it waited for a physical CPU */
};

/* Of vCPU `vcpu`, which calls (VCPUOP_get_runstate_info). */
struct xnb_spent xnb_spent_now(xnb_hypercall_fn *hypercall, uint32_t vcpu);

/* Whether it waited for more than 0.5 % of the time from `before` to `after`. */
int xnb_was_stolen(const struct xnb_spent *before, const struct xnb_spent *after);

#endif
