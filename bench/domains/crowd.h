/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many domains run at once, and with how many vCPUs: what `contention` goes through.
 * Pure arithmetic.
 */
#ifndef XNB_BENCH_CROWD_H
#define XNB_BENCH_CROWD_H

#include "topology/host.h"

#include <stddef.h>
#include <stdint.h>

/* N equal domains. */
struct xnb_crowd {
	unsigned domains;
	unsigned vcpus; /* of each */
};

/* N goes up to 16; for each there are at most three counts of vCPUs. */
enum { XNB_MOST_CROWDS = 3 * 8 };

/*
 * N is 1, 2, 3, 4, 6 and 8, and also 12 and 16 where the node has as many cores. For each
 * the domains have 0.5, 1 and 2 times `cores` vCPUs in all, where that many can be shared
 * out equally; an N that divides none of these gets the fewest equal domains of at least
 * twice the cores. Counts of vCPUs, not of threads of a core: a crowd of `cores` has a
 * core for each vCPU. Returns how many there are in `out`, ascending by N.
 */
size_t xnb_crowds(unsigned cores, struct xnb_crowd out[XNB_MOST_CROWDS]);

/* Cores of a node: online CPUs that share none; CPUs where Xen does not tell cores. */
unsigned xnb_cores_of_node(const struct xnb_host *host, uint32_t node);

#endif
