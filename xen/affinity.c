/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Xen's maps are bytes, least significant bit first, and as long as Xen said. */
static int fill_map(uint8_t *map, unsigned bits, const struct xnb_set *set,
                    const char *what, struct xnb_error *err)
{
	uint64_t misfit = set->misfit;

	memset(map, 0, (bits + 7) / 8);
	for (unsigned i = 0; i < XNB_SET_BITS; i++) {
		if (!xnb_set_has(set, i))
			continue;
		if (i < bits)
			map[i / 8] |= (uint8_t)(1u << (i % 8));
		else if (!misfit)
			misfit = (uint64_t)i + 1;
	}
	if (!misfit)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                "%s %" PRIu64 ": this hypervisor's maps end at %u; see "
	                "`xen-numabench topology' for those that exist",
	                what, misfit - 1, bits - 1);
}

static void read_map(struct xnb_set *set, const uint8_t *map, unsigned bits)
{
	*set = (struct xnb_set){0};
	for (unsigned i = 0; i < bits; i++)
		if (map[i / 8] >> (i % 8) & 1)
			xnb_set_add(set, i);
}

int xnb_domain_set_node_affinity(struct xnb_domain *domain, const struct xnb_set *nodes,
                                 struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;

	if (fill_map(xen->nodes, xen->max_nodes, nodes, "node", err))
		return -1;
	if (xnb_call_node_setaffinity(xen, domain->domid, xen->nodes))
		return xnb_xen_fail(xen, err, "name at least one node that is online",
		                    "domain %u: cannot set its node affinity",
		                    domain->domid);
	return 0;
}

int xnb_domain_get_node_affinity(struct xnb_domain *domain, struct xnb_set *nodes,
                                 struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;

	if (xnb_call_node_getaffinity(xen, domain->domid, xen->nodes))
		return xnb_xen_fail(xen, err, "see whether `xl list' still has it",
		                    "domain %u: cannot read its node affinity",
		                    domain->domid);
	read_map(nodes, xen->nodes, xen->max_nodes);
	return 0;
}

/* The maps go in and come out, as what of them is effective: fill them every time. */
static int set_one_vcpu(struct xnb_domain *domain, unsigned vcpu,
                        const struct xnb_set *cpus, uint32_t flags, struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;

	if (fill_map(xen->hard, xen->max_cpus, cpus, "CPU", err) ||
	    fill_map(xen->soft, xen->max_cpus, cpus, "CPU", err))
		return -1;
	if (xnb_call_vcpu_setaffinity(xen, domain->domid, vcpu, xen->hard, xen->soft,
	                              flags))
		return xnb_xen_fail(xen, err,
		                    "name at least one CPU that is online and in the "
		                    "domain's cpupool",
		                    "domain %u: cannot set the affinity of vCPU %u",
		                    domain->domid, vcpu);
	return 0;
}

static uint32_t affinity_flags(unsigned which)
{
	return (which & XNB_AFFINITY_HARD ? XEN_VCPUAFFINITY_HARD : 0) |
	       (which & XNB_AFFINITY_SOFT ? XEN_VCPUAFFINITY_SOFT : 0);
}

int xnb_domain_set_vcpu_affinity(struct xnb_domain *domain, const struct xnb_set *cpus,
                                 unsigned which, struct xnb_error *err)
{
	for (unsigned vcpu = 0; vcpu < domain->vcpus; vcpu++)
		if (set_one_vcpu(domain, vcpu, cpus, affinity_flags(which), err))
			return -1;
	return 0;
}

int xnb_domain_set_one_vcpu_affinity(struct xnb_domain *domain, unsigned vcpu,
                                     const struct xnb_set *cpus, unsigned which,
                                     struct xnb_error *err)
{
	return set_one_vcpu(domain, vcpu, cpus, affinity_flags(which), err);
}

int xnb_domain_get_vcpu_affinity(struct xnb_domain *domain, unsigned vcpu,
                                 enum xnb_vcpu_affinity which, struct xnb_set *cpus,
                                 struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;

	if (xnb_call_vcpu_getaffinity(xen, domain->domid, vcpu, xen->hard, xen->soft))
		return xnb_xen_fail(xen, err, "see whether `xl list' still has it",
		                    "domain %u: cannot read the affinity of vCPU %u",
		                    domain->domid, vcpu);
	read_map(cpus, which == XNB_AFFINITY_HARD ? xen->hard : xen->soft, xen->max_cpus);
	return 0;
}
