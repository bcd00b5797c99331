/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which node a machine frame lies on: recorded tables, made-up ones, and broken ones. */
#include "tests/unit/test.h"

#include "base/io.h"
#include "topology/memory_ranges.h"

#include <stdio.h>
#include <string.h>

#define MIB 256u /* frames */

/* ---- recorded ---- */

static struct xnb_buf read_table(const char *name)
{
	struct xnb_buf table = {0};
	struct xnb_error err;
	char path[256];

	snprintf(path, sizeof(path), XNB_TEST_DATA "/srat/%s.srat", name);
	assert_int_equal(xnb_read_file(path, &table, 0, &err), 0);
	return table;
}

static struct xnb_memory_ranges recorded(const char *name)
{
	struct xnb_buf table = read_table(name);
	struct xnb_memory_ranges ranges;
	struct xnb_error err;

	assert_int_equal(xnb_memory_ranges_parse(&ranges, table.text, table.length, &err),
	                 0);
	xnb_buf_free(&table);
	return ranges;
}

static struct xnb_host_node nodes[8];

/* A host whose nodes span so many frames each. */
static struct xnb_host host_of(size_t n, uint64_t first, uint64_t second, uint64_t others,
                               uint64_t last)
{
	for (size_t i = 0; i < n; i++)
		nodes[i] = (struct xnb_host_node){
		    .id = (uint32_t)i,
		    .memory_bytes = 4096 * (i == 0       ? first
		                            : i == 1     ? second
		                            : i == n - 1 ? last
		                                         : others),
		};
	return (struct xnb_host){.nodes = nodes, .n_nodes = n};
}

static int fit(const struct xnb_memory_ranges *ranges, const struct xnb_host *host)
{
	struct xnb_error err = {0};
	int result = xnb_memory_ranges_fit(ranges, host, &err);

	assert_true(result == 0 || err.exit == XNB_EXIT_ENVIRONMENT);
	return result;
}

static void recorded_frames_have_their_node(void **state)
{
	struct xnb_memory_ranges ranges = recorded("four-nodes");

	(void)state;
	assert_int_equal(xnb_memory_ranges_node(&ranges, 0, 1), 0);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 524287, 1), 0);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 524288, 1), 1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 1310719, 1), 1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 1310720, 512), 2);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 1835008 + 524287, 1), 3);
	xnb_memory_ranges_free(&ranges);
}

/* Its CPUs were given to the nodes from the last to the first, so Xen counts the other
 * way round than the firmware. */
static void recorded_numbers_are_xens(void **state)
{
	struct xnb_memory_ranges ranges = recorded("reversed-nodes");
	struct xnb_host host = host_of(4, 524288, 524288, 786432, 524288);

	(void)state;
	assert_int_equal(xnb_memory_ranges_node(&ranges, 0, 1), 3);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 524288, 1), 2);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 1310720, 1), 1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 1835008, 1), 0);
	assert_int_equal(fit(&ranges, &host), 0);
	xnb_memory_ranges_free(&ranges);
}

static void frames_outside_are_unknown(void **state)
{
	struct xnb_memory_ranges ranges = recorded("four-nodes");

	(void)state;
	/* below 1 MiB, below 4 GiB, behind the end, out of this world */
	assert_int_equal(xnb_memory_ranges_node(&ranges, 0xa0, 1), -1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 0xc0000, 1), -1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 1835008 + 524288, 1), -1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, UINT64_MAX, 1), -1);
	/* an extent of which a part is outside, or on another node */
	assert_int_equal(xnb_memory_ranges_node(&ranges, 0x9f, 2), -1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 524287, 2), -1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 0x100, UINT64_MAX), -1);
	xnb_memory_ranges_free(&ranges);
}

