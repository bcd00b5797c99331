/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at vCPUs, given by hand, and the shares that are made of them. */
#include "tests/unit/test.h"

#include "bench/domains/looks.h"

#define MS 1000000u

static struct xnb_host_node nodes[] = {{.id = 0}, {.id = 3}};
static const struct xnb_host host = {.nodes = nodes, .n_nodes = 2};
static struct xnb_looks looks;

/* Two vCPUs, three intervals of 100 ms. */
static int set_up(void **state)
{
	struct xnb_error err;

	(void)state;
	return xnb_looks_init(&looks, &host, 2, 3, 100 * MS, &err);
}

static int tear_down(void **state)
{
	(void)state;
	xnb_looks_free(&looks);
	return 0;
}

static void look(uint64_t ms, unsigned vcpu, uint32_t node, uint64_t cpu_ms)
{
	const struct xnb_look one = {.now_ns = ms * MS,
	                             .vcpu = vcpu,
	                             .node = node,
	                             .cpu_ns = cpu_ms * MS,
	                             .all_begun = true};

	xnb_looks_add(&looks, &one);
}

static void shares_are_of_the_looks_in_the_interval(void **state)
{
	(void)state;
	look(1000, 0, 0, 0);
	look(1030, 0, 3, 0);
	look(1060, 0, 3, 0);
	look(1099, 0, 3, 0);
	look(1100, 0, 0, 0);
	look(1200, 0, 0, 0);
	assert_true(xnb_looks_complete(&looks, 0, 0));
	assert_true(xnb_looks_residency(&looks, 0, 0, 0) == 0.25);
	assert_true(xnb_looks_residency(&looks, 0, 0, 1) == 0.75);
	assert_true(xnb_looks_residency(&looks, 1, 0, 0) == 1);
	assert_true(xnb_looks_residency(&looks, 1, 0, 1) == 0);
}

/* From the first look of one interval to that of the next, whatever lies between. */
static void cpu_time_is_of_the_same_span(void **state)
{
	(void)state;
	look(1000, 0, 0, 5);
	look(1000, 1, 0, 0);
	look(1050, 0, 0, 6);
	look(1110, 0, 0, 60);
	look(1120, 1, 0, 120);
	assert_true(xnb_looks_cpu_share(&looks, 0, 0) == 0.5);
	assert_true(xnb_looks_cpu_share(&looks, 0, 1) == 1);
}

static void cpu_time_that_goes_back_is_negative(void **state)
{
	(void)state;
	look(1000, 0, 0, 60);
	look(1100, 0, 0, 50);
	assert_true(xnb_looks_cpu_share(&looks, 0, 0) == -0.1);
}

static void counting_begins_when_all_vcpus_have(void **state)
{
	struct xnb_look early = {.now_ns = 500 * MS, .node = 0};

	(void)state;
	xnb_looks_add(&looks, &early);
	early.all_begun = true;
	early.vcpu = 1;
	xnb_looks_add(&looks, &early); /* in the middle of a round */
	assert_false(looks.begun);
	look(1000, 0, 3, 0);
	look(1001, 1, 3, 0);
	look(1101, 0, 3, 0);
	look(1101, 1, 3, 0);
	assert_true(xnb_looks_residency(&looks, 0, 0, 1) == 1);
	assert_true(xnb_looks_residency(&looks, 0, 1, 1) == 1);
}

static void an_interval_cut_short_is_not_told(void **state)
{
	(void)state;
	look(1000, 0, 0, 0);
	look(1001, 1, 0, 0);
	look(1150, 0, 0, 0);
	look(1299, 0, 0, 0);
	assert_true(xnb_looks_complete(&looks, 0, 0));
	assert_false(xnb_looks_complete(&looks, 0, 1));
	assert_true(xnb_looks_complete(&looks, 1, 0));
	assert_false(xnb_looks_complete(&looks, 2, 0));
	look(1300, 0, 0, 0);
	assert_true(xnb_looks_complete(&looks, 2, 0));
	/* Long after the last one: of no interval. */
	look(9999, 0, 3, 0);
	assert_true(xnb_looks_residency(&looks, 2, 0, 1) == 0);
}

/* On a CPU of no known node: a look all the same, so that no share is too large. */
static void a_look_at_no_node_counts(void **state)
{
	(void)state;
	look(1000, 0, 0, 0);
	look(1001, 0, XNB_ABSENT, 0);
	look(1100, 0, 0, 0);
	assert_true(xnb_looks_residency(&looks, 0, 0, 0) == 0.5);
	assert_true(xnb_looks_residency(&looks, 0, 0, 1) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(shares_are_of_the_looks_in_the_interval,
	                                    set_up, tear_down),
	    cmocka_unit_test_setup_teardown(cpu_time_that_goes_back_is_negative, set_up,
	                                    tear_down),
	    cmocka_unit_test_setup_teardown(cpu_time_is_of_the_same_span, set_up,
	                                    tear_down),
	    cmocka_unit_test_setup_teardown(counting_begins_when_all_vcpus_have, set_up,
	                                    tear_down),
	    cmocka_unit_test_setup_teardown(an_interval_cut_short_is_not_told, set_up,
	                                    tear_down),
	    cmocka_unit_test_setup_teardown(a_look_at_no_node_counts, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
