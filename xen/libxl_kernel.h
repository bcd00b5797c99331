/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest kernel that libxl boots as PVH: an ELF file whose code halts. */
#ifndef XNB_XEN_LIBXL_KERNEL_H
#define XNB_XEN_LIBXL_KERNEL_H

#include "base/error.h"

/*
 * A file descriptor of a file in memory, to be opened as /proc/self/fd/N: nothing is left
 * behind by it. -1 on failure.
 */
int xnb_libxl_kernel_open(struct xnb_error *err);

#endif
