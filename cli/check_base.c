/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_base.h"

#include "base/io.h"
#include "base/sha256.h"
#include "lab/accel.h"
#include "lab/dom0_program.h"
#include "lab/files.h"
#include "lab/image.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define META      "run.json"
#define KEY_BEGIN "xen-numabench base of a check 1\n"

static const struct xnb_lab_release *find_release(const char *version)
{
	for (const struct xnb_lab_release *r = xnb_lab_releases; r->version; r++)
		if (strcmp(r->version, version) == 0)
			return r;
	return NULL;
}

static int fail_choice(const char *text, struct xnb_error *err)
{
	struct xnb_buf names = {0};

	for (const struct xnb_lab_release *r = xnb_lab_releases; r->version; r++)
		xnb_buf_printf(&names, "%s%s", names.length ? ", " : "", r->version);
	xnb_fail(err, XNB_EXIT_USAGE, ENOENT,
	         "--base %s: neither a release (%s) nor a directory of an earlier "
	         "check --out",
	         text, xnb_buf_text(&names));
	xnb_buf_free(&names);
	return -1;
}

static bool has_runs(const char *dir)
{
	char path[PATH_MAX];

	for (const struct xnb_suite_box *box = xnb_suite_boxes; box->name; box++)
		if (!xnb_path(path, NULL, "%s/%s", dir, box->name) &&
		    xnb_check_base_has(path))
			return true;
	return false;
}

