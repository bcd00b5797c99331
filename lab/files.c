/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/files.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int xnb_path(char path[PATH_MAX], struct xnb_error *err, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(path, PATH_MAX, format, args);
	va_end(args);
	if (length < 0 || length >= PATH_MAX)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, ENAMETOOLONG,
		    "%.60s...: the path is too long; choose another directory", path);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int xnb_remove_tree(const char *path, struct xnb_error *err)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot remove: %s; remove it by hand", path,
		                strerror(errno));
	return 0;
}

static int move_one(const char *from, const char *to, const char *name,
                    struct xnb_error *err)
{
	char old[PATH_MAX], new[PATH_MAX];

	if (xnb_path(old, err, "%s/%s", from, name) ||
	    xnb_path(new, err, "%s/%s", to, name))
		return -1;
	if (!rename(old, new))
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
	                "%s: cannot be put in place: %s", new, strerror(errno));
}

static bool is_itself(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int move_last(const char *from, const char *to, const char *name,
                     struct xnb_error *err)
{
	char path[PATH_MAX];

	if (!name)
		return 0;
	if (xnb_path(path, err, "%s/%s", from, name))
		return -1;
	return access(path, F_OK) ? 0 : move_one(from, to, name, err);
}

int xnb_move_files(const char *from, const char *to, const char *last,
                   struct xnb_error *err)
{
	DIR *dir = opendir(from);
	const struct dirent *entry;
	int result = 0;

	if (!dir)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot read: %s",
		                from, strerror(errno));
	while (!result && (entry = readdir(dir)))
		if (!is_itself(entry->d_name) && !(last && !strcmp(entry->d_name, last)))
			result = move_one(from, to, entry->d_name, err);
	closedir(dir);
	return result ? -1 : move_last(from, to, last, err);
}

/* A letter that is one of a pattern's has a backslash before it. */
static void add_plain(struct xnb_buf *pattern, const char *text)
{
	for (; *text; text++) {
		if (strchr("*?[]\\", *text))
			xnb_buf_append(pattern, "\\", 1);
		xnb_buf_append(pattern, text, 1);
	}
}

int xnb_glob(glob_t *found, const char *root, const char *pattern)
{
	struct xnb_buf whole = {0};
	int result;

	add_plain(&whole, root);
	xnb_buf_printf(&whole, "/%s", pattern);
	result = whole.failed ? GLOB_NOSPACE : glob(whole.text, 0, NULL, found);
	xnb_buf_free(&whole);
	return result;
}

int xnb_find_one(char path[PATH_MAX], const char *root, const char *pattern,
                 struct xnb_error *err)
{
	glob_t found;
	int result;

	if (xnb_glob(&found, root, pattern))
		return xnb_fail(err, XNB_EXIT_FAILED, ENOENT,
		                "%s/%s: no such file in Debian's package", root, pattern);
	result = xnb_path(path, err, "%s", found.gl_pathv[0]);
	globfree(&found);
	return result;
}

static bool has_name(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

bool xnb_is_free(const char *path, const char *const *ignored)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (!dir)
		return errno == ENOENT;
	while (empty && (entry = readdir(dir)))
		empty = is_itself(entry->d_name) || has_name(ignored, entry->d_name);
	closedir(dir);
	return empty;
}
