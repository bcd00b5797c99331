/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_suite.h"

#include "base/buf.h"

#include <stddef.h>

enum {
	PLACEMENT = 1u << XNB_GATE_PLACEMENT,
	SEMANTICS = 1u << XNB_GATE_SEMANTICS,
	PATHS = 1u << XNB_GATE_PATHS,
};

/* What decides each part. */
static const char *const experiments[XNB_N_GATE_PARTS] = {
    [XNB_GATE_PLACEMENT] = "placement",
    [XNB_GATE_SEMANTICS] = "semantics",
    [XNB_GATE_PATHS] = "hypercall",
};

/* One round, for in a box a second one says the same; an order that does not change, for
 * what a domain finds depends on those before it. Emulated also where KVM is to be had:
 * the same gate everywhere. */
#define SAME_EVERYWHERE "--accel=tcg"
#define SAME_EACH_TIME  "--rounds=1", "--seed=1"

/* One CPU a node: A's only one is dom0's, so that nobody scrubs a node that `unscrubbed'
 * has just made dirty; beside another, idle one it was 0 of 32 extents or 16. */
static const char *const two_nodes[] = {SAME_EVERYWHERE, "--nodes=2", "--cpus-per-node=1",
                                        NULL};
/* Two pairs of near nodes: the second nearest is not the next by number. */
static const char *const four_nodes[] = {
    SAME_EVERYWHERE,
    "--nodes=4",
    "--cpus-per-node=1",
    "--memory-per-node=1G",
    "--distances=10,12,32,32;12,10,32,32;32,32,10,12;32,32,12,10",
    NULL};
static const char *const counted[] = {"--count-instructions", "--nodes=2", NULL};

static const char *const once[] = {SAME_EACH_TIME, NULL};
static const char *const few_calls[] = {SAME_EACH_TIME, "--samples=10", NULL};

/* Only moments of a box keep more than one core busy. */
const struct xnb_suite_box xnb_suite_boxes[] = {
    {"paths", PATHS, 2, 1, counted, few_calls},
    {"nodes-2", PLACEMENT | SEMANTICS, 2, 1, two_nodes, once},
    {"nodes-4", PLACEMENT, 4, 1, four_nodes, once},
    {.name = NULL},
};

unsigned xnb_suite_parts(const struct xnb_suite_box *box, unsigned only, unsigned nodes)
{
	if (nodes && box->nodes != nodes)
		return 0;
	return only ? box->parts & only : box->parts;
}

void xnb_suite_words(struct xnb_args *words, const struct xnb_suite_box *box,
                     unsigned parts, bool toolstack)
{
	struct xnb_buf list = {0};

	for (const char *const *option = box->lab; *option; option++)
		xnb_args_add(words, "%s", *option);
	if (!toolstack &&
	    parts != PATHS) /* where instructions are counted there is none */
		xnb_args_add(words, "--no-toolstack");
	xnb_args_add(words, "--");
	for (unsigned part = 0; part < XNB_N_GATE_PARTS; part++)
		if (parts & 1u << part)
			xnb_buf_printf(&list, "%s%s", list.length ? "," : "",
			               experiments[part]);
	xnb_args_add(words, "--experiment=%s", xnb_buf_text(&list));
	words->failed |= list.failed;
	for (const char *const *option = box->run; *option; option++)
		xnb_args_add(words, "%s", *option);
	xnb_buf_free(&list);
}
