/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of Debian's packages make the lab, asked from apt: the kernel behind
 * linux-image-amd64 and busybox for every box, and of each Xen the hypervisor with the
 * toolstack of that version and the shared libraries that it needs. Nothing is installed.
 */
#ifndef XNB_LAB_PACKAGES_H
#define XNB_LAB_PACKAGES_H

#include "base/error.h"
#include "base/program.h"
#include "lab/apt.h"

#include <stdbool.h>

/* Appends the names of what every box has: linux-image-6.1.0-56-amd64, busybox-static. */
int xnb_lab_packages_common(struct xnb_args *names, const struct xnb_lab_apt *apt,
                            struct xnb_error *err);

/*
 * Appends xen-hypervisor-4.17-amd64, with `develop` its headers and archives
 * (libxen-dev), xen-utils-4.17 and further tools, and all libraries, to the empty list.
 * XNB_EXIT_ENVIRONMENT with the apt command to run when one is not on offer.
 */
int xnb_lab_packages_xen(struct xnb_args *names, const struct xnb_lab_apt *apt,
                         const char *version, bool develop, struct xnb_error *err);

/*
 * Of the packages' files (a name a line: NAME_VERSION_ARCHITECTURE.deb), those made from
 * Xen's source must have one version, for a hypervisor takes calls from no other
 * libraries. XNB_EXIT_ENVIRONMENT names two that do not.
 */
int xnb_lab_packages_match(const char *files, struct xnb_error *err);

/*
 * Adds the packages that the Depends and Pre-Depends fields in the output of `apt-cache
 * show` name and that begin with `prefix`, each once and the first of alternatives, to
 * `names`.
 */
void xnb_add_depends(struct xnb_args *names, const char *show, const char *prefix);

#endif
