/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/xen_tree_parts.h"

#include "base/io.h"
#include "lab/elf.h"
#include "lab/files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What a program of dom0's is linked with, and what domains built by libxl need too. */
static const char *const archives[] = {"xenctrl",    "xenforeignmemory", "xencall",
                                       "xenevtchn",  "xengnttab",        "xendevicemodel",
                                       "xentoollog", "xentoolcore"};
static const char *const libxl_archives[] = {"xenlight", "xenguest", "xenhypfs"};

/* As configure's --prefix was: its own default first. */
static const char *const prefixes[] = {"usr/local", "usr"};

/* Below root/PREFIX: "lib", "lib64", "lib/x86_64-linux-gnu". */
static bool find_below(const struct xnb_xen_tree *tree, const char *prefix,
                       const char *name, char path[PATH_MAX])
{
	static const char *const dirs[] = {"lib", "lib64", "lib/*", "share"};
	char pattern[PATH_MAX];

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (!xnb_path(pattern, NULL, "%s/%s/%s", prefix, dirs[i], name) &&
		    !xnb_find_one(path, tree->root, pattern, NULL))
			return true;
	return false;
}

static int lacks(const struct xnb_xen_tree *tree, const char *what, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                "%s: half built: there is a hypervisor, and no %s; run `make "
	                "dist` in Xen's sources to its end",
	                tree->root, what);
}

static int find_prefix(struct xnb_xen_tree *tree, struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		char archive[PATH_MAX];

		if (!find_below(tree, prefixes[i], "libxenctrl.a", archive))
			continue;
		*strrchr(archive, '/') = '\0';
		strcpy(tree->archives, archive);
		if (xnb_path(tree->headers, err, "%s/%s/include", tree->root,
		             prefixes[i]))
			return -1;
		if (!xnb_xen_tree_has(tree->headers, "xenctrl.h") ||
		    !xnb_xen_tree_has(tree->headers, "xen/domctl.h"))
			return lacks(tree, "headers of its libraries", err);
		if (!find_below(tree, prefixes[i], "pkgconfig/xencontrol.pc", tree->pc))
			return lacks(tree, "pkgconfig/xencontrol.pc", err);
		return 0;
	}
	return lacks(tree, "libxenctrl.a below usr/local or usr", err);
}

static bool has_archive(const struct xnb_xen_tree *tree, const char *name)
{
	char file[64];

	snprintf(file, sizeof(file), "lib%s.a", name);
	return xnb_xen_tree_has(tree->archives, file);
}

static int check_archives(struct xnb_xen_tree *tree, struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++) {
		char name[64];

		snprintf(name, sizeof(name), "lib%s.a", archives[i]);
		if (!has_archive(tree, archives[i]))
			return lacks(tree, name, err);
	}
	for (size_t i = 0; i < sizeof(libxl_archives) / sizeof(libxl_archives[0]); i++)
		if (!tree->no_libxl[0] && !has_archive(tree, libxl_archives[i]))
			snprintf(tree->no_libxl, sizeof(tree->no_libxl), "no lib%s.a",
			         libxl_archives[i]);
	if (!tree->no_libxl[0] && !xnb_xen_tree_has(tree->headers, "libxl.h"))
		strcpy(tree->no_libxl, "no libxl.h");
	return 0;
}

static int check_machine(const struct xnb_xen_tree *tree, struct xnb_error *err)
{
	struct xnb_buf file = {0};
	char path[PATH_MAX], unknown[32];
	const char *machine;
	int result = 0;

	if (xnb_path(path, err, "%s/libxenctrl.a", tree->archives) ||
	    xnb_read_regular(path, &file, (size_t)256 << 20, err)) {
		xnb_buf_free(&file);
		return -1;
	}
	machine = xnb_archive_machine(&file, unknown);
	if (!machine)
		result =
		    xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOEXEC,
		             "%s: not an archive of ELF files; build it again", path);
	else if (strcmp(machine, "x86") != 0)
		result = xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOEXEC,
		                  "%s: libraries for %s beside a hypervisor for x86; the "
		                  "lab needs those for x86",
		                  path, machine);
	xnb_buf_free(&file);
	return result;
}

/* Its line "Version: 4.20.0". */
static int read_libraries(struct xnb_xen_tree *tree, struct xnb_error *err)
{
	static const char field[] = "Version:";
	struct xnb_buf text = {0};
	const char *line;

	if (xnb_read_regular(tree->pc, &text, 1 << 16, err)) {
		xnb_buf_free(&text);
		return -1;
	}
	line = strstr(xnb_buf_text(&text), field);
	if (line) {
		line += strlen(field);
		line += strspn(line, " \t");
		snprintf(tree->libraries, sizeof(tree->libraries), "%.*s",
		         (int)xnb_word_length(line), line);
	}
	xnb_buf_free(&text);
	return tree->libraries[0]
	           ? 0
	           : xnb_fail(err, XNB_EXIT_ENVIRONMENT, EINVAL,
	                      "%s: tells no version; build it again", tree->pc);
}

static int check_versions(const struct xnb_xen_tree *tree, struct xnb_error *err)
{
	size_t length = xnb_release_length(tree->version);

	if (!tree->version[0] || (length == xnb_release_length(tree->libraries) &&
	                          strncmp(tree->version, tree->libraries, length) == 0))
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_ENVIRONMENT, EINVAL,
	    "%s: the hypervisor is %s and the libraries are %s, which it would "
	    "refuse; run `make dist` anew, into an empty dist/install",
	    tree->root, tree->version, tree->libraries);
}

int xnb_xen_tree_libraries(struct xnb_xen_tree *tree, struct xnb_error *err)
{
	if (find_prefix(tree, err) || check_archives(tree, err) ||
	    check_machine(tree, err) || read_libraries(tree, err))
		return -1;
	return check_versions(tree, err);
}
