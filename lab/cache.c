/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/cache.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/program.h"
#include "lab/files.h"
#include "lab/kernel.h"
#include "lab/packages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAYOUT "xen-numabench lab files 2\n"

const char *const xnb_lab_modules[] = {
    "virtio_ring",
    "virtio",
    "virtio_pci_legacy_dev",
    "virtio_pci_modern_dev",
    "virtio_pci",
    "virtio_console",
    "xen-privcmd",
    "xenfs",
    "xen-evtchn",
    "xen-gntdev",
    NULL,
};

int xnb_lab_cache_open(struct xnb_lab_cache *cache, const char *dir,
                       struct xnb_error *err)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char given[PATH_MAX];

	if (!dir && !(xdg && xdg[0] == '/') && !home)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "no HOME to keep the lab's files in; give --cache DIR");
	if (dir ? xnb_path(given, err, "%s", dir)
	    : xdg && xdg[0] == '/'
	        ? xnb_path(given, err, "%s/xen-numabench", xdg)
	        : xnb_path(given, err, "%s/.cache/xen-numabench", home))
		return -1;
	if (xnb_make_dirs(given, err))
		return -1;
	if (!realpath(given, cache->dir))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s", given,
		                strerror(errno));
	return xnb_path(cache->files, err, "%s/files", cache->dir);
}

int xnb_lab_cache_lock(const struct xnb_lab_cache *cache, struct xnb_error *err)
{
	char path[PATH_MAX];
	int fd, result;

	if (xnb_path(path, err, "%s/lock", cache->dir))
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot create: %s; choose another --cache", path,
		                strerror(errno));
	result = flock(fd, LOCK_EX | LOCK_NB);
	if (result && errno == EWOULDBLOCK) {
		fprintf(stderr,
		        "xen-numabench: lab: waiting for another one that uses %s\n",
		        cache->dir);
		do
			result = flock(fd, LOCK_EX);
		while (result && errno == EINTR);
	}
	if (!result)
		return fd;
	xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
	         "%s: cannot lock: %s; choose another --cache", path, strerror(errno));
	close(fd);
	return -1;
}

static bool has_file(const struct xnb_lab_cache *cache, const char *name,
                     const char *suffix)
{
	char path[PATH_MAX];

	return !xnb_path(path, NULL, "%s/%s%s", cache->files, name, suffix) &&
	       access(path, R_OK) == 0;
}

bool xnb_lab_cache_complete(const struct xnb_lab_cache *cache)
{
	static const char *const needed[] = {"xen", "kernel", "busybox",
	                                     "toolstack/usr/bin/xenstore"};
	char path[PATH_MAX];
	struct xnb_buf text = {0};
	bool complete = !xnb_path(path, NULL, "%s/manifest", cache->files) &&
	                !xnb_read_file(path, &text, 1 << 20, NULL) &&
	                !strncmp(xnb_buf_text(&text), LAYOUT, strlen(LAYOUT));

	xnb_buf_free(&text);
	for (size_t i = 0; complete && i < sizeof(needed) / sizeof(needed[0]); i++)
		complete = has_file(cache, needed[i], "");
	for (size_t i = 0; complete && xnb_lab_modules[i]; i++) {
		char name[64];

		snprintf(name, sizeof(name), "modules/%s", xnb_lab_modules[i]);
		complete = has_file(cache, name, ".ko");
	}
	return complete;
}

/* The directory that a fill works in, and the parts of it. */
struct fill {
	char root[PATH_MAX];  /* CACHE/files.new */
	char debs[PATH_MAX];  /* root/debs */
	char plain[PATH_MAX]; /* root/plain: hypervisor, kernel and busybox, unpacked */
	char toolstack[PATH_MAX];
};

static int download(const struct fill *fill, const struct xnb_lab_packages *packages,
                    struct xnb_error *err)
{
	struct xnb_args argv = {0};
	struct xnb_program apt = {.dir = fill->debs, .package = "apt", .stdin_fd = -1};
	int result;

