/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many domains with how many vCPUs: tables worked out by hand. */
#include "tests/unit/test.h"

#include "bench/domains/crowd.h"

static void expect_crowds(unsigned cores, const struct xnb_crowd *wanted, size_t n)
{
	struct xnb_crowd crowds[XNB_MOST_CROWDS];

	assert_int_equal(xnb_crowds(cores, crowds), n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(crowds[i].domains, wanted[i].domains);
		assert_int_equal(crowds[i].vcpus, wanted[i].vcpus);
	}
}
#define EXPECT(cores, ...)                                                      \
	do {                                                                    \
		static const struct xnb_crowd wanted[] = {__VA_ARGS__};         \
		expect_crowds(cores, wanted, sizeof(wanted) / sizeof(*wanted)); \
	} while (0)

static void small_nodes_have_six_sizes(void **state)
{
	(void)state;
	/* 1, 1, 2 vCPUs in all */
	EXPECT(1, {1, 1}, {1, 2}, {2, 1}, {3, 1}, {4, 1}, {6, 1}, {8, 1});
	/* 1, 2, 4 */
	EXPECT(2, {1, 1}, {1, 2}, {1, 4}, {2, 1}, {2, 2}, {3, 2}, {4, 1}, {6, 1}, {8, 1});
}

static void totals_are_shared_out_equally(void **state)
{
	(void)state;
	/* 8, 16, 32; 3, 6 and 12 divide none of them */
	EXPECT(16, {1, 8}, {1, 16}, {1, 32}, {2, 4}, {2, 8}, {2, 16}, {3, 11}, {4, 2},
	       {4, 4}, {4, 8}, {6, 6}, {8, 1}, {8, 2}, {8, 4}, {12, 3}, {16, 1}, {16, 2});
	/* 6, 12, 24 */
	EXPECT(12, {1, 6}, {1, 12}, {1, 24}, {2, 3}, {2, 6}, {2, 12}, {3, 2}, {3, 4},
	       {3, 8}, {4, 3}, {4, 6}, {6, 1}, {6, 2}, {6, 4}, {8, 3}, {12, 1}, {12, 2});
}

static void cores_are_counted_once(void **state)
{
	/* Two sockets number their cores alike; CPU 3 is a thread of CPU 2's core, CPU 4
	 * is offline, of 5 and 6 the core is not told, 7 is elsewhere. */
	struct xnb_host_cpu cpus[] = {
	    {0, true, 0, 0, 1},
	    {1, true, 0, 1, 1},
	    {2, true, 1, 0, 1},
	    {3, true, 1, 0, 1},
	    {4, false, XNB_ABSENT, XNB_ABSENT, XNB_ABSENT},
	    {5, true, XNB_ABSENT, 0, 1},
	    {6, true, XNB_ABSENT, 0, 1},
	    {7, true, 0, 2, 0},
	};
	const struct xnb_host host = {.cpus = cpus, .n_cpus = 8};

	(void)state;
	assert_int_equal(xnb_cores_of_node(&host, 1), 5);
	assert_int_equal(xnb_cores_of_node(&host, 0), 1);
	assert_int_equal(xnb_cores_of_node(&host, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(small_nodes_have_six_sizes),
	    cmocka_unit_test(totals_are_shared_out_equally),
	    cmocka_unit_test(cores_are_counted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
