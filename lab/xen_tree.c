/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/xen_tree.h"

#include "base/io.h"
#include "lab/files.h"
#include "lab/xen_tree_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REMEDY "; run `make dist` in Xen's sources and give dist/install"

bool xnb_xen_tree_has(const char *root, const char *name)
{
	char path[PATH_MAX];

	return !xnb_path(path, NULL, "%s/%s", root, name) && access(path, F_OK) == 0;
}

static int find_root(struct xnb_xen_tree *tree, const char *dir, struct xnb_error *err)
{
	char dist[PATH_MAX];
	struct stat st;

	if (xnb_path(dist, err, "%s/dist/install", dir))
		return -1;
	if (stat(dir, &st))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s" REMEDY, dir,
		                strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOTDIR,
		                "%s: not a directory; give what `make dist` left in "
		                "dist/install",
		                dir);
	if (!realpath(access(dist, F_OK) ? dir : dist, tree->root))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s", dir,
		                strerror(errno));
	if (xnb_is_free(tree->root, (const char *const[]){NULL}))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                "%s: empty, or cannot be read" REMEDY, tree->root);
	if (xnb_xen_tree_has(tree->root, "xen/Kconfig") &&
	    !xnb_xen_tree_has(tree->root, "boot"))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                "%s: Xen's sources, without dist/install; run `make "
		                "dist` there first",
		                tree->root);
	return 0;
}

/* Not xen-syms-4.20.3, xen-4.20.3.config, .map, .efi. */
static bool may_be_hypervisor(const char *path)
{
	static const char *const others[] = {".config", ".map", ".efi", ".efi.map"};
	const char *name = strrchr(path, '/') + 1;
	size_t length = strlen(name);

	if (strncmp(name, "xen-syms", strlen("xen-syms")) == 0)
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (length > strlen(others[i]) &&
		    strcmp(name + length - strlen(others[i]), others[i]) == 0)
			return false;
	return true;
}

/* Follows the links; in a build's directory they are relative. */
static int follow(struct xnb_xen_tree *tree, const char *path, struct xnb_error *err)
{
	char target[256];
	ssize_t n;

	if (realpath(path, tree->hypervisor))
		return 0;
	n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = '\0';
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
	                "%s: a link to %s, which leads nowhere (%s)" REMEDY, path, target,
	                strerror(errno));
}

/* The one file behind all names in boot/. */
static int follow_all(struct xnb_xen_tree *tree, char *const *paths, size_t n,
                      struct xnb_error *err)
{
	char first[PATH_MAX] = "";

	for (size_t i = 0; i < n; i++) {
		if (!may_be_hypervisor(paths[i]))
			continue;
		if (follow(tree, paths[i], err))
			return -1;
		if (first[0] && strcmp(first, tree->hypervisor) != 0)
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EEXIST,
			                "%s: several hypervisors (%s, %s); make xen.gz "
			                "there a link to the one that is meant",
			                tree->root, strrchr(first, '/') + 1,
			                strrchr(tree->hypervisor, '/') + 1);
		strcpy(first, tree->hypervisor);
	}
	return first[0] ? 0
	                : xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                           "%s: %s no hypervisor in its boot/" REMEDY, tree->root,
	                           xnb_xen_tree_has(tree->root, "usr")
	                               ? "half built: there are libraries, and"
	                               : "there is");
}

/* boot/xen.gz is what the last `make dist` built; older ones may lie beside it. */
static int find_hypervisor(struct xnb_xen_tree *tree, struct xnb_error *err)
{
	static const char *const chosen[] = {"boot/xen.gz", "boot/xen"};
	char path[PATH_MAX];
	struct stat st;
	glob_t found;
	int result;

	for (size_t i = 0; i < sizeof(chosen) / sizeof(chosen[0]); i++) {
		if (xnb_path(path, err, "%s/%s", tree->root, chosen[i]))
			return -1;
		if (lstat(path, &st) == 0)
			return follow(tree, path, err);
	}
	if (xnb_glob(&found, tree->root, "boot/xen*"))
		return follow_all(tree, NULL, 0, err);
	result = follow_all(tree, found.gl_pathv, found.gl_pathc, err);
	globfree(&found);
	return result;
}

size_t xnb_release_length(const char *version)
{
	size_t major = strspn(version, "0123456789");

	return version[major] == '.'
	           ? major + 1 + strspn(version + major + 1, "0123456789")
	           : major;
}

/* A hypervisor built without HYPFS_CONFIG does not say; its configuration lies beside it,
 * and it is named by its version: xen-4.20.3.gz. */
static void read_version_beside(struct xnb_xen_tree *tree)
{
	const char *name = strrchr(tree->hypervisor, '/') + 1;
	size_t length = strlen(name);
	struct xnb_buf text = {0};
	char path[PATH_MAX];

	if (length > strlen(".gz") && strcmp(name + length - strlen(".gz"), ".gz") == 0)
		length -= strlen(".gz");
	if (!xnb_path(path, NULL, "%.*s.config", (int)(name + length - tree->hypervisor),
	              tree->hypervisor) &&
	    !xnb_read_regular(path, &text, 1 << 20, NULL))
		xnb_config_version(xnb_buf_text(&text), tree->version);
	xnb_buf_free(&text);
	if (!tree->version[0] && strncmp(name, "xen-", strlen("xen-")) == 0 &&
	    xnb_word_length(name) >= length &&
	    xnb_release_length(name + strlen("xen-")) >= strlen("4.0"))
		snprintf(tree->version, sizeof(tree->version), "%.*s",
		         (int)(length - strlen("xen-")), name + strlen("xen-"));
}

int xnb_xen_tree_read(struct xnb_xen_tree *tree, struct xnb_hypervisor *hypervisor,
                      const char *dir, struct xnb_error *err)
{
	*tree = (struct xnb_xen_tree){0};
	if (find_root(tree, dir, err) || find_hypervisor(tree, err) ||
	    xnb_hypervisor_read(hypervisor, tree->hypervisor, err))
		return -1;
	strcpy(tree->version, hypervisor->version);
	tree->debug = hypervisor->debug;
	if (!tree->version[0])
		read_version_beside(tree);
	if (xnb_xen_tree_libraries(tree, err) == 0)
		return 0;
	xnb_hypervisor_free(hypervisor);
	return -1;
}
