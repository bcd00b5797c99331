/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host in plain structures: what bench/ decides by, what the table, the JSON and the
 * hwloc XML are printed from. Built from Xen's sysctls (from_xen.h) or from the OS
 * through hwloc (from_hwloc.h); needs no library, so that the static program has it too.
 */
#ifndef XNB_TOPOLOGY_HOST_H
#define XNB_TOPOLOGY_HOST_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XNB_ABSENT        UINT32_MAX
#define XNB_BYTES_UNKNOWN UINT64_MAX

struct xnb_host_cpu {
	uint32_t id; /* pCPU number */
	bool online; /* an offline CPU has no core, socket or node */
	/* node: its number, not an index. Each may be XNB_ABSENT: with one CPU a
	 * socket Xen knows no core. Cores are numbered anew in each socket. */
	uint32_t core, socket, node;
};

struct xnb_host_node {
	uint32_t id;           /* node number; numbers may have gaps */
	uint64_t memory_bytes; /* 0: a node without memory; see memory_is_spanned */
	uint64_t free_bytes;   /* or XNB_BYTES_UNKNOWN */
	uint32_t n_cpus;       /* online; 0: a node without CPUs */
};

struct xnb_host {
	struct xnb_host_node *nodes; /* ascending by id */
	size_t n_nodes;
	struct xnb_host_cpu *cpus; /* ascending by id */
	size_t n_cpus;
	uint32_t *distances; /* n_nodes x n_nodes by index, or NULL where there are none;
	                        single cells may be XNB_ABSENT */
	/* Xen tells the span of a node's addresses, holes included, so that the nodes add
	 * up to more than total_bytes */
	bool memory_is_spanned;
	uint64_t total_bytes, free_bytes; /* free: or XNB_BYTES_UNKNOWN */
	uint64_t cpu_khz;                 /* rate of the TSC; 0: not known */
	/* hwloc's info keys: "Xen" or "Linux", and so on; "" where it does not apply */
	char backend[32];
	char xen_version[64];
	char xen_changeset[128];
	char xen_scheduler[32];
};

void xnb_host_free(struct xnb_host *host);

/*
 * Counts the online CPUs of every node into n_cpus; for those who fill a host.
 * XNB_EXIT_FAILED when there is no node or no online CPU, or a CPU names a node that is
 * not there.
 */
int xnb_host_count_cpus(struct xnb_host *host, struct xnb_error *err);

/* Index of the node with this number, or -1. */
int xnb_host_node_index(const struct xnb_host *host, uint32_t id);

/* Distance from node id to node id; XNB_ABSENT where it is not known. */
uint32_t xnb_host_distance(const struct xnb_host *host, uint32_t from, uint32_t to);

/*
 * A and B of the scenarios. `want_a`, `want_b` are node numbers, or XNB_ABSENT for the
 * default: A, the lowest node with CPUs and memory; B, the farthest other node with
 * memory (by the distance from A; the lowest of several; an unknown distance counts as
 * the nearest). XNB_EXIT_USAGE names a node that does not exist or lacks CPUs (A) or
 * memory, or a B that is A, and lists those that would do. On a host with no other node
 * with memory B is A. XNB_EXIT_ENVIRONMENT when no node has both CPUs and memory.
 */
int xnb_host_choose_nodes(const struct xnb_host *host, uint32_t want_a, uint32_t want_b,
                          uint32_t *a, uint32_t *b, struct xnb_error *err);

#endif
