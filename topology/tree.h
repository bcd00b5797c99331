/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host as a tree of boxes, each within its parent, as hwloc wants it: machine,
 * packages, groups, cores, PUs. A NUMA node hangs on the box that has exactly its CPUs: a
 * package, else the machine, else a group made for it. A node without CPUs gets an empty
 * group below the machine.
 */
#ifndef XNB_TOPOLOGY_TREE_H
#define XNB_TOPOLOGY_TREE_H

#include "base/error.h"
#include "topology/host.h"

#include <stddef.h>
#include <stdint.h>

/* From the outside to the inside, for boxes that have the same CPUs. */
enum xnb_box_type {
	XNB_BOX_MACHINE,
	XNB_BOX_PACKAGE,
	XNB_BOX_GROUP,
	XNB_BOX_CORE,
	XNB_BOX_PU,
	XNB_N_BOX_TYPES,
};

#define XNB_NO_BOX SIZE_MAX

struct xnb_box {
	enum xnb_box_type type;
	uint32_t os_index; /* of the package, core, PU; of a group, its node's number */
	uint32_t *cpus;    /* numbers of its online CPUs, ascending */
	size_t n_cpus;
	uint32_t *nodes; /* numbers of the NUMA nodes on it, above it, and below it */
	size_t n_nodes;
	int local_node; /* index in the host of the node that hangs on it, or -1 */
	size_t parent;  /* index of a box, or XNB_NO_BOX */
	size_t first_child,
	    next_sibling; /* ascending by the first CPU; empty ones last */
};

struct xnb_tree {
	struct xnb_box *boxes; /* the machine is the first one */
	size_t n_boxes;
	/*
	 * Packages that overlap a node without one holding the other: they fit into no
	 * tree with the nodes, which matter more here, and are left out.
	 */
	uint32_t *left_out;
	size_t n_left_out;
};

/* The host must be one that xnb_host_count_cpus() accepts. */
int xnb_tree_build(struct xnb_tree *tree, const struct xnb_host *host,
                   struct xnb_error *err);
void xnb_tree_free(struct xnb_tree *tree);

#endif
