/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading and writing files whole. All of these go on after EINTR and after short reads
 * and writes, and name the file in their errors.
 */
#ifndef XNB_BASE_IO_H
#define XNB_BASE_IO_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes all of it to `fd`; `name` is what the error calls it. */
int xnb_write_all(int fd, const void *data, size_t length, const char *name,
                  struct xnb_error *err);

/*
 * Appends the whole file to `buf`. XNB_EXIT_ENVIRONMENT when it cannot be opened or read.
 * A file of more than `most` bytes is refused (0: no bound).
 */
int xnb_read_file(const char *path, struct xnb_buf *buf, size_t most,
                  struct xnb_error *err);

/*
 * Opens a file whose size is its own: where a directory, a pipe, or a device is, which
 * could block or never end, it is refused (XNB_EXIT_ENVIRONMENT). Returns the file
 * descriptor, or -1.
 */
int xnb_open_regular(const char *path, struct xnb_error *err);

/* xnb_read_file() of such a file. */
int xnb_read_regular(const char *path, struct xnb_buf *buf, size_t most,
                     struct xnb_error *err);

/*
 * The first line of a small file (64 KiB), without its newline, into out[size]; "" where
 * it cannot be read, which is no error: for facts that a host may not tell. Returns
 * whether there is anything in it.
 */
bool xnb_read_line(const char *path, char *out, size_t size);

/*
 * Replaces `path` in one step: writes `path`.new beside it, fsyncs, renames, fsyncs
 * the directory. A reader sees the old file or the new one, whole, also after a crash or
 * on a full disk. What is there and not a regular file (a device, a directory) is
 * refused.
 */
int xnb_replace_file(const char *path, const void *data, size_t length,
                     struct xnb_error *err);

/* mkdir -p; an existing directory is fine. */
int xnb_make_dirs(const char *path, struct xnb_error *err);

#endif
