/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the call does to memory: to pages to come, pages there already, and Xen's own. */
#include "bench/domains/quiet.h"
#include "bench/semantics/checks.h"
#include "bench/semantics/steps.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int xnb_judge_default_stripes(struct xnb_checking *c, struct xnb_error *err)
{
	if (xnb_step_create(c, err))
		return -1;
	return xnb_step_stripe(c, err);
}

int xnb_judge_directs_new_pages(struct xnb_checking *c, struct xnb_error *err)
{
	const uint32_t nodes[] = {c->b, c->a, c->b};

	if (xnb_step_create(c, err))
		return -1;
	for (size_t i = 0; i < 3; i++) {
		const struct xnb_set only = xnb_only(nodes[i]);

		if (xnb_step_set(c, &only, err) || xnb_step_land(c, nodes[i], err))
			return -1;
	}
	return 0;
}

/* That they stayed is seen at the end, when they come back (xnb_step_account()). */
int xnb_judge_pages_stay(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set first = xnb_only(c->a), second = xnb_only(c->b);

	c->by_account = true;
	if (xnb_step_create(c, err) || xnb_step_set(c, &first, err) ||
	    xnb_step_land(c, c->a, err) || xnb_step_set(c, &second, err))
		return -1;
	return xnb_step_read(c, &second, err);
}

int xnb_judge_named_node_wins(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b);

	if (xnb_step_create(c, err) || xnb_step_set(c, &set, err))
		return -1;
	xnb_check_note(c, "requests name node %u exactly", c->a);
	if (xnb_step_land_as(c, XNB_NODE_EXACT, c->a, err))
		return -1;
	xnb_check_note(c, "requests name node %u as preferred", c->a);
	return xnb_step_land_as(c, XNB_NODE_PREFER, c->a, err);
}

/* ---- Xen's own memory for a domain ---- */

/* Pages that left each node between two readings; negative: that came back. */
static void taken(int64_t pages[XNB_MAX_NODES], const struct xnb_free_pages *before,
                  const struct xnb_free_pages *after)
{
	memset(pages, 0, XNB_MAX_NODES * sizeof(*pages));
	for (size_t i = 0; i < before->n_nodes && i < XNB_MAX_NODES; i++)
		pages[i] = (int64_t)before->pages[i] - (int64_t)after->pages[i];
}

static void taken_text(char *text, size_t size, const int64_t pages[XNB_MAX_NODES])
{
	size_t used = 0;

	snprintf(text, size, "0");
	for (unsigned i = 0; i < XNB_MAX_NODES && used < size; i++)
		if (pages[i])
			used += (size_t)snprintf(text + used, size - used,
			                         "%s%" PRId64 " of node %u",
			                         used ? " and " : "", pages[i], i);
}

static bool at_most_noise(const int64_t pages[XNB_MAX_NODES])
{
	for (unsigned i = 0; i < XNB_MAX_NODES; i++)
		if (pages[i] >= XNB_CHECK_NOISE_PAGES ||
		    pages[i] <= -XNB_CHECK_NOISE_PAGES)
			return false;
	return true;
}

/* A call that is to move nothing, for either node: what lies there cannot hide. */
static int stays(struct xnb_checking *c, uint32_t node, struct xnb_error *err)
{
	const struct xnb_set only = xnb_only(node);
	struct xnb_free_pages before, after;
	int64_t pages[XNB_MAX_NODES];
	char text[256];

	if (xnb_xen_read_free_pages(c->session->xen, &before, err) ||
	    xnb_step_set(c, &only, err) || xnb_wait_quiet(c->session->xen, &after, err))
		return -1;
	taken(pages, &before, &after);
	taken_text(text, sizeof(text), pages);
	xnb_step_expect_free(c, at_most_noise(pages), "that took %s pages", text);
	return 0;
}

int xnb_judge_structures_stay(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_free_pages before, after;
	int64_t pages[XNB_MAX_NODES];
	char text[256];

	if (xnb_wait_quiet(c->session->xen, &before, err) ||
	    xnb_step_create_bare(c, err) || xnb_step_make_vcpus(c, err) ||
	    xnb_wait_quiet(c->session->xen, &after, err))
		return -1;
	taken(pages, &before, &after);
	taken_text(text, sizeof(text), pages);
	xnb_check_note(c, "its creation took %s pages", text);
	if (stays(c, c->a, err))
		return -1;
	return stays(c, c->b, err);
}

/* More than everything else that a host does in so short a time. */
#define POOL_STEP ((uint64_t)8 << 20)

static int grows_on(struct xnb_checking *c, uint64_t *pool, uint32_t node,
                    struct xnb_error *err)
{
	const struct xnb_set only = xnb_only(node);
	const int64_t wanted = (int64_t)(POOL_STEP / 4096u);
	struct xnb_free_pages before, after;
	int64_t pages[XNB_MAX_NODES];
	char text[256];

	*pool += POOL_STEP;
	if (xnb_step_set(c, &only, err) ||
	    xnb_xen_read_free_pages(c->session->xen, &before, err) ||
	    xnb_domain_set_pool(c->made.domain, *pool, err) ||
	    xnb_xen_read_free_pages(c->session->xen, &after, err))
		return -1;
	taken(pages, &before, &after);
	taken_text(text, sizeof(text), pages);
	pages[node] -= wanted;
	xnb_step_expect_free(c, at_most_noise(pages),
	                     "growing its pool by %" PRId64 " pages took %s", wanted,
	                     text);
	return 0;
}

int xnb_judge_pool_follows(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_free_pages before, after;
	int64_t pages[XNB_MAX_NODES];
	uint64_t pool = (uint64_t)4 << 20;
	char text[256];

	if (xnb_wait_quiet(c->session->xen, &before, err) ||
	    xnb_step_create_bare(c, err) ||
	    xnb_xen_read_free_pages(c->session->xen, &after, err))
		return -1;
	taken(pages, &before, &after);
	taken_text(text, sizeof(text), pages);
	xnb_check_note(c, "its creation, with a first pool of 256 pages, took %s", text);
	if (xnb_domain_make_vcpus(c->made.domain, err) ||
	    xnb_domain_set_pool(c->made.domain, pool, err) ||
	    grows_on(c, &pool, c->b, err))
		return -1;
	return grows_on(c, &pool, c->a, err);
}
