/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/files.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <glob.h>
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

int xnb_find_one(char path[PATH_MAX], const char *pattern, struct xnb_error *err)
{
	glob_t found;
	int result;

	if (glob(pattern, 0, NULL, &found))
		return xnb_fail(err, XNB_EXIT_FAILED, ENOENT,
		                "%s: no such file in Debian's package", pattern);
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
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		        has_name(ignored, entry->d_name);
	closedir(dir);
	return empty;
}
