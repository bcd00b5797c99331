/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory and where it lies: against what /proc/self/numa_maps and /proc/self/status say
 * of it, on hosts made of files, and where a filter refuses calls, as a container does.
 */
#include "native/cpus.h"
#include "native/memory.h"
#include "native/placement.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"
#include "tests/unit/refuse.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <hwloc.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NODE "./sys/devices/system/node/"
#define POOL "hugepages/hugepages-2048kB/"

static const uint32_t node_0 = 0;
enum { MIB = 1 << 20 };

static struct xnb_native_want wanted(uint64_t bytes, enum xnb_native_page page,
                                     enum xnb_native_policy policy)
{
	return (struct xnb_native_want){.bytes = bytes,
	                                .page = page,
	                                .policy = policy,
	                                .nodes = &node_0,
	                                .n_nodes = 1};
}

/* A container may forbid binding; then only that is tested here. */
static bool binding_is_possible(void)
{
	return xnb_native_memory_can_bind(0, NULL) == 0;
}

/* Field "N0=" of the line of numa_maps that begins at this address; -1: none. */
static long pages_in_numa_maps(const void *address, char *policy, size_t size)
{
	FILE *maps = fopen("/proc/self/numa_maps", "r");
	char line[1024];
	long pages = -1;

	while (maps && fgets(line, sizeof(line), maps)) {
		char *rest, *field;

		if (strtoull(line, &rest, 16) != (uintptr_t)address)
			continue;
		snprintf(policy, size, "%.*s", (int)strcspn(rest + 1, " "), rest + 1);
		field = strstr(rest, " N0=");
		pages = field ? strtol(field + 4, NULL, 10) : 0;
	}
	if (maps)
		fclose(maps);
	return pages;
}

static void bound_pages_are_where_the_kernel_says(void **state)
{
	struct xnb_native_want want =
	    wanted(5 * MIB + 1, XNB_NATIVE_PAGE_4K, XNB_NATIVE_BIND);
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct xnb_native_placement placement;
	struct xnb_native_memory memory;
	struct xnb_error err;
	char policy[64] = "";
	double fraction;
	void *address;

	(void)state;
	if (!binding_is_possible())
		skip();
	assert_int_equal(xnb_native_memory_alloc(&memory, &want, "", &err), 0);
	assert_int_equal((uintptr_t)memory.address % page, 0);
	memset(memory.address, 1, memory.bytes);
	assert_int_equal(
	    xnb_native_placement_read(&placement, &memory, memory.bytes, &err), 0);
	assert_int_equal(placement.pages, (5 * MIB) / page + 1);
	assert_int_equal(placement.unknown, 0);
	assert_string_equal(placement.why, "");
	assert_int_equal(xnb_native_placement_on(&placement, 0),
	                 pages_in_numa_maps(memory.address, policy, sizeof(policy)));
	assert_int_equal(xnb_native_placement_on(&placement, 0), placement.pages);
	assert_int_equal(xnb_native_placement_on(&placement, 99), 0);
	assert_string_equal(policy, "bind:0");
	assert_int_equal(xnb_native_huge_fraction(&memory, &fraction, &err), 0);
	assert_true(fraction == 0);
	xnb_native_placement_free(&placement);
	address = memory.address;
	xnb_native_memory_free(&memory);
	assert_int_equal(pages_in_numa_maps(address, policy, sizeof(policy)), -1);
}

