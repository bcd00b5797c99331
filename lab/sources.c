/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/sources.h"

#include "base/io.h"
#include "lab/files.h"
#include "lab/span.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void xnb_lab_codename(char *out, size_t size, const char *os_release)
{
	static const char key[] = "VERSION_CODENAME=";

	out[0] = '\0';
	while (*os_release) {
		struct xnb_span line = xnb_span_line(&os_release), word;

		if (line.length <= strlen(key) || strncmp(line.at, key, strlen(key)) != 0)
			continue;
		line.at += strlen(key);
		line.length -= strlen(key);
		if (xnb_span_next(&line, &word, XNB_BLANKS "\"'"))
			snprintf(out, size, "%.*s", (int)word.length, word.at);
	}
}

/* Files that apt reads, by the end of their names. */
static const struct {
	const char *suffix;
	size_t (*add)(struct xnb_buf *out, const char *text,
	              const struct xnb_lab_suites *suites);
} kinds[] = {
    {".list", xnb_lab_sources_list},
    {".sources", xnb_lab_sources_deb822},
};

static bool ends_with(const char *name, const char *suffix)
{
	size_t length = strlen(name);

	return length > strlen(suffix) &&
	       strcmp(name + length - strlen(suffix), suffix) == 0;
}

/* Adds what is Debian's in one file, and how much that was to *n. */
static int add_file(struct xnb_buf *out, const char *path, size_t *n,
                    const struct xnb_lab_suites *suites, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	int result = xnb_read_regular(path, &text, 1 << 20, err);

	for (size_t i = 0; !result && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (ends_with(path, kinds[i].suffix))
			*n += kinds[i].add(out, xnb_buf_text(&text), suites);
	xnb_buf_free(&text);
	return result;
}

static int is_sources(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && (ends_with(entry->d_name, ".list") ||
	                                   ends_with(entry->d_name, ".sources"));
}

static int add_folder(struct xnb_buf *out, const char *dir, size_t *n,
                      const struct xnb_lab_suites *suites, struct xnb_error *err)
{
	struct dirent **names;
	int found = scandir(dir, &names, is_sources, alphasort), result = 0;
	char path[PATH_MAX];

	for (int i = 0; i < found; i++) {
		if (!result)
			result = xnb_path(path, err, "%s/%s", dir, names[i]->d_name) ||
			                 add_file(out, path, n, suites, err)
			             ? -1
			             : 0;
		free(names[i]);
	}
	if (found >= 0)
		free(names);
	return result;
}

static int read_codename(char *out, size_t size, const char *etc, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	char path[PATH_MAX];

	if (xnb_path(path, err, "%s/os-release", etc) ||
	    xnb_read_file(path, &text, 1 << 20, err)) {
		xnb_buf_free(&text);
		return -1;
	}
	xnb_lab_codename(out, size, xnb_buf_text(&text));
	xnb_buf_free(&text);
	return out[0] ? 0
	              : xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                         "%s: names no VERSION_CODENAME: which Debian runs here "
	                         "is unknown",
	                         path);
}

int xnb_lab_sources_read(struct xnb_buf *out, const char *etc, const char *wanted,
                         struct xnb_error *err)
{
	char running[64], path[PATH_MAX];
	struct xnb_lab_suites suites = {running, wanted};
	size_t n = 0;

	if (read_codename(running, sizeof(running), etc, err) ||
	    xnb_path(path, err, "%s/apt/sources.list", etc) ||
	    (access(path, F_OK) == 0 && add_file(out, path, &n, &suites, err)) ||
	    xnb_path(path, err, "%s/apt/sources.list.d", etc) ||
	    add_folder(out, path, &n, &suites, err))
		return -1;
	if (!n)
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, ENOENT,
		    "%s/apt: no source there is Debian's own for %s (its suite, "
		    "component main, signed by its archive keyring), from which "
		    "%s would come",
		    etc, running, wanted);
	return out->failed ? xnb_fail_nomem(err) : 0;
}
