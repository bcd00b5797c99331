/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host for people and for programs. */
#ifndef XNB_TOPOLOGY_PRINT_H
#define XNB_TOPOLOGY_PRINT_H

#include "base/buf.h"
#include "topology/host.h"

/* A table: nodes with CPUs (as ranges), memory, free memory, and the distance matrix. */
void xnb_host_print_table(const struct xnb_host *host, struct xnb_buf *out);

/* One JSON object; its layout is in docs/design.md. */
int xnb_host_print_json(const struct xnb_host *host, struct xnb_buf *out,
                        struct xnb_error *err);

/*
 * hwloc 2 XML: packages, cores, PUs, NUMA nodes, the distance matrix and the info keys.
 * lstopo, hwloc-info and hwloc-calc read it.
 */
int xnb_host_print_xml(const struct xnb_host *host, struct xnb_buf *out,
                       struct xnb_error *err);

#endif
