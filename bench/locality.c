/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/locality.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int xnb_attribute_extent(const struct xnb_free_pages *before,
                         const struct xnb_free_pages *after, unsigned order)
{
	int found = -1;

	if (before->n_nodes != after->n_nodes || order > 63)
		return -1;
	for (size_t i = 0; i < before->n_nodes && i < XNB_MAX_NODES; i++) {
		if (before->pages[i] == after->pages[i])
			continue;
		if (found >= 0 || before->pages[i] < after->pages[i] ||
		    before->pages[i] - after->pages[i] != (uint64_t)1 << order)
			return -1;
		found = (int)i;
	}
	return found;
}

uint64_t xnb_pages_total(const struct xnb_page_counts *counts)
{
	uint64_t total = counts->unknown;

	for (size_t i = 0; i < XNB_MAX_NODES; i++)
		total += counts->node[i];
	return total;
}

double xnb_pages_locality(const struct xnb_page_counts *counts, uint32_t a)
{
	uint64_t total = xnb_pages_total(counts);

	if (counts->unknown || total == 0 || a >= XNB_MAX_NODES)
		return (double)NAN;
	return (double)counts->node[a] / (double)total;
}

void xnb_nodes_text(uint64_t nodes, char text[XNB_NODES_TEXT])
{
	size_t used = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < XNB_MAX_NODES; i++)
		if (nodes >> i & 1)
			used += (size_t)snprintf(text + used, XNB_NODES_TEXT - used,
			                         "%s%u", used ? "+" : "", i);
}

void xnb_pages_nodes(const struct xnb_page_counts *counts, char text[XNB_NODES_TEXT])
{
	uint64_t nodes = 0;

	for (unsigned i = 0; i < XNB_MAX_NODES && !counts->unknown; i++)
		if (counts->node[i])
			nodes |= (uint64_t)1 << i;
	xnb_nodes_text(nodes, text);
}

bool xnb_pages_returned(const struct xnb_free_pages *before,
                        const struct xnb_free_pages *after, uint64_t pages,
                        struct xnb_page_counts *counts)
{
	bool exact = before->n_nodes == after->n_nodes;

	*counts = (struct xnb_page_counts){0};
	for (size_t i = 0; i < after->n_nodes && i < XNB_MAX_NODES; i++) {
		if (after->pages[i] < before->pages[i])
			exact = false;
		else
			counts->node[i] = after->pages[i] - before->pages[i];
	}
	return exact && xnb_pages_total(counts) == pages;
}

bool xnb_pages_equal(const struct xnb_page_counts *a, const struct xnb_page_counts *b)
{
	return a->unknown == b->unknown &&
	       memcmp(a->node, b->node, sizeof(a->node)) == 0;
}

static bool goes_on(const struct xnb_extent_run *run, uint64_t gfn, unsigned order,
                    int node)
{
	return run->node == node && run->order == order &&
	       run->first_gfn + (run->count << order) == gfn;
}

static int flush_runs(struct xnb_extent_log *log, struct xnb_error *err)
{
	size_t n = log->n;

	log->n = 0;
	return log->flush && n ? log->flush(log->arg, log->runs, n, err) : 0;
}

int xnb_extent_log_add(struct xnb_extent_log *log, uint64_t gfn, unsigned order, int node,
                       struct xnb_error *err)
{
	const size_t most = sizeof(log->runs) / sizeof(log->runs[0]);
	uint64_t pages = (uint64_t)1 << order;

	log->extents++;
	if (node >= 0 && node < XNB_MAX_NODES) {
		log->counts.node[node] += pages;
	} else {
		log->counts.unknown += pages;
		log->unknown_extents++;
	}
	if (log->n && goes_on(&log->runs[log->n - 1], gfn, order, node)) {
		log->runs[log->n - 1].count++;
		return 0;
	}
	if (log->n == most && flush_runs(log, err))
		return -1;
	log->runs[log->n++] = (struct xnb_extent_run){
	    .first_gfn = gfn,
	    .order = order,
	    .count = 1,
	    .node = node,
	    .method = "delta",
	};
	return 0;
}

int xnb_extent_log_end(struct xnb_extent_log *log, struct xnb_error *err)
{
	return flush_runs(log, err);
}
