/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The caches of a team, on made-up processors: what hwloc's synthetic topologies say. */
#include "tests/unit/test.h"

#include "bench/native/caches.h"

#define MIB ((uint64_t)1 << 20)

static hwloc_topology_t made_up(const char *description)
{
	hwloc_topology_t topology;

	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_set_synthetic(topology, description), 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	return topology;
}

/* The numbers first to first + n - 1. */
static uint64_t last_of(hwloc_topology_t topology, uint32_t first, size_t n)
{
	uint32_t cpus[64];

	for (uint32_t i = 0; i < n; i++)
		cpus[i] = first + i;
	return xnb_caches_last(topology, cpus, n);
}

/* Two packages of four core complexes, each with 32 MiB for its eight cores. */
static void caches_of_all_complexes_count_each_once(void **state)
{
	hwloc_topology_t t = made_up("pack:2 l3:4(size=33554432) core:8 pu:1");

	(void)state;
	assert_int_equal(last_of(t, 0, 1), 32 * MIB);
	assert_int_equal(last_of(t, 0, 8), 32 * MIB);
	assert_int_equal(last_of(t, 0, 9), 64 * MIB);
	assert_int_equal(last_of(t, 0, 32), 128 * MIB);
	assert_int_equal(last_of(t, 0, 64), 256 * MIB);
	assert_int_equal(last_of(t, 28, 8), 64 * MIB);
	hwloc_topology_destroy(t);
}

static void the_last_level_is_the_outermost(void **state)
{
	hwloc_topology_t two = made_up("l2:4(size=1048576) l1:1(size=32768) pu:1");
	hwloc_topology_t none = made_up("core:4 pu:1");
	const uint32_t both[] = {0, 3};

	(void)state;
	assert_int_equal(xnb_caches_last(two, both, 2), 2 * MIB);
	assert_int_equal(xnb_caches_first(two, both, 2), 65536);
	assert_int_equal(xnb_caches_last(none, both, 2), 0);
	assert_int_equal(xnb_caches_first(none, both, 2), 0);
	hwloc_topology_destroy(two);
	hwloc_topology_destroy(none);
}

static void cpus_that_are_not_known_add_nothing(void **state)
{
	hwloc_topology_t t = made_up("l3:2(size=8388608) core:2 pu:2");
	const uint32_t cpus[] = {7, 99, 6};

	(void)state;
	assert_int_equal(xnb_caches_last(t, cpus, 3), 8 * MIB);
	assert_int_equal(xnb_caches_last(t, cpus + 1, 1), 0);
	hwloc_topology_destroy(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(caches_of_all_complexes_count_each_once),
	    cmocka_unit_test(the_last_level_is_the_outermost),
	    cmocka_unit_test(cpus_that_are_not_known_add_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
