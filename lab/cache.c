/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/cache.h"

#include "base/io.h"
#include "base/program.h"
#include "lab/files.h"
#include "lab/fill.h"
#include "lab/kernel.h"
#include "lab/packages.h"
#include "lab/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAYOUT "xen-numabench lab files 2\n"
#define PLAIN  "plain" /* where packages are unpacked, before what is needed is taken */

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

bool xnb_lab_cache_complete(const struct xnb_lab_cache *cache)
{
	static const char *const needed[] = {"kernel", "busybox", NULL};
	bool complete = xnb_lab_fill_complete(cache->files, LAYOUT, needed);

	for (size_t i = 0; complete && xnb_lab_modules[i]; i++) {
		char path[PATH_MAX];

		complete = !xnb_path(path, NULL, "%s/modules/%s.ko", cache->files,
		                     xnb_lab_modules[i]) &&
		           access(path, R_OK) == 0;
	}
	return complete;
}

static int take_modules(const struct xnb_lab_fill *fill, struct xnb_error *err)
{
	char dir[PATH_MAX];

	if (xnb_path(dir, err, "%s/modules", fill->root) || xnb_make_dirs(dir, err))
		return -1;
	for (size_t i = 0; xnb_lab_modules[i]; i++) {
		char name[80], pattern[160];

		/* drivers/virtio/x.ko, drivers/xen/xenfs/x.ko */
		snprintf(name, sizeof(name), "modules/%s.ko", xnb_lab_modules[i]);
		snprintf(pattern, sizeof(pattern),
		         PLAIN "/lib/modules/*/kernel/drivers/*/%s.ko",
		         xnb_lab_modules[i]);
		if (xnb_lab_fill_take(fill, pattern, name, NULL) == 0)
			continue;
		snprintf(pattern, sizeof(pattern),
		         PLAIN "/lib/modules/*/kernel/drivers/*/*/%s.ko",
		         xnb_lab_modules[i]);
		if (xnb_lab_fill_take(fill, pattern, name, err))
			return -1;
	}
	return 0;
}

static int take_kernel(const struct xnb_lab_fill *fill, struct xnb_error *err)
{
	char packed[PATH_MAX], kernel[PATH_MAX];

	if (xnb_lab_fill_take(fill, PLAIN "/boot/vmlinuz-*", "vmlinuz", err) ||
	    xnb_path(packed, err, "%s/vmlinuz", fill->root) ||
	    xnb_path(kernel, err, "%s/kernel", fill->root) ||
	    xnb_unpack_kernel(packed, kernel, err))
		return -1;
	unlink(packed);
	return 0;
}

static int make_files(struct xnb_lab_fill *fill, const struct xnb_args *names,
                      const struct xnb_lab_apt *apt, struct xnb_error *err)
{
	static const struct xnb_lab_place places[] = {{"", PLAIN}};

	if (xnb_lab_fill_packages(fill, apt, names, places, err) ||
	    take_kernel(fill, err) ||
	    xnb_lab_fill_take(fill, PLAIN "/bin/busybox", "busybox", err) ||
	    take_modules(fill, err) || xnb_lab_fill_drop(fill, PLAIN, err))
		return -1;
	return xnb_lab_fill_publish(fill, err);
}

/* The kernel's package with all of its modules, and what is taken from it. */
enum { NEEDED_MIB = 640 };

static int fill_cache(const struct xnb_lab_cache *cache, struct xnb_error *err)
{
	static const struct xnb_lab_apt apt = {.remedy =
	                                           "apt-get update && xen-numabench "
	                                           "lab fetch"};
	struct xnb_args names = {0};
	struct xnb_lab_fill fill = {0};
	sigset_t before;
	int result;

	xnb_lab_hold_signals(&before);
	result = xnb_lab_packages_common(&names, &apt, err);
	if (!result)
		result =
		    xnb_lab_fill_begin(&fill, cache->files, LAYOUT, NEEDED_MIB, err) ||
		            make_files(&fill, &names, &apt, err)
		        ? -1
		        : 0;
	xnb_lab_fill_end(&fill);
	sigprocmask(SIG_SETMASK, &before, NULL);
	xnb_args_free(&names);
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
