/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/settle.h"

#include "bench/domains/builder.h"
#include "bench/supervisor.h"
#include "xen/domain.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define PAGE_BYTES    4096u
#define PROBE_PAGES   512u /* a share is a multiple of 2 MiB */
#define PAUSE_NS      250000000
#define NS_PER_SECOND 1000000000u

/* Populates `pages` pages with the affinity in force; *landed: all came from `node`. */
static int probe_node(struct xnb_built *probe, struct xnb_xen *xen, unsigned node,
                      uint64_t pages, bool *landed, struct xnb_error *err)
{
	uint64_t until = probe->pages + pages;
	struct xnb_free_pages free_pages;
	unsigned order;
	int found;

	if (xnb_xen_read_free_pages(xen, &free_pages, err))
		return -1;
	while (probe->pages < until && *landed) {
		if (xnb_built_populate(probe, xen, until, &free_pages, &order, &found,
		                       err)) {
			/* The domain itself will be refused it, and say so. */
			if (errno == EBUSY && probe->order > XNB_SURE_ORDER)
				return 0;
			return -1;
		}
		*landed = found == (int)node;
	}
	return 0;
}

static int probe_nodes(struct xnb_built *probe, struct xnb_xen *xen,
                       const struct xnb_page_counts *pages, bool *landed,
                       struct xnb_error *err)
{
	for (unsigned node = 0; node < XNB_MAX_NODES && *landed; node++) {
		uint64_t share = pages->node[node];
		struct xnb_set only = {0};

		if (!share)
			continue;
		xnb_set_add(&only, node);
		if (xnb_domain_set_node_affinity(probe->domain, &only, err) ||
		    probe_node(probe, xen, node, share, landed, err))
			return -1;
	}
	return 0;
}

static void round_shares(const struct xnb_page_counts *in, struct xnb_page_counts *out)
{
	*out = (struct xnb_page_counts){0};
	for (unsigned node = 0; node < XNB_MAX_NODES; node++)
		out->node[node] =
		    (in->node[node] + PROBE_PAGES - 1) / PROBE_PAGES * PROBE_PAGES;
}

/* One probe: *landed tells whether the next domain's memory would land. */
static int probe_once(struct xnb_xen *xen, const struct xnb_settle_request *request,
                      bool *landed, struct xnb_error *err)
{
	struct xnb_domain_config config = {.vcpus = 1, .run_tag = request->run_tag};
	struct xnb_built probe = {.order = request->extent_order,
	                          .least_order = request->extent_order};
	struct xnb_page_counts pages, returned;
	bool exact;
	int result;

	round_shares(&request->pages, &pages);
	config.memory_bytes = xnb_pages_total(&pages) * PAGE_BYTES;
	if (config.memory_bytes < XNB_MIN_DOMAIN_BYTES)
		config.memory_bytes = XNB_MIN_DOMAIN_BYTES;
	*landed = true;
	result = xnb_built_create(&probe, xen, &config, request->quiet, err);
	if (!result)
		result = probe_nodes(&probe, xen, &pages, landed, err);
	if (!result)
		result = xnb_built_release(&probe, xen, &returned, &exact, err);
	/* The first failure is the one to tell of; the supervisor reaps what stays. */
	if (xnb_built_destroy(&probe, result ? NULL : err))
		result = -1;
	return result;
}

void xnb_settled_forget(struct xnb_settled *known)
{
	*known = (struct xnb_settled){.block = -1};
}

static bool is_known(const struct xnb_settled *known,
                     const struct xnb_settle_request *request)
{
	if (request->always || known->block != request->block)
		return false;
	for (unsigned node = 0; node < XNB_MAX_NODES; node++)
		if (known->shown.node[node] < request->pages.node[node])
			return false;
	return true;
}

static void remember(struct xnb_settled *known, const struct xnb_settle_request *request)
{
	if (known->block != request->block)
		xnb_settled_forget(known);
	known->block = request->block;
	for (unsigned node = 0; node < XNB_MAX_NODES; node++)
		if (known->shown.node[node] < request->pages.node[node])
			known->shown.node[node] = request->pages.node[node];
}

int xnb_settle(struct xnb_xen *xen, const struct xnb_settle_request *request,
               struct xnb_settled *known, bool *settled, struct xnb_error *err)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	uint64_t end = xnb_now_ns() + (uint64_t)request->timeout_seconds * NS_PER_SECOND;

	*settled = is_known(known, request);
	while (!*settled) {
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		if (probe_once(xen, request, settled, err))
			return xnb_fail_prefix(err, "the settling probe");
		if (*settled)
			remember(known, request);
		else if (xnb_now_ns() >= end)
			return 0;
		else
			nanosleep(&pause, NULL);
	}
	return 0;
}
