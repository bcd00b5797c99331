/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of a check that take memory, and the accounts of where it lies. */
#include "bench/domains/needs.h"
#include "bench/semantics/steps.h"
#include "xen/debug_key.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PAGES ((uint64_t)1 << XNB_CHECK_ORDER) /* of an extent */

static const char unsettled[] = "a probe's extents did not land where its affinity said: "
                                "memory that was freed is not "
                                "yet scrubbed, or there is too little of it";

/* Where the extents of one step came from. */
struct landed {
	unsigned node[XNB_MAX_NODES];
	unsigned unknown;
	bool alternates; /* no two in a row from one node */
};

/* Without it memory would spill, and that is not what the claim is about. */
static int check_free(struct xnb_checking *c, uint32_t node, struct xnb_error *err)
{
	uint64_t needed = XNB_CHECK_EXTENTS * PAGES + XNB_RESERVE_NODE / 4096u;
	struct xnb_free_pages now;

	if (xnb_xen_read_free_pages(c->session->xen, &now, err))
		return -1;
	if (node < now.n_nodes && now.pages[node] >= needed)
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "node %u: has less than %" PRIu64 " MiB free; end other domains",
	                node, needed * 4096u >> 20);
}

static int populate_one(struct xnb_checking *c, enum xnb_node_request request,
                        uint32_t node, int *from, struct xnb_error *err)
{
	struct xnb_built *made = &c->made;
	struct xnb_free_pages before, after;

	if (xnb_xen_read_free_pages(c->session->xen, &before, err) ||
	    xnb_domain_populate(made->domain, xnb_domain_gfn(made->pages),
	                        XNB_CHECK_ORDER, request, node, err))
		return -1;
	made->pages += PAGES;
	made->placed.unknown += PAGES;
	if (xnb_xen_read_free_pages(c->session->xen, &after, err))
		return -1;
	*from = xnb_attribute_extent(&before, &after, XNB_CHECK_ORDER, &made->owed);
	if (*from < 0)
		return 0;
	made->placed.unknown -= PAGES;
	made->placed.node[*from] += PAGES;
	return 0;
}

static int populate(struct xnb_checking *c, enum xnb_node_request request, uint32_t node,
                    struct landed *landed, struct xnb_error *err)
{
	int from, before = -1;

	*landed = (struct landed){.alternates = true};
	for (unsigned i = 0; i < XNB_CHECK_EXTENTS; i++) {
		if (populate_one(c, request, node, &from, err))
			return -1;
		if (from < 0)
			landed->unknown++;
		else
			landed->node[from]++;
		if (from == before)
			landed->alternates = false;
		before = from;
	}
	return 0;
}

/* "8 on node 0, 1 unknown"; the counts of a step or of a domain. */
static void put_count(char *text, size_t size, uint64_t count, const char *where)
{
	size_t used = strlen(text);

	if (count)
		snprintf(text + used, size - used, "%s%" PRIu64 " %s", used ? ", " : "",
		         count, where);
}

static void landed_text(char *text, size_t size, const struct landed *landed)
{
	char where[32];

	*text = '\0';
	for (unsigned node = 0; node < XNB_MAX_NODES; node++) {
		snprintf(where, sizeof(where), "on node %u", node);
		put_count(text, size, landed->node[node], where);
	}
	put_count(text, size, landed->unknown, "on a node that could not be told");
}

/* What could not be told is no evidence against a claim. */
static int judge_landed(struct xnb_checking *c, const struct landed *landed,
                        bool as_claimed)
{
	char text[256];

	landed_text(text, sizeof(text), landed);
	c->disturbed = c->disturbed || landed->unknown;
	if (landed->unknown)
		return xnb_check_unknown(c, "of %u new extents %s", XNB_CHECK_EXTENTS,
		                         text);
	xnb_check_expect(c, as_claimed, "of %u new extents %s", XNB_CHECK_EXTENTS, text);
	return 0;
}