/* The same question asked through a library. */
static void hwloc_finds_the_pages_on_the_same_node(void **state)
{
	struct xnb_native_want want = wanted(MIB, XNB_NATIVE_PAGE_4K, XNB_NATIVE_KERNELS);
	hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
	struct xnb_native_placement placement;
	struct xnb_native_memory memory;
	hwloc_topology_t topology;
	struct xnb_error err;

	(void)state;
	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	assert_int_equal(xnb_native_memory_alloc(&memory, &want, "", &err), 0);
	memset(memory.address, 1, memory.bytes);
	assert_int_equal(
	    xnb_native_placement_read(&placement, &memory, memory.bytes, &err), 0);
	if (placement.unknown == 0) {
		assert_int_equal(hwloc_get_area_memlocation(topology, memory.address,
		                                            memory.bytes, nodes,
		                                            HWLOC_MEMBIND_BYNODESET),
		                 0);
		for (uint32_t node = 0; node < placement.n_nodes; node++)
			assert_int_equal(hwloc_bitmap_isset(nodes, node),
			                 xnb_native_placement_on(&placement, node) > 0);
	}
	xnb_native_placement_free(&placement);
	xnb_native_memory_free(&memory);
	hwloc_topology_destroy(topology);
	hwloc_bitmap_free(nodes);
}

static void untouched_pages_are_unknown(void **state)
{
	struct xnb_native_want want =
	    wanted(4 * MIB, XNB_NATIVE_PAGE_4K, XNB_NATIVE_KERNELS);
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct xnb_native_placement placement;
	struct xnb_native_memory memory;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_native_memory_alloc(&memory, &want, "", &err), 0);
	memset(memory.address, 1, MIB);
	assert_int_equal(
	    xnb_native_placement_read(&placement, &memory, memory.bytes, &err), 0);
	if (placement.unknown == placement.pages)
		skip(); /* a container that tells nothing */
	assert_int_equal(placement.unknown, 3 * MIB / page);
	assert_string_equal(placement.why, "pages that were never written");
	xnb_native_placement_free(&placement);
	xnb_native_memory_free(&memory);
}

static bool thp_is_off(void)
{
	FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "r");
	char line[64] = "[never]";

	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	return strstr(line, "[never]");
}

/* The kernel's own count of this process, which memory elsewhere cannot be part of. */
static long rss_of_huge_kib(void)
{
	FILE *file = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	long kib = -1;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "AnonHugePages: %ld", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib;
}

static void huge_pages_obtained_are_counted(void **state)
{
	struct xnb_native_want want =
	    wanted(8 * MIB, XNB_NATIVE_PAGE_THP, XNB_NATIVE_KERNELS);
	struct xnb_native_memory memory, neighbour;
	long before = rss_of_huge_kib();
	struct xnb_error err;
	double fraction;

	(void)state;
	if (thp_is_off())
		skip();
	assert_int_equal(xnb_native_memory_alloc(&memory, &want, "", &err), 0);
	assert_int_equal(xnb_native_memory_alloc(&neighbour, &want, "", &err), 0);
	assert_int_equal(
	    (uintptr_t)memory.address % xnb_native_page_bytes(XNB_NATIVE_PAGE_THP), 0);
	assert_int_equal(xnb_native_huge_fraction(&memory, &fraction, &err), 0);
	assert_true(fraction == 0);
	memset(memory.address, 1, 4 * MIB);
	assert_int_equal(xnb_native_huge_fraction(&memory, &fraction, &err), 0);
	assert_true(fraction ==
	            (double)(rss_of_huge_kib() - before) / (double)(8 * MIB / 1024));
	assert_int_equal(xnb_native_huge_fraction(&neighbour, &fraction, &err), 0);
	assert_true(fraction == 0);
	xnb_native_memory_free(&neighbour);
	xnb_native_memory_free(&memory);
}

/* ---- refusals, on hosts made of files ---- */

static void assert_lack(const struct xnb_native_want *want, enum xnb_native_lack lack,
                        enum xnb_exit exit, const char *says)
{
	struct xnb_native_memory memory;
	struct xnb_error err;

	assert_int_equal(xnb_native_memory_alloc(&memory, want, ".", &err), -1);
	assert_int_equal(memory.lack, lack);
	assert_int_equal(err.exit, exit);
	assert_non_null(strstr(err.text, says));
	xnb_native_memory_free(&memory);
}