/* The spans are those of debug key `u'; see tests/data/srat/README. */
static void recorded_spans_fit(void **state)
{
	struct xnb_memory_ranges four = recorded("four-nodes");
	struct xnb_memory_ranges eight = recorded("eight-nodes");
	struct xnb_host host = host_of(4, 524288, 786432, 524288, 524288);

	(void)state;
	assert_int_equal(fit(&four, &host), 0);
	assert_int_equal(fit(&eight, &host), -1);
	host = host_of(8, 524288, 786432, 524288, 524288);
	assert_int_equal(fit(&eight, &host), 0);
	assert_int_equal(fit(&four, &host), -1);
	/* cut off behind the last page, which only the highest node can be */
	host = host_of(4, 524288, 786432, 524288, 524256);
	assert_int_equal(fit(&four, &host), 0);
	host = host_of(4, 524288, 786432, 524256, 524288);
	assert_int_equal(fit(&four, &host), -1);
	host = host_of(4, 524288, 786432, 524288, 0);
	assert_int_equal(fit(&four, &host), -1);
	/* numa=off */
	host = host_of(1, 2359296, 0, 0, 0);
	assert_int_equal(fit(&four, &host), -1);
	xnb_memory_ranges_free(&four);
	xnb_memory_ranges_free(&eight);
}

/* ---- made up ---- */

struct table {
	uint8_t bytes[5000];
	size_t length;
};

static void put(struct table *table, size_t at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		table->bytes[at + i] = (uint8_t)(value >> 8 * i);
}

static struct table begin_table(uint8_t revision)
{
	struct table table = {.length = 48};

	memcpy(table.bytes, "SRAT", 4);
	table.bytes[8] = revision;
	return table;
}

static size_t add_entry(struct table *table, uint8_t type, uint8_t length)
{
	size_t at = table->length;

	table->bytes[at] = type;
	table->bytes[at + 1] = length;
	table->length += length;
	return at;
}

static void add_apic(struct table *table, uint32_t pxm, uint32_t flags)
{
	size_t at = add_entry(table, 0, 16);

	put(table, at + 2, pxm, 1);
	put(table, at + 4, flags, 4);
	put(table, at + 9, pxm >> 8, 3);
}

static void add_x2apic(struct table *table, uint32_t pxm, uint32_t flags)
{
	size_t at = add_entry(table, 2, 24);

	put(table, at + 4, pxm, 4);
	put(table, at + 12, flags, 4);
}

static void add_bytes(struct table *table, uint32_t pxm, uint64_t base, uint64_t length,
                      uint32_t flags)
{
	size_t at = add_entry(table, 1, 40);

	put(table, at + 2, pxm, 4);
	put(table, at + 8, base, 8);
	put(table, at + 16, length, 8);
	put(table, at + 28, flags, 4);
}

/* `count` MiB from `first` MiB on. */
static void add_memory(struct table *table, uint32_t pxm, uint64_t first, uint64_t count,
                       uint32_t flags)
{
	add_bytes(table, pxm, first << 20, count << 20, flags);
}

static void seal(struct table *table)
{
	uint8_t sum = 0;

	put(table, 4, table->length, 4);
	table->bytes[9] = 0;
	for (size_t i = 0; i < table->length; i++)
		sum = (uint8_t)(sum + table->bytes[i]);
	table->bytes[9] = (uint8_t)-sum;
}

static struct xnb_memory_ranges parsed(struct table *table)
{
	struct xnb_memory_ranges ranges;
	struct xnb_error err;

	seal(table);
	assert_int_equal(
	    xnb_memory_ranges_parse(&ranges, table->bytes, table->length, &err), 0);
	return ranges;
}

static int node_at(const struct xnb_memory_ranges *ranges, uint64_t mib)
{
	return xnb_memory_ranges_node(ranges, mib * MIB, MIB);
}

/* x2APIC entries before local APIC ones before memory, wherever they stand. */
static void nodes_are_numbered_as_xen_does(void **state)
{
	struct table table = begin_table(3);
	struct xnb_memory_ranges ranges;

	(void)state;
	add_memory(&table, 40, 0, 1, 1);
	add_memory(&table, 30, 1, 1, 1);
	add_memory(&table, 20, 2, 1, 1);
	add_memory(&table, 0x12345, 3, 1, 1);
	add_apic(&table, 20, 0); /* disabled */
	add_apic(&table, 30, 1);
	add_apic(&table, 20, 1);
	add_x2apic(&table, 40, 0);
	add_x2apic(&table, 0x12345, 1);
	ranges = parsed(&table);
	assert_int_equal(node_at(&ranges, 3), 0);
	assert_int_equal(node_at(&ranges, 1), 1);
	assert_int_equal(node_at(&ranges, 2), 2);
	assert_int_equal(node_at(&ranges, 0), 3);
	xnb_memory_ranges_free(&ranges);
}

