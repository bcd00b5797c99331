/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Setting a node affinity and reading it back. */
#include "bench/semantics/checks.h"
#include "bench/semantics/steps.h"

#include <inttypes.h>

int xnb_judge_set_and_read_back(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set sets[] = {xnb_only(c->a), xnb_online_nodes(c),
	                               xnb_only(c->b)};

	if (xnb_step_create(c, err))
		return -1;
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (xnb_step_set(c, &sets[i], err) || xnb_step_read(c, &sets[i], err))
			return -1;
	return 0;
}

int xnb_judge_map_size(struct xnb_checking *c, struct xnb_error *err)
{
	unsigned bits = xnb_xen_max_nodes(c->session->xen);
	size_t nodes = c->session->host->n_nodes;

	(void)err;
	xnb_check_note(c, "Xen's node map has %u bits, the host %zu node(s)", bits,
	               nodes);
	if (bits == nodes)
		return xnb_check_unknown(c, "here the two agree");
	xnb_check_expect(c, bits > nodes, "so the map's size is not their number");
	return 0;
}

static uint64_t difference(const struct xnb_free_pages *a, const struct xnb_free_pages *b)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < a->n_nodes && i < b->n_nodes; i++)
		sum += a->pages[i] > b->pages[i] ? a->pages[i] - b->pages[i]
		                                 : b->pages[i] - a->pages[i];
	return sum;
}

int xnb_judge_same_again(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set only = xnb_only(c->b);
	struct xnb_free_pages before, after;

	if (xnb_step_create(c, err) || xnb_step_set(c, &only, err) ||
	    xnb_step_land(c, c->b, err) ||
	    xnb_xen_read_free_pages(c->session->xen, &before, err) ||
	    xnb_step_set(c, &only, err) ||
	    xnb_xen_read_free_pages(c->session->xen, &after, err) ||
	    xnb_step_read(c, &only, err))
		return -1;
	xnb_step_expect_free(c, difference(&before, &after) < XNB_CHECK_NOISE_PAGES,
	                     "the second call changed the free memory by %" PRIu64
	                     " pages (fewer than %d are the host's own coming and going)",
	                     difference(&before, &after), XNB_CHECK_NOISE_PAGES);
	return xnb_step_land(c, c->b, err);
}

int xnb_judge_offline_nodes_kept(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_set nodes;
	uint32_t offline;

	if (!xnb_offline_node(c, &offline))
		return xnb_check_unknown(c, "all nodes of Xen's map are online here");
	nodes = xnb_both(c->b, offline);
	if (xnb_step_create(c, err) || xnb_step_set(c, &nodes, err) ||
	    xnb_step_read(c, &nodes, err))
		return -1;
	return xnb_step_land(c, c->b, err);
}