static void plant_memory(void)
{
	plant("./proc/meminfo", "MemTotal: 99999999 kB\nMemAvailable:   4194304 kB\n");
	plant(NODE "online", "0-1\n");
	plant(NODE "node0/meminfo", "Node 0 MemFree:   1048576 kB\n"
	                            "Node 0 Active(file):   524288 kB\n"
	                            "Node 0 Inactive(file): 524288 kB\n");
	plant(NODE "node1/meminfo", "Node 1 MemFree:   2097152 kB\n");
}

static void more_than_is_free_is_refused_with_figures(void **state)
{
	static const uint32_t both[] = {0, 1};
	struct xnb_native_want want =
	    wanted((uint64_t)3 << 30, XNB_NATIVE_PAGE_4K, XNB_NATIVE_BIND);

	(void)state;
	plant_memory();
	assert_int_equal(xnb_native_memory_available(".", 0), (uint64_t)2 << 30);
	assert_int_equal(xnb_native_memory_available(".", XNB_NATIVE_ABSENT),
	                 (uint64_t)4 << 30);
	assert_lack(&want, XNB_NATIVE_NO_MEMORY, XNB_EXIT_ENVIRONMENT,
	            "3072 MiB asked for on node 0, 2048 MiB can be had");
	/* 64 MiB and 1/256 of what is asked for are left to others. */
	assert_int_equal(xnb_native_memory_most(".", 0) >> 20, 1976);
	want.bytes = xnb_native_memory_most(".", 0) + MIB;
	assert_lack(&want, XNB_NATIVE_NO_MEMORY, XNB_EXIT_ENVIRONMENT,
	            "ask for at most 1976 MiB");
	want.bytes = (uint64_t)5 << 30;
	want.policy = XNB_NATIVE_KERNELS;
	assert_lack(&want, XNB_NATIVE_NO_MEMORY, XNB_EXIT_ENVIRONMENT,
	            "5120 MiB asked for, 4096 MiB can be had");
	want.policy = XNB_NATIVE_INTERLEAVE;
	want.nodes = both;
	want.n_nodes = 2;
	uproot("./proc/meminfo");
	assert_lack(&want, XNB_NATIVE_NO_MEMORY, XNB_EXIT_ENVIRONMENT,
	            "2560 MiB asked for on node 0");
	want.bytes = UINT64_MAX;
	assert_lack(&want, XNB_NATIVE_NO_MEMORY, XNB_EXIT_ENVIRONMENT, "more than there");
	want.bytes = 0;
	assert_lack(&want, XNB_NATIVE_OTHER_LACK, XNB_EXIT_USAGE, "0 bytes");
	want.bytes = MIB;
	want.nodes = &(const uint32_t){7};
	want.n_nodes = 1;
	assert_lack(&want, XNB_NATIVE_OTHER_LACK, XNB_EXIT_USAGE, "no node 7");
}

