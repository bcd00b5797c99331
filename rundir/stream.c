/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/stream.h"

#include "base/io.h"
#include "rundir/row.h"
#include "rundir/strings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int name_it(struct xnb_stream *stream, const char *dir, const char *name,
                   const struct xnb_column *columns, struct xnb_error *err)
{
	*stream = (struct xnb_stream){.fd = -1, .columns = columns};
	if (snprintf(stream->path, sizeof(stream->path), "%s/%s", dir, name) >=
	    (int)sizeof(stream->path))
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG,
		                "%s/%s: the path is too long", dir, name);
	return 0;
}

static int open_it(struct xnb_stream *stream, int flags, const char *remedy,
                   struct xnb_error *err)
{
	stream->fd = open(stream->path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0666);
	if (stream->fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot open for writing: %s; %s", stream->path,
		                strerror(errno), remedy);
	if (flock(stream->fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EWOULDBLOCK,
		                "%s: another process writes to it; wait for its end or "
		                "choose another --out",
		                stream->path);
	return 0;
}

/* Writes `line`, or leaves the file as it was. */
static int append_line(struct xnb_stream *stream, struct xnb_error *err)
{
	int saved;

	if (!xnb_write_all(stream->fd, stream->line.text, stream->line.length,
	                   stream->path, err)) {
		stream->size += (off_t)stream->line.length;
		return 0;
	}
	saved = errno;
	if (ftruncate(stream->fd, stream->size))
		xnb_fail_prefix(err, "the last line is torn (%s)", strerror(errno));
	errno = saved;
	return -1;
}

static int append_header(struct xnb_stream *stream, struct xnb_error *err)
{
	xnb_buf_clear(&stream->line);
	xnb_row_put_header(&stream->line, stream->columns);
	if (stream->line.failed)
		return xnb_fail_nomem(err);
	return append_line(stream, err);
}

int xnb_stream_create(struct xnb_stream *stream, const char *dir, const char *name,
                      const struct xnb_column *columns, struct xnb_error *err)
{
	if (name_it(stream, dir, name, columns, err) ||
	    open_it(stream, O_CREAT | O_EXCL, "choose another --out", err))
		return -1;
	return append_header(stream, err);
}

int xnb_stream_open(struct xnb_stream *stream, const char *dir, const char *name,
                    const struct xnb_column *columns, struct xnb_error *err)
{
	if (name_it(stream, dir, name, columns, err))
		return -1;
	return open_it(stream, 0,
	               "put it back or mend its permissions, or start a new run", err);
}

static int read_end(const struct xnb_stream *stream, xnb_row_fn *each, void *arg,
                    struct xnb_table_end *end, struct xnb_error *err)
{
	struct xnb_strings strings = {0};
	int result;

	result =
	    xnb_table_read(stream->path, stream->columns, &strings, each, arg, end, err);
	xnb_strings_free(&strings);
	if (result || !end->has_header || end->plain)
		return result;
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "%s:1: has other columns than this version writes; resume with "
	                "the version that wrote it, or start a new run",
	                stream->path);
}

int xnb_stream_scan(struct xnb_stream *stream, xnb_row_fn *each, void *arg,
                    struct xnb_error *err)
{
	struct xnb_table_end end;

	if (read_end(stream, each, arg, &end, err))
		return -1;
	stream->size = (off_t)end.whole;
	stream->has_header = end.has_header;
	return 0;
}

int xnb_stream_go_on(struct xnb_stream *stream, struct xnb_error *err)
{
	if (ftruncate(stream->fd, stream->size))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot cut off a torn last line: %s", stream->path,
		                strerror(errno));
	return stream->has_header ? 0 : append_header(stream, err);
}

int xnb_stream_append(struct xnb_stream *stream, const void *rows, size_t n,
                      size_t row_size, struct xnb_error *err)
{
	const char *row = rows;

	xnb_buf_clear(&stream->line);
	for (size_t i = 0; i < n; i++, row += row_size)
		if (xnb_row_put(&stream->line, stream->columns, row, err))
			return xnb_fail_prefix(err, "%s", stream->path);
	return n ? append_line(stream, err) : 0;
}

int xnb_stream_sync(struct xnb_stream *stream, struct xnb_error *err)
{
	if (stream->fd < 0 || !fdatasync(stream->fd) || errno == EINVAL || errno == EROFS)
		return 0;
	return xnb_fail(err, XNB_EXIT_FAILED, errno,
	                "%s: cannot write: %s; check the disk", stream->path,
	                strerror(errno));
}

void xnb_stream_close(struct xnb_stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	xnb_buf_free(&stream->line);
}
