/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int xnb_write_all(int fd, const void *data, size_t length, const char *name,
                  struct xnb_error *err)
{
	const char *at = data;

	while (length > 0) {
		ssize_t n = write(fd, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return xnb_fail(err, XNB_EXIT_FAILED, errno,
			                "%s: cannot write: %s; %s", name, strerror(errno),
			                errno == ENOSPC
			                    ? "free some space on that disk"
			                    : "check the disk and permissions");
		at += n;
		length -= (size_t)n;
	}
	return 0;
}

static int read_to_end(int fd, const char *path, struct xnb_buf *buf, size_t most,
                       struct xnb_error *err)
{
	char chunk[65536];

	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
			                "%s: cannot read: %s", path, strerror(errno));
		if (n == 0)
			return 0;
		if (most && buf->length + (size_t)n > most)
			return xnb_fail(
			    err, XNB_EXIT_ENVIRONMENT, EFBIG,
			    "%s: larger than %zu bytes; is it the right file?", path,
			    most);
		xnb_buf_append(buf, chunk, (size_t)n);
		if (buf->failed)
			return xnb_fail_nomem(err);
	}
}

int xnb_read_file(const char *path, struct xnb_buf *buf, size_t most,
                  struct xnb_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot open: %s",
		                path, strerror(errno));
	result = read_to_end(fd, path, buf, most, err);
	close(fd);
	return result;
}

int xnb_open_regular(const char *path, struct xnb_error *err)
{
	/* Opening a pipe would wait for somebody who writes. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot open: %s",
		                path, strerror(errno));
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, S_ISDIR(st.st_mode) ? EISDIR : EINVAL,
	                "%s: %s; give a file, and save what comes from a pipe to one "
	                "first",
	                path, S_ISDIR(st.st_mode) ? "a directory" : "no regular file");
}

int xnb_read_regular(const char *path, struct xnb_buf *buf, size_t most,
                     struct xnb_error *err)
{
	int fd = xnb_open_regular(path, err);
	int result;

	if (fd < 0)
		return -1;
	result = read_to_end(fd, path, buf, most, err);
	close(fd);
	return result;
}

static int write_and_sync(int fd, const char *name, const void *data, size_t length,
                          struct xnb_error *err)
{
	if (xnb_write_all(fd, data, length, name, err))
		return -1;
	if (fsync(fd) && errno != EINVAL && errno != EROFS)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot write: %s", name,
		                strerror(errno));
	return 0;
}

/* The new name is on the disk when its directory is. */
static int sync_directory_of(const char *path, struct xnb_error *err)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, result = 0;

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) + 1 : 1,
	         slash ? path : ".");
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) /* one may write where one may not read */
		return errno == EACCES
		           ? 0
		           : xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot open: %s",
		                      dir, strerror(errno));
	if (fsync(fd) && errno != EINVAL && errno != EROFS)
		result = xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot write: %s",
		                  dir, strerror(errno));
	close(fd);
	return result;
}

int xnb_replace_file(const char *path, const void *data, size_t length,
                     struct xnb_error *err)
{
	char name[PATH_MAX];
	struct stat st;
	int fd, result;

	/* root could put a file where /dev/null is */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EEXIST,
		                "%s: not a regular file; name another one", path);
	if (snprintf(name, sizeof(name), "%s.new", path) >= (int)sizeof(name))
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG,
		                "%s: the path is too long", path);
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot create it: %s; look at the folder and its "
		                "permissions",
		                path, strerror(errno));
	result = write_and_sync(fd, name, data, length, err);
	if (close(fd) && !result)
		result = xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot write: %s",
		                  name, strerror(errno));
	if (!result && rename(name, path))
		result = xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot replace: %s",
		                  path, strerror(errno));
	if (result) {
		unlink(name);
		return -1;
	}
	return sync_directory_of(path, err);
}

int xnb_make_dirs(const char *path, struct xnb_error *err)
{
	char part[PATH_MAX];
	struct stat st;
	size_t length = strlen(path);

	if (length >= sizeof(part))
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG,
		                "%s: the path is too long", path);
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0777) && errno != EEXIST)
			return xnb_fail(
			    err, XNB_EXIT_ENVIRONMENT, errno,
			    "%s: cannot create the directory: %s; choose another "
			    "one or mend its permissions",
			    part, strerror(errno));
	}
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOTDIR,
		                "%s: is not a directory; choose another name", path);
	return 0;
}

bool xnb_read_line(const char *path, char *out, size_t size)
{
	struct xnb_buf buf = {0};

	xnb_read_file(path, &buf, 65536, NULL);
	snprintf(out, size, "%.*s", (int)strcspn(xnb_buf_text(&buf), "\n"),
	         xnb_buf_text(&buf));
	xnb_buf_free(&buf);
	return out[0] != '\0';
}
