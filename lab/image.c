/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/image.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/program.h"
#include "base/sha256.h"
#include "lab/cpio.h"
#include "lab/files.h"
#include "lab/protocol.h"
#include "lab/toolstack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The image's first file names what it was made from: equal names, equal images. It is
 * a hash, for the names of folders on this machine would lie in dom0's memory, and where
 * other things lie there would depend on how long they are.
 */
#define SOURCES "lab/sources"

/*
 * An image is as long as its next multiple: what lies behind it in the box, and Xen's
 * heap around it, then lie at the same place for programs that differ in some bytes.
 */
#define ALIGN ((off_t)16 << 20)

/* What goes into a base image: `from` on this machine becomes `path` there. */
struct content {
	struct xnb_args paths, from;
	struct xnb_buf sources;
	char hash[XNB_SHA256_SIZE]; /* of the text of `sources` */
};

static void add(struct content *content, const char *path, const char *from)
{
	xnb_args_add(&content->paths, "%s", path);
	xnb_args_add(&content->from, "%s", from);
}

static void free_content(struct content *content)
{
	xnb_args_free(&content->paths);
	xnb_args_free(&content->from);
	xnb_buf_free(&content->sources);
}

int xnb_lab_own_program(char path[PATH_MAX], const char *name, struct xnb_error *err)
{
	static const char *const places[] = {"", "../lab/", "../cli/",
	                                     "../libexec/xen-numabench/"};
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "/proc/self/exe: %s",
		                strerror(errno));
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (xnb_path(path, err, "%s/%s%s", self, places[i], name))
			return -1;
		if (access(path, R_OK) == 0)
			return 0;
	}
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                "%s: not found beside %s; build it with -DSTATIC=ON", name, self);
}

static int add_own(struct content *content, const char *dom0, struct xnb_error *err)
{
	char from[PATH_MAX];

	if (xnb_lab_own_program(from, "xen-numabench-lab-init", err))
		return -1;
	add(content, "init", from);
	if (dom0)
		add(content, "bin/xen-numabench-dom0", dom0);
	return 0;
}

static int add_modules(struct content *content, const struct xnb_lab_cache *cache,
                       struct xnb_error *err)
{
	for (size_t i = 0; xnb_lab_modules[i]; i++) {
		char path[PATH_MAX], from[PATH_MAX];

		if (xnb_path(path, err, XNB_DOM0_MODULES "/%02zu-%s.ko", i,
		             xnb_lab_modules[i]) ||
		    xnb_path(from, err, "%s/modules/%s.ko", cache->files,
		             xnb_lab_modules[i]))
			return -1;
		add(content, path, from);
	}
	return 0;
}

static int add_files(struct content *content, const struct xnb_lab_cache *cache,
                     const struct xnb_lab_xen *xen, const struct xnb_lab_job *job,
                     struct xnb_error *err)
{
	char busybox[PATH_MAX];

	if (xnb_path(busybox, err, "%s/busybox", cache->files))
		return -1;
	add(content, "bin/busybox", busybox);
	if (add_own(content, job->dom0, err) || add_modules(content, cache, err))
		return -1;
	if (job->toolstack &&
	    xnb_lab_toolstack_files(xen, &content->paths, &content->from, err))
		return -1;
	return content->paths.failed || content->from.failed ? xnb_fail_nomem(err) : 0;
}

static int describe_one(struct xnb_buf *sources, const char *path, const char *from,
                        struct xnb_error *err)
{
	struct stat st;

	if (stat(from, &st))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s", from,
		                strerror(errno));
	xnb_buf_printf(sources, "%s %s %lld %lld.%09ld\n", path, from,
	               (long long)st.st_size, (long long)st.st_mtim.tv_sec,
	               st.st_mtim.tv_nsec);
	return 0;
}