int xnb_step_land_as(struct xnb_checking *c, enum xnb_node_request request, uint32_t node,
                     struct xnb_error *err)
{
	struct landed landed;

	if (!c->settled)
		return xnb_check_unknown(c, "%s", unsettled);
	if (check_free(c, node, err) || populate(c, request, node, &landed, err))
		return -1;
	return judge_landed(c, &landed, landed.node[node] == XNB_CHECK_EXTENTS);
}

int xnb_step_land(struct xnb_checking *c, uint32_t node, struct xnb_error *err)
{
	return xnb_step_land_as(c, XNB_NODE_ANY, node, err);
}

int xnb_step_stripe(struct xnb_checking *c, struct xnb_error *err)
{
	struct landed landed;

	if (!c->settled)
		return xnb_check_unknown(c, "%s", unsettled);
	if (check_free(c, c->a, err) || check_free(c, c->b, err) ||
	    populate(c, XNB_NODE_ANY, 0, &landed, err))
		return -1;
	return judge_landed(c, &landed, landed.alternates);
}

void xnb_step_expect_free(struct xnb_checking *c, bool as_claimed, const char *format,
                          ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	c->disturbed = c->disturbed || !as_claimed;
	if (!as_claimed && c->session->shared_host)
		xnb_check_unknown(c, "%s, and other guests may have", text);
	else
		xnb_check_expect(c, as_claimed, "%s", text);
}

/* ---- accounts ---- */

static void pages_text(char *text, size_t size, const uint64_t node[XNB_MAX_NODES])
{
	char where[32];

	*text = '\0';
	for (unsigned i = 0; i < XNB_MAX_NODES; i++) {
		snprintf(where, sizeof(where), "on node %u", i);
		put_count(text, size, node[i], where);
	}
}

_Static_assert(XNB_DEBUG_NODES == XNB_MAX_NODES, "two accounts of the same nodes");

static void compare(struct xnb_checking *c, const char *who,
                    const uint64_t node[XNB_MAX_NODES])
{
	const struct xnb_page_counts *placed = &c->made.placed;
	char text[256];
	bool same = true;

	pages_text(text, sizeof(text), node);
	if (placed->unknown) {
		xnb_check_note(c, "%s: pages %s", who, text);
		return;
	}
	for (unsigned i = 0; i < XNB_MAX_NODES; i++)
		same = same && node[i] == placed->node[i];
	xnb_check_expect(c, same, "%s: pages %s", who, text);
}

/* A ring that is too small is a note on this account, not on the claim. */
static bool ask_key(struct xnb_checking *c)
{
	struct xnb_debug_pages pages;
	struct xnb_error err;

	if (xnb_xen_debug_pages(c->session->xen, xnb_domain_id(c->made.domain), &pages,
	                        &err)) {
		xnb_check_note(c, "%s", err.text);
		return false;
	}
	compare(c, "debug key u", pages.node);
	return true;
}

/* Where nothing else tells either, a claim about it must not hold for want of a look. */
static void miss_account(struct xnb_checking *c, bool told)
{
	static const char missing[] =
	    "what came back could not be told from other changes";

	if (told || !c->by_account) {
		xnb_check_note(c, "%s", missing);
		return;
	}
	c->disturbed = true;
	xnb_check_unknown(c, "%s", missing);
}

int xnb_step_account(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_page_counts returned;
	bool exact, told;

	if (!c->made.pages)
		return 0;
	told = c->session->debug_keys && ask_key(c) && !c->made.placed.unknown;
	/* A vCPU that halted or runs keeps its state on a CPU, see docs/design.md. */
	if (xnb_domain_unmap(c->made.domain, err) ||
	    xnb_domain_pause(c->made.domain, err) ||
	    xnb_built_release(&c->made, c->session->xen, &returned, &exact, err))
		return -1;
	if (exact)
		compare(c, "given back", returned.node);
	else
		miss_account(c, told);
	return 0;
}
