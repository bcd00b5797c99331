/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/folder.h"

#include "analysis/report/page.h"
#include "base/buf.h"
#include "base/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PAGE = 256 * 1024 * 1024 };
enum { YOUNGEST_LEFT_BEHIND = 60 }; /* seconds: longer than it takes to lock one */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static int remove_tree(const char *path)
{
	return nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), n = strlen(end);

	return length > n && strcmp(name + length - n, end) == 0;
}

static bool is_figure_file(const char *name)
{
	static const char *const endings[] = {
	    ".pdf", ".svg", ".gp", ".dat", "-latex.tex", ".caption.txt", ".caption.tex"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (ends_with(name, endings[i]))
			return true;
	return false;
}

static bool is_report_file(const char *name)
{
	return strcmp(name, "report.html") == 0 || strcmp(name, "figures") == 0;
}

/* Whether the folder holds only names that `fits`; a foreign one is told in `other`. */
static int check_names(const char *path, bool (*fits)(const char *),
                       char other[NAME_MAX + 1], bool *empty, struct xnb_error *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot read: %s",
		                path, strerror(errno));
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		*empty = false;
		if (!fits(entry->d_name))
			snprintf(other, NAME_MAX + 1, "%s", entry->d_name);
	}
	closedir(dir);
	return 0;
}

static bool page_is_ours(const char *folder)
{
	char path[PATH_MAX + 16];
	struct xnb_buf page = {0};
	bool ours;

	snprintf(path, sizeof(path), "%s/report.html", folder);
	ours = xnb_read_file(path, &page, MOST_PAGE, NULL) == 0 &&
	       strstr(xnb_buf_text(&page), XNB_REPORT_MARK);
	xnb_buf_free(&page);
	return ours;
}

static int refuse(const char *path, const char *why, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_USAGE, EEXIST,
	                "%s: is there and is not a report (%s); choose another --out",
	                path, why);
}

static int check_replaceable(const char *path, struct xnb_error *err)
{
	char other[NAME_MAX + 1] = "", figures[PATH_MAX + 16];
	bool empty = true;
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0
		                       : xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                                  "%s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return refuse(path, "it is no folder", err);
	if (check_names(path, is_report_file, other, &empty, err))
		return -1;
	if (empty)
		return 0;
	if (!other[0] && !page_is_ours(path))
		return refuse(path, "its report.html is not ours", err);
	snprintf(figures, sizeof(figures), "%s/figures", path);
	if (!other[0] && access(figures, F_OK) == 0 &&
	    check_names(figures, is_figure_file, other, &empty, err))
		return -1;
	return other[0] ? refuse(path, other, err) : 0;
}

/* An absolute path of a thing whose last part need not be there. */
static int resolve(char out[PATH_MAX], const char *path, struct xnb_error *err)
{
	char parent[PATH_MAX], real[PATH_MAX];
	size_t length = strlen(path);
	const char *name;

	while (length > 1 && path[length - 1] == '/')
		length--;
	if (length == 0 || length >= sizeof(parent))
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG,
		                "%s: not the name of a folder; choose another --out",
		                path);
	if (realpath(path, out))
		return 0;
	memcpy(parent, path, length);
	parent[length] = '\0';
	name = strrchr(parent, '/');
	length = name ? (size_t)(name - parent) : 0;
	name = path + (name ? length + 1 : 0);
	snprintf(parent, sizeof(parent), "%.*s", (int)length, path);
	if (!parent[0])
		strcpy(parent, name > path ? "/" : ".");
	if (xnb_make_dirs(parent, err))
		return -1;
	if (!realpath(parent, real))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s", parent,
		                strerror(errno));
	if (snprintf(out, PATH_MAX, "%s/%.*s", real, (int)strcspn(name, "/"), name) >=
	    PATH_MAX)
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG,
		                "%s: the path is too long", path);
	return 0;
}

/* As mkdir() would have made it; mkdtemp() lets nobody else read. */
static void open_up(const char *path)
{
	mode_t mask = umask(0);

	umask(mask);
	chmod(path, 0777 & ~mask);
}

/* The lock keeps others from taking it for left behind; without one, as on some network
 * file systems, only its age does. */
static void lock_temp(struct xnb_report_folder *folder)
{
	folder->lock = open(folder->temp, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->lock >= 0)
		flock(folder->lock, LOCK_EX | LOCK_NB);
}

