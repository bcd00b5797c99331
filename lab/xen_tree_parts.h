/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts that look at a tree share: xen_tree.c finds the hypervisor,
 * xen_tree_libraries.c what dom0's program is built from, xen_tree_cache.c keeps it.
 */
#ifndef XNB_LAB_XEN_TREE_PARTS_H
#define XNB_LAB_XEN_TREE_PARTS_H

#include "lab/xen_tree.h"

/* Whether there is root/name, links followed. */
bool xnb_xen_tree_has(const char *root, const char *name);

/* The length of "4.20" in "4.20.3" and "4.20-rc2". */
size_t xnb_release_length(const char *version);

/* Fills in what there is of headers and archives, and compares it with the version of the
 * hypervisor. */
int xnb_xen_tree_libraries(struct xnb_xen_tree *tree, struct xnb_error *err);

#endif
