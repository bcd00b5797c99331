/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which node a machine frame lies on: from the firmware's SRAT (ACPI 6.4, 5.2.16), which
 * a PV dom0 reads in its sysfs, and from which Xen itself makes its nodes.
 *
 * Xen numbers its nodes in the order in which their proximity domains appear: first in
 * the x2APIC entries, then in the local APIC entries, then in the memory entries (Xen's
 * setup_node() and acpi_numa_init(), the same from 4.17 to 4.22). Disabled entries do not
 * count. A table that Xen would not use is refused here, too.
 */
#ifndef XNB_TOPOLOGY_MEMORY_RANGES_H
#define XNB_TOPOLOGY_MEMORY_RANGES_H

#include "base/error.h"
#include "topology/host.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_memory_range {
	uint64_t first, end; /* machine frames; `end` is the first one behind it */
	uint32_t node;       /* as Xen numbers it */
	bool hotplug;        /* Xen does not count it to the node's span */
};

struct xnb_memory_ranges {
	struct xnb_memory_range *ranges; /* ascending, apart from each other */
	size_t n;
};

/*
 * XNB_EXIT_ENVIRONMENT, with `out` empty, for a table that is cut off or damaged (its
 * lengths and its checksum), of which ranges of two nodes overlap, or without any range.
 */
int xnb_memory_ranges_parse(struct xnb_memory_ranges *out, const void *srat,
                            size_t length, struct xnb_error *err);
void xnb_memory_ranges_free(struct xnb_memory_ranges *ranges);

/*
 * The node on which all of `count` frames from `first` on lie; -1: not known, because
 * some lie in no range, or they lie on two nodes.
 */
int xnb_memory_ranges_node(const struct xnb_memory_ranges *ranges, uint64_t first,
                           uint64_t count);

/*
 * Whether the table describes the nodes that Xen has: the span of each node must be what
 * Xen says (xc_numainfo). Only the node that reaches highest may span less there: Xen
 * cuts it off behind the last page of memory. XNB_EXIT_ENVIRONMENT names a node that
 * differs: Xen was started with numa=off or numa=fake, or did not take the table.
 */
int xnb_memory_ranges_fit(const struct xnb_memory_ranges *ranges,
                          const struct xnb_host *host, struct xnb_error *err);

/*
 * Reads `root`/sys/firmware/acpi/tables/SRAT (`root` is "" but for tests), and checks
 * that it fits. XNB_EXIT_ENVIRONMENT where there is none: a dom0 that is not PV has
 * tables that Xen made up.
 */
int xnb_memory_ranges_read(struct xnb_memory_ranges *out, const char *root,
                           const struct xnb_host *host, struct xnb_error *err);

#endif
