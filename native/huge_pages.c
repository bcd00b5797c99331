/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's pools of huge pages (Documentation/admin-guide/mm/hugetlbpage.rst). */
#include "native/memory_internal.h"

#include "native/fields.h"

#include <inttypes.h>
#include <stdio.h>

/* A number of a pool; 0 where there is none. */
static uint64_t read_pool(const char *root, const char *folder, uint64_t page_bytes,
                          const char *file)
{
	uint64_t value;
	char path[256];

	snprintf(path, sizeof(path), "%s/hugepages-%" PRIu64 "kB/%s", folder,
	         page_bytes / 1024, file);
	return xnb_native_read_number(root, path, &value) ? value : 0;
}

static uint64_t free_on_node(const char *root, uint32_t node, uint64_t page_bytes)
{
	char folder[128];

	snprintf(folder, sizeof(folder),
	         "/sys/devices/system/node/node%" PRIu32 "/hugepages", node);
	return read_pool(root, folder, page_bytes, "free_hugepages");
}

/* Those that are free and nobody's, and those that the kernel may still make. */
static uint64_t free_on_host(const char *root, uint64_t page_bytes)
{
	static const char folder[] = "/sys/kernel/mm/hugepages";
	uint64_t free = read_pool(root, folder, page_bytes, "free_hugepages");
	uint64_t reserved = read_pool(root, folder, page_bytes, "resv_hugepages");
	uint64_t most = read_pool(root, folder, page_bytes, "nr_overcommit_hugepages");
	uint64_t made = read_pool(root, folder, page_bytes, "surplus_hugepages");

	return (free > reserved ? free - reserved : 0) + (most > made ? most - made : 0);
}

static int refuse(struct xnb_native_memory *memory, uint64_t wanted, uint64_t there,
                  int64_t node, struct xnb_error *err)
{
	uint64_t kib = xnb_native_page_bytes(memory->page) / 1024;
	const char *name = xnb_native_page_names[memory->page];
	char folder[128] = "/sys/kernel/mm", where[32] = "";

	if (node >= 0) {
		snprintf(folder, sizeof(folder), "/sys/devices/system/node/node%" PRId64,
		         node);
		snprintf(where, sizeof(where), " on node %" PRId64, node);
	}
	return xnb_native_lacking(
	    memory, XNB_NATIVE_NO_HUGE_PAGES, err, 0,
	    "huge pages (%s): %" PRIu64 " needed%s, %" PRIu64 " free; get %" PRIu64
	    " more as root by adding them to "
	    "%s/hugepages/hugepages-%" PRIu64 "kB/nr_hugepages, or use another page size",
	    name, wanted, where, there, wanted - there, folder, kib);
}

/* A page fault that finds its node's pool empty ends in SIGBUS, so each is asked. */
static int check_nodes(struct xnb_native_memory *memory,
                       const struct xnb_native_want *want, const char *root,
                       uint64_t pages, struct xnb_error *err)
{
	uint64_t page_bytes = xnb_native_page_bytes(memory->page), sum = 0;
	uint64_t share = (pages + want->n_nodes - 1) / want->n_nodes;

	for (size_t i = 0; i < want->n_nodes; i++) {
		uint64_t there = free_on_node(root, want->nodes[i], page_bytes);

		sum += there;
		if (want->policy == XNB_NATIVE_INTERLEAVE && there < share)
			return refuse(memory, share, there, want->nodes[i], err);
	}
	if (sum < pages)
		return refuse(memory, pages, sum,
		              want->n_nodes == 1 ? (int64_t)want->nodes[0] : -1, err);
	return 0;
}

int xnb_native_check_pools(struct xnb_native_memory *memory,
                           const struct xnb_native_want *want, const char *root,
                           struct xnb_error *err)
{
	uint64_t page_bytes = xnb_native_page_bytes(memory->page);
	uint64_t pages = memory->mapped_bytes / page_bytes;
	uint64_t there = free_on_host(root, page_bytes);

	if (there < pages)
		return refuse(memory, pages, there, -1, err);
	if (want->policy == XNB_NATIVE_KERNELS)
		return 0;
	return check_nodes(memory, want, root, pages, err);
}
