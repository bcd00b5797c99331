/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes the kernel out of a bzImage (Linux's Documentation/x86/boot.rst, "The Real-Mode
 * Kernel Header"). Xen would do that at each boot, and under emulation it takes longer
 * than Xen's whole boot.
 */
#ifndef XNB_LAB_KERNEL_H
#define XNB_LAB_KERNEL_H

#include "base/buf.h"
#include "base/error.h"

#include <stddef.h>

/* Where the compressed kernel lies in the image and what unpacks it. */
struct xnb_bzimage {
	size_t offset, length;   /* without the size that follows some formats */
	const char *const *argv; /* the program that unpacks it from stdin to stdout */
	const char *package;
};

/* XNB_EXIT_FAILED when it is no bzImage or is compressed in an unknown way. */
int xnb_bzimage_read(struct xnb_bzimage *image, const struct xnb_buf *text,
                     struct xnb_error *err);

/* Writes the kernel in the bzImage `from`, an ELF file, to `to`. */
int xnb_unpack_kernel(const char *from, const char *to, struct xnb_error *err);

#endif
