/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The affinity scenarios, one table: which affinity a domain gets, and when. A is the
 * node of the CPUs, B the other one; "expected" is what settled nodes of equal size give,
 * a claim to be tested. docs/design.md has the table with its reasons.
 */
#ifndef XNB_BENCH_SCENARIO_H
#define XNB_BENCH_SCENARIO_H

#include "topology/host.h"

#include <stddef.h>
#include <stdint.h>

/* When a step of a scenario happens, relative to the populating of the domain. */
enum xnb_when {
	XNB_NEVER,
	XNB_BEFORE, /* before the first extent */
	XNB_MIDWAY, /* after half of the extents */
	XNB_AFTER,  /* after the last extent */
};

/* Which nodes an explicit node affinity names. */
enum xnb_where {
	XNB_NOWHERE,
	XNB_ON_A,
	XNB_ON_B,
	XNB_ON_ALL,
};

struct xnb_scenario {
	const char *name;
	const char *summary;
	enum xnb_where node_affinity;
	enum xnb_when node_affinity_when;
	enum xnb_when hard_when; /* hard affinity of all vCPUs to A */
	enum xnb_when soft_when; /* soft affinity of all vCPUs to A */
	const char *expected;    /* the locality, for people: "1/N", "1", ... */
	double (*expected_locality)(size_t n_nodes);
};

extern const struct xnb_scenario xnb_scenarios[]; /* ends with a NULL name */

/* NULL when there is none of that name. */
const struct xnb_scenario *xnb_scenario_find(const char *name);

#endif
