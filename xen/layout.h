/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things lie in a domain, and how much it needs: pure arithmetic on
 * workloads/layout.h, tested without Xen.
 */
#ifndef XNB_XEN_LAYOUT_H
#define XNB_XEN_LAYOUT_H

#include "base/error.h"
#include "xen/domain.h"

#include <stddef.h>
#include <stdint.h>

#define XNB_PAGE_BYTES       4096ull
#define XNB_LARGE_PAGE_BYTES (2ull << 20)
#define XNB_TABLE_ENTRIES    512u

/* The bounds that struct xnb_domain_config names. */
int xnb_domain_config_check(const struct xnb_domain_config *config,
                            struct xnb_error *err);

/*
 * Bytes for the p2m pool: 256 pages a vCPU and 2 pages a MiB, which suffices also when
 * every page is its own extent (libxl's formula), and at least 4 MiB.
 */
uint64_t xnb_paging_pool_bytes(const struct xnb_domain_config *config);

/* A domain's UUID. */
void xnb_uuid_make(uint8_t uuid[16], uint64_t run_tag);
/* Whether it is one of ours, and of which run. */
bool xnb_uuid_parse(const uint8_t uuid[16], uint64_t *run_tag);

/* Pages that the page tables of a domain take, from XNB_GPA_PAGE_TABLES on. */
size_t xnb_page_table_pages(uint64_t memory_bytes);
/*
 * Writes them: a PML4, a PDPT, and one page directory of 2 MiB pages for each started
 * GiB. `tables` has xnb_page_table_pages() x 512 entries.
 */
void xnb_page_tables_write(uint64_t *tables, uint64_t memory_bytes);

#endif
