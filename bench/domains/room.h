/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether several domains fit beside each other: pure arithmetic. */
#ifndef XNB_BENCH_ROOM_H
#define XNB_BENCH_ROOM_H

#include "base/error.h"
#include "bench/domains/locality.h"
#include "xen/sysctl.h"

#include <stdint.h>

struct xnb_room {
	struct xnb_page_counts pages; /* of all domains, by node */
	unsigned domains;
	unsigned vcpus;        /* of each */
	uint64_t dom0_reserve; /* pages that dom0 may still ask for */
};

/*
 * On each node the pages and XNB_RESERVE_NODE must be free; in the host the pages, Xen's
 * own for each domain (p2m pool, tables, vCPUs), dom0's reserve and XNB_RESERVE_HOST
 * (bench/domains/needs.h). XNB_EXIT_ENVIRONMENT names need and have.
 */
int xnb_room_check(const struct xnb_room *room, const struct xnb_free_pages *free_pages,
                   struct xnb_error *err);

#endif
