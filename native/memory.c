/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/memory_internal.h"

#include "native/cpus.h"
#include "native/fields.h"
#include "native/id_list.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_HUGE_SHIFT
#define MAP_HUGE_SHIFT 26
#endif

const char *const xnb_native_page_names[XNB_NATIVE_N_PAGES] = {
    [XNB_NATIVE_PAGE_4K] = "4k",
    [XNB_NATIVE_PAGE_THP] = "thp",
    [XNB_NATIVE_PAGE_2M] = "2m",
    [XNB_NATIVE_PAGE_1G] = "1g",
};

int xnb_native_page_parse(const char *name, enum xnb_native_page *page,
                          struct xnb_error *err)
{
	for (int i = 0; i < XNB_NATIVE_N_PAGES; i++)
		if (strcmp(name, xnb_native_page_names[i]) == 0) {
			*page = (enum xnb_native_page)i;
			return 0;
		}
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "page size %.40s: there is none; there are 4k, thp, 2m and 1g",
	                name);
}

static uint64_t small_bytes(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t thp_bytes(void)
{
	uint64_t bytes;

	return xnb_native_read_number(
	           "", "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", &bytes)
	           ? bytes
	           : (uint64_t)2 << 20;
}

bool xnb_native_is_pool(enum xnb_native_page page)
{
	return page == XNB_NATIVE_PAGE_2M || page == XNB_NATIVE_PAGE_1G;
}

uint64_t xnb_native_page_bytes(enum xnb_native_page page)
{
	switch (page) {
	case XNB_NATIVE_PAGE_THP:
		return thp_bytes();
	case XNB_NATIVE_PAGE_2M:
		return (uint64_t)2 << 20;
	case XNB_NATIVE_PAGE_1G:
		return (uint64_t)1 << 30;
	default:
		return small_bytes();
	}
}

int xnb_native_lacking(struct xnb_native_memory *memory, enum xnb_native_lack lack,
                       struct xnb_error *err, int errnum, const char *format, ...)
{
	char text[900];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	memory->lack = lack;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errnum, "%s", text);
}

/* ---- what is wanted ---- */

static int check_nodes_exist(struct xnb_native_memory *memory,
                             const struct xnb_native_want *want, const char *root,
                             struct xnb_error *err)
{
	uint32_t *nodes;
	size_t n, found = 0, i = 0;

	if (xnb_id_list_read(root, "/sys/devices/system/node/online",
	                     XNB_NATIVE_MOST_NODES, &nodes, &n, NULL) < 0)
		return 0; /* no NUMA: the binding will say so */
	for (i = 0; i < want->n_nodes; i++) {
		found = 0;
		for (size_t j = 0; j < n; j++)
			found += nodes[j] == want->nodes[i];
		if (!found)
			break;
	}
	free(nodes);
	if (i == want->n_nodes)
		return 0;
	memory->lack = XNB_NATIVE_OTHER_LACK;
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "memory: there is no node %" PRIu32
	                "; see xen-numabench topology "
	                "--target native",
	                want->nodes[i]);
}

static int check_want(struct xnb_native_memory *memory,
                      const struct xnb_native_want *want, const char *root,
                      struct xnb_error *err)
{
	uint64_t page = xnb_native_page_bytes(want->page);

	*memory = (struct xnb_native_memory){.bytes = want->bytes, .page = want->page};
	memory->lack = XNB_NATIVE_OTHER_LACK;
	if (want->bytes == 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0, "memory: 0 bytes asked for");
	if (want->bytes > INT64_MAX - 2 * page)
		return xnb_native_lacking(memory, XNB_NATIVE_NO_MEMORY, err, ENOMEM,
		                          "memory: %" PRIu64
		                          " bytes asked for, more than there can be",
		                          want->bytes);
	if (want->policy != XNB_NATIVE_KERNELS && want->n_nodes == 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0, "memory: bound to no node");
	memory->mapped_bytes = (want->bytes + page - 1) / page * page;
	if (want->policy == XNB_NATIVE_KERNELS)
		return 0;
	return check_nodes_exist(memory, want, root, err);
}

/* ---- mapping ---- */

