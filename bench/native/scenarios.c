/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/tables.h"

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

/* The names are those of the scenarios of domains that do the same. */
const struct xnb_scenario xnb_native_scenarios[] = {
    {
        .name = "default",
        .summary = "the kernel's own policy (first touch), threads pinned to A",
        .hard_when = XNB_BEFORE,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "local",
        .summary = "memory bound to {A}, threads pinned to A",
        .node_affinity = XNB_ON_A,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .expected = "1",
        .expected_locality = whole,
    },
    {
        .name = "remote",
        .summary = "memory bound to {B}, threads pinned to A",
        .node_affinity = XNB_ON_B,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .expected = "0",
        .expected_locality = none,
    },
    {
        .name = "all-nodes",
        .summary = "pages interleaved over all nodes, threads pinned to A",
        .node_affinity = XNB_ON_ALL,
        .node_affinity_when = XNB_BEFORE,
        .hard_when = XNB_BEFORE,
        .expected = "1/N",
        .expected_locality = even,
    },
    {.name = NULL},
};

bool xnb_native_is_pair(const struct xnb_scenario *scenario)
{
	return scenario->node_affinity != XNB_ON_ALL;
}
