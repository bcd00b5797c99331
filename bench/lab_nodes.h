/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boxed host knows how many NUMA nodes it was given; Xen says how many it sees. */
#ifndef XNB_BENCH_LAB_NODES_H
#define XNB_BENCH_LAB_NODES_H

#include "base/error.h"

#include <stddef.h>

/* The lab's number of nodes, in the box's file system (lab/protocol.h). */
#define XNB_LAB_NODES_FILE "/etc/xen-numabench-lab-nodes"

/*
 * Outside of a box there is nothing to compare. XNB_EXIT_ENVIRONMENT where Xen sees
 * another number: a hypervisor without NUMA puts all memory into one node, and every
 * placement there would look right. The file is read below `root` ("" but in tests).
 */
int xnb_check_lab_nodes(const char *root, size_t xen_nodes, struct xnb_error *err);

#endif
