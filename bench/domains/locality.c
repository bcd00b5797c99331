/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/locality.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void xnb_owed_since(struct xnb_owed *owed, const struct xnb_free_pages *quiet,
                    const struct xnb_free_pages *now)
{
	*owed = (struct xnb_owed){0};
	for (size_t i = 0; i < quiet->n_nodes && i < XNB_MAX_NODES; i++)
		if (now->pages[i] < quiet->pages[i])
			owed->pages[i] = quiet->pages[i] - now->pages[i];
}

/* Splits one node's change; false where extents and what is owed do not explain it. */
static bool explain_node(int64_t change, unsigned order, uint64_t *owed, int64_t *extents)
{
	int64_t size = (int64_t)1 << order;
	/* Rounded up, so that what is left over is a gain: pages that were owed. */
	int64_t taken =
	    change <= 0 ? -change / size + (-change % size != 0) : -(change / size);
	int64_t came = change + taken * size;

	if (*owed >= (uint64_t)size || came < 0 || (uint64_t)came > *owed)
		return false;
	*owed -= (uint64_t)came;
	*extents = taken;
	return true;
}

bool xnb_explain_change(const struct xnb_free_pages *before,
                        const struct xnb_free_pages *after, unsigned order,
                        struct xnb_owed *owed, int64_t extents[XNB_MAX_NODES])
{
	struct xnb_owed left = *owed;

	memset(extents, 0, XNB_MAX_NODES * sizeof(*extents));
	if (before->n_nodes != after->n_nodes || order > 40)
		return false;
	for (size_t i = 0; i < before->n_nodes && i < XNB_MAX_NODES; i++)
		if (!explain_node((int64_t)(after->pages[i] - before->pages[i]), order,
		                  &left.pages[i], &extents[i]))
			return false;
	*owed = left;
	return true;
}

int xnb_attribute_extent(const struct xnb_free_pages *before,
                         const struct xnb_free_pages *after, unsigned order,
                         struct xnb_owed *owed)
{
	struct xnb_owed none = {0};
	int64_t extents[XNB_MAX_NODES];
	int found = -1;

	if (!xnb_explain_change(before, after, order, owed ? owed : &none, extents))
		return -1;
	for (int i = 0; i < XNB_MAX_NODES; i++) {
		if (extents[i] == 0)
			continue;
		if (found >= 0 || extents[i] != 1)
			return -1;
		found = i;
	}
	return found;
}

void xnb_pages_add(struct xnb_page_counts *all, const struct xnb_page_counts *more)
{
	for (unsigned node = 0; node < XNB_MAX_NODES; node++)
		all->node[node] += more->node[node];
	all->unknown += more->unknown;
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
                        const struct xnb_free_pages *after, unsigned order,
                        uint64_t pages, struct xnb_owed *owed,
                        struct xnb_page_counts *counts)
{
	int64_t extents[XNB_MAX_NODES];
	bool exact = xnb_explain_change(before, after, order, owed, extents);

	*counts = (struct xnb_page_counts){0};
	for (size_t i = 0; i < after->n_nodes && i < XNB_MAX_NODES; i++) {
		if (exact && extents[i] <= 0)
			counts->node[i] = (uint64_t)-extents[i] << order;
		else if (after->pages[i] > before->pages[i])
			counts->node[i] = after->pages[i] - before->pages[i];
		exact = exact && extents[i] <= 0;
	}
	return exact && xnb_pages_total(counts) == pages;
}

bool xnb_pages_equal(const struct xnb_page_counts *a, const struct xnb_page_counts *b)
{
	return a->unknown == b->unknown && memcmp(a->node, b->node, sizeof(a->node)) == 0;
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
	    .method = log->method ? log->method : "delta",
	};
	return 0;
}

int xnb_extent_log_end(struct xnb_extent_log *log, struct xnb_error *err)
{
	return flush_runs(log, err);
}
