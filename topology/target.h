/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a host's description can come from. Each program links one table of them:
 * targets_full.c, targets_no_xen.c (built without Xen) or targets_dom0.c (without hwloc).
 */
#ifndef XNB_TOPOLOGY_TARGET_H
#define XNB_TOPOLOGY_TARGET_H

#include "topology/host.h"

struct xnb_host_target {
	const char *name; /* "xen", "native" */
	/* NULL: this program cannot; `missing` then says why and what to do. */
	int (*read)(struct xnb_host *host, struct xnb_error *err);
	const char *missing;
};

extern const struct xnb_host_target xnb_host_targets[]; /* ends with a NULL name */

/*
 * Describes the host as `name` sees it. XNB_EXIT_USAGE for a name that is not in the
 * table; XNB_EXIT_ENVIRONMENT where this program or this host cannot.
 */
int xnb_host_read_target(struct xnb_host *host, const char *name, struct xnb_error *err);

#endif
