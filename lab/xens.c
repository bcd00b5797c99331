/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/xens.h"

#include "base/io.h"
#include "base/program.h"
#include "lab/files.h"
#include "lab/fill.h"
#include "lab/packages.h"
#include "lab/signals.h"
#include "lab/xen_tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAYOUT "xen-numabench lab xen 1\n"

const struct xnb_lab_release xnb_lab_releases[] = {
    {"4.17", "bookworm"},
    {"4.20", "trixie"},
    {NULL, NULL},
};

const struct xnb_lab_release *xnb_lab_newest(void)
{
	const struct xnb_lab_release *release = xnb_lab_releases;

	while (release[1].version)
		release++;
	return release;
}

const char *xnb_lab_xen_version(const struct xnb_lab_xen_choice *choice)
{
	if (choice->dir)
		return NULL;
	return choice->version ? choice->version : XNB_XEN_VERSION;
}

/* Whether this machine's libraries are for it; then its packages are this machine's, too.
 */
static bool is_built_in(const char *version)
{
	return strcmp(version, XNB_XEN_VERSION) == 0;
}

static const struct xnb_lab_release *find_release(const char *version)
{
	const struct xnb_lab_release *release = xnb_lab_releases;

	while (release->version && strcmp(release->version, version) != 0)
		release++;
	return release->version ? release : NULL;
}

static bool same_dir(const char *a, const char *b)
{
	char *real_a = realpath(a, NULL), *real_b = realpath(b, NULL);
	bool same = strcmp(real_a ? real_a : a, real_b ? real_b : b) == 0;

	free(real_a);
	free(real_b);
	return same;
}

bool xnb_lab_xen_same(const struct xnb_lab_xen_choice *a,
                      const struct xnb_lab_xen_choice *b)
{
	if (a->dir || b->dir)
		return a->dir && b->dir && same_dir(a->dir, b->dir);
	return strcmp(xnb_lab_xen_version(a), xnb_lab_xen_version(b)) == 0;
}

int xnb_lab_xen_check(const struct xnb_lab_xen_choice *choice, struct xnb_error *err)
{
	struct xnb_buf known = {0};

	if (choice->version && choice->dir)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--xen and --xen-dir: give one of them");
	if (choice->dir && !choice->dir[0])
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--xen-dir: the name of a directory is missing; give "
		                "dist/install of Xen's sources");
	if (!choice->version || is_built_in(choice->version) ||
	    find_release(choice->version))
		return 0;
	for (const struct xnb_lab_release *r = xnb_lab_releases; r->version; r++)
		xnb_buf_printf(&known, "%s%s", known.length ? ", " : "", r->version);
	xnb_fail(
	    err, XNB_EXIT_USAGE, EINVAL,
	    "--xen: %s: no release that is packaged; take one of %s, or --xen-dir DIR "
	    "for a Xen of your own",
	    choice->version, xnb_buf_text(&known));
	xnb_buf_free(&known);
	return -1;
}

/* Paths of the release in the cache. */
static int name_paths(struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                      const char *version, struct xnb_error *err)
{
	*xen = (struct xnb_lab_xen){0};
	snprintf(xen->name, sizeof(xen->name), "%s", version);
	snprintf(xen->id, sizeof(xen->id), "%s", version);
	if (xnb_path(xen->own, err, "%s/xen/%s", cache->dir, version) ||
	    xnb_path(xen->hypervisor, err, "%s/files/hypervisor", xen->own) ||
	    xnb_path(xen->toolstack, err, "%s/files/toolstack", xen->own))
		return -1;
	return is_built_in(version)
	           ? 0
	           : xnb_path(xen->prefix, err, "%s/files/develop", xen->own);
}

static bool is_complete(const struct xnb_lab_xen *xen)
{
	static const char *const needed[] = {"hypervisor", "toolstack/usr/bin/xenstore",
	                                     NULL};
	static const char *const develop[] = {"develop/usr/include/xenctrl.h", NULL};
	char files[PATH_MAX];

	return !xnb_path(files, NULL, "%s/files", xen->own) &&
	       xnb_lab_fill_complete(files, LAYOUT, needed) &&
	       (!xen->prefix[0] || xnb_lab_fill_complete(files, LAYOUT, develop));
}

bool xnb_lab_xen_complete(const struct xnb_lab_cache *cache,
                          const struct xnb_lab_xen_choice *choice)
{
	const char *version = xnb_lab_xen_version(choice);
	struct xnb_lab_xen xen;

	return !version || (!name_paths(&xen, cache, version, NULL) && is_complete(&xen));
}

static int unzip(const struct xnb_lab_fill *fill, const char *name, struct xnb_error *err)
{
	const char *argv[] = {"gzip", "-d", name, NULL};
	struct xnb_program gzip = {
	    .argv = argv, .dir = fill->root, .package = "gzip", .stdin_fd = -1};

	return xnb_program_run(&gzip, NULL, err);
}

