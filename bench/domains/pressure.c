/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/pressure.h"

#include "bench/domains/builder.h"
#include "bench/domains/needs.h"
#include "bench/supervisor.h"
#include "xen/dom0.h"
#include "xen/layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096u
#define MIB        ((uint64_t)1 << 20)

/* The largest extents that Xen gives and those of a 2 MiB page: what takes a node soon.
 */
enum { LARGEST = 18, LARGE = 9, BATCH = 512 };

enum xnb_domain_type xnb_filler_type(const struct xnb_xen_version *version)
{
	return strstr(version->capabilities, "xen-3.0-x86_64") ? XNB_DOMAIN_PV
	                                                       : XNB_DOMAIN_PVH;
}

/* ---- before anything is taken ---- */

static int too_little(struct xnb_error *err, const char *where, uint64_t have,
                      uint64_t need, const struct xnb_pressure_request *request)
{
	uint64_t half = request->left << request->order;
	uint64_t pages =
	    request->needed_pages > 2 * half ? request->needed_pages : 2 * half;
	char remedy[256];

	xnb_memory_remedy(remedy, sizeof(remedy), pages * PAGE_BYTES, request->order);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "%s: %lu MiB of memory would be free under the pressure, but %lu "
	                "MiB are needed, the reserve of dom0 included; %s",
	                where, have * PAGE_BYTES / MIB,
	                (need * PAGE_BYTES + MIB - 1) / MIB, remedy);
}

/* A PVH filler's p2m comes out of the free memory too; and it has the bounds of any. */
static int check_filler(const struct xnb_pressure_request *request, uint64_t pages,
                        uint64_t *own, struct xnb_error *err)
{
	const struct xnb_domain_config config = {.vcpus = 1,
	                                         .memory_bytes = pages * PAGE_BYTES};

	*own = 0;
	if (request->type == XNB_DOMAIN_PV)
		return 0;
	*own = xnb_paging_pool_bytes(&config) / PAGE_BYTES;
	if (config.memory_bytes <= XNB_MAX_DOMAIN_BYTES)
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_ENVIRONMENT, 0,
	    "node %u: %lu GiB are free, and this Xen has no PV domains: one that "
	    "could take so much; choose a smaller node with --cpu-node",
	    request->node, config.memory_bytes >> 30);
}

/* *most: pages that the filler may take at most. */
static int check(struct xnb_xen *xen, const struct xnb_pressure_request *request,
                 uint64_t *most, struct xnb_error *err)
{
	uint64_t left = request->left << request->order;
	uint64_t host = 0, on_node, need, own;
	struct xnb_free_pages free_pages;
	struct xnb_dom0 dom0;
	char where[32];

	if (xnb_xen_read_free_pages(xen, &free_pages, err) ||
	    xnb_xen_read_dom0(xen, &dom0, err))
		return -1;
	for (size_t i = 0; i < free_pages.n_nodes && i < XNB_MAX_NODES; i++)
		host += free_pages.pages[i];
	on_node =
	    request->node < free_pages.n_nodes ? free_pages.pages[request->node] : 0;
	snprintf(where, sizeof(where), "node %u", request->node);
	if (on_node < left)
		return too_little(err, where, on_node, left, request);
	if (check_filler(request, on_node, &own, err))
		return -1;
	need = xnb_dom0_reserve(&dom0) + request->needed_pages + own +
	       XNB_RESERVE_HOST / PAGE_BYTES;
	if (host - (on_node - left) < need)
		return too_little(err, "host", host - (on_node - left), need, request);
	*most = on_node;
	return 0;
}

int xnb_pressure_check(struct xnb_xen *xen, const struct xnb_pressure_request *request,
                       struct xnb_error *err)
{
	uint64_t most;

	return check(xen, request, &most, err);
}

/* ---- taking ---- */

static int hold(struct xnb_pressure *pressure, uint64_t at, unsigned order,
                struct xnb_error *err)
{
	struct xnb_filler_run *runs;
	size_t capacity;

	if (pressure->n == pressure->capacity) {
		capacity = pressure->capacity ? 2 * pressure->capacity : BATCH;
		runs = reallocarray(pressure->runs, capacity, sizeof(*runs));
		if (!runs)
			return xnb_fail_nomem(err);
		pressure->runs = runs;
		pressure->capacity = capacity;
	}
	pressure->runs[pressure->n++] =
	    (struct xnb_filler_run){.at = at, .order = order, .count = 1};
	return 0;
}

/* Takes all extents of one order that are free on the node. */
static int take(struct xnb_pressure *pressure, unsigned order, unsigned node,
                struct xnb_error *err)
{
	uint64_t at[BATCH];
	size_t done = BATCH;

	while (done == BATCH) {
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		for (size_t i = 0; i < BATCH; i++)
			at[i] = xnb_domain_gfn(pressure->next_page + (i << order));
		if (xnb_domain_populate_many(pressure->domain, at, BATCH, order,
		                             XNB_NODE_EXACT, node, &done, err))
			return -1;
		pressure->next_page += done << order;
		for (size_t i = 0; i < done; i++)
			if (hold(pressure, at[i], order, err))
				return -1;
	}
	return 0;
}

static int create(struct xnb_pressure *pressure, struct xnb_xen *xen,
                  const struct xnb_pressure_request *request, uint64_t pages,
                  struct xnb_error *err)
{
	const uint64_t extent = (uint64_t)PAGE_BYTES << LARGE;
	struct xnb_domain_config config = {
	    .vcpus = 1,
	    .memory_bytes = (pages * PAGE_BYTES + extent - 1) / extent * extent,
	    .run_tag = request->run_tag,
	    .type = request->type,
	};

