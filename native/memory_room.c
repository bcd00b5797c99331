/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/memory_internal.h"

#include "base/buf.h"
#include "base/io.h"
#include "native/cgroup.h"
#include "native/cpus.h"
#include "native/fields.h"

#include <inttypes.h>
#include <stdio.h>

enum { MOST_TEXT = 65536 };

/* Page tables take 1/512; and below a watermark the kernel begins to kill. */
#define MARGIN(bytes) ((bytes) / 256 + ((uint64_t)64 << 20))

/* A sum of fields in kB of a meminfo; the first must be there. */
static uint64_t sum_fields(const char *root, const char *path, const char *const *fields)
{
	struct xnb_buf text = {0};
	uint64_t sum = UINT64_MAX, kib;
	char file[1024];

	snprintf(file, sizeof(file), "%s%s", root, path);
	if (xnb_read_file(file, &text, MOST_TEXT, NULL) == 0 &&
	    xnb_native_field(xnb_buf_text(&text), fields[0], &kib)) {
		sum = kib;
		for (size_t i = 1; fields[i]; i++)
			if (xnb_native_field(xnb_buf_text(&text), fields[i], &kib))
				sum += kib;
	}
	xnb_buf_free(&text);
	return sum < UINT64_MAX / 1024 ? sum * 1024 : UINT64_MAX;
}

static uint64_t on_host(const char *root)
{
	static const char *const fields[] = {"MemAvailable:", NULL};

	return sum_fields(root, "/proc/meminfo", fields);
}

static uint64_t on_node(const char *root, uint32_t node)
{
	static const char *const fields[] = {
	    "MemFree:", "Active(file):", "Inactive(file):", NULL};
	char path[128];

	snprintf(path, sizeof(path), "/sys/devices/system/node/node%" PRIu32 "/meminfo",
	         node);
	return sum_fields(root, path, fields);
}

uint64_t xnb_native_memory_available(const char *root, uint32_t node)
{
	uint64_t bytes = node == XNB_NATIVE_ABSENT ? on_host(root) : on_node(root, node);
	uint64_t left = xnb_native_cgroup_left(root);

	return bytes < left ? bytes : left;
}

/* What is asked for and its margin are together what there is. */
static uint64_t most_of(uint64_t available)
{
	if (available == UINT64_MAX)
		return available;
	return available > MARGIN(0) ? (available - MARGIN(0)) / 257 * 256 : 0;
}

uint64_t xnb_native_memory_most(const char *root, uint32_t node)
{
	return most_of(xnb_native_memory_available(root, node));
}

static int refuse(struct xnb_native_memory *memory, uint64_t bytes, uint64_t available,
                  const char *where, struct xnb_error *err)
{
	return xnb_native_lacking(memory, XNB_NATIVE_NO_MEMORY, err, 0,
	                          "memory: %" PRIu64 " MiB asked for%s, %" PRIu64
	                          " MiB can be had; ask for at most %" PRIu64
	                          " MiB (the kernel would kill somebody), or free some",
	                          bytes >> 20, where, available >> 20,
	                          most_of(available) >> 20);
}

static int fits(struct xnb_native_memory *memory, uint64_t bytes, uint64_t available,
                const char *where, struct xnb_error *err)
{
	if (bytes <= most_of(available))
		return 0;
	return refuse(memory, bytes, available, where, err);
}

/* Interleaved pages go round, so that each node gets its share. */
static int check_shares(struct xnb_native_memory *memory,
                        const struct xnb_native_want *want, const char *root,
                        struct xnb_error *err)
{
	const uint64_t share = memory->mapped_bytes / want->n_nodes;
	char where[64];

	for (size_t i = 0; i < want->n_nodes; i++) {
		snprintf(where, sizeof(where), " on node %" PRIu32, want->nodes[i]);
		if (fits(memory, share, on_node(root, want->nodes[i]), where, err) < 0)
			return -1;
	}
	return 0;
}

static int check_sum(struct xnb_native_memory *memory, const struct xnb_native_want *want,
                     const char *root, struct xnb_error *err)
{
	uint64_t sum = 0, bytes;
	char where[64];

	for (size_t i = 0; i < want->n_nodes; i++) {
		bytes = on_node(root, want->nodes[i]);
		sum = bytes > UINT64_MAX - sum ? UINT64_MAX : sum + bytes;
	}
	if (want->n_nodes == 1)
		snprintf(where, sizeof(where), " on node %" PRIu32, want->nodes[0]);
	else
		snprintf(where, sizeof(where), " on %zu nodes", want->n_nodes);
	return fits(memory, memory->mapped_bytes, sum, where, err);
}

int xnb_native_check_room(struct xnb_native_memory *memory,
                          const struct xnb_native_want *want, const char *root,
                          struct xnb_error *err)
{
	if (fits(memory, memory->mapped_bytes,
	         xnb_native_memory_available(root, XNB_NATIVE_ABSENT), "", err) < 0)
		return -1;
	if (want->policy == XNB_NATIVE_BIND)
		return check_sum(memory, want, root, err);
	if (want->policy == XNB_NATIVE_INTERLEAVE)
		return check_shares(memory, want, root, err);
	return 0;
}
