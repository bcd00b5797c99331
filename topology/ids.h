/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of CPU and node numbers, as ascending arrays, in the two ways they are written. */
#ifndef XNB_TOPOLOGY_IDS_H
#define XNB_TOPOLOGY_IDS_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

/* "0-3,8"; "none" for the empty set. */
void xnb_ids_print_ranges(const uint32_t *ids, size_t n, struct xnb_buf *out);

/*
 * As hwloc's bitmaps are written: words of 32 bits, the highest first, "0x0000000f" or
 * "0x00000001,0x80000000"; "0x0" for the empty set.
 */
void xnb_ids_print_mask(const uint32_t *ids, size_t n, struct xnb_buf *out);

#endif
