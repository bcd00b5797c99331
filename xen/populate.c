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

int xnb_domain_populate(struct xnb_domain *domain, uint64_t gfn, unsigned order,
                        enum xnb_node_request request, unsigned node,
                        struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	xen_pfn_t extent = gfn;
	unsigned flags = 0;

	if (check_extent(gfn, order, err) || memory_flags(request, node, &flags, err))
		return -1;
	if (xnb_call_populate(xen, domain->domid, order, flags, &extent))
		return xnb_xen_fail(xen, err,
		                    "free memory, give it less, or use a smaller order",
		                    "domain %u: no extent of order %u for gfn 0x%" PRIx64,
		                    domain->domid, order, gfn);
	return 0;
}

int xnb_domain_depopulate(struct xnb_domain *domain, uint64_t gfn, unsigned order,
                          struct xnb_error *err)
{
	struct xnb_xen *xen = domain->xen;
	xen_pfn_t extent = gfn;

	if (check_extent(gfn, order, err))
		return -1;
	if (xnb_call_depopulate(xen, domain->domid, order, &extent))
		return xnb_xen_fail(
		    xen, err, "see whether `xl list' still has it",
		    "domain %u: cannot give back the extent of order %u at "
		    "gfn 0x%" PRIx64,
		    domain->domid, order, gfn);
	return 0;
}
