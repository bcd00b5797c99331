/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_TOPOLOGY_FROM_XEN_H
#define XNB_TOPOLOGY_FROM_XEN_H

#include "topology/host.h"
#include "xen/sysctl.h"
#include "xen/xen.h"

/*
 * Pure, and there in a build without Xen too: makes a host of what the sysctls returned;
 * `version` may be NULL. Offline CPUs, nodes without CPUs or memory, gaps in the numbers
 * and absent distances are handled. XNB_EXIT_FAILED, with `host` empty, when the input
 * contradicts itself: no node, no online CPU, a CPU on a node that is not there, or other
 * counts than physinfo's.
 */
int xnb_host_from_sysctls(struct xnb_host *host, const struct xnb_xen_sysctls *sysctls,
                          const struct xnb_xen_version *version, struct xnb_error *err);

/* Reads the sysctls and makes a host of them. */
int xnb_host_from_xen(struct xnb_host *host, struct xnb_xen *xen, struct xnb_error *err);

/* The same on a connection of its own, which it closes. */
int xnb_host_open_xen(struct xnb_host *host, struct xnb_error *err);

#endif
