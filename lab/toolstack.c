/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/toolstack.h"

#include "lab/files.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define LOADER "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"

/* Patterns below the cache's toolstack/. */
static const char *const programs[] = {
    "usr/lib/xen-*/bin/xl",
    "usr/lib/xen-*/bin/xenstored",
    "usr/lib/xen-*/bin/xenconsoled",
    "usr/lib/xen-*/bin/xenconsole",
    "usr/lib/xen-*/bin/xen-init-dom0",
    "usr/lib/xen-*/bin/libxl-save-helper",
    "usr/bin/xenstore",
    "usr/bin/xenstore-ls",
    "usr/bin/xenstore-read",
    "usr/bin/xenstore-write",
    /* Loaded when libxenstore or libxl end a thread, which no dependency tells. */
    "lib/x86_64-linux-gnu/libgcc_s.so.1",
    NULL,
};

static bool has(const struct xnb_args *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i], text) == 0)
			return true;
	return false;
}

/* A line of the dynamic linker's list: "name => FILE (0x...)". */
static int add_library(const char *line, const char *root, struct xnb_args *paths,
                       struct xnb_args *from, struct xnb_error *err)
{
	const char *file = strstr(line, " => ");
	char path[PATH_MAX];

	if (!file)
		return 0;
	file += strlen(" => ");
	if (strncmp(file, root, strlen(root)) != 0)
		return xnb_fail(err, XNB_EXIT_FAILED, ENOENT,
		                "%s: a library that is not in the cache; remove the "
		                "cache and run: xen-numabench lab fetch",
		                line);
	if (xnb_path(path, err, "%.*s", (int)strcspn(file, " "), file))
		return -1;
	if (!has(from, path)) {
		xnb_args_add(from, "%s", path);
		xnb_args_add(paths, "%s", path + strlen(root) + 1);
	}
	return 0;
}

/* The file that the pattern matches below the root, or below usr/ there: from Debian 13
 * on packages have everything in that. */
static int find(char path[PATH_MAX], const char *root, const char *pattern,
                struct xnb_error *err)
{
	char below[PATH_MAX];

	if (xnb_path(below, err, "usr/%s", pattern))
		return -1;
	if (!xnb_find_one(path, root, below, NULL))
		return 0;
	return xnb_find_one(path, root, pattern, err);
}

static int list_libraries(const char *root, const char *program, struct xnb_buf *list,
                          struct xnb_error *err)
{
	struct xnb_args argv = {0};
	struct xnb_program loader = {.package = "libc6", .stdin_fd = -1};
	char path[PATH_MAX];
	int result;

	if (find(path, root, LOADER, err))
		return -1;
	xnb_args_add(&argv, "%s", path);
	xnb_args_add(&argv, "--inhibit-cache");
	xnb_args_add(&argv, "--library-path");
	xnb_args_add(&argv, "%s/lib/x86_64-linux-gnu:%s/usr/lib/x86_64-linux-gnu", root,
	             root);
	xnb_args_add(&argv, "--list");
	xnb_args_add(&argv, "%s", program);
	loader.argv = (const char *const *)argv.v;
	result = argv.failed ? xnb_fail_nomem(err) : xnb_program_run(&loader, list, err);
	xnb_args_free(&argv);
	return result;
}

static int add_libraries(const char *root, const char *program, struct xnb_args *paths,
                         struct xnb_args *from, struct xnb_error *err)
{
	struct xnb_buf list = {0};
	int result = list_libraries(root, program, &list, err);
	char *rest = NULL;

	for (char *line = result ? NULL : strtok_r(list.text, "\n", &rest);
	     line && !result; line = strtok_r(NULL, "\n", &rest))
		result = add_library(line, root, paths, from, err);
	xnb_buf_free(&list);
	return result;
}

int xnb_lab_toolstack_files(const struct xnb_lab_xen *xen, struct xnb_args *paths,
                            struct xnb_args *from, struct xnb_error *err)
{
	const char *root = xen->toolstack;
	char program[PATH_MAX];

	if (!root[0])
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                "Xen %s: it has no toolstack; leave --toolstack out",
		                xen->name);
	if (find(program, root, LOADER, err))
		return -1;
	xnb_args_add(paths, "lib64/ld-linux-x86-64.so.2");
	xnb_args_add(from, "%s", program);
	for (size_t i = 0; programs[i]; i++) {
		if (find(program, root, programs[i], err))
			return -1;
		xnb_args_add(paths, "%s", program + strlen(root) + 1);
		xnb_args_add(from, "%s", program);
		if (add_libraries(root, program, paths, from, err))
			return -1;
	}
	return 0;
}

int xnb_lab_toolstack_links(struct xnb_cpio *cpio, char *const *paths, size_t n,
                            struct xnb_error *err)
{
	static const char prefix[] = "usr/lib/xen-";

	for (size_t i = 0; i < n; i++) {
		const char *name = strrchr(paths[i], '/');
		char link[PATH_MAX], target[PATH_MAX];

		if (strncmp(paths[i], prefix, strlen(prefix)) != 0 || strstr(name, ".so"))
			continue;
		if (xnb_path(link, err, "usr/sbin%s", name) ||
		    xnb_path(target, err, "/%s", paths[i]) ||
		    xnb_cpio_link(cpio, link, target, err))
			return -1;
	}
	return 0;
}