	if (config.memory_bytes < XNB_MIN_DOMAIN_BYTES)
		config.memory_bytes = XNB_MIN_DOMAIN_BYTES;
	return xnb_domain_create(xen, &config, &pressure->domain, err);
}

/* Takes what is free on the node in extents of `order` and larger. */
static int fill(struct xnb_pressure *pressure, unsigned order, unsigned node,
                struct xnb_error *err)
{
	static const unsigned orders[] = {LARGEST, LARGE};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (orders[i] > order && take(pressure, orders[i], node, err))
			return -1;
	return take(pressure, order, node, err);
}

/* ---- giving back ---- */

/* The last extents of the last run, at most BATCH; it forgets them. */
static size_t drop_extents(struct xnb_pressure *pressure, uint64_t most,
                           uint64_t at[BATCH])
{
	struct xnb_filler_run *run = &pressure->runs[pressure->n - 1];
	size_t n = 0;

	while (n < BATCH && n < most && run->count)
		at[n++] = run->at + (--run->count << run->order);
	if (!run->count)
		pressure->n--;
	return n;
}

static int check_pieces(const struct xnb_pressure *pressure,
                        const struct xnb_pressure_request *request, struct xnb_error *err)
{
	uint64_t have = 0;

	for (size_t i = 0; i < pressure->n; i++)
		have += pressure->runs[i].count
		        << (pressure->runs[i].order - request->order);
	if (have >= request->left)
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_ENVIRONMENT, EBUSY,
	    "%lu extents of order %u are free there in one piece, but %lu are "
	    "to be left; choose a smaller --order or --memory",
	    have, request->order, request->left);
}

/* Gives back `extents` of `order` out of the last runs, which have that order or a larger
 * one. */
static int give_back(struct xnb_pressure *pressure, unsigned order, uint64_t extents,
                     struct xnb_error *err)
{
	uint64_t at[BATCH];

	while (extents && pressure->n) {
		struct xnb_filler_run *run = &pressure->runs[pressure->n - 1];
		size_t n;

		run->count <<= run->order - order;
		run->order = order;
		n = drop_extents(pressure, extents, at);
		if (xnb_domain_depopulate_many(pressure->domain, at, n, order, err))
			return -1;
		extents -= n;
	}
	return 0;
}

int xnb_pressure_release(struct xnb_pressure *pressure, struct xnb_error *err)
{
	uint64_t at[BATCH];

	while (pressure->n) {
		unsigned order = pressure->runs[pressure->n - 1].order;
		size_t n = 0;

		/* Most runs are one extent: many of them in one call. */
		while (pressure->n && pressure->runs[pressure->n - 1].order == order &&
		       n < BATCH)
			n += drop_extents(pressure, BATCH - n, at + n);
		if (xnb_domain_depopulate_many(pressure->domain, at, n, order, err))
			return xnb_fail_prefix(err, "the filler");
	}
	return 0;
}

static int destroy(struct xnb_pressure *pressure, struct xnb_error *err)
{
	struct xnb_domain *domain = pressure->domain;

	free(pressure->runs);
	*pressure = (struct xnb_pressure){0};
	if (domain && xnb_domain_destroy(domain, err))
		return xnb_fail_prefix(err, "the filler");
	return 0;
}

int xnb_pressure_end(struct xnb_pressure *pressure, struct xnb_error *err)
{
	int released = xnb_pressure_release(pressure, err);

	/* The first failure is the one to tell; a destroyed filler holds nothing. */
	return destroy(pressure, released ? NULL : err) || released ? -1 : 0;
}

/* ---- the two uses ---- */

static int begin(struct xnb_pressure *pressure, struct xnb_xen *xen,
                 const struct xnb_pressure_request *request, struct xnb_error *err)
{
	uint64_t most;

	if (check(xen, request, &most, err) ||
	    create(pressure, xen, request, most, err) ||
	    fill(pressure, request->order, request->node, err) ||
	    check_pieces(pressure, request, err))
		return -1;
	return give_back(pressure, request->order, request->left, err);
}

int xnb_pressure_begin(struct xnb_pressure *pressure, struct xnb_xen *xen,
                       const struct xnb_pressure_request *request, struct xnb_error *err)
{
	*pressure = (struct xnb_pressure){0};
	return begin(pressure, xen, request, err)
	           ? xnb_fail_prefix(err, "memory pressure on node %u", request->node)
	           : 0;
}

static int dirty(struct xnb_pressure *filler, struct xnb_xen *xen,
                 const struct xnb_pressure_request *request, struct xnb_error *err)
{
	uint64_t most;

	if (check(xen, request, &most, err) || create(filler, xen, request, most, err))
		return -1;
	return fill(filler, LARGE, request->node, err);
}

int xnb_dirty_node(struct xnb_xen *xen, const struct xnb_pressure_request *request,
                   uint64_t *destroyed_ns, struct xnb_error *err)
{
	struct xnb_pressure filler = {0};
	int result = dirty(&filler, xen, request, err);

	/* What is destroyed with its pages leaves them dirty. */
	if (destroy(&filler, result ? NULL : err))
		result = -1;
	*destroyed_ns = xnb_now_ns();
	return result
	           ? xnb_fail_prefix(err, "unscrubbed memory on node %u", request->node)
	           : 0;
}
