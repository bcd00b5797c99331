/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/lock.h"

#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* The holder's process number, or 0 where the file does not say. */
static long read_holder(int fd)
{
	char text[32];
	ssize_t length = pread(fd, text, sizeof(text) - 1, 0);
	long pid = 0;

	if (length <= 0)
		return 0;
	text[length] = '\0';
	return sscanf(text, "%ld", &pid) == 1 && pid > 0 ? pid : 0;
}

static int fail_held(const char *path, int fd, struct xnb_error *err)
{
	long pid = read_holder(fd);

	if (!pid)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EWOULDBLOCK,
		                "%s: another process holds the lock; wait for it to end",
		                path);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EWOULDBLOCK,
	                "%s: a run is active (process %ld); wait for it, or end it with "
	                "`kill %ld'",
	                path, pid, pid);
}

static int write_holder(const char *path, int fd, struct xnb_error *err)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) != 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot write: %s",
		                path, strerror(errno));
	return xnb_write_all(fd, text, (size_t)length, path, err);
}

enum { NAP_NS = 20000000, MOST_NAPS = 25 }; /* half a second */

static bool nap_again(unsigned *naps)
{
	const struct timespec length = {.tv_nsec = NAP_NS};

	if (++*naps > MOST_NAPS)
		return false;
	nanosleep(&length, NULL);
	return true;
}

/* xnb_lock_is_held() of another process takes it for a moment. */
static int lock(const char *path, int fd, struct xnb_error *err)
{
	unsigned naps = 0;

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK && !nap_again(&naps))
			return fail_held(path, fd, err);
		if (errno != EINTR && errno != EWOULDBLOCK)
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
			                "%s: cannot lock: %s", path, strerror(errno));
	}
	return write_holder(path, fd, err);
}

int xnb_lock_file(const char *path, int *fd, struct xnb_error *err)
{
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (*fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot open the lock: %s%s", path, strerror(errno),
		                errno == EACCES ? "; run this as root" : "");
	if (lock(path, *fd, err) == 0)
		return 0;
	close(*fd);
	*fd = -1;
	return -1;
}

int xnb_lock_host(int *fd, struct xnb_error *err)
{
	return xnb_lock_file(XNB_LOCK_FILE, fd, err);
}

bool xnb_lock_is_held(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool held;

	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	close(fd);
	return held;
}
