/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/layout.h"

#include "workloads/layout.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define HOLE_BEGIN (3ull << 30)
#define HOLE_END   (4ull << 30)

#define MIB (1ull << 20)
#define GIB (1ull << 30)

/* Accessed and dirty are set from the start: the CPU need not write to the tables. */
#define TABLE_ENTRY      0x023ull /* present, writable, accessed */
#define LARGE_PAGE_ENTRY 0x0e3ull /* the same, dirty, page size */

_Static_assert(XNB_MAX_DOMAIN_BYTES / GIB + 2 <=
                   (XNB_GPA_PAYLOAD - XNB_GPA_PAGE_TABLES) / XNB_PAGE_BYTES,
               "the page tables of the largest domain reach into the payload");
_Static_assert(XNB_MAX_DOMAIN_BYTES / GIB <= XNB_TABLE_ENTRIES, "one PDPT must do");
_Static_assert(XNB_GPA_BUFFER <= XNB_LARGE_PAGE_BYTES, "more than one extent to load");

uint64_t xnb_domain_gfn(uint64_t page)
{
	const uint64_t hole = HOLE_BEGIN / XNB_PAGE_BYTES;

	return page < hole ? page : page + (HOLE_END - HOLE_BEGIN) / XNB_PAGE_BYTES;
}

int xnb_domain_config_check(const struct xnb_domain_config *config, struct xnb_error *err)
{
	uint64_t bytes = config->memory_bytes;
	uint64_t most = config->type == XNB_DOMAIN_PV ? XNB_MAX_PV_DOMAIN_BYTES
	                                              : XNB_MAX_DOMAIN_BYTES;

	if ((unsigned)config->type >= XNB_N_DOMAIN_TYPES)
		return xnb_fail(err, XNB_EXIT_FAILED, EINVAL,
		                "a domain of type %u: there are PVH and PV",
		                (unsigned)config->type);
	if (config->vcpus < 1 || config->vcpus > XNB_MAX_VCPUS)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "a domain of %u vCPUs: the payload runs on 1 to %u",
		                config->vcpus, (unsigned)XNB_MAX_VCPUS);
	if (bytes < XNB_MIN_DOMAIN_BYTES || bytes > most || bytes % XNB_LARGE_PAGE_BYTES)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "a domain of %" PRIu64 " bytes: give it a multiple of "
		                "2 MiB, from %llu MiB to %llu GiB",
		                bytes, XNB_MIN_DOMAIN_BYTES / MIB, most / GIB);
	if (config->run_tag == 0)
		return xnb_fail(
		    err, XNB_EXIT_FAILED, EINVAL,
		    "a domain without a run's tag: nobody could reap it; give "
		    "its run one that is not 0");
	return 0;
}

uint64_t xnb_paging_pool_bytes(const struct xnb_domain_config *config)
{
	uint64_t pages = 256ull * config->vcpus + 2 * (config->memory_bytes / MIB);
	uint64_t bytes = pages * XNB_PAGE_BYTES;

	return bytes < 4 * MIB ? 4 * MIB : bytes;
}

void xnb_uuid_make(uint8_t uuid[16], uint64_t run_tag)
{
	uint64_t tag = __builtin_bswap64(run_tag);

	memcpy(uuid, XNB_UUID_PREFIX, 8);
	memcpy(uuid + 8, &tag, 8);
}

bool xnb_uuid_parse(const uint8_t uuid[16], uint64_t *run_tag)
{
	uint64_t tag;

	memcpy(&tag, uuid + 8, 8);
	*run_tag = __builtin_bswap64(tag);
	return memcmp(uuid, XNB_UUID_PREFIX, 8) == 0;
}

static size_t page_directories(uint64_t memory_bytes)
{
	return (size_t)((memory_bytes + GIB - 1) / GIB);
}

size_t xnb_page_table_pages(uint64_t memory_bytes)
{
	return 2 + page_directories(memory_bytes);
}

static uint64_t table_address(size_t i)
{
	return XNB_GPA_PAGE_TABLES + i * XNB_PAGE_BYTES;
}

void xnb_page_tables_write(uint64_t *tables, uint64_t memory_bytes)
{
	const uint64_t pages_per_large = XNB_LARGE_PAGE_BYTES / XNB_PAGE_BYTES;
	size_t directories = page_directories(memory_bytes);
	uint64_t *pml4 = tables;
	uint64_t *pdpt = tables + XNB_TABLE_ENTRIES;
	uint64_t *directory = tables + 2 * XNB_TABLE_ENTRIES;

	memset(tables, 0, xnb_page_table_pages(memory_bytes) * XNB_PAGE_BYTES);
	pml4[0] = table_address(1) | TABLE_ENTRY;
	for (size_t i = 0; i < directories; i++)
		pdpt[i] = table_address(2 + i) | TABLE_ENTRY;
	for (uint64_t i = 0; i < memory_bytes / XNB_LARGE_PAGE_BYTES; i++)
		directory[i] = xnb_domain_gfn(i * pages_per_large) * XNB_PAGE_BYTES |
		               LARGE_PAGE_ENTRY;
}
