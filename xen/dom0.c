/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/dom0.h"

#include "xen/calls.h"

#include <errno.h>

static unsigned count_cpus(const struct xnb_xen *xen, xc_cpumap_t map)
{
	unsigned n = 0;

	for (unsigned i = 0; i < xen->max_cpus; i++)
		n += (unsigned)map[i / 8] >> (i % 8) & 1u;
	return n;
}

static int count_vcpu(struct xnb_xen *xen, unsigned vcpu, struct xnb_dom0 *out)
{
	xc_vcpuinfo_t info;

	if (xnb_call_vcpu_getinfo(xen, 0, vcpu, &info) != 0)
		return -1;
	if (!info.online)
		return 0;
	if (xnb_call_vcpu_getaffinity(xen, 0, vcpu, xen->hard, xen->soft) != 0)
		return -1;
	out->online_vcpus++;
	out->pinned_vcpus += count_cpus(xen, xen->hard) == 1;
	return 0;
}

int xnb_xen_read_dom0(struct xnb_xen *xen, struct xnb_dom0 *out, struct xnb_error *err)
{
	xc_domaininfo_t info;

	*out = (struct xnb_dom0){0};
	errno = ESRCH; /* for a list that does not begin with dom0 */
	if (xnb_call_getinfolist(xen, 0, 1, &info) != 1 || info.domain != 0)
		return xnb_xen_fail(xen, err, "run in dom0", "dom0: cannot be described");
	out->pages = info.tot_pages;
	out->max_pages = info.max_pages;
	for (unsigned vcpu = 0; vcpu <= info.max_vcpu_id; vcpu++)
		if (count_vcpu(xen, vcpu, out) != 0)
			return xnb_xen_fail(xen, err, "run in dom0",
			                    "dom0: vCPU %u cannot be described", vcpu);
	return 0;
}
