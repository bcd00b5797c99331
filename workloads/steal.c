/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/steal.h"

#include "workloads/xen_abi.h"

#define BOUND 200u

struct xnb_spent xnb_spent_now(xnb_hypercall_fn *hypercall, uint32_t vcpu)
{
	struct xnb_abi_runstate state = {0};
	struct xnb_spent spent = {0};

	if (hypercall(XNB_ABI_VCPU_OP, XNB_ABI_GET_RUNSTATE_INFO, vcpu, (uint64_t)&state))
		return spent;
	for (uint32_t i = 0; i < XNB_ABI_N_RUNSTATES; i++)
		spent.all += state.spent_ns[i];
	spent.runnable = state.spent_ns[XNB_ABI_RUNSTATE_RUNNABLE];
	return spent;
}

int xnb_was_stolen(const struct xnb_spent *before, const struct xnb_spent *after)
{
	if (before->all == 0 || after->all == 0)
		return 0;
	return (after->runnable - before->runnable) * BOUND > after->all - before->all;
}