/* Before revision 2 only the lowest byte of a proximity domain counts. */
static void old_revisions_have_eight_bits(void **state)
{
	struct table table = begin_table(1);
	struct xnb_memory_ranges ranges;

	(void)state;
	add_apic(&table, 0xabcd01, 1);
	add_memory(&table, 0x777702, 0, 1, 1);
	add_memory(&table, 0x777701, 1, 1, 1);
	ranges = parsed(&table);
	assert_int_equal(node_at(&ranges, 0), 1);
	assert_int_equal(node_at(&ranges, 1), 0);
	xnb_memory_ranges_free(&ranges);
}

static void disabled_and_empty_ranges_hold_nothing(void **state)
{
	struct table table = begin_table(3);
	struct xnb_memory_ranges ranges;

	(void)state;
	add_memory(&table, 9, 0, 8, 0);
	add_memory(&table, 1, 4, 0, 1);
	add_memory(&table, 2, 2, 1, 1);
	/* frames of which it holds a half are nobody's */
	add_bytes(&table, 2, (5 << 20) + 2048, 4096, 1);
	ranges = parsed(&table);
	assert_int_equal(ranges.n, 1);
	assert_int_equal(node_at(&ranges, 0), -1);
	assert_int_equal(node_at(&ranges, 2), 1);
	xnb_memory_ranges_free(&ranges);
}

static void touching_ranges_are_one(void **state)
{
	struct table table = begin_table(3);
	struct xnb_memory_ranges ranges;

	(void)state;
	add_memory(&table, 0, 4, 4, 1);
	add_memory(&table, 0, 0, 4, 1);
	add_memory(&table, 0, 2, 1, 1); /* overlaps on its own node */
	ranges = parsed(&table);
	assert_int_equal(ranges.n, 1);
	assert_int_equal(xnb_memory_ranges_node(&ranges, 0, 8 * MIB), 0);
	xnb_memory_ranges_free(&ranges);
}

static void hotplug_is_not_in_the_span(void **state)
{
	struct table table = begin_table(3);
	struct xnb_memory_ranges ranges;
	struct xnb_host host = host_of(1, 4 * MIB, 0, 0, 0);

	(void)state;
	add_memory(&table, 0, 0, 4, 1);
	add_memory(&table, 0, 4, 4, 3);
	ranges = parsed(&table);
	assert_int_equal(node_at(&ranges, 6), 0);
	assert_int_equal(fit(&ranges, &host), 0);
	xnb_memory_ranges_free(&ranges);
}

/* ---- broken ---- */

static void refused(const struct table *table, size_t length, const char *why)
{
	struct xnb_memory_ranges ranges = {.n = 7};
	struct xnb_error err = {0};

	assert_int_equal(xnb_memory_ranges_parse(&ranges, table->bytes, length, &err),
	                 -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, why));
	assert_null(ranges.ranges);
	assert_int_equal(ranges.n, 0);
}

static void refuse(struct table *table, const char *why)
{
	seal(table);
	refused(table, table->length, why);
}

static void overlaps_are_refused(void **state)
{
	struct table nodes_overlap = begin_table(3), hotplug = begin_table(3);

	(void)state;
	add_memory(&nodes_overlap, 0, 0, 4, 1);
	add_memory(&nodes_overlap, 1, 3, 4, 1);
	refuse(&nodes_overlap, "overlap");
	add_memory(&hotplug, 0, 0, 4, 1);
	add_memory(&hotplug, 0, 3, 4, 3);
	refuse(&hotplug, "overlap");
}

