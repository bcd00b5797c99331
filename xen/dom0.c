/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/dom0.h"

#include "xen/calls.h"

#include <errno.h>

static bool has_cpu(xc_cpumap_t map, unsigned cpu)
{
	return (unsigned)map[cpu / 8] >> (cpu % 8) & 1u;
}

static unsigned count_cpus(const struct xnb_xen *xen, xc_cpumap_t map)
{
	unsigned n = 0;

	for (unsigned i = 0; i < xen->max_cpus; i++)
		n += has_cpu(map, i);
	return n;
}

static void add_cpus(const struct xnb_xen *xen, xc_cpumap_t map, struct xnb_set *set)
{
	for (unsigned i = 0; i < xen->max_cpus; i++)
		if (has_cpu(map, i))
			xnb_set_add(set, i);
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
	xnb_set_add(&out->running, info.cpu);
	add_cpus(xen, xen->hard, &out->allowed);
	out->pinned_vcpus += count_cpus(xen, xen->hard) == 1;
	return 0;
}

static int describe_failed(struct xnb_xen *xen, unsigned vcpu, struct xnb_error *err)
{
	return xnb_xen_fail(xen, err, "run in dom0", "dom0: vCPU %u cannot be described",
	                    vcpu);
}

/* How many numbers dom0's vCPUs have; not all need be online. */
static int read_info(struct xnb_xen *xen, xc_domaininfo_t *info, struct xnb_error *err)
{
	errno = ESRCH; /* for a list that does not begin with dom0 */
	if (xnb_call_getinfolist(xen, 0, 1, info) == 1 && info->domain == 0)
		return 0;
	return xnb_xen_fail(xen, err, "run in dom0", "dom0: cannot be described");
}

uint64_t xnb_dom0_reserve(const struct xnb_dom0 *dom0)
{
	/* Without a limit Xen says the largest number that it has, of 32 bits or 64. */
	bool limited = dom0->max_pages < UINT32_MAX;

	return limited && dom0->max_pages > dom0->pages ? dom0->max_pages - dom0->pages
	                                                : 0;
}

int xnb_xen_read_dom0(struct xnb_xen *xen, struct xnb_dom0 *out, struct xnb_error *err)
{
	xc_domaininfo_t info;

	*out = (struct xnb_dom0){0};
	if (read_info(xen, &info, err) != 0)
		return -1;
	out->pages = info.tot_pages;
	out->max_pages = info.max_pages;
	for (unsigned vcpu = 0; vcpu <= info.max_vcpu_id; vcpu++)
		if (count_vcpu(xen, vcpu, out) != 0)
			return describe_failed(xen, vcpu, err);
	return 0;
}

/* 1: it is online, and pinned to a CPU of the set; then *pcpu is that CPU. */
static int is_pinned_to(struct xnb_xen *xen, unsigned vcpu, const struct xnb_set *cpus,
                        unsigned *pcpu)
{
	xc_vcpuinfo_t info;

	if (xnb_call_vcpu_getinfo(xen, 0, vcpu, &info) != 0)
		return -1;
	if (!info.online)
		return 0;
	if (xnb_call_vcpu_getaffinity(xen, 0, vcpu, xen->hard, xen->soft) != 0)
		return -1;
	*pcpu = info.cpu;
	return count_cpus(xen, xen->hard) == 1 && xnb_set_has(cpus, info.cpu);
}

int xnb_xen_find_dom0_vcpu(struct xnb_xen *xen, const struct xnb_set *cpus,
                           struct xnb_dom0_vcpu *out, struct xnb_error *err)
{
	xc_domaininfo_t info;
	int found = 0;

	*out = (struct xnb_dom0_vcpu){0};
	if (read_info(xen, &info, err) != 0)
		return -1;
	for (unsigned vcpu = 0; vcpu <= info.max_vcpu_id; vcpu++) {
		out->vcpu = vcpu;
		found = is_pinned_to(xen, vcpu, cpus, &out->pcpu);
		if (found != 0)
			break;
	}
	out->found = found > 0;
	return found < 0 ? describe_failed(xen, out->vcpu, err) : 0;
}
