/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/dom0_key.h"

#include "base/buf.h"
#include "base/program.h"
#include "lab/files.h"

#include "dom0_recipe.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEEPEST = 8 }; /* folders of headers: a link to one above must end somewhere */

/* The lines that are hashed at last: one a file, and one a word. */
static int add_file(struct xnb_buf *lines, const char *name, const char *path,
                    struct xnb_error *err)
{
	struct xnb_sha256 hash;
	char text[XNB_SHA256_SIZE];

	xnb_sha256_begin(&hash);
	if (xnb_sha256_add_file(&hash, path, err))
		return -1;
	xnb_sha256_end(&hash, text);
	xnb_buf_printf(lines, "%s %s\n", text, name);
	return 0;
}

/* The files that the pattern below `root` matches, in order; how many, or -1. */
static int add_matching(struct xnb_buf *lines, const char *root, const char *pattern,
                        struct xnb_error *err)
{
	glob_t found = {0};
	int result = xnb_glob(&found, root, pattern), n = 0;

	if (result && result != GLOB_NOMATCH)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EIO, "%s/%s: cannot be read",
		                root, pattern);
	for (; (size_t)n < found.gl_pathc; n++) {
		const char *file = found.gl_pathv[n];

		if (add_file(lines, file + strlen(root), file, err)) {
			n = -1;
			break;
		}
	}
	globfree(&found);
	return n;
}

static int add_patterns(struct xnb_buf *lines, const char *root,
                        const char *const *patterns, struct xnb_error *err)
{
	int n = 0;

	for (; *patterns; patterns++) {
		int more = add_matching(lines, root, *patterns, err);

		if (more < 0)
			return -1;
		n += more;
	}
	return n;
}

static int not_itself(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int add_folder(struct xnb_buf *lines, const char *root, const char *name,
                      unsigned depth, struct xnb_error *err);

static int add_entry(struct xnb_buf *lines, const char *root, const char *folder,
                     const char *entry, unsigned depth, struct xnb_error *err)
{
	char name[PATH_MAX], path[PATH_MAX];
	struct stat st;

	if (xnb_path(name, err, "%s/%s", folder, entry) ||
	    xnb_path(path, err, "%s%s", root, name))
		return -1;
	if (stat(path, &st)) /* a link to nowhere is no header */
		return 0;
	if (S_ISDIR(st.st_mode))
		return add_folder(lines, root, name, depth + 1, err);
	return S_ISREG(st.st_mode) ? add_file(lines, name, path, err) : 0;
}

/* All of a folder, which need not be there. */
static int add_folder(struct xnb_buf *lines, const char *root, const char *name,
                      unsigned depth, struct xnb_error *err)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int n, result = 0;

	if (depth > DEEPEST)
		return 0;
	if (xnb_path(path, err, "%s%s", root, name))
		return -1;
	n = scandir(path, &entries, not_itself, alphasort);
	if (n < 0 && errno == ENOENT)
		return 0;
	if (n < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot read: %s",
		                path, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (!result)
			result =
			    add_entry(lines, root, name, entries[i]->d_name, depth, err);
		free(entries[i]);
	}
	free(entries);
	return result;
}

static int add_sources(struct xnb_buf *lines, const char *root, struct xnb_error *err)
{
	static const char *const patterns[] = {XNB_DOM0_SOURCES, NULL};
	int n = add_patterns(lines, root, patterns, err);

	return n == 0 ? xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                         "%s: no sources of xen-numabench", root)
	              : n;
}

/* As cmake/Xen.cmake looks for them. */
static int add_prefix(struct xnb_buf *lines, const char *root, struct xnb_error *err)
{
	static const char *const archives[] = {
	    "usr/local/lib*/lib*.a", "usr/lib/lib*.a",         "usr/lib64/lib*.a",
	    "usr/lib/*/lib*.a",      "usr/local/lib/*/lib*.a", NULL};

	if (add_folder(lines, root, "/usr/include", 0, err) ||
	    add_folder(lines, root, "/usr/local/include", 0, err))
		return -1;
	return add_patterns(lines, root, archives, err);
}

static int add_compiler(struct xnb_buf *lines, const char *compiler,
                        struct xnb_error *err)
{
	const char *argv[] = {compiler, "--version", NULL};
	const struct xnb_program program = {
	    .argv = argv, .package = "gcc", .stdin_fd = -1};

	return xnb_program_run(&program, lines, err);
}

int xnb_dom0_key(char key[XNB_SHA256_SIZE], const struct xnb_dom0_recipe *recipe,
                 struct xnb_error *err)
{
	struct xnb_buf lines = {0};
	struct xnb_sha256 hash;
	int result = -1;

	xnb_buf_printf(&lines, "%s\n%s\n%s\n%s\n", recipe->version, recipe->commit,
	               recipe->build_type, recipe->flags);
	if (add_compiler(&lines, recipe->compiler, err) ||
	    add_sources(&lines, recipe->sources, err) < 0)
		goto done;
	xnb_buf_puts(&lines, "prefix\n");
	if (add_prefix(&lines, recipe->prefix, err) < 0)
		goto done;
	if (lines.failed) {
		xnb_fail_nomem(err);
		goto done;
	}
	xnb_sha256_begin(&hash);
	xnb_sha256_add(&hash, lines.text, lines.length);
	xnb_sha256_end(&hash, key);
	result = 0;
done:
	xnb_buf_free(&lines);
	return result;
}
