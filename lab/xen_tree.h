/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Xen that was built here: what `make dist` leaves in dist/install.
 *
 *   boot/xen-4.20.3.gz       the hypervisor; boot/xen.gz is a link to it
 *   usr/local/include/       headers; or usr/include, as it was configured
 *   usr/local/lib/           archives, and in its pkgconfig/ what they need
 *
 * All of it is looked at before anything is built or booted.
 */
#ifndef XNB_LAB_XEN_TREE_H
#define XNB_LAB_XEN_TREE_H

#include "base/error.h"
#include "lab/cache.h"
#include "lab/hypervisor.h"

#include <limits.h>
#include <stdbool.h>

struct xnb_lab_xen;

struct xnb_xen_tree {
	char root[PATH_MAX];       /* the directory, or dist/install in it; absolute */
	char hypervisor[PATH_MAX]; /* as it lies there, links followed */
	char headers[PATH_MAX];    /* root/usr/local/include */
	char archives[PATH_MAX];   /* root/usr/local/lib */
	char pc[PATH_MAX];         /* root/.../pkgconfig/xencontrol.pc */
	char version[XNB_XEN_VERSION_SIZE];   /* of the hypervisor; "": it does not say */
	char libraries[XNB_XEN_VERSION_SIZE]; /* their version, from xencontrol.pc */
	bool debug; /* its length of a path says nothing, and it fails its own tests when
	             * instructions are counted */
	char no_libxl[128]; /* what lacks for domains built by libxl; "": nothing */
};

/*
 * Finds what there is in `dir`, and whether it fits together. *hypervisor is to be freed
 * after success.
 *
 * XNB_EXIT_ENVIRONMENT, with what is wrong and what to do: no such directory, an empty
 * one, Xen's sources without dist/install, only a part of what is needed, a link to
 * nothing, a damaged file, files for another architecture, several hypervisors of which
 * none is boot/xen.gz, libraries of another version than the hypervisor.
 */
int xnb_xen_tree_read(struct xnb_xen_tree *tree, struct xnb_hypervisor *hypervisor,
                      const char *dir, struct xnb_error *err);

/*
 * The same as a Xen that a box can boot: its hypervisor is unpacked into the cache, under
 * the cache's lock. Its id is a hash of the hypervisor, the headers and the archives: the
 * same wherever the directory is, another one when any of them changes. Of the trees in
 * the cache only those used last stay. `prefix` is the root, and there is no toolstack.
 */
int xnb_lab_xen_tree(struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                     const char *dir, struct xnb_error *err);

#endif
