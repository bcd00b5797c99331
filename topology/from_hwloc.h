/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_TOPOLOGY_FROM_HWLOC_H
#define XNB_TOPOLOGY_FROM_HWLOC_H

#include "topology/host.h"

#include <hwloc.h>

/*
 * Makes a host of a loaded topology. hwloc numbers no core or package that the OS did not
 * number: those are XNB_ABSENT. A CPU that several nodes are local to (DRAM and HBM) is
 * counted for the one with the lowest number. Free memory is not known to hwloc:
 * XNB_BYTES_UNKNOWN. The backend and Xen's info keys come from the infos of the machine.
 */
int xnb_host_from_hwloc(struct xnb_host *host, hwloc_topology_t topology,
                        struct xnb_error *err);

/*
 * The host as the running kernel sees it, with each node's free memory from sysfs. In a
 * Xen dom0 that is dom0's virtual machine and not the host: use from_xen.h there.
 */
int xnb_host_from_os(struct xnb_host *host, struct xnb_error *err);

#endif