static int make_files(struct xnb_lab_fill *fill, const struct xnb_args *names,
                      const struct xnb_lab_apt *apt, struct xnb_error *err)
{
	static const struct xnb_lab_place places[] = {
	    {"xen-hypervisor-", "plain"}, {"libxen-dev_", "develop"}, {"", "toolstack"}};

	if (xnb_lab_fill_packages(fill, apt, names, places, err) ||
	    xnb_lab_packages_match(xnb_buf_text(&fill->manifest), err) ||
	    xnb_lab_fill_take(fill, "plain/boot/xen-[0-9]*-amd64.gz", "hypervisor.gz",
	                      err) ||
	    unzip(fill, "hypervisor.gz", err) || xnb_lab_fill_drop(fill, "plain", err) ||
	    xnb_lab_fill_drop(fill, "apt", err))
		return -1;
	return xnb_lab_fill_publish(fill, err);
}

/* Where another suite's packages are asked for; of the machine's own there is no need. */
static int open_apt(struct xnb_lab_apt *apt, const struct xnb_lab_fill *fill,
                    const char *version, struct xnb_error *err)
{
	if (is_built_in(version))
		return 0;
	apt->suite = find_release(version)->suite;
	return xnb_path(apt->dir, err, "%s/apt", fill->root) || xnb_lab_apt_open(apt, err)
	           ? -1
	           : 0;
}

/* The packages and what is in them; lists of all packages, and what apt makes of them. */
enum { NEEDED_MIB = 64, LISTS_MIB = 192 };

static int fill_xen(const struct xnb_lab_xen *xen, struct xnb_error *err)
{
	const bool built_in = is_built_in(xen->id);
	char target[PATH_MAX], remedy[160];
	struct xnb_lab_apt apt = {.remedy = remedy};
	struct xnb_args names = {0};
	struct xnb_lab_fill fill = {0};
	sigset_t before;
	int result;

	xnb_lab_hold_signals(&before);
	snprintf(remedy, sizeof(remedy), "%sxen-numabench lab fetch%s%s",
	         built_in ? "apt-get update && " : "", built_in ? "" : " --xen ",
	         built_in ? "" : xen->id);
	result = xnb_path(target, err, "%s/files", xen->own) ||
	                 xnb_lab_fill_begin(
	                     &fill, target, LAYOUT,
	                     built_in ? NEEDED_MIB : NEEDED_MIB + LISTS_MIB, err) ||
	                 open_apt(&apt, &fill, xen->id, err) ||
	                 xnb_lab_packages_xen(&names, &apt, xen->id, !built_in, err) ||
	                 make_files(&fill, &names, &apt, err)
	             ? -1
	             : 0;
	xnb_lab_fill_end(&fill);
	sigprocmask(SIG_SETMASK, &before, NULL);
	xnb_args_free(&names);
	return result ? xnb_fail_prefix(err, "Xen %s", xen->name) : 0;
}

/* Moves what an earlier version of this program had among the files of every box to its
 * place now. Whether it was there: else it is downloaded. */
static bool adopt(const struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache)
{
	static const char *const old[][2] = {{"xen", "hypervisor"},
	                                     {"toolstack", "toolstack"}};
	static const char *const images[] = {"base.cpio", "toolstack.cpio"};
	char path[PATH_MAX], to[PATH_MAX], name[128];
	struct xnb_buf manifest = {0};
	struct xnb_lab_fill fill = {0};
	bool done = false;

	snprintf(name, sizeof(name), "\nxen-hypervisor-%s-amd64_", xen->id);
	if (xnb_path(path, NULL, "%s/manifest", cache->files) ||
	    xnb_read_file(path, &manifest, 1 << 20, NULL) ||
	    !strstr(xnb_buf_text(&manifest), name) ||
	    xnb_path(path, NULL, "%s/files", xen->own) ||
	    xnb_lab_fill_begin(&fill, path, LAYOUT, 0, NULL))
		goto done;
	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (xnb_path(path, NULL, "%s/%s", cache->files, old[i][0]) ||
		    xnb_path(to, NULL, "%s/%s", fill.root, old[i][1]) || rename(path, to))
			goto done;
	xnb_buf_puts(&fill.manifest, strchr(manifest.text, '\n') + 1);
	done =
	    !xnb_lab_fill_drop(&fill, "debs", NULL) && !xnb_lab_fill_publish(&fill, NULL);
	for (size_t i = 0; done && i < sizeof(images) / sizeof(images[0]); i++)
		if (!xnb_path(path, NULL, "%s/%s", cache->dir, images[i]))
			unlink(path);
done:
	xnb_lab_fill_end(&fill);
	xnb_buf_free(&manifest);
	return done;
}

static int get_release(struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                       const char *version, struct xnb_error *err)
{
	int lock, result = 0;

	if (name_paths(xen, cache, version, err) || xnb_make_dirs(xen->own, err))
		return -1;
	if (is_complete(xen))
		return 0;
	lock = xnb_lab_cache_lock(cache, err);
	if (lock < 0)
		return -1;
	/* Another one may have filled it while we waited. */
	if (!is_complete(xen) && !(is_built_in(version) && adopt(xen, cache)))
		result = fill_xen(xen, err);
	close(lock);
	return result;
}

int xnb_lab_xen_get(struct xnb_lab_xen *xen, const struct xnb_lab_cache *cache,
                    const struct xnb_lab_xen_choice *choice, struct xnb_error *err)
{
	if (xnb_lab_xen_check(choice, err))
		return -1;
	if (!choice->dir)
		return get_release(xen, cache, xnb_lab_xen_version(choice), err);
	return xnb_lab_xen_tree(xen, cache, choice->dir, err);
}
