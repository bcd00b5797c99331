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

static int apt_cache(const char *const *argv, struct xnb_buf *out, struct xnb_error *err)
{
	struct xnb_program program = {.argv = argv, .package = "apt", .stdin_fd = -1};

	return xnb_program_run(&program, out, err);
}

static int not_offered(const char *what, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                "%s: apt knows no such package; update its lists with: apt-get "
	                "update (the lab needs the packages of Debian 12 on amd64)",
	                what);
}

/* `apt-cache show` of the names from `first` on, appended to `out`. */
static int show(const struct xnb_args *names, size_t first, struct xnb_buf *out,
                struct xnb_error *err)
{
	struct xnb_args argv = {0};
	int result;

	xnb_args_add(&argv, "apt-cache");
	xnb_args_add(&argv, "--no-all-versions");
	xnb_args_add(&argv, "show");
	for (size_t i = first; i < names->n; i++)
		xnb_args_add(&argv, "%s", names->v[i]);
	if (argv.failed || names->failed)
		result = xnb_fail_nomem(err);
	else
		result = apt_cache((const char *const *)argv.v, out, err);
	if (result && err->exit == XNB_EXIT_FAILED)
		result = not_offered(names->v[first], err);
	xnb_args_free(&argv);
	return result;
}

static int find_xen(struct xnb_lab_packages *packages, struct xnb_error *err)
{
	struct xnb_args name = {0};
	struct xnb_buf out = {0};
	int result;

	xnb_args_add(&name, "xen-hypervisor-" XNB_XEN_VERSION "-amd64");
	result = show(&name, 0, &out, err);
	if (!result && !(packages->xen = strdup(name.v[0])))
		result = xnb_fail_nomem(err);
	xnb_args_free(&name);
	xnb_buf_free(&out);
	return result;
}

static int find_kernel(struct xnb_lab_packages *packages, struct xnb_error *err)
{
	struct xnb_args meta = {0}, depends = {0};
	struct xnb_buf out = {0};
	int result;

	xnb_args_add(&meta, "linux-image-amd64");
	result = show(&meta, 0, &out, err);
	if (!result)
		xnb_add_depends(&depends, xnb_buf_text(&out), "linux-image-");
	if (!result && !depends.n)
		result = not_offered("linux-image-amd64", err);
	if (!result && !(packages->kernel = strdup(depends.v[0])))
		result = xnb_fail_nomem(err);
	xnb_args_free(&meta);
	xnb_args_free(&depends);
	xnb_buf_free(&out);
	return result;
}

/* Adds what the packages from the first on need, until nothing new turns up. */
static int add_libraries(struct xnb_args *names, struct xnb_error *err)
{
	size_t first = 0;

	while (first < names->n) {
		struct xnb_buf out = {0};
		size_t n = names->n;

		if (show(names, first, &out, err)) {
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

static int find_toolstack(struct xnb_lab_packages *packages, struct xnb_error *err)
{
	xnb_args_add(&packages->toolstack, "xen-utils-" XNB_XEN_VERSION);
	xnb_args_add(&packages->toolstack, "libxenmisc" XNB_XEN_VERSION);
	xnb_args_add(&packages->toolstack, "xenstore-utils");
	return add_libraries(&packages->toolstack, err);
}

int xnb_lab_packages_find(struct xnb_lab_packages *packages, struct xnb_error *err)
{
	*packages = (struct xnb_lab_packages){0};
	if (find_xen(packages, err) || find_kernel(packages, err) ||
	    find_toolstack(packages, err)) {
		xnb_lab_packages_free(packages);
		return -1;
	}
	return 0;
}

void xnb_lab_packages_free(struct xnb_lab_packages *packages)
{
	free(packages->xen);
	free(packages->kernel);
	xnb_args_free(&packages->toolstack);
	*packages = (struct xnb_lab_packages){0};
}