/* One line per file, and one for this program: its code too shapes the image. */
static int describe(struct content *content, struct xnb_error *err)
{
	struct xnb_sha256 hash;

	if (describe_one(&content->sources, "-", "/proc/self/exe", err))
		return -1;
	for (size_t i = 0; i < content->from.n; i++)
		if (describe_one(&content->sources, content->paths.v[i],
		                 content->from.v[i], err))
			return -1;
	if (content->sources.failed)
		return xnb_fail_nomem(err);
	xnb_sha256_begin(&hash);
	xnb_sha256_add(&hash, content->sources.text, content->sources.length);
	xnb_sha256_end(&hash, content->hash);
	return 0;
}

/* Every directory of the path that the archive does not have yet. */
static int put_parents(struct xnb_cpio *cpio, struct xnb_args *made, const char *path,
                       struct xnb_error *err)
{
	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		char dir[PATH_MAX];
		bool known = false;

		if (xnb_path(dir, err, "%.*s", (int)(at - path), path))
			return -1;
		for (size_t i = 0; !known && i < made->n; i++)
			known = strcmp(made->v[i], dir) == 0;
		if (known)
			continue;
		xnb_args_add(made, "%s", dir);
		if (xnb_cpio_dir(cpio, dir, err))
			return -1;
	}
	return 0;
}

static int put_dirs(struct xnb_cpio *cpio, struct xnb_args *made, struct xnb_error *err)
{
	/* Mount points, and what the toolstack's daemons write to. */
	static const char *const dirs[] = {"lab/",
	                                   "etc/xen/",
	                                   "dev/",
	                                   "proc/",
	                                   "sys/",
	                                   "run/",
	                                   "tmp/",
	                                   XNB_DOM0_OUT "/",
	                                   "bin/",
	                                   "sbin/",
	                                   "usr/sbin/",
	                                   "usr/bin/",
	                                   XNB_DOM0_PUT "/",
	                                   "var/lib/xen/",
	                                   "var/lib/xenstored/",
	                                   "var/log/xen/console/"};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (put_parents(cpio, made, dirs[i], err))
			return -1;
	return xnb_cpio_link(cpio, "var/run", "../run", err) ||
	               xnb_cpio_link(cpio, "var/lock", "../run/lock", err)
	           ? -1
	           : 0;
}

/* A link for each of busybox's programs, asked from busybox itself. */
static int put_applets(struct xnb_cpio *cpio, const char *busybox, struct xnb_error *err)
{
	const char *argv[] = {busybox, "--list", NULL};
	struct xnb_program program = {
	    .argv = argv, .package = "busybox-static", .stdin_fd = -1};
	struct xnb_buf list = {0};
	char path[PATH_MAX];
	int result = xnb_program_run(&program, &list, err);

	for (char *name = result ? NULL : strtok(list.text, "\n"); name && !result;
	     name = strtok(NULL, "\n")) {
		if (strcmp(name, "busybox") == 0)
			continue;
		result = xnb_path(path, err, "bin/%s", name) ||
		                 xnb_cpio_link(cpio, path, "busybox", err)
		             ? -1
		             : 0;
	}
	xnb_buf_free(&list);
	return result;
}

static int put_content(struct xnb_cpio *cpio, const struct content *content,
                       struct xnb_error *err)
{
	struct xnb_args made = {0};
	int result = put_dirs(cpio, &made, err);

	for (size_t i = 0; !result && i < content->paths.n; i++)
		result = put_parents(cpio, &made, content->paths.v[i], err) ||
		                 xnb_cpio_file(cpio, content->paths.v[i],
		                               content->from.v[i], err)
		             ? -1
		             : 0;
	if (!result && made.failed)
		result = xnb_fail_nomem(err);
	xnb_args_free(&made);
	return result;
}

static int write_base(FILE *out, const char *name, const struct content *content,
                      bool toolstack, struct xnb_error *err)
{
	struct xnb_cpio cpio = {.out = out, .name = name};

	if (xnb_cpio_dir(&cpio, "lab", err) ||
	    xnb_cpio_data(&cpio, SOURCES, 0644, content->hash, sizeof(content->hash),
	                  err) ||
	    put_content(&cpio, content, err) ||
	    put_applets(&cpio, content->from.v[0], err) ||
	    xnb_cpio_link(&cpio, "bin/xen-numabench", "xen-numabench-dom0", err) ||
	    /* xl complains when it is missing. */
	    xnb_cpio_data(&cpio, "etc/xen/xl.conf", 0644, "", 0, err) ||
	    (toolstack &&
	     xnb_lab_toolstack_links(&cpio, content->paths.v, content->paths.n, err)) ||
	    xnb_cpio_end(&cpio, err))
		return -1;
	return 0;
}

