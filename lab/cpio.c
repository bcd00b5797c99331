/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/cpio.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 110, BLOCK = 512 };

static int written(const struct xnb_cpio *cpio, struct xnb_error *err)
{
	if (!ferror(cpio->out))
		return 0;
	return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot write: %s", cpio->name,
	                strerror(errno));
}

static void pad(struct xnb_cpio *cpio, size_t length, size_t to)
{
	static const char zeros[BLOCK];

	fwrite(zeros, 1, (to - length % to) % to, cpio->out);
}

/* Header and name; the data, padded to 4 bytes, follow. */
static void put_header(struct xnb_cpio *cpio, const char *path, mode_t mode,
                       uint32_t size)
{
	size_t name = strlen(path) + 1;

	cpio->entries++;
	fprintf(cpio->out, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
	        cpio->entries, (unsigned)mode, 0U, 0U, S_ISDIR(mode) ? 2U : 1U, 0U,
	        (unsigned)size, 0U, 0U, 0U, 0U, (unsigned)name, 0U);
	fwrite(path, 1, name, cpio->out);
	pad(cpio, HEADER + name, 4);
}

static int put(struct xnb_cpio *cpio, const char *path, mode_t mode, const void *data,
               size_t length, struct xnb_error *err)
{
	if (length > UINT32_MAX)
		return xnb_fail(err, XNB_EXIT_USAGE, EFBIG, "%s: larger than 4 GiB",
		                path);
	put_header(cpio, path, mode, (uint32_t)length);
	fwrite(data, 1, length, cpio->out);
	pad(cpio, length, 4);
	return written(cpio, err);
}

int xnb_cpio_dir(struct xnb_cpio *cpio, const char *path, struct xnb_error *err)
{
	return put(cpio, path, S_IFDIR | 0755, "", 0, err);
}

int xnb_cpio_data(struct xnb_cpio *cpio, const char *path, mode_t mode, const void *data,
                  size_t length, struct xnb_error *err)
{
	return put(cpio, path, S_IFREG | (mode & 07777), data, length, err);
}

int xnb_cpio_link(struct xnb_cpio *cpio, const char *path, const char *target,
                  struct xnb_error *err)
{
	return put(cpio, path, S_IFLNK | 0777, target, strlen(target), err);
}

static int unreadable(const char *from, int errnum, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errnum, "%s: cannot read: %s", from,
	                strerror(errnum));
}

/* Exactly `length` bytes: the header has promised them. */
static int copy(struct xnb_cpio *cpio, int fd, const char *from, uint64_t length,
                struct xnb_error *err)
{
	char chunk[65536];

	while (length > 0) {
		size_t want = length < sizeof(chunk) ? (size_t)length : sizeof(chunk);
		ssize_t n = read(fd, chunk, want);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return unreadable(from, errno, err);
		if (n == 0)
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
			                "%s: became shorter while it was read", from);
		fwrite(chunk, 1, (size_t)n, cpio->out);
		length -= (uint64_t)n;
	}
	return written(cpio, err);
}

static int put_open_file(struct xnb_cpio *cpio, const char *path, const char *from,
                         int fd, struct xnb_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return unreadable(from, errno, err);
	if (!S_ISREG(st.st_mode) || st.st_size > UINT32_MAX)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "%s: not a regular file of less than 4 GiB", from);
	put_header(cpio, path, S_IFREG | (st.st_mode & 0777), (uint32_t)st.st_size);
	if (copy(cpio, fd, from, (uint64_t)st.st_size, err))
		return -1;
	pad(cpio, (size_t)st.st_size, 4);
	return written(cpio, err);
}

int xnb_cpio_file(struct xnb_cpio *cpio, const char *path, const char *from,
                  struct xnb_error *err)
{
	int fd = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result;

	if (fd < 0)
		return unreadable(from, errno, err);
	result = put_open_file(cpio, path, from, fd, err);
	close(fd);
	return result;
}

int xnb_cpio_end(struct xnb_cpio *cpio, struct xnb_error *err)
{
	off_t at;

	put_header(cpio, "TRAILER!!!", 0, 0);
	at = ftello(cpio->out);
	if (at > 0)
		pad(cpio, (size_t)at, BLOCK);
	return written(cpio, err);
}
