/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"

int xnb_domain_start(struct xnb_domain *domain, struct xnb_error *err)
{
	if (!xnb_call_unpause(domain->xen, domain->domid))
		return 0;
	return xnb_xen_fail(domain->xen, err, "see whether `xl list' still has it",
	                    "domain %u: cannot be started", domain->domid);
}

int xnb_domain_pause(struct xnb_domain *domain, struct xnb_error *err)
{
	if (!xnb_call_pause(domain->xen, domain->domid))
		return 0;
	return xnb_xen_fail(domain->xen, err, "see whether `xl list' still has it",
	                    "domain %u: cannot be paused", domain->domid);
}
