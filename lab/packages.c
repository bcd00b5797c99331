/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/packages.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool has(const struct xnb_args *names, const char *name, size_t length)
{
	for (size_t i = 0; i < names->n; i++)
		if (strlen(names->v[i]) == length && !memcmp(names->v[i], name, length))
			return true;
	return false;
}

/* One field: "libc6 (>= 2.35), python3:any, a | b". */
static void add_field(struct xnb_args *names, const char *field, const char *prefix)
{
	const char *end = field + strcspn(field, "\n");

	while (field < end) {
		size_t length;

		field += strspn(field, " ,");
		length = strcspn(field, " ,:|(\n");
		if (length && strncmp(field, prefix, strlen(prefix)) == 0 &&
		    !has(names, field, length))
			xnb_args_add(names, "%.*s", (int)length, field);
		field += strcspn(field, ",\n");
		if (*field == '\n')
			return;
	}
}

void xnb_add_depends(struct xnb_args *names, const char *show, const char *prefix)
{
	static const char *const fields[] = {"Depends: ", "Pre-Depends: "};

	for (const char *line = show; *line;) {
		size_t length = strcspn(line, "\n");

		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			if (strncmp(line, fields[i], strlen(fields[i])) == 0)
				add_field(names, line + strlen(fields[i]), prefix);
		line += length + (line[length] == '\n');
	}
}

int xnb_lab_packages_common(struct xnb_args *names, const struct xnb_lab_apt *apt,
                            struct xnb_error *err)
{
	struct xnb_args meta = {0}, depends = {0};
	struct xnb_buf out = {0};
	int result;

	xnb_args_add(&meta, "linux-image-amd64");
	result = xnb_lab_apt_show(apt, &meta, 0, &out, err);
	if (!result)
		xnb_add_depends(&depends, xnb_buf_text(&out), "linux-image-");
	if (!result && !depends.n)
		result = xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                  "linux-image-amd64: apt knows no kernel behind it; "
		                  "update its lists with: apt-get update");
	if (!result) {
		xnb_args_add(names, "%s", depends.v[0]);
		xnb_args_add(names, "busybox-static");
	}
	xnb_args_free(&meta);
	xnb_args_free(&depends);
	xnb_buf_free(&out);
	return names->failed ? xnb_fail_nomem(err) : result;
}

/* Adds what the packages from the first on need, until nothing new turns up. */
static int add_libraries(struct xnb_args *names, size_t first,
                         const struct xnb_lab_apt *apt, struct xnb_error *err)
{
	while (first < names->n) {
		struct xnb_buf out = {0};
		size_t n = names->n;

		if (xnb_lab_apt_show(apt, names, first, &out, err)) {
			xnb_buf_free(&out);
			return -1;
		}
		xnb_add_depends(names, xnb_buf_text(&out), "lib");
		xnb_add_depends(names, xnb_buf_text(&out), "zlib");
		xnb_buf_free(&out);
		first = n;
	}
	return names->failed ? xnb_fail_nomem(err) : 0;
}

static int ask_for(struct xnb_args *names, const struct xnb_lab_apt *apt,
                   struct xnb_error *err)
{
	struct xnb_buf out = {0};
	int result = xnb_lab_apt_show(apt, names, 0, &out, err);

	xnb_buf_free(&out);
	return result;
}

int xnb_lab_packages_xen(struct xnb_args *names, const struct xnb_lab_apt *apt,
                         const char *version, bool develop, struct xnb_error *err)
{
	size_t first;

	xnb_args_add(names, "xen-hypervisor-%s-amd64", version);
	if (develop)
		xnb_args_add(names, "libxen-dev");
	if (ask_for(names, apt, err))
		return -1;
	first = names->n;
	xnb_args_add(names, "xen-utils-%s", version);
	xnb_args_add(names, "libxenmisc%s", version);
	xnb_args_add(names, "xenstore-utils");
	return add_libraries(names, first, apt, err);
}

/* NAME_VERSION_ARCHITECTURE.deb: whether it is made from Xen's source, and its version.
 */
static bool is_xens(const char *file, const char **version, size_t *length)
{
	static const char *const ours[] = {"xen-hypervisor-", "xen-utils-", "libxenmisc",
	                                   "libxen-dev", "xenstore-utils"};
	size_t end = strcspn(file, "\n"), name = strcspn(file, "_\n");

	if (name == end)
		return false;
	*version = file + name + 1;
	*length = strcspn(*version, "_\n");
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strncmp(file, ours[i], strlen(ours[i])) == 0)
			return true;
	return false;
}

int xnb_lab_packages_match(const char *files, struct xnb_error *err)
{
	const char *first = NULL, *expected = NULL;
	size_t wanted = 0;

	for (const char *file = files; *file; file += file[0] == '\n') {
		const char *version;
		size_t length;

		if (is_xens(file, &version, &length)) {
			if (!expected) {
				first = file;
				expected = version;
				wanted = length;
			}
			if (length != wanted || memcmp(version, expected, length) != 0)
				return xnb_fail(
				    err, XNB_EXIT_ENVIRONMENT, 0,
				    "%.*s and %.*s: these packages are of different "
				    "versions, and must not be used together; update "
				    "the mirror, or its lists by: apt-get update",
				    (int)strcspn(first, "\n"), first,
				    (int)strcspn(file, "\n"), file);
		}
		file += strcspn(file, "\n");
	}
	return 0;
}