static int make_temp(struct xnb_report_folder *folder, struct xnb_error *err)
{
	char figures[PATH_MAX + 16];

	if (snprintf(folder->temp, sizeof(folder->temp), "%s.new-XXXXXX",
	             folder->target) >= (int)sizeof(folder->temp) - 64) {
		folder->temp[0] = '\0';
		return xnb_fail(err, XNB_EXIT_USAGE, ENAMETOOLONG,
		                "%s: the path is too long; choose another --out",
		                folder->target);
	}
	if (!mkdtemp(folder->temp)) {
		folder->temp[0] = '\0';
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot make a folder beside it: %s; choose another "
		                "--out or mend the permissions",
		                folder->target, strerror(errno));
	}
	lock_temp(folder);
	open_up(folder->temp);
	snprintf(figures, sizeof(figures), "%s/figures", folder->temp);
	return xnb_make_dirs(figures, err);
}

/* "NAME.new-" and the six letters of mkdtemp(). */
static bool is_temp_name(const char *entry, const char *name)
{
	size_t length = strlen(name);

	return strncmp(entry, name, length) == 0 &&
	       strncmp(entry + length, ".new-", 5) == 0 &&
	       strlen(entry + length) == 5 + 6;
}

static bool is_left_behind(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	       time(NULL) - st.st_mtime > YOUNGEST_LEFT_BEHIND &&
	       flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static bool holds_a_report_only(const char *path)
{
	char other[NAME_MAX + 1] = "", figures[PATH_MAX + NAME_MAX + 16];
	bool empty = true;

	snprintf(figures, sizeof(figures), "%s/figures", path);
	return check_names(path, is_report_file, other, &empty, NULL) == 0 && !other[0] &&
	       (access(figures, F_OK) ||
	        (check_names(figures, is_figure_file, other, &empty, NULL) == 0 &&
	         !other[0]));
}

static void clear_if_left_behind(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	if (is_left_behind(fd) && holds_a_report_only(path))
		remove_tree(path);
	close(fd);
}

/* What cannot be cleared stays: it is in nobody's way. */
static void clear_left_behind(const char *target)
{
	char parent[PATH_MAX], path[PATH_MAX + NAME_MAX + 2];
	const char *name = strrchr(target, '/') + 1;
	struct dirent *entry;
	DIR *dir;

	snprintf(parent, sizeof(parent), "%.*s", (int)(name - target), target);
	dir = opendir(parent);
	while (dir && (entry = readdir(dir))) {
		if (!is_temp_name(entry->d_name, name))
			continue;
		snprintf(path, sizeof(path), "%s%s", parent, entry->d_name);
		clear_if_left_behind(path);
	}
	if (dir)
		closedir(dir);
}

int xnb_report_folder_begin(struct xnb_report_folder *folder, const char *target,
                            struct xnb_error *err)
{
	*folder = (struct xnb_report_folder){.lock = -1};
	if (resolve(folder->target, target, err) ||
	    check_replaceable(folder->target, err))
		return -1;
	clear_left_behind(folder->target);
	if (make_temp(folder, err)) {
		xnb_report_folder_abandon(folder);
		return -1;
	}
	return 0;
}

/* Where nothing is in the way, or only an empty folder, rename() alone does it. */
static int put_in_place(const struct xnb_report_folder *folder, bool *exchanged)
{
	*exchanged = false;
	if (rename(folder->temp, folder->target) == 0)
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return -1;
	*exchanged = true;
	return renameat2(AT_FDCWD, folder->temp, AT_FDCWD, folder->target,
	                 RENAME_EXCHANGE);
}

int xnb_report_folder_commit(struct xnb_report_folder *folder, struct xnb_error *err)
{
	bool exchanged;

	if (put_in_place(folder, &exchanged))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot put the new report there: %s; choose another "
		                "--out",
		                folder->target, strerror(errno));
	if (exchanged && remove_tree(folder->temp))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot remove the old report: %s; remove it by hand",
		                folder->temp, strerror(errno));
	folder->temp[0] = '\0';
	return 0;
}

void xnb_report_folder_abandon(struct xnb_report_folder *folder)
{
	if (folder->temp[0])
		remove_tree(folder->temp);
	folder->temp[0] = '\0';
	if (folder->lock >= 0)
		close(folder->lock);
	folder->lock = -1;
}
