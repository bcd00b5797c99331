/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arithmetic of a domain's memory. The page tables are judged by walking them as the
 * processor does (Intel SDM volume 3, 4.5), not by how they were written.
 */
#include "tests/unit/test.h"

#include "workloads/layout.h"
#include "xen/domain.h"
#include "xen/layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MIB        (1ull << 20)
#define GIB        (1ull << 30)
#define NOT_MAPPED UINT64_MAX

struct tables {
	uint64_t *words;
	uint64_t bytes;
};

static struct tables make_tables(uint64_t memory_bytes)
{
	size_t pages = xnb_page_table_pages(memory_bytes);
	struct tables tables = {malloc(pages * 4096), pages * 4096};

	assert_non_null(tables.words);
	memset(tables.words, 0xa5, tables.bytes);
	xnb_page_tables_write(tables.words, memory_bytes);
	return tables;
}

static uint64_t read_entry(const struct tables *tables, uint64_t table, unsigned index)
{
	uint64_t at = (table & 0x000ffffffffff000ull) - XNB_GPA_PAGE_TABLES;

	assert_true(at < tables->bytes);
	return tables->words[at / 8 + index];
}

/* Physical address, by a walk with 2 MiB pages from CR3 = XNB_GPA_PAGE_TABLES. */
static uint64_t walk(const struct tables *tables, uint64_t address)
{
	uint64_t entry = XNB_GPA_PAGE_TABLES;

	for (unsigned shift = 39; shift >= 21; shift -= 9) {
		entry = read_entry(tables, entry, address >> shift & 511);
		if (!(entry & 1))
			return NOT_MAPPED;
		assert_int_equal(entry & 2, 2);    /* writable */
		assert_int_equal(entry >> 63, 0);  /* executable */
		assert_int_equal(entry & 0x18, 0); /* PAT entry 0: write-back */
		assert_int_equal(!!(entry & 0x80), shift == 21); /* 2 MiB page */
	}
	assert_int_equal(entry & 0x1ff000, 0); /* aligned; PAT bit clear */
	return (entry & 0x000fffffffe00000ull) | (address & 0x1fffff);
}

static uint64_t expected(uint64_t address)
{
	return address < 3 * GIB ? address : address + GIB;
}

static void check_tables(uint64_t memory_bytes)
{
	struct tables tables = make_tables(memory_bytes);

	for (uint64_t at = 0; at < memory_bytes; at += 2 * MIB)
		assert_int_equal(walk(&tables, at + 0x1234), expected(at + 0x1234));
	assert_int_equal(walk(&tables, memory_bytes), NOT_MAPPED);
	assert_int_equal(walk(&tables, memory_bytes + GIB), NOT_MAPPED);
	free(tables.words);
}

static void maps_all_memory_and_no_more(void **state)
{
	(void)state;
	check_tables(4 * MIB);
	check_tables(GIB - 2 * MIB);
	check_tables(3 * GIB);
	check_tables(3 * GIB + 2 * MIB);
	check_tables(XNB_MAX_DOMAIN_BYTES);
}

static void largest_tables_end_before_the_payload(void **state)
{
	(void)state;
	assert_true(XNB_GPA_PAGE_TABLES +
	                xnb_page_table_pages(XNB_MAX_DOMAIN_BYTES) * 4096 <=
	            XNB_GPA_PAYLOAD);
}

static void frames_leave_the_hole_out(void **state)
{
	(void)state;
	assert_int_equal(xnb_domain_gfn(0), 0);
	assert_int_equal(xnb_domain_gfn(0xbffff), 0xbffff);
	assert_int_equal(xnb_domain_gfn(0xc0000), 0x100000);
	assert_int_equal(xnb_domain_gfn(0xc0001), 0x100001);
	/* An extent of 1 GiB that begins where its size asks for stays in one piece. */
	for (uint64_t page = 0; page < 16ull << 18; page += 1ull << 18) {
		assert_int_equal(xnb_domain_gfn(page) % (1ull << 18), 0);
		assert_int_equal(xnb_domain_gfn(page + (1ull << 18) - 1),
		                 xnb_domain_gfn(page) + (1ull << 18) - 1);
	}
}

static void check_config(unsigned vcpus, uint64_t bytes, uint64_t tag, const char *says)
{
	struct xnb_domain_config config = {
	    .vcpus = vcpus, .memory_bytes = bytes, .run_tag = tag};
	struct xnb_error err = {0};
	int result = xnb_domain_config_check(&config, &err);

	assert_int_equal(result, says ? -1 : 0);
	if (!says)
		return;
	assert_int_equal(errno, EINVAL);
	assert_non_null(strstr(err.text, says));
}

