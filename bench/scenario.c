/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/scenario.h"

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
    {.name = NULL},
};

const struct xnb_scenario *xnb_scenario_find(const char *name)
{
	for (const struct xnb_scenario *s = xnb_scenarios; s->name; s++)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}
