/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hypervisor's own account of where the pages of a domain lie: debug key `u`, read
 * from the console ring. Xen walks all pages of all domains for it, under the lock of
 * each: on a host with much memory that takes long enough to trip a watchdog. Only for a
 * user who asked for it.
 */
#ifndef XNB_XEN_DEBUG_KEY_H
#define XNB_XEN_DEBUG_KEY_H

#include "base/error.h"
#include "xen/xen.h"

#include <stdint.h>

#define XNB_DEBUG_NODES 64

struct xnb_debug_pages {
	uint64_t total;
	uint64_t node[XNB_DEBUG_NODES];
};

/*
 * Presses `u` and reads what Xen says of the domain. Nothing is taken out of the ring.
 * XNB_EXIT_ENVIRONMENT: the ring is too small for the answer; the message names
 * conring_size. XNB_EXIT_FAILED: the calls fail, or there is no such domain.
 */
int xnb_xen_debug_pages(struct xnb_xen *xen, uint32_t domid, struct xnb_debug_pages *out,
                        struct xnb_error *err);

/*
 * The same of a text: the console from before the key was pressed. Knows "Domain N
 * (total: P):" (to Xen 4.17) and "dN (total: P):" (from 4.18), with or without the
 * console's prefix and time stamps; the last pressing counts. Lines of others in between
 * are passed over.
 */
int xnb_debug_pages_parse(const char *text, uint32_t domid, struct xnb_debug_pages *out,
                          struct xnb_error *err);

#endif
