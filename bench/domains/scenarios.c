/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/tables.h"

#include <errno.h>
#include <string.h>

static double whole(size_t n_nodes)
{
	(void)n_nodes;
	return 1.0;
}

static double none(size_t n_nodes)
{
	(void)n_nodes;
	return 0.0;
}

static double half(size_t n_nodes)
{
	(void)n_nodes;
	return 0.5;
}

static double even(size_t n_nodes)
{
	return 1.0 / (double)n_nodes;
}

static double half_even(size_t n_nodes)
{
	return (1.0 + even(n_nodes)) / 2.0;
}

const struct xnb_scenario xnb_scenarios[] = {
    {
        .name = "default",
        .summary = "no affinity of any kind: extents striped over all nodes",
        .expected = "1/N",
        .expected_locality = even,
    },
    {
        .name = "hard",
        .summary = "vCPUs pinned to A before populating; memory follows them",
        .hard_when = XNB_BEFORE,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "soft",
        .summary = "soft affinity of the vCPUs to A before populating, as xl does",
        .soft_when = XNB_BEFORE,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "local",
        .summary = "node affinity {A}, vCPUs pinned to A",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "remote",
        .summary = "node affinity {B}, vCPUs pinned to A",
        .node_affinity = XNB_ON_B,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .expected = "0",
        .expected_locality = none,
    },
    {
        .name = "all-nodes",
        .summary = "node affinity to all online nodes, explicitly; vCPUs pinned to A",
        .node_affinity = XNB_ON_ALL,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .expected = "1/N",
        .expected_locality = even,
    },
    {
        .name = "floating",
        .summary = "node affinity {A}, vCPUs run where the scheduler puts them",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_BEFORE,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "set-late",
        .summary = "node affinity {A} after the last extent: too late to matter",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_AFTER,
        .hard_when = XNB_AFTER,
        .expected = "1/N",
        .expected_locality = even,
    },
    {
        .name = "set-midway",
        .summary = "node affinity {A} after half of the extents",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_MIDWAY,
        .hard_when = XNB_AFTER,
        .expected = "(1+1/N)/2",
        .expected_locality = half_even,
    },
    {
        .name = "spill",
        .summary = "node affinity {A}, half of what the domain needs free on A: the "
                   "rest silently goes elsewhere",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .memory_of_a = XNB_PRESSED,
        .expected = "0.5",
        .expected_locality = half,
    },
    {
        .name = "exact",
        .summary = "no affinity, but every extent asked for on exactly A",
        .hard_when = XNB_AFTER,
        .request = XNB_NODE_EXACT,
        .may_be_refused = true,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "exact-full",
        .summary = "exactly A, half of what the domain needs free on A: refused with "
                   "EBUSY after that half",
        .hard_when = XNB_AFTER,
        .request = XNB_NODE_EXACT,
        .memory_of_a = XNB_PRESSED,
        .may_be_refused = true,
        .expected_errno = EBUSY,
        .expected = "1 of what is placed",
        .expected_locality = whole,
    },
    {
        .name = "unscrubbed",
        .summary = "node affinity {A}, right after a domain on A was destroyed; known "
                   "to give 0 on Xen 4.17 to 4.21 for extents larger than a page",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .memory_of_a = XNB_DIRTY,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "spread",
        .summary = "several domains at once, each `local' to a node of its own, in turn",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .across = XNB_ACROSS_NODES,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "mixed",
        .summary = "several domains at once on A, every other one with its memory on B",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .across = XNB_ACROSS_POLICIES,
        .expected = "1 and 0 in turn",
    },
    {
        .name = "libxl",
        .summary = "built by libxl, which places it automatically, as xl create does",
        .way = XNB_LIBXL,
        .expected = "what xl create gives",
    },
    {.name = NULL},
};

bool xnb_scenario_has_workload(const struct xnb_scenario *scenario)
{
	return xnb_scenario_is_of_one(scenario) && scenario->way == XNB_BARE &&
	       scenario->request == XNB_NODE_ANY && scenario->memory_of_a != XNB_DIRTY;
}

bool xnb_scenario_is_of_one(const struct xnb_scenario *scenario)
{
	return scenario->across == XNB_ACROSS_NOTHING;
}

const struct xnb_scenario *xnb_scenario_find(const char *name)
{
	for (const struct xnb_scenario *s = xnb_scenarios; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}
