/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/room.h"

#include "bench/domains/needs.h"

#include <stdio.h>

#define PAGE_BYTES    4096u
#define MIB           ((uint64_t)1 << 20)
#define PAGES_PER_MIB (MIB / PAGE_BYTES)

/* Xen's own: 4 KiB of p2m pool per vCPU x 256 and per MiB x 2, and some for structures.
 */
static uint64_t overhead(const struct xnb_room *room)
{
	return room->domains * (8 + room->vcpus) * PAGES_PER_MIB +
	       xnb_pages_total(&room->pages) / 128;
}

static int too_little(struct xnb_error *err, const char *where, uint64_t have,
                      uint64_t need, const struct xnb_room *room)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "%s: %llu MiB of memory are free, but %u domains need %llu MiB "
	                "there, reserves included; choose a smaller --memory or free "
	                "some",
	                where, (unsigned long long)(have / PAGES_PER_MIB), room->domains,
	                (unsigned long long)((need + PAGES_PER_MIB - 1) / PAGES_PER_MIB));
}

int xnb_room_check(const struct xnb_room *room, const struct xnb_free_pages *free_pages,
                   struct xnb_error *err)
{
	uint64_t have = 0, need = xnb_pages_total(&room->pages) + overhead(room) +
	                          room->dom0_reserve + XNB_RESERVE_HOST / PAGE_BYTES;
	char where[32];

	for (unsigned n = 0; n < XNB_MAX_NODES; n++) {
		uint64_t on_node = n < free_pages->n_nodes ? free_pages->pages[n] : 0;
		uint64_t there = room->pages.node[n] + XNB_RESERVE_NODE / PAGE_BYTES;

		have += on_node;
		snprintf(where, sizeof(where), "node %u", n);
		if (room->pages.node[n] && on_node < there)
			return too_little(err, where, on_node, there, room);
	}
	return have < need ? too_little(err, "host", have, need, room) : 0;
}
