/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host for people and for programs. */
#ifndef XNB_TOPOLOGY_PRINT_H
#define XNB_TOPOLOGY_PRINT_H

#include "base/buf.h"
#include "topology/attributes.h"
#include "topology/host.h"

/* A table: nodes with CPUs (as ranges), memory, free memory, and the distance matrix. */
void xnb_host_print_table(const struct xnb_host *host, struct xnb_buf *out);

/* One JSON object; the manual page xen-numabench-topology(1) describes its layout. */
int xnb_host_print_json(const struct xnb_host *host, struct xnb_buf *out,
                        struct xnb_error *err);

/*
 * hwloc 2 XML: packages, cores, PUs, NUMA nodes, the distance matrix, and the info keys
 * Backend, XenVersion, XenChangeSet, XenScheduler. lstopo, hwloc-info and hwloc-calc read
 * it. Offline CPUs are in the machine's complete_cpuset only.
 *
 * What hwloc has no words for: a matrix with a cell that is not known is left out as a
 * whole; a package that no tree can hold (topology/tree.h) is named by an info key
 * LeftOutPackage; local_memory is what struct xnb_host_node says, so where that is the
 * span of the node's addresses the machine has the info MemoryIs=spanned.
 */
int xnb_host_print_xml(const struct xnb_host *host, struct xnb_buf *out,
                       struct xnb_error *err);

/*
 * The same with what was measured (NULL: nothing): memory attributes, whose initiator is
 * the set of CPUs of a node, and user-made matrices MeasuredBandwidth and MeasuredLatency
 * over the nodes that have both CPUs and memory. Cells that are not known are left out of
 * the attributes; a matrix cannot have such cells, and is then left out as a whole.
 */
int xnb_host_print_measured_xml(const struct xnb_host *host,
                                const struct xnb_memory_attributes *measured,
                                struct xnb_buf *out, struct xnb_error *err);

#endif
