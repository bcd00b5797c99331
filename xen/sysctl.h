/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host as the hypervisor's sysctls describe it, plain and unjudged; topology/ makes a
 * host of it. dom0's own /sys shows only dom0's virtual CPUs and is of no use here.
 */
#ifndef XNB_XEN_SYSCTL_H
#define XNB_XEN_SYSCTL_H

#include "base/error.h"
#include "xen/xen.h"

#include <stddef.h>
#include <stdint.h>

/* What Xen stores for "there is none" (XEN_INVALID_CORE_ID and its kin), widened. */
#define XNB_XEN_ABSENT UINT32_MAX

struct xnb_xen_cpu {
	uint32_t core, socket, node; /* XNB_XEN_ABSENT: offline or not known */
};

struct xnb_xen_node {
	uint64_t spanned_bytes; /* of the node's address range, holes included */
	uint64_t free_bytes;    /* freed pages that are not scrubbed yet count too */
	uint32_t present;       /* 0: no node of this number */
};

struct xnb_xen_sysctls {
	/* xc_physinfo */
	uint64_t total_pages, free_pages;
	uint32_t nr_cpus, max_cpu_id, nr_nodes, max_node_id;
	uint32_t threads_per_core, cores_per_socket;
	uint32_t cpu_khz;
	uint32_t hvm, hap; /* hardware virtualization, nested paging: 1 where there */
	/* xc_cputopoinfo, indexed by CPU number */
	struct xnb_xen_cpu *cpus;
	size_t n_cpus;
	/* xc_numainfo, indexed by node number */
	struct xnb_xen_node *nodes;
	size_t n_nodes;
	uint32_t *distances; /* n_nodes x n_nodes, row-major; XNB_XEN_ABSENT: none */
};

int xnb_xen_read_sysctls(struct xnb_xen *xen, struct xnb_xen_sysctls *out,
                         struct xnb_error *err);
void xnb_xen_sysctls_free(struct xnb_xen_sysctls *sysctls);

/*
 * Free pages of every node, in one xc_numainfo on a buffer allocated once: called before
 * and after each extent, so it must not allocate.
 */
struct xnb_free_pages {
	size_t n_nodes;
	uint64_t pages[64]; /* 0 for a node that is not present */
};
int xnb_xen_read_free_pages(struct xnb_xen *xen, struct xnb_free_pages *out,
                            struct xnb_error *err);

#endif
