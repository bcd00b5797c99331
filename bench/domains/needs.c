/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/needs.h"

#include "bench/domains/builder.h"

#include <stdio.h>

#define PAGE_BYTES 4096u
#define MIB        ((uint64_t)1 << 20)

/* Adds `pages` where a half of the domain is populated with this affinity in force. */
static void add_half(struct xnb_page_counts *counts, const struct xnb_needs *needs,
                     const struct xnb_host *host, enum xnb_where where, uint64_t pages)
{
	uint64_t nodes = 0;

	if (where == XNB_ON_A || where == XNB_ON_B) {
		uint32_t node = where == XNB_ON_A ? needs->cpu_node : needs->mem_node;

		if (node < XNB_MAX_NODES)
			counts->node[node] += pages;
		return;
	}
	for (size_t i = 0; i < host->n_nodes; i++)
		nodes += host->nodes[i].memory_bytes > 0;
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].memory_bytes && host->nodes[i].id < XNB_MAX_NODES)
			counts->node[host->nodes[i].id] += (pages + nodes - 1) / nodes;
}

/* The nodes that memory comes from before half of it is there, and after. */
static enum xnb_where where_at_first(const struct xnb_scenario *s)
{
	if (s->request != XNB_NODE_ANY)
		return XNB_ON_A;
	if (s->node_affinity_when == XNB_BEFORE)
		return s->node_affinity;
	/* Without an explicit affinity Xen deduces one from the vCPUs. */
	if (s->hard_when == XNB_BEFORE || s->soft_when == XNB_BEFORE)
		return XNB_ON_A;
	return XNB_ON_ALL;
}

static enum xnb_where where_at_last(const struct xnb_scenario *s)
{
	return s->node_affinity_when == XNB_MIDWAY ? s->node_affinity : where_at_first(s);
}

uint64_t xnb_whole_extents(uint64_t bytes, unsigned order)
{
	uint64_t extent = (uint64_t)PAGE_BYTES << order;
	uint64_t extents = (bytes + extent - 1) / extent;

	return (extents < 2 ? 2 : extents) * extent;
}

void xnb_memory_remedy(char *text, size_t size, uint64_t bytes, unsigned order)
{
	uint64_t least = xnb_whole_extents(1, order);

	if (order <= XNB_SURE_ORDER || bytes > least)
		snprintf(text, size, "choose a smaller --memory or free some");
	else
		snprintf(text, size,
		         "two extents of order %u, %lu MiB, are the least, whatever "
		         "--memory is; leave that order out, free some, or have larger "
		         "nodes (in the lab: --memory-per-node)",
		         order, least / MIB);
}

uint64_t xnb_pressed_pages(uint64_t pages)
{
	return pages / 2;
}

void xnb_needs_by_node(const struct xnb_needs *needs, const struct xnb_host *host,
                       struct xnb_page_counts *pages)
{
	uint64_t all = needs->memory_bytes / PAGE_BYTES;

	*pages = (struct xnb_page_counts){0};
	if (needs->scenario->memory_of_a == XNB_PRESSED) {
		add_half(pages, needs, host, XNB_ON_A, xnb_pressed_pages(all));
		return;
	}
	add_half(pages, needs, host, where_at_first(needs->scenario), all / 2);
	add_half(pages, needs, host, where_at_last(needs->scenario), all - all / 2);
}

/* Xen's memory for a domain: 4 KiB of p2m pool per vCPU x 256 and per MiB x 2, and some
 * for its structures. */
static uint64_t overhead(const struct xnb_needs *needs)
{
	return 8 * MIB + needs->vcpus * MIB + needs->memory_bytes / 128;
}

static int too_little(struct xnb_error *err, const char *where, uint64_t have,
                      uint64_t need, const struct xnb_needs *needs)
{
	char remedy[256];

	xnb_memory_remedy(remedy, sizeof(remedy), needs->memory_bytes, needs->order);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "%s: %lu MiB of memory are free, but a domain as %s needs %lu "
	                "MiB there, reserve included; %s",
	                where, have / MIB, needs->scenario->name, (need + MIB - 1) / MIB,
	                remedy);
}

int xnb_needs_check(const struct xnb_needs *needs, const struct xnb_host *host,
                    const struct xnb_free_pages *free_pages, struct xnb_error *err)
{
	uint64_t have = 0,
	         need = needs->memory_bytes + overhead(needs) + XNB_RESERVE_HOST;
	struct xnb_page_counts pages;
	char where[32];

	xnb_needs_by_node(needs, host, &pages);
	for (unsigned i = 0; i < free_pages->n_nodes && i < XNB_MAX_NODES; i++) {
		uint64_t on_node = pages.node[i] * PAGE_BYTES + XNB_RESERVE_NODE;

		have += free_pages->pages[i] * PAGE_BYTES;
		snprintf(where, sizeof(where), "node %u", i);
		if (pages.node[i] && free_pages->pages[i] * PAGE_BYTES < on_node)
			return too_little(err, where, free_pages->pages[i] * PAGE_BYTES,
			                  on_node, needs);
	}
	return have < need ? too_little(err, "host", have, need, needs) : 0;
}
