/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/dom0_store.h"

#include "base/buf.h"
#include "base/io.h"
#include "lab/cache.h"
#include "lab/dom0_build.h"
#include "lab/files.h"
#include "lab/signals.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Those of a few Xens and builds of the tool, which share a cache. */
enum { KEPT = 12, KEY_DIGITS = 16 };

/* Where one program is, and where it is made. */
struct place {
	const char *dir;
	char done[PATH_MAX];    /* dir/KEY */
	char work[PATH_MAX];    /* dir/KEY.new */
	char program[PATH_MAX]; /* dir/KEY/xen-numabench-dom0 */
};

static int find_place(struct place *place, const char *dir,
                      const struct xnb_dom0_recipe *recipe, struct xnb_error *err)
{
	char key[XNB_SHA256_SIZE];

	place->dir = dir;
	if (xnb_dom0_key(key, recipe, err))
		return -1;
	key[KEY_DIGITS] = '\0';
	return xnb_path(place->done, err, "%s/%s", dir, key) ||
	               xnb_path(place->work, err, "%s/%s.new", dir, key) ||
	               xnb_path(place->program, err, "%s/" XNB_DOM0_PROGRAM, place->done)
	           ? -1
	           : 0;
}

/* Used now: others go before it does. */
static bool is_there(const struct place *place)
{
	if (access(place->program, X_OK))
		return false;
	utimensat(AT_FDCWD, place->done, NULL, 0);
	return true;
}

struct kept {
	char name[KEY_DIGITS + 1];
	struct timespec used;
};

static int newest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct kept *)a)->used;
	const struct timespec *y = &((const struct kept *)b)->used;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

static size_t list_kept(const char *path, struct kept *list, size_t room)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	size_t n = 0;

	while (dir && n < room && (entry = readdir(dir))) {
		struct stat st;

		if (strlen(entry->d_name) != KEY_DIGITS ||
		    fstatat(dirfd(dir), entry->d_name, &st, 0) || !S_ISDIR(st.st_mode))
			continue;
		memcpy(list[n].name, entry->d_name, KEY_DIGITS + 1);
		list[n++].used = st.st_mtim;
	}
	if (dir)
		closedir(dir);
	return n;
}

/* What cannot be removed is only in the way of the disk's space. */
static void drop_old(const char *dir)
{
	struct kept list[64];
	size_t n = list_kept(dir, list, sizeof(list) / sizeof(list[0]));

	qsort(list, n, sizeof(list[0]), newest_first);
	for (size_t i = KEPT; i < n; i++) {
		char path[PATH_MAX];

		if (!xnb_path(path, NULL, "%s/%s", dir, list[i].name))
			xnb_remove_tree(path, NULL);
	}
}

static int put_on_disk(const char *path, struct xnb_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = 0;

	if (fd < 0 || fsync(fd))
		result = xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                  "%s: cannot be kept: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return result;
}

/* Only program and log are kept; on the disk before the name says so. */
static int publish(const struct place *place, const struct xnb_buf *log,
                   struct xnb_error *err)
{
	char build[PATH_MAX], from[PATH_MAX], to[PATH_MAX], text[PATH_MAX];

	if (xnb_path(build, err, "%s/build", place->work) ||
	    xnb_path(from, err, "%s/cli/" XNB_DOM0_PROGRAM, build) ||
	    xnb_path(to, err, "%s/" XNB_DOM0_PROGRAM, place->work) ||
	    xnb_path(text, err, "%s/build.log", place->work))
		return -1;
	if (rename(from, to))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: was not built: %s",
		                from, strerror(errno));
	if (put_on_disk(to, err) || xnb_remove_tree(build, err) ||
	    xnb_replace_file(text, xnb_buf_text(log), log->length, err))
		return -1;
	if (xnb_remove_tree(place->done, err))
		return -1;
	if (rename(place->work, place->done))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot rename: %s",
		                place->work, strerror(errno));
	drop_old(place->dir);
	return 0;
}

/* The error names the log, where one could be left. */
static int keep_log(const struct place *place, const struct xnb_buf *log,
                    struct xnb_error *err)
{
	char path[PATH_MAX], said[512];
	int errnum = err->errnum;

	if (!log->length || errnum == EINTR ||
	    xnb_path(path, NULL, "%s/failed.log", place->dir) ||
	    xnb_replace_file(path, log->text, log->length, NULL))
		return -1;
	snprintf(said, sizeof(said), "%.500s", err->text);
	return xnb_fail(err, err->exit, errnum, "cannot be built: %s; see %s", said,
	                path);
}

static int build(const struct place *place, const struct xnb_dom0_recipe *recipe,
                 int lock, struct xnb_error *err)
{
	struct xnb_buf log = {0};
	struct xnb_error local;
	int result;

	if (!err)
		err = &local;
	fprintf(stderr,
	        "xen-numabench: lab: building " XNB_DOM0_PROGRAM
	        " for Xen %s, which takes a while once\n",
	        recipe->name);
	result = xnb_remove_tree(place->work, err) || xnb_make_dirs(place->work, err) ||
	                 xnb_dom0_build(recipe, place->work, lock, &log, err) ||
	                 publish(place, &log, err)
	             ? -1
	             : 0;
	if (result) {
		keep_log(place, &log, err);
		xnb_remove_tree(place->work, NULL);
	}
	xnb_buf_free(&log);
	return result;
}

/* A signal waits until nothing partial is left. */
static int build_undisturbed(const struct place *place,
                             const struct xnb_dom0_recipe *recipe, int lock,
                             struct xnb_error *err)
{
	sigset_t before;
	int result;

	xnb_lab_hold_signals(&before);
	result = build(place, recipe, lock, err);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}

int xnb_dom0_get(char path[PATH_MAX], const char *dir,
                 const struct xnb_dom0_recipe *recipe, struct xnb_error *err)
{
	struct xnb_lab_cache store = {0};
	struct place place;
	int lock, result = 0;

	if (find_place(&place, dir, recipe, err))
		return -1;
	if (!is_there(&place)) {
		if (xnb_path(store.dir, err, "%s", dir) || xnb_make_dirs(dir, err))
			return -1;
		lock = xnb_lab_cache_lock(&store, err);
		if (lock < 0)
			return -1;
		/* Another one may have built it while we waited. */
		if (!is_there(&place))
			result = build_undisturbed(&place, recipe, lock, err);
		close(lock);
	}
	return result ? -1 : xnb_path(path, err, "%s", place.program);
}