/* What `make dist' leaves, or a folder above it. */
static bool is_tree(const char *dir)
{
	static const char *const inside[] = {"boot", "install/boot", "dist/install/boot"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		if (!xnb_path(path, NULL, "%s/%s", dir, inside[i]) &&
		    access(path, F_OK) == 0)
			return true;
	return false;
}

static int check_dir(const char *dir, struct xnb_error *err)
{
	if (has_runs(dir))
		return 0;
	if (is_tree(dir))
		return xnb_fail(err, XNB_EXIT_USAGE, ENOENT,
		                "--base %s: is a Xen tree, and --base takes runs of one; "
		                "make them with check --xen-dir %s --out DIR, and give "
		                "that DIR",
		                dir, dir);
	return xnb_fail(err, XNB_EXIT_USAGE, ENOENT,
	                "--base %s: holds no run of any box; give the directory of an "
	                "earlier check --out, or a release",
	                dir);
}

int xnb_check_base_choose(struct xnb_check_base *base, const char *text,
                          struct xnb_error *err)
{
	const struct xnb_lab_release *release =
	    text ? find_release(text) : xnb_lab_newest();
	struct stat st;

	*base = (struct xnb_check_base){.lock = -1};
	if (release)
		base->choice.version = release->version;
	else if (stat(text, &st) == 0 && S_ISDIR(st.st_mode))
		base->dir = text;
	else
		return fail_choice(text, err);
	return base->dir ? check_dir(base->dir, err) : 0;
}

/* ---- keys ---- */

/* A file is known by its contents; the version of a package tells those of the rest. The
 * plugin need not be there. */
static int add_programs(struct xnb_sha256 *hash, const struct xnb_lab_cache *cache,
                        const struct xnb_lab_xen *xen, struct xnb_error *err)
{
	char dom0[PATH_MAX], init[PATH_MAX], manifest[PATH_MAX], plugin[PATH_MAX];
	const char *const files[] = {"/proc/self/exe", dom0, init, xen->hypervisor,
	                             manifest};

	if (xnb_lab_dom0_program(dom0, cache, xen, err) ||
	    xnb_lab_own_program(init, "xen-numabench-lab-init", err) ||
	    xnb_path(manifest, err, "%s/manifest", cache->files))
		return -1;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (xnb_sha256_add_file(hash, files[i], err))
			return -1;
	if (xnb_lab_own_program(plugin, "xen-numabench-path-parts.so", NULL) == 0)
		return xnb_sha256_add_file(hash, plugin, err);
	return 0;
}

static int add_qemu(struct xnb_sha256 *hash, struct xnb_error *err)
{
	const char *argv[] = {XNB_QEMU, "--version", NULL};
	const struct xnb_program qemu = {
	    .argv = argv, .package = XNB_QEMU_PACKAGE, .stdin_fd = -1, .seconds = 30};
	struct xnb_buf text = {0};
	int result = xnb_program_run(&qemu, &text, err);

	xnb_sha256_add(hash, xnb_buf_text(&text), text.length);
	xnb_buf_free(&text);
	return result;
}

static int hash_programs(struct xnb_check_base *base, const struct xnb_lab_cache *cache,
                         const struct xnb_lab_xen *xen, struct xnb_error *err)
{
	struct xnb_sha256 hash;

	xnb_sha256_begin(&hash);
	xnb_sha256_add(&hash, KEY_BEGIN, strlen(KEY_BEGIN));
	xnb_sha256_add(&hash, xen->id, strlen(xen->id) + 1);
	if (add_programs(&hash, cache, xen, err) || add_qemu(&hash, err))
		return -1;
	xnb_sha256_end(&hash, base->program);
	return 0;
}

static int box_key(const struct xnb_check_base *base, char key[XNB_SHA256_SIZE],
                   const struct xnb_suite_box *box, unsigned parts, struct xnb_error *err)
{
	struct xnb_args words = {0};
	struct xnb_sha256 hash;
	int result = 0;

	xnb_sha256_begin(&hash);
	xnb_sha256_add(&hash, base->program, strlen(base->program));
	xnb_suite_words(&words, box, parts, base->toolstack);
	for (size_t i = 0; i < words.n; i++)
		xnb_sha256_add(&hash, words.v[i], strlen(words.v[i]) + 1);
	if (words.failed)
		result = xnb_fail_nomem(err);
	xnb_sha256_end(&hash, key);
	xnb_args_free(&words);
	return result;
}

/* ---- what there is ---- */

/* What the runs of a directory say of their Xen. */
static int read_name(struct xnb_check_base *base, struct xnb_error *err)
{
	for (const struct xnb_suite_box *box = xnb_suite_boxes; box->name; box++) {
		char path[PATH_MAX];
		const char *version;
		json_t *run;

		if (xnb_path(path, err, "%s/%s/" META, base->dir, box->name))
			return -1;
		run = json_load_file(path, 0, NULL);
		version = json_string_value(
		    json_object_get(json_object_get(run, "environment"), "xen_version"));
		if (version)
			snprintf(base->name, sizeof(base->name), "%s", version);
		json_decref(run);
		if (version)
			return 0;
	}
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                "--base %s: no run.json in it says what Xen it is of; give the "
	                "directory of another check --out, or a release",
	                base->dir);
}

int xnb_check_base_open(struct xnb_check_base *base, const struct xnb_lab_cache *cache,
                        struct xnb_error *err)
{
	struct xnb_lab_xen xen;

	if (base->dir)
		return read_name(base, err);
	if (xnb_lab_xen_get(&xen, cache, &base->choice, err) ||
	    hash_programs(base, cache, &xen, err) ||
	    xnb_path(base->checks, err, "%s/check", xen.own))
		return -1;
	snprintf(base->name, sizeof(base->name), "%s", xen.name);
	return 0;
}

int xnb_check_base_path(const struct xnb_check_base *base, char path[PATH_MAX],
                        const struct xnb_suite_box *box, unsigned parts,
                        struct xnb_error *err)
{
	char key[XNB_SHA256_SIZE];

	if (base->dir)
		return xnb_path(path, err, "%s/%s", base->dir, box->name);
	if (box_key(base, key, box, parts, err))
		return -1;
	return xnb_path(path, err, "%s/%s-%.32s", base->checks, box->name, key);
}

bool xnb_check_base_has(const char *path)
{
	char meta[PATH_MAX];

	return !xnb_path(meta, NULL, "%s/" META, path) && access(meta, F_OK) == 0;
}
