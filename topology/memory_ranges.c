/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/memory_ranges.h"

#include "base/io.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE    "/sys/firmware/acpi/tables/SRAT"
#define REMEDY   "the nodes of pages are told from free memory instead"
#define PAGE     4096u
#define MOST     ((size_t)1 << 20) /* 4096 CPUs and 1000 ranges take 140 KiB */
#define MOST_PXM 255u              /* Xen's numbers of nodes have 8 bits */

/* Where the table's fields are, and an entry's behind its type and length. */
enum {
	TABLE_LENGTH = 4,
	TABLE_REVISION = 8,
	TABLE_ENTRIES = 48,
	ENTRY_LENGTH = 1,
	APIC_PXM = 2,
	APIC_FLAGS = 4,
	APIC_PXM_HIGH = 9,
	X2APIC_PXM = 4,
	X2APIC_FLAGS = 12,
	MEMORY_PXM = 2,
	MEMORY_BASE = 8,
	MEMORY_LENGTH = 16,
	MEMORY_FLAGS = 28,
};

enum { ENABLED = 1, HOT_PLUGGABLE = 2 };

struct parse {
	const uint8_t *table;
	size_t length;
	unsigned revision;
	uint32_t pxms[MOST_PXM]; /* by the number of Xen's node */
	uint32_t n_pxms;
	struct xnb_memory_ranges *out;
};

static int bad(struct xnb_error *err, const char *what, uint64_t where)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EINVAL, "SRAT: %s (0x%llx); " REMEDY,
	                what, (unsigned long long)where);
}

static uint64_t get(const uint8_t *at, unsigned bytes)
{
	uint64_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | at[bytes];
	return value;
}

static int check_table(struct parse *parse, size_t length, struct xnb_error *err)
{
	uint8_t sum = 0;

	if (length < TABLE_ENTRIES || memcmp(parse->table, "SRAT", 4) != 0)
		return bad(err, "it has no header", length);
	parse->length = (size_t)get(parse->table + TABLE_LENGTH, 4);
	if (parse->length < TABLE_ENTRIES || parse->length > length)
		return bad(err, "its length is not that of the table", parse->length);
	for (size_t i = 0; i < parse->length; i++)
		sum = (uint8_t)(sum + parse->table[i]);
	if (sum != 0)
		return bad(err, "its checksum is wrong", sum);
	parse->revision = parse->table[TABLE_REVISION];
	return 0;
}

/* Xen's number of a proximity domain: the next one, when it appears first. */
static int find_node(struct parse *parse, uint32_t pxm, uint32_t *node,
                     struct xnb_error *err)
{
	for (*node = 0; *node < parse->n_pxms; ++*node)
		if (parse->pxms[*node] == pxm)
			return 0;
	if (parse->n_pxms == MOST_PXM)
		return bad(err, "it has more proximity domains than Xen can number", pxm);
	parse->pxms[parse->n_pxms++] = pxm;
	return 0;
}

static int add_x2apic(struct parse *parse, const uint8_t *entry, struct xnb_error *err)
{
	uint32_t node;

	if (!(get(entry + X2APIC_FLAGS, 4) & ENABLED))
		return 0;
	return find_node(parse, (uint32_t)get(entry + X2APIC_PXM, 4), &node, err);
}

static int add_apic(struct parse *parse, const uint8_t *entry, struct xnb_error *err)
{
	uint32_t pxm = entry[APIC_PXM], node;

	if (!(get(entry + APIC_FLAGS, 4) & ENABLED))
		return 0;
	if (parse->revision >= 2)
		pxm |= (uint32_t)get(entry + APIC_PXM_HIGH, 3) << 8;
	return find_node(parse, pxm, &node, err);
}

static int append(struct xnb_memory_ranges *out, struct xnb_memory_range range,
                  struct xnb_error *err)
{
	struct xnb_memory_range *grown =
	    reallocarray(out->ranges, out->n + 1, sizeof(*grown));

	if (!grown)
		return xnb_fail_nomem(err);
	out->ranges = grown;
	out->ranges[out->n++] = range;
	return 0;
}

static int add_memory(struct parse *parse, const uint8_t *entry, struct xnb_error *err)
{
	uint32_t pxm = (uint32_t)get(entry + MEMORY_PXM, 4);
	uint64_t base = get(entry + MEMORY_BASE, 8);
	uint64_t length = get(entry + MEMORY_LENGTH, 8);
	uint64_t flags = get(entry + MEMORY_FLAGS, 4);
	struct xnb_memory_range range = {.hotplug = flags & HOT_PLUGGABLE};

	if (!(flags & ENABLED))
		return 0;
	if (parse->revision < 2)
		pxm &= 0xff;
	/* Also an empty one gives its proximity domain a number. */
	if (find_node(parse, pxm, &range.node, err))
		return -1;
	if (length > UINT64_MAX - base)
		return bad(err, "a range goes beyond the last address", base);
	/* A frame that the range holds only a part of belongs to nobody. */
	range.first = base / PAGE + (base % PAGE != 0);
	range.end = (base + length) / PAGE;
	return range.first < range.end ? append(parse->out, range, err) : 0;
}

/* In the order in which Xen goes through them. */
static const struct kind {
	uint8_t type;
	uint8_t least, most; /* bytes; with others Xen does not take the table */
	int (*add)(struct parse *parse, const uint8_t *entry, struct xnb_error *err);
} kinds[] = {
    {.type = 2, .least = 24, .most = UINT8_MAX, .add = add_x2apic},
    {.type = 0, .least = 16, .most = 16, .add = add_apic},
    {.type = 1, .least = 40, .most = 40, .add = add_memory},
};

