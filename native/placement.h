/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where pages really lie, as the kernel says: move_pages(2) without a node to move to. */
#ifndef XNB_NATIVE_PLACEMENT_H
#define XNB_NATIVE_PLACEMENT_H

#include "base/error.h"
#include "native/memory.h"

#include <stddef.h>
#include <stdint.h>

struct xnb_native_placement {
	uint64_t
	    page_bytes; /* what a page is here: huge pages of a pool are counted whole */
	uint64_t pages; /* all of the range */
	uint64_t unknown;  /* not there, not told, or on a node beyond n_nodes */
	uint64_t *on_node; /* [n_nodes], by node number; their sum + unknown = pages */
	size_t n_nodes;
	char why[160]; /* why some are unknown; "" where none is */
};

/*
 * Asks for each page of the first `bytes` of the memory, which is to have been touched.
 * Where the kernel refuses to tell (a container), that is no error: all are unknown, and
 * `why` says it. -1 only without memory. Free with xnb_native_placement_free().
 */
int xnb_native_placement_read(struct xnb_native_placement *placement,
                              const struct xnb_native_memory *memory, uint64_t bytes,
                              struct xnb_error *err);
void xnb_native_placement_free(struct xnb_native_placement *placement);

/* Pages on `node`; 0 of a node that none lies on. */
uint64_t xnb_native_placement_on(const struct xnb_native_placement *placement,
                                 uint32_t node);

#endif
