/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of dom0's image that --toolstack adds: xl, xenstored and xenconsoled. */
#ifndef XNB_LAB_TOOLSTACK_H
#define XNB_LAB_TOOLSTACK_H

#include "base/error.h"
#include "base/program.h"
#include "lab/cpio.h"
#include "lab/xens.h"

/*
 * Adds the programs, and every shared library that they need, to the two lists: the path
 * in dom0 and the file here. The libraries are found by the cache's own dynamic linker,
 * and one that is not in the cache is an error.
 */
int xnb_lab_toolstack_files(const struct xnb_lab_xen *xen, struct xnb_args *paths,
                            struct xnb_args *from, struct xnb_error *err);

/* Links in usr/sbin to those of the n `paths` that are Xen's programs. */
int xnb_lab_toolstack_links(struct xnb_cpio *cpio, char *const *paths, size_t n,
                            struct xnb_error *err);

#endif
