/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes a cpio archive of the "new ASCII" format (Linux's Documentation/driver-api/
 * early-userspace/buffer-format.rst), the one that Linux unpacks as its initramfs.
 * Several finished archives may follow one another in one file. Not compressed: under
 * emulation unpacking would cost more than loading.
 */
#ifndef XNB_LAB_CPIO_H
#define XNB_LAB_CPIO_H

#include "base/error.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct xnb_cpio {
	FILE *out;        /* owned by the caller, who checks fflush() or fclose() */
	const char *name; /* what errors call it */
	unsigned entries;
};

/* Paths inside the archive have no leading '/'. Parents must come before children. */
int xnb_cpio_dir(struct xnb_cpio *cpio, const char *path, struct xnb_error *err);
int xnb_cpio_data(struct xnb_cpio *cpio, const char *path, mode_t mode, const void *data,
                  size_t length, struct xnb_error *err);
int xnb_cpio_link(struct xnb_cpio *cpio, const char *path, const char *target,
                  struct xnb_error *err);

/* A regular file's content (links are followed) with its permission bits. */
int xnb_cpio_file(struct xnb_cpio *cpio, const char *path, const char *from,
                  struct xnb_error *err);

/* The end marker, and padding to 512 bytes. */
int xnb_cpio_end(struct xnb_cpio *cpio, struct xnb_error *err);

#endif