static void limits_of_cgroups_count(void **state)
{
	(void)state;
	plant_memory();
	plant("./proc/self/cgroup", "0::/a/b\n");
	plant("./sys/fs/cgroup/a/b/memory.max", "max\n");
	plant("./sys/fs/cgroup/a/memory.max", "1073741824\n");
	plant("./sys/fs/cgroup/a/memory.current", "536870912\n");
	plant("./sys/fs/cgroup/a/memory.stat",
	      "anon 1\ninactive_file 134217728\nactive_file 134217728\n");
	assert_int_equal(xnb_native_memory_available(".", 0), 768 * MIB);
	/* Version 1, whose path is that of the host and does not exist in a container. */
	plant("./proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/1\n0::/none\n");
	plant("./sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
	plant("./sys/fs/cgroup/memory/memory.usage_in_bytes", "67108864\n");
	assert_int_equal(xnb_native_memory_available(".", 0), 192 * MIB);
}

static void pools_without_pages_say_how_to_get_them(void **state)
{
	static const uint32_t both[] = {0, 1};
	struct xnb_native_want want =
	    wanted(64 * MIB, XNB_NATIVE_PAGE_2M, XNB_NATIVE_BIND);

	(void)state;
	plant_memory();
	assert_lack(&want, XNB_NATIVE_NO_HUGE_PAGES, XNB_EXIT_ENVIRONMENT,
	            "huge pages (2m): 32 needed, 0 free; get 32 more");
	plant("./sys/kernel/mm/" POOL "free_hugepages", "40\n");
	plant("./sys/kernel/mm/" POOL "resv_hugepages", "10\n");
	assert_lack(&want, XNB_NATIVE_NO_HUGE_PAGES, XNB_EXIT_ENVIRONMENT,
	            "32 needed, 30 free");
	plant("./sys/kernel/mm/" POOL "resv_hugepages", "0\n");
	plant(NODE "node0/" POOL "free_hugepages", "8\n");
	plant(NODE "node1/" POOL "free_hugepages", "32\n");
	assert_lack(&want, XNB_NATIVE_NO_HUGE_PAGES, XNB_EXIT_ENVIRONMENT,
	            "32 needed on node 0, 8 free; get 24 more as root by adding them to "
	            "/sys/devices/system/node/node0/" POOL "nr_hugepages");
	want.policy = XNB_NATIVE_INTERLEAVE;
	want.nodes = both;
	want.n_nodes = 2;
	assert_lack(&want, XNB_NATIVE_NO_HUGE_PAGES, XNB_EXIT_ENVIRONMENT,
	            "16 needed on node 0, 8 free");
}

/* ---- refusals of the kernel ---- */

static int in_a_container(void)
{
	struct xnb_native_want want = wanted(MIB, XNB_NATIVE_PAGE_4K, XNB_NATIVE_BIND);
	static const int calls[] = {SYS_mbind, SYS_move_pages};
	struct xnb_native_placement placement;
	struct xnb_native_memory memory;
	struct xnb_error err;

	if (refuse_calls(calls, 2, EPERM) != 0)
		return 77;
	if (xnb_native_memory_alloc(&memory, &want, "", &err) == 0)
		return 1;
	if (memory.lack != XNB_NATIVE_NO_BINDING || err.errnum != EPERM ||
	    err.exit != XNB_EXIT_ENVIRONMENT || !strstr(err.text, "container"))
		return 2;
	if (xnb_native_memory_can_bind(0, &err) == 0)
		return 3;
	want.policy = XNB_NATIVE_KERNELS;
	if (xnb_native_memory_alloc(&memory, &want, "", &err) != 0)
		return 4;
	memset(memory.address, 1, memory.bytes);
	if (xnb_native_placement_read(&placement, &memory, MIB, &err) != 0)
		return 5;
	if (placement.unknown != placement.pages || placement.n_nodes != 0 ||
	    !strstr(placement.why, "does not tell"))
		return 6;
	xnb_native_placement_free(&placement);
	xnb_native_memory_free(&memory);
	return 0;
}

static void a_container_that_refuses_is_told_apart(void **state)
{
	int code = in_a_child(in_a_container);

	(void)state;
	if (code == 77)
		skip();
	assert_int_equal(code, 0);
}

static void page_sizes_have_names(void **state)
{
	enum xnb_native_page page;
	struct xnb_error err;

	(void)state;
	for (int i = 0; i < XNB_NATIVE_N_PAGES; i++) {
		assert_int_equal(
		    xnb_native_page_parse(xnb_native_page_names[i], &page, &err), 0);
		assert_int_equal(page, i);
	}
	assert_int_equal(xnb_native_page_parse("4m", &page, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_int_equal(xnb_native_page_bytes(XNB_NATIVE_PAGE_1G), 1 << 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bound_pages_are_where_the_kernel_says),
	    cmocka_unit_test(hwloc_finds_the_pages_on_the_same_node),
	    cmocka_unit_test(untouched_pages_are_unknown),
	    cmocka_unit_test(huge_pages_obtained_are_counted),
	    in_a_folder(more_than_is_free_is_refused_with_figures),
	    in_a_folder(limits_of_cgroups_count),
	    in_a_folder(pools_without_pages_say_how_to_get_them),
	    cmocka_unit_test(a_container_that_refuses_is_told_apart),
	    cmocka_unit_test(page_sizes_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
