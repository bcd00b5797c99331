/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"

#include <errno.h>
#include <inttypes.h>

/* XENMEMF_node() has 8 bits, of which 0 means none. */
#define MOST_NODES 255u

static int memory_flags(enum xnb_node_request request, unsigned node, unsigned *flags,
                        struct xnb_error *err)
{
	if (request != XNB_NODE_ANY && node >= MOST_NODES)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "node %u: a request for memory can name 0 to %u", node,
		                MOST_NODES - 1);
	*flags = request == XNB_NODE_ANY      ? 0
	         : request == XNB_NODE_PREFER ? XENMEMF_node(node)
	                                      : XENMEMF_exact_node(node);
	return 0;
}

static int check_extent(uint64_t gfn, unsigned order, struct xnb_error *err)
{
	if (order < 32 && gfn % (UINT64_C(1) << order) == 0)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                "gfn 0x%" PRIx64 ": no extent of order %u begins there; choose a "
	                "multiple of its size",
	                gfn, order);
}

int xnb_domain_populate_at(struct xnb_domain *domain, uint64_t *at, unsigned order,
                           enum xnb_node_request request, unsigned node,
                           struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	xen_pfn_t extent = *at;
	unsigned flags = 0;

	if (check_extent(*at, order, err) || memory_flags(request, node, &flags, err))
		return -1;
	if (xnb_call_populate(xen, domain->domid, order, flags, &extent))
		return xnb_xen_fail(xen, err,
		                    "free memory, give it less, or use a smaller order",
		                    "domain %u: no extent of order %u for gfn 0x%" PRIx64,
		                    domain->domid, order, *at);
	*at = extent;
	return 0;
}

int xnb_domain_populate(struct xnb_domain *domain, uint64_t gfn, unsigned order,
                        enum xnb_node_request request, unsigned node,
                        struct xnb_error *err)
{
	return xnb_domain_populate_at(domain, &gfn, order, request, node, err);
}

int xnb_domain_populate_many(struct xnb_domain *domain, uint64_t *at, size_t n,
                             unsigned order, enum xnb_node_request request, unsigned node,
                             size_t *done, struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	unsigned flags = 0;
	int got;

	*done = 0;
	if (memory_flags(request, node, &flags, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (check_extent(at[i], order, err))
			return -1;
	got = xnb_call_populate_some(xen, domain->domid, order, flags, n, at);
	if (got < 0)
		return xnb_xen_fail(xen, err, "see `xl dmesg'",
		                    "domain %u: no extents of order %u for it",
		                    domain->domid, order);
	*done = (size_t)got;
	return 0;
}

int xnb_domain_depopulate_many(struct xnb_domain *domain, const uint64_t *at, size_t n,
                               unsigned order, struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;

	for (size_t i = 0; i < n; i++)
		if (check_extent(at[i], order, err))
			return -1;
	/* libxenctrl takes what it only reads without const. */
	if (n &&
	    xnb_call_depopulate(xen, domain->domid, order, n, (xen_pfn_t *)(uintptr_t)at))
		return xnb_xen_fail(
		    xen, err, "see whether `xl list' still has it",
		    "domain %u: cannot give back %zu extents of order %u from 0x%" PRIx64
		    " on",
		    domain->domid, n, order, at[0]);
	return 0;
}

int xnb_domain_depopulate(struct xnb_domain *domain, uint64_t at, unsigned order,
                          struct xnb_error *err)
{
	return xnb_domain_depopulate_many(domain, &at, 1, order, err);
}
