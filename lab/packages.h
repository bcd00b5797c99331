/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of Debian's packages make the lab, asked from apt: the hypervisor of the
 * version that this program's libxenctrl is for, the kernel behind linux-image-amd64,
 * busybox, and the toolstack of that hypervisor with the shared libraries that it needs.
 * Nothing is installed.
 */
#ifndef XNB_LAB_PACKAGES_H
#define XNB_LAB_PACKAGES_H

#include "base/error.h"
#include "base/program.h"

struct xnb_lab_packages {
	char *xen;                 /* xen-hypervisor-4.17-amd64 */
	char *kernel;              /* linux-image-6.1.0-56-amd64 */
	struct xnb_args toolstack; /* xen-utils-4.17, ..., and all libraries */
};

/* XNB_EXIT_ENVIRONMENT with the apt command to run when a package is not on offer. */
int xnb_lab_packages_find(struct xnb_lab_packages *packages, struct xnb_error *err);
void xnb_lab_packages_free(struct xnb_lab_packages *packages);

/*
 * Adds the packages that the Depends and Pre-Depends fields in the output of `apt-cache
 * show` name and that begin with `prefix`, each once and the first of alternatives, to
 * `names`.
 */
void xnb_add_depends(struct xnb_args *names, const char *show, const char *prefix);

#endif
