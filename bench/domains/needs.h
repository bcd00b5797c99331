/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many pages a scenario takes from each node, if nodes are settled and of equal size:
 * what settling probes for, and what must be free before a domain is created.
 */
#ifndef XNB_BENCH_NEEDS_H
#define XNB_BENCH_NEEDS_H

#include "base/error.h"
#include "bench/domains/locality.h"
#include "bench/scenario.h"
#include "topology/host.h"
#include "xen/sysctl.h"

#include <stdint.h>

struct xnb_needs {
	const struct xnb_scenario *scenario;
	uint32_t cpu_node, mem_node; /* A and B */
	uint64_t memory_bytes;
	unsigned vcpus;
	unsigned order; /* of its extents */
};

/*
 * The memory of a domain that is to have extents of 2^order pages only: `bytes` rounded
 * up, and at least two of them, so that it has halves.
 */
uint64_t xnb_whole_extents(uint64_t bytes, unsigned order);

/*
 * What helps where a domain of so much memory has no room: less of it, unless it has the
 * least already that extents of the order allow.
 */
void xnb_memory_remedy(char *text, size_t size, uint64_t bytes, unsigned order);

/* How many of its pages a domain under pressure finds free on A. */
uint64_t xnb_pressed_pages(uint64_t pages);

/*
 * The pages of the domain by node; a share that does not divide is rounded up. Of a
 * domain under pressure only those that it finds on A: where the others lie, Xen decides.
 */
void xnb_needs_by_node(const struct xnb_needs *needs, const struct xnb_host *host,
                       struct xnb_page_counts *pages);

/*
 * Whether the domain fits: on each node its pages and XNB_RESERVE_NODE, in the whole host
 * its pages, Xen's own for it (the p2m pool, tables, vCPUs) and XNB_RESERVE_HOST.
 * XNB_EXIT_ENVIRONMENT names need and have.
 */
#define XNB_RESERVE_NODE ((uint64_t)16 << 20)
#define XNB_RESERVE_HOST ((uint64_t)64 << 20)
int xnb_needs_check(const struct xnb_needs *needs, const struct xnb_host *host,
                    const struct xnb_free_pages *free_pages, struct xnb_error *err);

#endif