/* A filler takes what a node has, and nodes have TiB; Xen counts pages in 32 bits. */
static void a_pv_domain_may_be_as_large_as_xen_can_count(void **state)
{
	struct xnb_domain_config config = {.vcpus = 1,
	                                   .memory_bytes = XNB_MAX_PV_DOMAIN_BYTES,
	                                   .run_tag = 1,
	                                   .type = XNB_DOMAIN_PV};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_domain_config_check(&config, &err), 0);
	assert_true((XNB_MAX_PV_DOMAIN_BYTES + MIB) / 4096 < UINT32_MAX);
	assert_true(XNB_MAX_PV_DOMAIN_BYTES > 15 * 1024 * GIB);
	config.memory_bytes += 2 * MIB;
	assert_int_equal(xnb_domain_config_check(&config, &err), -1);
	config.type = XNB_DOMAIN_PVH;
	config.memory_bytes = XNB_MAX_DOMAIN_BYTES + 2 * MIB;
	assert_int_equal(xnb_domain_config_check(&config, &err), -1);
}

static void refuses_domains_that_cannot_be(void **state)
{
	(void)state;
	check_config(1, 4 * MIB, 1, NULL);
	check_config(XNB_MAX_VCPUS, XNB_MAX_DOMAIN_BYTES, 1, NULL);
	check_config(0, 4 * MIB, 1, "0 vCPUs");
	check_config(XNB_MAX_VCPUS + 1, 4 * MIB, 1, "65 vCPUs");
	check_config(1, 2 * MIB, 1, "2097152 bytes");
	check_config(1, 5 * MIB, 1, "5242880 bytes");
	check_config(1, XNB_MAX_DOMAIN_BYTES + 2 * MIB, 1, "238 GiB");
	check_config(1, UINT64_MAX, 1, "238 GiB");
	check_config(1, 4 * MIB, 0, "tag");
}

static void p2m_pool_has_the_size_that_libxl_gives(void **state)
{
	struct xnb_domain_config small = {
	    .vcpus = 1, .memory_bytes = 4 * MIB, .run_tag = 1};
	struct xnb_domain_config large = {
	    .vcpus = 64, .memory_bytes = 16 * GIB, .run_tag = 1};

	(void)state;
	assert_int_equal(xnb_paging_pool_bytes(&small), 4 * MIB);
	/* 4 KiB x (256 x 64 + 2 x 16384) */
	assert_int_equal(xnb_paging_pool_bytes(&large), 192 * MIB);
}

static void uuid_holds_the_tag_big_endian(void **state)
{
	static const uint8_t want[16] = "xnumaben\x01\x23\x45\x67\x89\xab\xcd\xef";
	uint8_t uuid[16], other[16] = "xnumabex";
	uint64_t tag;

	(void)state;
	xnb_uuid_make(uuid, 0x0123456789abcdefull);
	assert_memory_equal(uuid, want, 16);
	assert_true(xnb_uuid_parse(uuid, &tag));
	assert_int_equal(tag, 0x0123456789abcdefull);
	assert_false(xnb_uuid_parse(other, &tag));
}

static void sets_keep_a_number_that_does_not_fit(void **state)
{
	struct xnb_set set = {0};

	(void)state;
	xnb_set_add(&set, 0);
	xnb_set_add(&set, 63);
	xnb_set_add(&set, 64);
	xnb_set_add(&set, XNB_SET_BITS - 1);
	assert_int_equal(xnb_set_count(&set), 4);
	assert_true(xnb_set_has(&set, 64));
	assert_false(xnb_set_has(&set, 65));
	assert_false(xnb_set_has(&set, XNB_SET_BITS));
	assert_int_equal(set.misfit, 0);
	xnb_set_add(&set, XNB_SET_BITS);
	assert_int_equal(xnb_set_count(&set), 4);
	assert_int_equal(set.misfit, XNB_SET_BITS + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(maps_all_memory_and_no_more),
	    cmocka_unit_test(largest_tables_end_before_the_payload),
	    cmocka_unit_test(frames_leave_the_hole_out),
	    cmocka_unit_test(refuses_domains_that_cannot_be),
	    cmocka_unit_test(a_pv_domain_may_be_as_large_as_xen_can_count),
	    cmocka_unit_test(p2m_pool_has_the_size_that_libxl_gives),
	    cmocka_unit_test(uuid_holds_the_tag_big_endian),
	    cmocka_unit_test(sets_keep_a_number_that_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
