/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/fill.h"

#include "base/io.h"
#include "lab/files.h"
#include "lab/signals.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int check_room(const char *dir, unsigned mib, struct xnb_error *err)
{
	struct statvfs disk;
	uint64_t bytes;

	if (statvfs(dir, &disk))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s", dir,
		                strerror(errno));
	bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
	if (bytes >= (uint64_t)mib << 20)
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOSPC,
	                "%s: %" PRIu64 " MiB are free on that disk, and to unpack the "
	                "packages takes %u; free some space, or choose another --cache",
	                dir, bytes >> 20, mib);
}

int xnb_lab_fill_begin(struct xnb_lab_fill *fill, const char *target, const char *layout,
                       unsigned mib, struct xnb_error *err)
{
	*fill = (struct xnb_lab_fill){0};
	xnb_buf_puts(&fill->manifest, layout);
	if (xnb_path(fill->target, err, "%s", target) ||
	    xnb_path(fill->root, err, "%s.new", target) ||
	    xnb_path(fill->debs, err, "%s/debs", fill->root) ||
	    xnb_remove_tree(fill->root, err) || xnb_make_dirs(fill->debs, err))
		return -1;
	return check_room(fill->root, mib, err);
}

/* The program that unpacks tells in words of its own. */
static int cannot_unpack(const struct xnb_lab_fill *fill, const char *deb,
                         struct xnb_error *err)
{
	struct statvfs disk;

	if (!statvfs(fill->root, &disk) && disk.f_bavail < 256)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOSPC,
		                "%s: cannot be unpacked: the disk is full; free some "
		                "space there, or choose another --cache",
		                deb);
	return xnb_fail_prefix(err, "%s: cannot be unpacked", deb);
}

static int unpack_one(const struct xnb_lab_fill *fill, const char *name,
                      const struct xnb_lab_place *place, struct xnb_error *err)
{
	char deb[PATH_MAX], into[PATH_MAX];
	const char *argv[] = {"dpkg", "-x", deb, into, NULL};
	struct xnb_program dpkg = {.argv = argv, .package = "dpkg", .stdin_fd = -1};

	while (strncmp(name, place->prefix, strlen(place->prefix)) != 0)
		place++;
	if (xnb_path(deb, err, "%s/%s", fill->debs, name) ||
	    xnb_path(into, err, "%s/%s", fill->root, place->dir) ||
	    xnb_make_dirs(into, err))
		return -1;
	if (xnb_lab_interrupted())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
	return xnb_program_run(&dpkg, NULL, err) ? cannot_unpack(fill, deb, err) : 0;
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Unpacks every package and lists them in the manifest. */
static int unpack_all(struct xnb_lab_fill *fill, const struct xnb_lab_place *places,
                      struct xnb_error *err)
{
	struct dirent **debs;
	int n = scandir(fill->debs, &debs, not_hidden, alphasort);
	int result = 0;

	if (n < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot read: %s",
		                fill->debs, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (!result)
			result = unpack_one(fill, debs[i]->d_name, places, err);
		xnb_buf_printf(&fill->manifest, "%s\n", debs[i]->d_name);
		free(debs[i]);
	}
	free(debs);
	return result;
}

int xnb_lab_fill_packages(struct xnb_lab_fill *fill, const struct xnb_lab_apt *apt,
                          const struct xnb_args *names,
                          const struct xnb_lab_place *places, struct xnb_error *err)
{
	if (xnb_lab_apt_download(apt, names, fill->debs, err) ||
	    unpack_all(fill, places, err))
		return -1;
	return xnb_remove_tree(fill->debs, err);
}

int xnb_lab_fill_take(const struct xnb_lab_fill *fill, const char *pattern,
                      const char *name, struct xnb_error *err)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (xnb_find_one(from, fill->root, pattern, err) ||
	    xnb_path(to, err, "%s/%s", fill->root, name))
		return -1;
	if (rename(from, to))
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot move: %s", from,
		                strerror(errno));
	return 0;
}

int xnb_lab_fill_drop(const struct xnb_lab_fill *fill, const char *name,
                      struct xnb_error *err)
{
	char path[PATH_MAX];

	return xnb_path(path, err, "%s/%s", fill->root, name) ||
	               xnb_remove_tree(path, err)
	           ? -1
	           : 0;
}

/* Everything must be on the disk before the name says that it is. */
int xnb_lab_fill_publish(struct xnb_lab_fill *fill, struct xnb_error *err)
{
	char path[PATH_MAX];

	if (fill->manifest.failed)
		return xnb_fail_nomem(err);
	if (xnb_path(path, err, "%s/manifest", fill->root) ||
	    xnb_replace_file(path, fill->manifest.text, fill->manifest.length, err))
		return -1;
	sync();
	if (xnb_remove_tree(fill->target, err))
		return -1;
	if (rename(fill->root, fill->target))
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot rename: %s",
		                fill->root, strerror(errno));
	return 0;
}

void xnb_lab_fill_end(struct xnb_lab_fill *fill)
{
	if (fill->root[0])
		xnb_remove_tree(fill->root, NULL);
	xnb_buf_free(&fill->manifest);
}

bool xnb_lab_fill_complete(const char *target, const char *layout,
                           const char *const *files)
{
	char path[PATH_MAX];
	struct xnb_buf text = {0};
	bool complete = !xnb_path(path, NULL, "%s/manifest", target) &&
	                !xnb_read_file(path, &text, 1 << 20, NULL) &&
	                !strncmp(xnb_buf_text(&text), layout, strlen(layout));

	xnb_buf_free(&text);
	for (size_t i = 0; complete && files[i]; i++)
		complete = !xnb_path(path, NULL, "%s/%s", target, files[i]) &&
		           access(path, R_OK) == 0;
	return complete;
}