static int no_mapping(struct xnb_native_memory *memory, struct xnb_error *err)
{
	return xnb_native_lacking(memory, XNB_NATIVE_NO_MEMORY, err, errno,
	                          "memory: %" PRIu64
	                          " MiB of address space: %s; see ulimit -v and "
	                          "/proc/sys/vm/overcommit_memory",
	                          memory->mapped_bytes >> 20, strerror(errno));
}

static int map_pool(struct xnb_native_memory *memory, struct xnb_error *err)
{
	const uint64_t page = xnb_native_page_bytes(memory->page);
	const int size_bits = __builtin_ctzll(page) << MAP_HUGE_SHIFT;
	void *at = mmap(NULL, memory->mapped_bytes, PROT_READ | PROT_WRITE,
	                MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | size_bits, -1, 0);

	if (at == MAP_FAILED)
		return xnb_native_lacking(memory, XNB_NATIVE_NO_HUGE_PAGES, err, errno,
		                          "huge pages (%s): %" PRIu64
		                          " needed: %s; see /sys/kernel/mm/hugepages, "
		                          "or use another page size",
		                          xnb_native_page_names[memory->page],
		                          memory->mapped_bytes / page, strerror(errno));
	memory->address = memory->mapping = at;
	memory->mapping_bytes = memory->mapped_bytes;
	return 0;
}

/*
 * Between two stretches that nobody may touch: they keep the kernel from making one area
 * of ours and a neighbour's, whose huge pages smaps would count for ours.
 */
static int map_pages(struct xnb_native_memory *memory, struct xnb_error *err)
{
	const uint64_t page = xnb_native_page_bytes(memory->page);
	const uint64_t bytes = memory->mapped_bytes + 2 * page;
	uintptr_t start;
	void *at = mmap(NULL, bytes, PROT_NONE,
	                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return no_mapping(memory, err);
	memory->mapping = at;
	memory->mapping_bytes = bytes;
	start = ((uintptr_t)at + page) / page * page;
	memory->address = (char *)at + (start - (uintptr_t)at);
	if (mprotect(memory->address, memory->mapped_bytes, PROT_READ | PROT_WRITE) < 0)
		return no_mapping(memory, err);
	return 0;
}

static int advise(struct xnb_native_memory *memory, struct xnb_error *err)
{
	const bool huge = memory->page == XNB_NATIVE_PAGE_THP;

	/* Neither a core nor a child that we start is to have a copy of it. */
	madvise(memory->address, memory->mapped_bytes, MADV_DONTDUMP);
	madvise(memory->address, memory->mapped_bytes, MADV_DONTFORK);
	if (xnb_native_is_pool(memory->page))
		return 0;
	if (madvise(memory->address, memory->mapped_bytes,
	            huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) == 0)
		return 0;
	if (!huge && errno == EINVAL)
		return 0; /* a kernel without huge pages makes none */
	return xnb_native_lacking(memory, XNB_NATIVE_NO_HUGE_PAGES, err, errno,
	                          "transparent huge pages: %s; this kernel has none "
	                          "(CONFIG_TRANSPARENT_HUGEPAGE), use another page size",
	                          strerror(errno));
}

int xnb_native_memory_alloc(struct xnb_native_memory *memory,
                            const struct xnb_native_want *want, const char *root,
                            struct xnb_error *err)
{
	const bool pool = xnb_native_is_pool(want->page);
	enum xnb_native_lack lack;

	if (check_want(memory, want, root, err) < 0)
		return -1;
	if ((pool ? xnb_native_check_pools : xnb_native_check_room)(memory, want, root,
	                                                            err) < 0)
		return -1;
	if ((pool ? map_pool : map_pages)(memory, err) < 0 || advise(memory, err) < 0 ||
	    xnb_native_set_policy(memory, want, err) < 0)
		goto fail;
	memory->lack = XNB_NATIVE_NO_LACK;
	return 0;
fail:
	lack = memory->lack;
	xnb_native_memory_free(memory);
	memory->lack = lack;
	return -1;
}

void xnb_native_memory_free(struct xnb_native_memory *memory)
{
	if (memory->mapping)
		munmap(memory->mapping, memory->mapping_bytes);
	*memory = (struct xnb_native_memory){0};
}
