/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An affinity scenario: which affinity a domain gets, and when, how its
 * memory is asked for, and what is done to the memory of A first. A is the
 * node of the CPUs, B the other one; "expected" is what settled nodes of equal size give,
 * a claim to be tested. docs/design.md has the table with its reasons. Natively the node
 * affinity is the policy of the memory, and hard affinity pins the threads.
 */
#ifndef XNB_BENCH_SCENARIO_H
#define XNB_BENCH_SCENARIO_H

#include "topology/host.h"
#include "xen/domain.h"

#include <stdbool.h>
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

/* What the free memory of A is when the domain is populated (bench/domains/precede.h). */
enum xnb_memory_of_a {
	XNB_SETTLED, /* clean, and enough of it */
	XNB_PRESSED, /* half of what the domain takes is left there */
	XNB_DIRTY,   /* just freed by the destruction of a domain there */
};

/* Who builds the domain: xnb_builders of bench/domains/builder.h. */
enum xnb_way {
	XNB_BARE,
	XNB_LIBXL,
	XNB_N_WAYS,
};

/* Of several domains that run at once (bench/domains/group.h): which is where. */
enum xnb_across {
	XNB_ACROSS_NOTHING,  /* one domain, or each of them alike, on the same A and B */
	XNB_ACROSS_NODES,    /* each has an A of its own: the nodes with CPUs, in turn */
	XNB_ACROSS_POLICIES, /* every other one is `remote', the rest as this says */
};

struct xnb_scenario {
	const char *name;
	const char *summary;
	enum xnb_where node_affinity;
	enum xnb_when node_affinity_when;
	enum xnb_when hard_when;       /* hard affinity of all vCPUs to A */
	enum xnb_when soft_when;       /* soft affinity of all vCPUs to A */
	enum xnb_node_request request; /* of memory; a node that it names is A */
	enum xnb_memory_of_a memory_of_a;
	/* Xen may refuse an extent: that is a result, and the domain stays as it is. */
	bool may_be_refused;
	/* Of the refusal that each such domain is to meet (16: EBUSY); 0: no claim. */
	int expected_errno;
	enum xnb_way way;
	enum xnb_across across; /* not NOTHING: for experiments of several domains only */
	const char *expected;   /* the locality, for people: "1/N", "1", ... */
	double (*expected_locality)(size_t n_nodes); /* NULL: no claim */
};

#endif
