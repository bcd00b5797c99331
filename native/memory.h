/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of one page size, on the nodes asked for. Nothing of it is touched here: its
 * pages come into being, on their nodes, when the threads of the workload first write
 * them.
 */
#ifndef XNB_NATIVE_MEMORY_H
#define XNB_NATIVE_MEMORY_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum xnb_native_page {
	XNB_NATIVE_PAGE_4K,  /* the smallest pages, 4 KiB on x86-64: MADV_NOHUGEPAGE */
	XNB_NATIVE_PAGE_THP, /* transparent huge pages: MADV_HUGEPAGE, aligned to them */
	XNB_NATIVE_PAGE_2M,  /* of the pool of huge pages of 2 MiB: MAP_HUGETLB */
	XNB_NATIVE_PAGE_1G,  /* of that of 1 GiB */
	XNB_NATIVE_N_PAGES
};
/* "4k", "thp", "2m", "1g". */
extern const char *const xnb_native_page_names[XNB_NATIVE_N_PAGES];

/* Reads such a name. XNB_EXIT_USAGE, with those that there are. */
int xnb_native_page_parse(const char *name, enum xnb_native_page *page,
                          struct xnb_error *err);

/* What a page of that kind is to be, in bytes; of THP what the kernel makes where it can.
 */
uint64_t xnb_native_page_bytes(enum xnb_native_page page);

/* Whether they come from a pool that is set aside: it is no part of the memory that
 * xnb_native_memory_available() tells of. */
bool xnb_native_is_pool(enum xnb_native_page page);

enum xnb_native_policy {
	XNB_NATIVE_KERNELS,    /* the policy of this process: first touch, as a rule */
	XNB_NATIVE_BIND,       /* these nodes and no other: never a silent fallback */
	XNB_NATIVE_INTERLEAVE, /* page by page over these nodes */
};

struct xnb_native_want {
	uint64_t bytes;
	enum xnb_native_page page;
	enum xnb_native_policy policy;
	const uint32_t *nodes; /* their numbers; not of XNB_NATIVE_KERNELS */
	size_t n_nodes;
};

/* Why there is no memory, for a caller that goes on with another policy or page size. */
enum xnb_native_lack {
	XNB_NATIVE_NO_LACK,
	XNB_NATIVE_NO_BINDING,    /* the kernel refuses it: a container, no CONFIG_NUMA */
	XNB_NATIVE_NO_HUGE_PAGES, /* the pool holds too few, or the kernel has none such
	                           */
	XNB_NATIVE_NO_MEMORY, /* more than is free on the nodes, or than the cgroup has
	                         left; taking it would end in a kill */
	XNB_NATIVE_OTHER_LACK,
};

struct xnb_native_memory {
	void *address;         /* aligned to a page of the kind asked for */
	uint64_t bytes;        /* as asked for */
	uint64_t mapped_bytes; /* whole pages */
	enum xnb_native_page page;
	enum xnb_native_lack lack; /* of an allocation that failed */
	/* the whole mapping, with what aligns it; for xnb_native_memory_free() */
	void *mapping;
	uint64_t mapping_bytes;
};

/*
 * Allocates. All failures are XNB_EXIT_ENVIRONMENT, but for a node that there is not,
 * which is XNB_EXIT_USAGE; `lack` tells them apart, and the text has the figures and the
 * remedy. What is free is asked before: pages of the page cache count as free, for the
 * kernel gives those up. No setting of the host is changed. `root` is where /proc and
 * /sys are looked for ("": the real ones).
 */
int xnb_native_memory_alloc(struct xnb_native_memory *memory,
                            const struct xnb_native_want *want, const char *root,
                            struct xnb_error *err);

/* Gives all of it back. Zeroed memory is fine. */
void xnb_native_memory_free(struct xnb_native_memory *memory);

/*
 * Bytes that can be had on a node: free or page cache (MemFree, Active(file) and
 * Inactive(file) of its meminfo). `node` XNB_NATIVE_ABSENT: on the whole host
 * (MemAvailable), less where the cgroup allows less. UINT64_MAX where it is not told.
 */
uint64_t xnb_native_memory_available(const char *root, uint32_t node);

/* The most of it that xnb_native_memory_alloc() gives to one that asks: a margin is left.
 */
uint64_t xnb_native_memory_most(const char *root, uint32_t node);

/* Whether memory can be bound at all: tried on one page of our own, which is then freed.
 * The text of `err` says why not. */
int xnb_native_memory_can_bind(uint32_t node, struct xnb_error *err);

/*
 * Which part of the memory, 0 to 1, really lies in huge pages (of 2 MiB or more), as
 * /proc/self/smaps says; call it once the pages have been touched: what is not yet there
 * counts as small. -1 where the kernel does not tell.
 */
int xnb_native_huge_fraction(const struct xnb_native_memory *memory, double *fraction,
                             struct xnb_error *err);

#endif
