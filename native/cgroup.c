/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/cgroup.h"

#include "base/buf.h"
#include "base/io.h"
#include "native/fields.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TEXT = 65536, MOST_PATH = 512 };

static const struct controller {
	const char
	    *in_list; /* how its line of /proc/self/cgroup is told, behind the number */
	const char *mount;
	const char *limit, *usage;
	const char *cache[2]; /* fields of memory.stat */
} controllers[] = {
    {":",
     "/sys/fs/cgroup",
     "memory.max",
     "memory.current",
     {"inactive_file ", "active_file "}},
    {"memory:",
     "/sys/fs/cgroup/memory",
     "memory.limit_in_bytes",
     "memory.usage_in_bytes",
     {"total_inactive_file ", "total_active_file "}},
};

/* The cgroup of a line such as "4:memory:/user.slice"; false where it is of another. */
static bool path_of_line(const char *line, const char *in_list, char *path, size_t size)
{
	size_t length;

	line += strspn(line, "0123456789");
	if (*line != ':' || strncmp(line + 1, in_list, strlen(in_list)) != 0)
		return false;
	line += 1 + strlen(in_list);
	length = strcspn(line, "\n");
	if (length >= size)
		return false;
	memcpy(path, line, length);
	path[length] = '\0';
	return true;
}

static bool find_path(const char *list, const char *in_list, char *path, size_t size)
{
	for (const char *line = list; line && *line;
	     line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (path_of_line(line, in_list, path, size))
			return true;
	return false;
}

static uint64_t cache_of(const char *root, const char *folder, const struct controller *c)
{
	struct xnb_buf text = {0};
	uint64_t sum = 0, bytes;
	char path[1536];

	snprintf(path, sizeof(path), "%s%s/memory.stat", root, folder);
	if (xnb_read_file(path, &text, MOST_TEXT, NULL) == 0)
		for (size_t i = 0; i < 2; i++)
			if (xnb_native_field(xnb_buf_text(&text), c->cache[i], &bytes))
				sum += bytes;
	xnb_buf_free(&text);
	return sum;
}

/* One level; "max", or no such file as at the root, is no limit. */
static uint64_t left_in(const char *root, const char *folder, const struct controller *c)
{
	uint64_t limit, usage, cache;
	char path[1024];

	snprintf(path, sizeof(path), "%s/%s", folder, c->limit);
	if (!xnb_native_read_number(root, path, &limit))
		return UINT64_MAX;
	snprintf(path, sizeof(path), "%s/%s", folder, c->usage);
	if (!xnb_native_read_number(root, path, &usage))
		return UINT64_MAX;
	cache = cache_of(root, folder, c);
	usage = usage > cache ? usage - cache : 0;
	return limit > usage ? limit - usage : 0;
}

/* From the cgroup upwards. In a container its own path may not exist, the root does. */
static uint64_t left_of(const char *root, char *path, const struct controller *c)
{
	uint64_t least = UINT64_MAX;

	for (;;) {
		char folder[MOST_PATH + 64], *slash = strrchr(path, '/');
		uint64_t left;

		snprintf(folder, sizeof(folder), "%s%s", c->mount, path);
		left = left_in(root, folder, c);
		if (left < least)
			least = left;
		if (!slash)
			return least;
		*slash = '\0';
	}
}

uint64_t xnb_native_cgroup_left(const char *root)
{
	uint64_t least = UINT64_MAX, left;
	struct xnb_buf list = {0};
	char path[MOST_PATH];

	snprintf(path, sizeof(path), "%s/proc/self/cgroup", root);
	if (xnb_read_file(path, &list, MOST_TEXT, NULL) == 0)
		for (size_t i = 0; i < sizeof(controllers) / sizeof(controllers[0]); i++)
			if (find_path(xnb_buf_text(&list), controllers[i].in_list, path,
			              sizeof(path)) &&
			    (left = left_of(root, path, &controllers[i])) < least)
				least = left;
	xnb_buf_free(&list);
	return least;
}
