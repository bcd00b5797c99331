/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A CSV file that only grows, by whole rows. A write that fails (a full disk, a limit)
 * leaves the file as it was before.
 */
#ifndef XNB_RUNDIR_STREAM_H
#define XNB_RUNDIR_STREAM_H

#include "base/buf.h"
#include "base/error.h"
#include "rundir/sample.h"
#include "rundir/table.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct xnb_stream {
	char path[PATH_MAX];
	const struct xnb_column *columns;
	int fd; /* -1: not open */
	off_t size;
	bool has_header;
	struct xnb_buf line; /* the row being made; kept for its memory */
};

/* Makes the file, which must not exist, with its header row. */
int xnb_stream_create(struct xnb_stream *stream, const char *dir, const char *name,
                      const struct xnb_column *columns, struct xnb_error *err);

/*
 * Opens the file to append to it, without a change to it. XNB_EXIT_ENVIRONMENT where it
 * is missing or another process has it. Before the first row comes xnb_stream_scan(),
 * then xnb_stream_go_on().
 */
int xnb_stream_open(struct xnb_stream *stream, const char *dir, const char *name,
                    const struct xnb_column *columns, struct xnb_error *err);

/* Calls `each` (may be NULL) for every row that is there, and finds the end of the last
 * whole one. The file must have exactly the columns of the table. */
int xnb_stream_scan(struct xnb_stream *stream, xnb_row_fn *each, void *arg,
                    struct xnb_error *err);

/* Cuts a torn last line off; writes the header row where that was torn. */
int xnb_stream_go_on(struct xnb_stream *stream, struct xnb_error *err);

/* Appends `n` rows of `row_size` bytes each in one write(): all of them, or none. */
int xnb_stream_append(struct xnb_stream *stream, const void *rows, size_t n,
                      size_t row_size, struct xnb_error *err);

/* Brings what was appended to the disk. */
int xnb_stream_sync(struct xnb_stream *stream, struct xnb_error *err);

void xnb_stream_close(struct xnb_stream *stream);

#endif
