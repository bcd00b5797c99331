/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The runs of a base that are kept. */
#include "cli/check_base.h"

#include "base/io.h"
#include "lab/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NEW  ".new-"
#define LOCK "lock"

/* Those of a suite under a few programs and options. */
enum { KEPT_RUNS = 24 };

struct kept {
	char path[PATH_MAX];
	struct timespec used;
};

static int is_unfinished(const struct dirent *entry)
{
	return strncmp(entry->d_name, NEW, strlen(NEW)) == 0;
}

static int is_run(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, LOCK) != 0;
}

static int newest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct kept *)a)->used,
	                      *y = &((const struct kept *)b)->used;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

/* Removes all but the `keep` newest of those that `choose` chooses. What cannot be looked
 * at or removed stays: it takes room, and does no harm. */
static void remove_old(const char *dir, int (*choose)(const struct dirent *entry),
                       size_t keep)
{
	struct dirent **names;
	int found = scandir(dir, &names, choose, NULL);
	struct kept *kept = found > 0 ? calloc((size_t)found, sizeof(*kept)) : NULL;
	size_t n = 0;

	for (int i = 0; i < found; i++) {
		struct stat st;

		if (kept &&
		    !xnb_path(kept[n].path, NULL, "%s/%s", dir, names[i]->d_name) &&
		    !stat(kept[n].path, &st))
			kept[n++].used = st.st_mtim;
		free(names[i]);
	}
	if (found >= 0)
		free(names);
	if (n > keep)
		qsort(kept, n, sizeof(*kept), newest_first);
	for (size_t i = keep; i < n; i++)
		xnb_remove_tree(kept[i].path, NULL);
	free(kept);
}

static int take_lock(struct xnb_check_base *base, struct xnb_error *err)
{
	char path[PATH_MAX];
	int result;

	if (xnb_make_dirs(base->checks, err) ||
	    xnb_path(path, err, "%s/" LOCK, base->checks))
		return -1;
	base->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (base->lock < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot create: %s; choose another --cache", path,
		                strerror(errno));
	result = flock(base->lock, LOCK_EX | LOCK_NB);
	if (result && errno == EWOULDBLOCK) {
		fprintf(stderr,
		        "xen-numabench: check: waiting for another one that makes the "
		        "base %s\n",
		        base->name);
		do
			result = flock(base->lock, LOCK_EX);
		while (result && errno == EINTR);
	}
	return result ? xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot lock: %s",
	                         path, strerror(errno))
	              : 0;
}

int xnb_check_base_lock(struct xnb_check_base *base, struct xnb_error *err)
{
	if (take_lock(base, err))
		return -1;
	remove_old(base->checks, is_unfinished, 0);
	return 0;
}

int xnb_check_base_make(struct xnb_check_base *base, struct xnb_error *err)
{
	char made[PATH_MAX];

	if (xnb_path(made, err, "%s/" NEW "XXXXXX", base->checks))
		return -1;
	if (!mkdtemp(made))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot make a directory there: %s; choose another "
		                "--cache",
		                base->checks, strerror(errno));
	return xnb_path(base->made, err, "%s", made);
}

int xnb_check_base_keep(const struct xnb_check_base *base, const char *from,
                        const char *path, struct xnb_error *err)
{
	/* All of it must be on the disk before its name says that it is. */
	int fd = open(base->checks, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd < 0 ? -1 : syncfs(fd);

	if (!result)
		result = xnb_remove_tree(path, err) || rename(from, path) ? -1 : 0;
	if (result)
		xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		         "%s: cannot be kept: %s; choose another --cache", path,
		         strerror(errno));
	if (fd >= 0)
		close(fd);
	return result;
}

void xnb_check_base_used(const char *path)
{
	utimensat(AT_FDCWD, path, NULL, 0);
}

void xnb_check_base_close(struct xnb_check_base *base)
{
	if (base->made[0])
		xnb_remove_tree(base->made, NULL);
	base->made[0] = '\0';
	if (base->lock < 0)
		return;
	remove_old(base->checks, is_run, KEPT_RUNS);
	close(base->lock);
	base->lock = -1;
}