/* Writes beside it and renames, so that a reader never sees half an image. */
static int build_base(const char *path, const struct content *content, bool toolstack,
                      struct xnb_error *err)
{
	char temporary[PATH_MAX];
	FILE *out;
	int result;

	if (xnb_path(temporary, err, "%s.new", path))
		return -1;
	out = fopen(temporary, "we");
	if (!out)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot create: %s",
		                temporary, strerror(errno));
	result = write_base(out, temporary, content, toolstack, err);
	if (fclose(out) && !result)
		result = xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                  "%s: cannot write: %s", temporary, strerror(errno));
	if (!result && rename(temporary, path))
		result = xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                  "%s: cannot rename: %s", temporary, strerror(errno));
	if (result)
		unlink(temporary);
	return result;
}

/* Whether the image begins with the name of these sources. */
static bool is_current(const char *path, const struct content *content)
{
	char *start = NULL, *found = NULL;
	size_t length = 0;
	FILE *expected = open_memstream(&start, &length);
	FILE *image = fopen(path, "re");
	struct xnb_cpio cpio = {.out = expected, .name = path};
	bool same = false;

	if (expected && image && !xnb_cpio_dir(&cpio, "lab", NULL) &&
	    !xnb_cpio_data(&cpio, SOURCES, 0644, content->hash, sizeof(content->hash),
	                   NULL) &&
	    fflush(expected) == 0 && (found = malloc(length)))
		same = fread(found, 1, length, image) == length &&
		       memcmp(found, start, length) == 0;
	if (expected)
		fclose(expected);
	if (image)
		fclose(image);
	free(start);
	free(found);
	return same;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What dom0's init would not take, or what would silently replace something. */
static int check_job(const struct xnb_lab_job *job, struct xnb_error *err)
{
	size_t bytes = 0, words = 0;

	for (; job->argv[words]; words++)
		bytes += strlen(job->argv[words]) + 1;
	if (words > XNB_JOB_WORDS || bytes > XNB_JOB_BYTES)
		return xnb_fail(err, XNB_EXIT_USAGE, E2BIG,
		                "the command has %zu words and %zu bytes: at most %d and "
		                "%d go into the box; put it into a file and --put that",
		                words, bytes, XNB_JOB_WORDS, XNB_JOB_BYTES);
	for (size_t i = 0; i < job->n_put; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(base_name(job->put[i]), base_name(job->put[j])))
				return xnb_fail(err, XNB_EXIT_USAGE, EEXIST,
				                "--put: %s and %s would have the same "
				                "name in the box; rename one",
				                job->put[j], job->put[i]);
	return 0;
}

/* What the box says of itself in dom0. */
static int put_facts(struct xnb_cpio *cpio, const struct xnb_lab_job *job,
                     struct xnb_error *err)
{
	char timing[32], nodes[16];
	int timing_length = snprintf(timing, sizeof(timing), "%s\n", job->timing);
	int nodes_length = snprintf(nodes, sizeof(nodes), "%u\n", job->nodes);

	if (xnb_cpio_data(cpio, XNB_DOM0_TIMING, 0644, timing, (size_t)timing_length,
	                  err))
		return -1;
	return xnb_cpio_data(cpio, XNB_DOM0_NODES, 0644, nodes, (size_t)nodes_length,
	                     err);
}

static int put_job(struct xnb_cpio *cpio, const struct xnb_lab_job *job,
                   struct xnb_error *err)
{
	struct xnb_buf text = {0};
	char path[PATH_MAX];
	int result;

	xnb_buf_append(&text, job->files ? "files" : "no-files",
	               job->files ? sizeof("files") : sizeof("no-files"));
	for (char *const *arg = job->argv; *arg; arg++)
		xnb_buf_append(&text, *arg, strlen(*arg) + 1);
	if (text.failed)
		return xnb_fail_nomem(err);
	result = xnb_cpio_data(cpio, XNB_DOM0_JOB, 0644, text.text, text.length, err);
	xnb_buf_free(&text);
	if (!result)
		result = put_facts(cpio, job, err);
	for (size_t i = 0; !result && i < job->n_put; i++)
		result =
		    xnb_path(path, err, XNB_DOM0_PUT "/%s", base_name(job->put[i])) ||
		            xnb_cpio_file(cpio, path, job->put[i], err)
		        ? -1
		        : 0;
	return result ? result : xnb_cpio_end(cpio, err);
}

static int copy_base(int base, int to, const char *name, struct xnb_error *err)
{
	struct stat st;

	if (fstat(base, &st))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s", name,
		                strerror(errno));
	for (off_t left = st.st_size; left > 0;) {
		ssize_t n = sendfile(to, base, NULL, (size_t)left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return xnb_fail(err, XNB_EXIT_FAILED, n ? errno : EIO,
			                "%s: cannot copy: %s", name,
			                strerror(n ? errno : EIO));
		left -= n;
	}
	return 0;
}

/* The kernel skips zeros behind an archive. */
static int fill_up(int fd, struct xnb_error *err)
{
	struct stat st;

	if (fstat(fd, &st) == 0 &&
	    ftruncate(fd, (st.st_size + ALIGN - 1) / ALIGN * ALIGN) == 0)
		return 0;
	return xnb_fail(err, XNB_EXIT_FAILED, errno, "initrd: %s", strerror(errno));
}

static int assemble(const char *base_path, int base, const struct xnb_lab_job *job,
                    struct xnb_error *err)
{
	int fd = memfd_create("xen-numabench-initrd", 0);
	FILE *out = fd < 0 ? NULL : fdopen(dup(fd), "w");
	struct xnb_cpio cpio = {.out = out, .name = "initrd"};
	int result;

	if (!out) {
		xnb_fail(err, XNB_EXIT_FAILED, errno, "initrd: %s", strerror(errno));
		goto failed;
	}
	result = copy_base(base, fd, base_path, err) || put_job(&cpio, job, err) ? -1 : 0;
	if (fclose(out) && !result)
		result =
		    xnb_fail(err, XNB_EXIT_FAILED, errno, "initrd: %s", strerror(errno));
	if (!result && fill_up(fd, err) == 0)
		return fd;
failed:
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Under the lock: nobody else replaces the image between building and opening it. */
static int open_base(const struct xnb_lab_cache *cache, const struct xnb_lab_xen *xen,
                     const char *path, const struct xnb_lab_job *job,
                     struct xnb_error *err)
{
	struct content content = {0};
	int base = -1;

	if (add_files(&content, cache, xen, job, err) || describe(&content, err))
		goto done;
	if (!is_current(path, &content) &&
	    build_base(path, &content, job->toolstack, err))
		goto done;
	base = open(path, O_RDONLY | O_CLOEXEC);
	if (base < 0)
		xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: %s", path,
		         strerror(errno));
done:
	free_content(&content);
	return base;
}

int xnb_lab_image(const struct xnb_lab_cache *cache, const struct xnb_lab_xen *xen,
                  const struct xnb_lab_job *job, struct xnb_error *err)
{
	char path[PATH_MAX];
	int lock, base, image;

	if (check_job(job, err) || xnb_path(path, err, "%s/%s.cpio", xen->own,
	                                    job->toolstack ? "toolstack" : "base"))
		return -1;
	lock = xnb_lab_cache_lock(cache, err);
	if (lock < 0)
		return -1;
	base = open_base(cache, xen, path, job, err);
	close(lock);
	if (base < 0)
		return -1;
	image = assemble(path, base, job, err);
	close(base);
	return image;
}
