/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/placement.h"

#include "native/cpus.h"
#include "native/memory_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Pages a call: 48 KiB of arrays, and short enough that signals are not kept waiting. */
enum { BATCH = 4096 };

struct batch {
	void *pages[BATCH];
	int status[BATCH];
};

static void doubt(struct xnb_native_placement *p, int errnum)
{
	if (p->why[0])
		return;
	if (errnum == ENOENT || errnum == EFAULT)
		snprintf(p->why, sizeof(p->why), "pages that were never written");
	else
		snprintf(p->why, sizeof(p->why),
		         "the kernel does not tell where pages lie: move_pages: %s%s",
		         strerror(errnum), errnum == EPERM ? " (a container?)" : "");
}

static void count(struct xnb_native_placement *p, const int *status, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (status[i] < 0 || (uint32_t)status[i] >= XNB_NATIVE_MOST_NODES) {
			p->unknown++;
			doubt(p, status[i] < 0 ? -status[i] : ERANGE);
			continue;
		}
		p->on_node[status[i]]++;
		if ((size_t)status[i] >= p->n_nodes)
			p->n_nodes = (size_t)status[i] + 1;
	}
}

/* Returns the errno of a kernel that refuses. */
static int ask(struct xnb_native_placement *p, char *address, struct batch *batch)
{
	for (uint64_t at = 0; at < p->pages; at += BATCH) {
		size_t n = p->pages - at < BATCH ? (size_t)(p->pages - at) : BATCH;

		for (size_t i = 0; i < n; i++)
			batch->pages[i] = address + (at + i) * p->page_bytes;
		if (syscall(SYS_move_pages, 0, n, batch->pages, NULL, batch->status, 0) <
		    0)
			return errno;
		count(p, batch->status, n);
	}
	return 0;
}

/* What was told before a refusal is not kept: it would look like the whole. */
static void forget(struct xnb_native_placement *p, int errnum)
{
	memset(p->on_node, 0, XNB_NATIVE_MOST_NODES * sizeof(*p->on_node));
	p->n_nodes = 0;
	p->unknown = p->pages;
	p->why[0] = '\0';
	doubt(p, errnum);
}

int xnb_native_placement_read(struct xnb_native_placement *placement,
                              const struct xnb_native_memory *memory, uint64_t bytes,
                              struct xnb_error *err)
{
	struct batch *batch = malloc(sizeof(*batch));
	uint64_t page = xnb_native_is_pool(memory->page)
	                    ? xnb_native_page_bytes(memory->page)
	                    : xnb_native_page_bytes(XNB_NATIVE_PAGE_4K);
	int refused;

	if (bytes > memory->bytes)
		bytes = memory->bytes;
	*placement = (struct xnb_native_placement){.page_bytes = page,
	                                           .pages = (bytes + page - 1) / page};
	placement->on_node = calloc(XNB_NATIVE_MOST_NODES, sizeof(*placement->on_node));
	if (!batch || !placement->on_node) {
		free(batch);
		xnb_native_placement_free(placement);
		return xnb_fail_nomem(err);
	}
	refused = ask(placement, memory->address, batch);
	if (refused)
		forget(placement, refused);
	free(batch);
	return 0;
}

void xnb_native_placement_free(struct xnb_native_placement *placement)
{
	free(placement->on_node);
	*placement = (struct xnb_native_placement){0};
}

uint64_t xnb_native_placement_on(const struct xnb_native_placement *placement,
                                 uint32_t node)
{
	return node < placement->n_nodes ? placement->on_node[node] : 0;
}