	xnb_args_add(&argv, "apt-get");
	xnb_args_add(&argv, "-q");
	xnb_args_add(&argv, "-oAcquire::Retries=3");
	xnb_args_add(&argv, "download");
	xnb_args_add(&argv, "busybox-static");
	xnb_args_add(&argv, "%s", packages->xen);
	xnb_args_add(&argv, "%s", packages->kernel);
	for (size_t i = 0; i < packages->toolstack.n; i++)
		xnb_args_add(&argv, "%s", packages->toolstack.v[i]);
	apt.argv = (const char *const *)argv.v;
	fprintf(stderr,
	        "xen-numabench: lab: downloading %zu packages (not installing them): "
	        "%s, %s, busybox-static, %s and its libraries\n",
	        argv.n - 4, packages->xen, packages->kernel, packages->toolstack.v[0]);
	result = argv.failed ? xnb_fail_nomem(err) : xnb_program_run(&apt, NULL, err);
	if (result && err->exit == XNB_EXIT_FAILED) {
		char said[512];

		snprintf(said, sizeof(said), "%.500s", err->text);
		result =
		    xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		             "cannot download %s and others (%s); when there is a "
		             "network, run: apt-get update && xen-numabench lab fetch",
		             packages->xen, said);
	}
	xnb_args_free(&argv);
	return result;
}

static int run_dpkg(const char *deb, const char *into, struct xnb_error *err)
{
	const char *argv[] = {"dpkg", "-x", deb, into, NULL};
	struct xnb_program dpkg = {.argv = argv, .package = "dpkg", .stdin_fd = -1};

	return xnb_program_run(&dpkg, NULL, err);
}

static bool is_plain(const char *deb)
{
	static const char *const plain[] = {"xen-hypervisor-", "linux-image-",
	                                    "busybox-"};

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strncmp(deb, plain[i], strlen(plain[i])) == 0)
			return true;
	return false;
}

static int unpack_one(const struct fill *fill, const char *name, struct xnb_error *err)
{
	char deb[PATH_MAX];

	if (xnb_path(deb, err, "%s/%s", fill->debs, name))
		return -1;
	return run_dpkg(deb, is_plain(name) ? fill->plain : fill->toolstack, err);
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Unpacks every package and lists them in the manifest. */
static int unpack_all(const struct fill *fill, struct xnb_buf *manifest,
                      struct xnb_error *err)
{
	struct dirent **debs;
	int n = scandir(fill->debs, &debs, not_hidden, alphasort);
	int result = 0;

	if (n < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot read: %s",
		                fill->debs, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (!result)
			result = unpack_one(fill, debs[i]->d_name, err);
		xnb_buf_printf(manifest, "%s\n", debs[i]->d_name);
		free(debs[i]);
	}
	free(debs);
	return result;
}

/* Moves the file that the pattern under plain/ matches to root/NAME. */
static int take(const struct fill *fill, const char *pattern, const char *name,
                struct xnb_error *err)
{
	char from[PATH_MAX], to[PATH_MAX], glob[PATH_MAX];

	if (xnb_path(glob, err, "%s/%s", fill->plain, pattern) ||
	    xnb_find_one(from, glob, err) || xnb_path(to, err, "%s/%s", fill->root, name))
		return -1;
	if (rename(from, to))
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot move: %s", from,
		                strerror(errno));
	return 0;
}

static int take_modules(const struct fill *fill, struct xnb_error *err)
{
	for (size_t i = 0; xnb_lab_modules[i]; i++) {
		char name[80], pattern[160];

		/* drivers/virtio/x.ko, drivers/xen/xenfs/x.ko */
		snprintf(name, sizeof(name), "modules/%s.ko", xnb_lab_modules[i]);
		snprintf(pattern, sizeof(pattern), "lib/modules/*/kernel/drivers/*/%s.ko",
		         xnb_lab_modules[i]);
		if (take(fill, pattern, name, NULL) == 0)
			continue;
		snprintf(pattern, sizeof(pattern),
		         "lib/modules/*/kernel/drivers/*/*/%s.ko", xnb_lab_modules[i]);
		if (take(fill, pattern, name, err))
			return -1;
	}
	return 0;
}

