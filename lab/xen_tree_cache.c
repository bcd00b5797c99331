/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/xen_tree.h"

#include "base/io.h"
#include "base/sha256.h"
#include "lab/files.h"
#include "lab/xens.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Trees that stay in the cache, however long ago they were used: a bisection looks at a
 * dozen. One that was used today may be in use now. */
enum { KEPT_TREES = 16, KEPT_SECONDS = 24 * 60 * 60 };

/* Hexadecimal digits of the hash in an id. */
enum { ID_DIGITS = 24 };

static int add_file(struct xnb_sha256 *hash, const char *path, const char *name,
                    struct xnb_error *err)
{
	xnb_sha256_add(hash, name, strlen(name) + 1);
	return xnb_sha256_add_file(hash, path, err);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int add_headers(struct xnb_sha256 *hash, const struct xnb_xen_tree *tree,
                       struct xnb_error *err)
{
	char root[PATH_MAX];
	char *const roots[] = {root, NULL};
	FTS *walk;
	int result = 0;

	strcpy(root, tree->headers);
	walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	if (!walk)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot read: %s",
		                root, strerror(errno));
	for (FTSENT *at; !result && (at = fts_read(walk));)
		if (at->fts_info == FTS_F)
			result = add_file(hash, at->fts_path, at->fts_path + strlen(root),
			                  err);
	fts_close(walk);
	return result;
}

static int add_archives(struct xnb_sha256 *hash, const struct xnb_xen_tree *tree,
                        struct xnb_error *err)
{
	glob_t found;
	int result = 0;

	if (xnb_glob(&found, tree->archives, "lib*.a"))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT, "%s: no archives",
		                tree->archives);
	for (size_t i = 0; !result && i < found.gl_pathc; i++)
		result = add_file(hash, found.gl_pathv[i],
		                  strrchr(found.gl_pathv[i], '/') + 1, err);
	globfree(&found);
	return result;
}

static int name_it(struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                   const struct xnb_xen_tree *tree,
                   const struct xnb_hypervisor *hypervisor, struct xnb_error *err)
{
	char digits[XNB_SHA256_SIZE];
	struct xnb_sha256 hash;

	xnb_sha256_begin(&hash);
	xnb_sha256_add(&hash, hypervisor->image.text, hypervisor->image.length);
	if (add_headers(&hash, tree, err) || add_archives(&hash, tree, err) ||
	    add_file(&hash, tree->pc, "xencontrol.pc", err))
		return -1;
	xnb_sha256_end(&hash, digits);
	snprintf(xen->id, sizeof(xen->id), "tree-%.*s", ID_DIGITS, digits);
	snprintf(xen->name, sizeof(xen->name), "%s%s",
	         tree->version[0] ? tree->version : tree->libraries,
	         tree->debug ? " (debug)" : "");
	xen->debug = tree->debug;
	if (xnb_path(xen->prefix, err, "%s", tree->root) ||
	    xnb_path(xen->own, err, "%s/xen/%s", cache->dir, xen->id))
		return -1;
	return xnb_path(xen->hypervisor, err, "%s/hypervisor", xen->own);
}

/* When it was used is the time of its directory. */
static time_t used(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_mtime;
}

/* Drops the one used longest ago; whether there was one to drop. */
static bool drop_oldest(const struct xnb_lab_cache *cache)
{
	size_t oldest = 0;
	glob_t found;
	bool dropped;

	if (xnb_glob(&found, cache->dir, "xen/tree-*"))
		return false;
	for (size_t i = 1; i < found.gl_pathc; i++)
		if (used(found.gl_pathv[i]) < used(found.gl_pathv[oldest]))
			oldest = i;
	dropped = found.gl_pathc > KEPT_TREES &&
	          used(found.gl_pathv[oldest]) < time(NULL) - KEPT_SECONDS &&
	          !xnb_remove_tree(found.gl_pathv[oldest], NULL);
	globfree(&found);
	return dropped;
}

static int keep(const struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                const struct xnb_hypervisor *hypervisor, struct xnb_error *err)
{
	if (xnb_make_dirs(xen->own, err))
		return -1;
	utimensat(AT_FDCWD, xen->own, NULL, 0);
	if (access(xen->hypervisor, R_OK) == 0)
		return 0;
	while (drop_oldest(cache))
		;
	return xnb_replace_file(xen->hypervisor, hypervisor->image.text,
	                        hypervisor->image.length, err);
}

int xnb_lab_xen_tree(struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                     const char *dir, struct xnb_error *err)
{
	struct xnb_hypervisor hypervisor;
	struct xnb_xen_tree tree;
	int lock, result;

	*xen = (struct xnb_lab_xen){0};
	if (xnb_xen_tree_read(&tree, &hypervisor, dir, err))
		return -1;
	result = name_it(xen, cache, &tree, &hypervisor, err);
	lock = result ? -1 : xnb_lab_cache_lock(cache, err);
	if (lock >= 0) {
		result = keep(xen, cache, &hypervisor, err);
		close(lock);
	}
	xnb_hypervisor_free(&hypervisor);
	return result || lock < 0 ? -1 : 0;
}
