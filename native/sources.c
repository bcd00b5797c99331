/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/sources.h"

#include "base/buf.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const xnb_native_source_names[XNB_NATIVE_N_SOURCES] = {
    [XNB_NATIVE_STEAL] = "steal time",
    [XNB_NATIVE_THROTTLE] = "thermal throttling",
};

static int open_file(const char *root, const char *path)
{
	char file[512];

	snprintf(file, sizeof(file), "%s%s", root, path);
	return open(file, O_RDONLY | O_CLOEXEC);
}

static ssize_t read_at(int fd, char *to, size_t size, off_t at)
{
	ssize_t n;

	do
		n = pread(fd, to, size, at);
	while (n < 0 && errno == EINTR);
	return n;
}

/* ---- steal ---- */

/* Only a hypervisor steals; without one the file, long on large machines, is not read. */
static bool is_guest(const char *root)
{
	struct xnb_buf text = {0};
	char path[512], line[64];
	bool is;

	snprintf(path, sizeof(path), "%s/sys/hypervisor/type", root);
	if (xnb_read_line(path, line, sizeof(line)))
		return true;
	snprintf(path, sizeof(path), "%s/proc/cpuinfo", root);
	is = xnb_read_file(path, &text, 0, NULL) == 0 &&
	     strstr(xnb_buf_text(&text), " hypervisor");
	xnb_buf_free(&text);
	return is;
}

/* user, nice, system, idle, iowait, irq, softirq, steal (proc(5)). */
static bool parse_stat_line(const char *line, uint64_t *stolen)
{
	return sscanf(line, "%*[^ ] %*u %*u %*u %*u %*u %*u %*u %" SCNu64, stolen) == 1;
}

/* Piece by piece, as the CPU's line may lie far behind. */
static bool find_stat_line(int fd, const char *name, char *piece, size_t size,
                           const char **line)
{
	size_t kept = 0;
	off_t at = 0;
	ssize_t n;

	while ((n = read_at(fd, piece + kept, size - 1 - kept, at)) > 0) {
		char *found, *rest;

		at += n;
		piece[kept + (size_t)n] = '\0';
		found = strstr(piece, name);
		if (found && strchr(found + 1, '\n')) {
			*line = found + 1;
			return true;
		}
		rest = strrchr(piece, '\n');
		kept = rest ? strlen(rest) : 0;
		if (rest)
			memmove(piece, rest, kept);
	}
	return false;
}

static bool read_stolen(int fd, uint32_t cpu, uint64_t *stolen)
{
	char name[32], piece[4096];
	const char *line;

	snprintf(name, sizeof(name), "\ncpu%" PRIu32 " ", cpu);
	return find_stat_line(fd, name, piece, sizeof(piece), &line) &&
	       parse_stat_line(line, stolen);
}

static void open_stat(struct xnb_native_sources *sources, uint32_t cpu, const char *root)
{
	const char **why = &sources->why[XNB_NATIVE_STEAL];
	uint64_t stolen;

	if (!is_guest(root))
		return;
	sources->stat = open_file(root, "/proc/stat");
	if (sources->stat < 0) {
		*why = errno == EMFILE ? "too many open files; see ulimit -n"
		                       : "/proc/stat cannot be opened";
	} else if (!read_stolen(sources->stat, cpu, &stolen)) {
		*why = "/proc/stat does not tell it";
		close(sources->stat);
		sources->stat = -1;
	}
}

uint64_t xnb_native_stolen(const struct xnb_native_sources *sources, uint32_t cpu)
{
	uint64_t stolen = 0;

	if (sources->stat < 0 || !read_stolen(sources->stat, cpu, &stolen))
		return 0;
	return stolen;
}

/* ---- throttling ---- */

static const char *const throttle_files[XNB_NATIVE_THROTTLE_FILES] = {
    "core_throttle_count", "package_throttle_count"};

static void open_throttle(struct xnb_native_sources *sources, uint32_t cpu,
                          const char *root)
{
	const char **why = &sources->why[XNB_NATIVE_THROTTLE];
	char path[128];
	int found = 0;

	for (size_t i = 0; i < XNB_NATIVE_THROTTLE_FILES; i++) {
		snprintf(path, sizeof(path),
		         "/sys/devices/system/cpu/cpu%" PRIu32 "/thermal_throttle/%s",
		         cpu, throttle_files[i]);
		sources->throttle[i] = open_file(root, path);
		found += sources->throttle[i] >= 0;
		if (sources->throttle[i] < 0 && errno == EMFILE)
			*why = "too many open files; see ulimit -n";
	}
	if (!found && !*why)
		*why = "the kernel counts none (thermal_throttle in sysfs: Intel, not in "
		       "virtual machines)";
}

uint64_t xnb_native_throttled(const struct xnb_native_sources *sources)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < XNB_NATIVE_THROTTLE_FILES; i++) {
		char text[32];
		ssize_t n = sources->throttle[i] < 0 ? 0
		                                     : read_at(sources->throttle[i], text,
		                                               sizeof(text) - 1, 0);

		text[n > 0 ? n : 0] = '\0';
		sum += strtoull(text, NULL, 10);
	}
	return sum;
}

/* ---- both ---- */

void xnb_native_sources_open(struct xnb_native_sources *sources, uint32_t cpu,
                             const char *root)
{
	*sources = (struct xnb_native_sources){.stat = -1};
	open_stat(sources, cpu, root);
	open_throttle(sources, cpu, root);
}

static void close_file(int fd)
{
	if (fd >= 0)
		close(fd);
}

void xnb_native_sources_close(struct xnb_native_sources *sources)
{
	close_file(sources->stat);
	for (size_t i = 0; i < XNB_NATIVE_THROTTLE_FILES; i++)
		close_file(sources->throttle[i]);
}