static int unzip(const struct fill *fill, const char *name, struct xnb_error *err)
{
	const char *argv[] = {"gzip", "-d", name, NULL};
	struct xnb_program gzip = {
	    .argv = argv, .dir = fill->root, .package = "gzip", .stdin_fd = -1};

	return xnb_program_run(&gzip, NULL, err);
}

static int take_kernel(const struct fill *fill, struct xnb_error *err)
{
	char packed[PATH_MAX], kernel[PATH_MAX];

	if (take(fill, "boot/vmlinuz-*", "vmlinuz", err) ||
	    xnb_path(packed, err, "%s/vmlinuz", fill->root) ||
	    xnb_path(kernel, err, "%s/kernel", fill->root) ||
	    xnb_unpack_kernel(packed, kernel, err))
		return -1;
	unlink(packed);
	return 0;
}

static int arrange(const struct fill *fill, struct xnb_error *err)
{
	if (take(fill, "boot/xen-[0-9]*-amd64.gz", "xen.gz", err) ||
	    unzip(fill, "xen.gz", err) || take_kernel(fill, err) ||
	    take(fill, "bin/busybox", "busybox", err) || take_modules(fill, err) ||
	    xnb_remove_tree(fill->plain, err))
		return -1;
	return xnb_remove_tree(fill->debs, err);
}

static int make_fill(struct fill *fill, const struct xnb_lab_cache *cache,
                     struct xnb_error *err)
{
	char modules[PATH_MAX];

	if (xnb_path(fill->root, err, "%s/files.new", cache->dir) ||
	    xnb_path(fill->debs, err, "%s/debs", fill->root) ||
	    xnb_path(fill->plain, err, "%s/plain", fill->root) ||
	    xnb_path(fill->toolstack, err, "%s/toolstack", fill->root) ||
	    xnb_path(modules, err, "%s/modules", fill->root))
		return -1;
	if (xnb_remove_tree(fill->root, err) || xnb_make_dirs(fill->debs, err) ||
	    xnb_make_dirs(fill->plain, err) || xnb_make_dirs(fill->toolstack, err))
		return -1;
	return xnb_make_dirs(modules, err);
}

/* Everything must be on the disk before the name says that it is. */
static int publish(const struct fill *fill, const struct xnb_lab_cache *cache,
                   const struct xnb_buf *manifest, struct xnb_error *err)
{
	char path[PATH_MAX];

	if (xnb_path(path, err, "%s/manifest", fill->root) ||
	    xnb_replace_file(path, manifest->text, manifest->length, err))
		return -1;
	sync();
	if (xnb_remove_tree(cache->files, err))
		return -1;
	if (rename(fill->root, cache->files))
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot rename: %s",
		                fill->root, strerror(errno));
	return 0;
}

static int fill_cache(const struct xnb_lab_cache *cache, struct xnb_error *err)
{
	struct xnb_lab_packages packages;
	struct xnb_buf manifest = {0};
	struct fill fill;
	int result;

	if (xnb_lab_packages_find(&packages, err))
		return -1;
	xnb_buf_puts(&manifest, LAYOUT);
	result = make_fill(&fill, cache, err) || download(&fill, &packages, err) ||
	                 unpack_all(&fill, &manifest, err) || arrange(&fill, err)
	             ? -1
	             : 0;
	if (!result && manifest.failed)
		result = xnb_fail_nomem(err);
	if (!result)
		result = publish(&fill, cache, &manifest, err);
	if (result)
		xnb_remove_tree(fill.root, NULL);
	xnb_buf_free(&manifest);
	xnb_lab_packages_free(&packages);
	return result;
}

int xnb_lab_cache_fill(const struct xnb_lab_cache *cache, struct xnb_error *err)
{
	int lock, result = 0;

	if (xnb_lab_cache_complete(cache))
		return 0;
	lock = xnb_lab_cache_lock(cache, err);
	if (lock < 0)
		return -1;
	/* Another one may have filled it while we waited. */
	if (!xnb_lab_cache_complete(cache))
		result = fill_cache(cache, err);
	close(lock);
	return result;
}