static int add_entries(struct parse *parse, const struct kind *kind,
                       struct xnb_error *err)
{
	size_t at = TABLE_ENTRIES;

	while (at < parse->length) {
		const uint8_t *entry = parse->table + at;
		size_t left = parse->length - at, length;

		if (left < 2)
			return bad(err, "an entry is cut off", at);
		length = entry[ENTRY_LENGTH];
		if (length < 2 || length > left)
			return bad(err, "the length of an entry cannot be", at);
		if (entry[0] == kind->type) {
			if (length < kind->least || length > kind->most)
				return bad(err, "an entry has a wrong length", at);
			if (kind->add(parse, entry, err))
				return -1;
		}
		at += length;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct xnb_memory_range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Sorts, and makes one of those that touch or overlap on one node. */
static int join(struct xnb_memory_ranges *out, struct xnb_error *err)
{
	size_t n = 1;

	if (out->n == 0)
		return bad(err, "it has no range of memory", 0);
	qsort(out->ranges, out->n, sizeof(*out->ranges), compare);
	for (size_t i = 1; i < out->n; i++) {
		struct xnb_memory_range *last = &out->ranges[n - 1], *next;
		bool same;

		next = &out->ranges[i];
		same = last->node == next->node && last->hotplug == next->hotplug;
		if (next->first < last->end && !same)
			return bad(err, "two ranges overlap", next->first * PAGE);
		if (!same || next->first > last->end)
			out->ranges[n++] = *next;
		else if (next->end > last->end)
			last->end = next->end;
	}
	out->n = n;
	return 0;
}

int xnb_memory_ranges_parse(struct xnb_memory_ranges *out, const void *srat,
                            size_t length, struct xnb_error *err)
{
	struct parse parse = {.table = srat, .out = out};
	int result;

	*out = (struct xnb_memory_ranges){0};
	result = check_table(&parse, length, err);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !result; i++)
		result = add_entries(&parse, &kinds[i], err);
	if (!result)
		result = join(out, err);
	if (result)
		xnb_memory_ranges_free(out);
	return result;
}

void xnb_memory_ranges_free(struct xnb_memory_ranges *ranges)
{
	free(ranges->ranges);
	*ranges = (struct xnb_memory_ranges){0};
}

/* The last range that begins at `frame` or before it; NULL: none. */
static const struct xnb_memory_range *range_at(const struct xnb_memory_ranges *ranges,
                                               uint64_t frame)
{
	size_t low = 0, high = ranges->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges->ranges[middle].first <= frame)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &ranges->ranges[low - 1] : NULL;
}

int xnb_memory_ranges_node(const struct xnb_memory_ranges *ranges, uint64_t first,
                           uint64_t count)
{
	const struct xnb_memory_range *range = range_at(ranges, first);

	/* An extent of Xen's allocator never crosses from one range into the next. */
	if (!range || first >= range->end || count > range->end - first)
		return -1;
	return (int)range->node;
}

struct span {
	uint64_t first, end; /* frames */
};

static struct span span_of(const struct xnb_memory_ranges *ranges, uint32_t node)
{
	struct span span = {0};

	for (size_t i = 0; i < ranges->n; i++) {
		const struct xnb_memory_range *range = &ranges->ranges[i];

		if (range->node != node || range->hotplug)
			continue;
		if (span.end == 0)
			span.first = range->first;
		span.end = range->end;
	}
	return span;
}

static int check_node(const struct xnb_memory_ranges *ranges,
                      const struct xnb_host_node *node, struct xnb_error *err)
{
	const struct xnb_memory_range *last = &ranges->ranges[ranges->n - 1];
	struct span span = span_of(ranges, node->id);
	uint64_t bytes = (span.end - span.first) * PAGE;
	bool may_be_cut_off = span.end == last->end;

	if (bytes == node->memory_bytes ||
	    (may_be_cut_off && node->memory_bytes && node->memory_bytes < bytes))
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "SRAT: its node %u spans %llu MiB, Xen's %llu MiB; " REMEDY,
	                node->id, (unsigned long long)bytes >> 20,
	                (unsigned long long)node->memory_bytes >> 20);
}

int xnb_memory_ranges_fit(const struct xnb_memory_ranges *ranges,
                          const struct xnb_host *host, struct xnb_error *err)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (check_node(ranges, &host->nodes[i], err))
			return -1;
	for (size_t i = 0; i < ranges->n; i++)
		if (xnb_host_node_index(host, ranges->ranges[i].node) < 0)
			return bad(err, "it has a node that Xen does not have",
			           ranges->ranges[i].node);
	return 0;
}

int xnb_memory_ranges_read(struct xnb_memory_ranges *out, const char *root,
                           const struct xnb_host *host, struct xnb_error *err)
{
	struct xnb_buf table = {0};
	char path[PATH_MAX];
	int result;

	*out = (struct xnb_memory_ranges){0};
	snprintf(path, sizeof(path), "%s" TABLE, root);
	result = xnb_read_file(path, &table, MOST, err);
	if (!result)
		result = xnb_memory_ranges_parse(out, table.text, table.length, err);
	if (!result && xnb_memory_ranges_fit(out, host, err)) {
		xnb_memory_ranges_free(out);
		result = -1;
	}
	xnb_buf_free(&table);
	return result;
}
