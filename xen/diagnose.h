/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why the hypervisor does not talk to us, and what the user can do about it. */
#ifndef XNB_XEN_DIAGNOSE_H
#define XNB_XEN_DIAGNOSE_H

#include "base/error.h"

#include <stdbool.h>

/*
 * Fills `err` (XNB_EXIT_ENVIRONMENT) for a connection that could not be opened, or whose
 * first calls failed, with `errnum`; returns -1. `root` is "" or, for tests, a directory
 * that holds a recorded /sys/hypervisor/type, /proc/xen/capabilities and
 * /dev/xen/privcmd.
 */
int xnb_xen_diagnose(const char *root, int errnum, struct xnb_error *err);

/* Whether this Xen speaks that version of the DOMCTL interface. */
bool xnb_xen_speaks(unsigned interface, unsigned major, unsigned minor);

/*
 * The same for a hypervisor that answers EACCES: it does so to another interface version,
 * and to a caller that its security policy (XSM) does not let do it.
 */
int xnb_xen_refused(unsigned major, unsigned minor, struct xnb_error *err);

/*
 * The same for a hypervisor that refuses the interface version of our libxenctrl
 * (EACCES). Both versions are named; major and minor are the hypervisor's.
 */
int xnb_xen_version_mismatch(unsigned major, unsigned minor, struct xnb_error *err);

#endif
