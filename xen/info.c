/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"
#include "xen/lookup.h"

#include <errno.h>

#include <xen/sched.h>

int xnb_domain_lookup(struct xnb_xen *xen, uint32_t domid, xc_domaininfo_t *info)
{
	int n = xnb_call_getinfolist(xen, domid, 1, info);

	if (n < 0)
		return -1;
	return n == 1 && info->domain == domid;
}

static enum xnb_domain_state state_of(uint32_t flags)
{
	unsigned reason = flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;

	if (!(flags & XEN_DOMINF_shutdown))
		return XNB_DOMAIN_RUNNING;
	/* A triple fault arrives as SHUTDOWN_reboot. */
	return reason == SHUTDOWN_poweroff ? XNB_DOMAIN_OFF : XNB_DOMAIN_CRASHED;
}

int xnb_domain_read_info(struct xnb_domain *domain, struct xnb_domain_info *out,
                         struct xnb_error *err)
{
	xc_domaininfo_t info = {0};
	int found = xnb_domain_lookup(domain->xen, domain->domid, &info);

	if (found < 0)
		return xnb_xen_fail(domain->xen, err, "see `xl dmesg'",
		                    "domain %u: cannot read its state", domain->domid);
	if (!found || info.flags & XEN_DOMINF_dying)
		return xnb_fail(
		    err, XNB_EXIT_FAILED, ESRCH,
		    "domain %u: somebody else destroyed it; leave the domains "
		    "of a run alone",
		    domain->domid);
	*out = (struct xnb_domain_info){
	    .state = state_of(info.flags),
	    .pages = info.tot_pages,
	    .cpu_time = info.cpu_time,
	};
	return 0;
}

int xnb_domain_read_vcpu(struct xnb_domain *domain, unsigned vcpu,
                         struct xnb_vcpu_info *out, struct xnb_error *err)
{
	xc_vcpuinfo_t info = {0};

	if (xnb_call_vcpu_getinfo(domain->xen, domain->domid, vcpu, &info))
		return xnb_xen_fail(
		    domain->xen, err, "see whether `xl list' still has it",
		    "domain %u: cannot tell where vCPU %u runs", domain->domid, vcpu);
	*out = (struct xnb_vcpu_info){.pcpu = info.cpu, .cpu_ns = info.cpu_time};
	return 0;
}
