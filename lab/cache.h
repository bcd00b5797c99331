/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lab's cache: what was taken from Debian's packages, and what is built from it.
 *
 *   lock               held (flock) while anything below changes, but for dom0/
 *   files/             what every box has; appears in one step, by rename
 *     manifest         the packages' file names, one a line, after a line with the layout
 *     kernel           dom0's kernel, unpacked: an ELF file
 *     modules/NAME.ko  the kernel modules that dom0 loads
 *     busybox          dom0's userland
 *   xen/ID/            of each Xen: 4.17, or tree-HASH; see lab/xens.h
 *     files/           of a packaged release; appears in one step, by rename
 *       manifest
 *       hypervisor     unpacked
 *       toolstack/     xen-utils and its libraries, as dpkg -x laid them out
 *       develop/       headers and archives, unless this machine's are used
 *     base.cpio, toolstack.cpio   dom0's images; see lab/image.h
 *     dom0/            the programs built for it; see lab/dom0_program.h
 *   console/           console logs of `lab exec`
 *
 * X.new is what is not whole yet, or was not when the machine crashed. In files/ may lie
 * a hypervisor and a toolstack, too: earlier versions had them there.
 */
#ifndef XNB_LAB_CACHE_H
#define XNB_LAB_CACHE_H

#include "base/error.h"

#include <limits.h>
#include <stdbool.h>

struct xnb_lab_cache {
	char dir[PATH_MAX];
	char files[PATH_MAX]; /* dir/files */
};

/* dom0's modules in the order that they are loaded in; ends with NULL. */
extern const char *const xnb_lab_modules[];

/* `dir`, or without it $XDG_CACHE_HOME/xen-numabench, or ~/.cache/xen-numabench; made
 * when missing. */
int xnb_lab_cache_open(struct xnb_lab_cache *cache, const char *dir,
                       struct xnb_error *err);

/* Whether all that every box has is there; of a Xen: xnb_lab_xen_complete(). */
bool xnb_lab_cache_complete(const struct xnb_lab_cache *cache);

/*
 * Fills files/ unless it is complete; two at once do not disturb each other. Says on
 * standard error what it downloads. XNB_EXIT_ENVIRONMENT without a network.
 */
int xnb_lab_cache_fill(const struct xnb_lab_cache *cache, struct xnb_error *err);

/* Waits for and takes the lock; the descriptor to close, or -1. */
int xnb_lab_cache_lock(const struct xnb_lab_cache *cache, struct xnb_error *err);

#endif