static void impossible_entries_are_refused(void **state)
{
	struct table none = begin_table(3), wraps = begin_table(3);
	struct table zero = begin_table(3), short_entry = begin_table(3);
	struct table long_entry = begin_table(3);

	(void)state;
	refuse(&none, "no range");
	add_bytes(&wraps, 0, UINT64_MAX - 4096, 8192, 1);
	refuse(&wraps, "last address");
	add_entry(&zero, 1, 40);
	zero.bytes[49] = 0;
	refuse(&zero, "length of an entry");
	add_entry(&short_entry, 1, 39);
	refuse(&short_entry, "wrong length");
	add_entry(&long_entry, 1, 40);
	long_entry.bytes[49] = 41;
	refuse(&long_entry, "length of an entry");
}

static void too_many_proximity_domains_are_refused(void **state)
{
	struct table table = begin_table(3);
	struct xnb_memory_ranges ranges;

	(void)state;
	for (uint32_t pxm = 0; pxm < 255; pxm++)
		add_apic(&table, pxm << 8, 1);
	add_memory(&table, 0, 0, 1, 1); /* one of those */
	ranges = parsed(&table);
	xnb_memory_ranges_free(&ranges);
	add_memory(&table, 1, 1, 1, 1);
	refuse(&table, "more proximity domains");
}

static void damaged_tables_are_refused(void **state)
{
	struct table table = begin_table(3);

	(void)state;
	add_memory(&table, 0, 0, 4, 1);
	seal(&table);
	refused(&table, 0, "no header");
	refused(&table, table.length - 1, "its length");
	table.bytes[60] ^= 1;
	refused(&table, table.length, "checksum");
	table.bytes[0] = 'X';
	refused(&table, table.length, "no header");
	put(&table, 0, 0x54415253, 4);
	put(&table, 4, 40, 4);
	refused(&table, table.length, "its length");
}

/* Each prefix and each damaged byte is refused or read within its bounds. */
static void no_damage_is_fatal(void **state)
{
	struct xnb_buf good = read_table("two-nodes");
	struct xnb_memory_ranges ranges;
	struct table table = {.length = good.length};

	(void)state;
	for (size_t length = 0; length < good.length; length++)
		assert_int_equal(
		    xnb_memory_ranges_parse(&ranges, good.text, length, NULL), -1);
	for (size_t at = 8; at < good.length; at++) {
		memcpy(table.bytes, good.text, good.length);
		table.bytes[at] ^= 0xff;
		seal(&table);
		if (!xnb_memory_ranges_parse(&ranges, table.bytes, table.length, NULL))
			xnb_memory_ranges_free(&ranges);
	}
	xnb_buf_free(&good);
}

/* ---- from sysfs ---- */

static void a_missing_table_is_told(void **state)
{
	struct xnb_host host = host_of(1, 1, 0, 0, 0);
	struct xnb_memory_ranges ranges;
	struct xnb_error err = {0};

	(void)state;
	assert_int_equal(xnb_memory_ranges_read(&ranges, "/nonexistent", &host, &err),
	                 -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_null(ranges.ranges);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(recorded_frames_have_their_node),
	    cmocka_unit_test(recorded_numbers_are_xens),
	    cmocka_unit_test(frames_outside_are_unknown),
	    cmocka_unit_test(recorded_spans_fit),
	    cmocka_unit_test(nodes_are_numbered_as_xen_does),
	    cmocka_unit_test(old_revisions_have_eight_bits),
	    cmocka_unit_test(disabled_and_empty_ranges_hold_nothing),
	    cmocka_unit_test(touching_ranges_are_one),
	    cmocka_unit_test(hotplug_is_not_in_the_span),
	    cmocka_unit_test(overlaps_are_refused),
	    cmocka_unit_test(impossible_entries_are_refused),
	    cmocka_unit_test(too_many_proximity_domains_are_refused),
	    cmocka_unit_test(damaged_tables_are_refused),
	    cmocka_unit_test(no_damage_is_fatal),
	    cmocka_unit_test(a_missing_table_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
