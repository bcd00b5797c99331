/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "bench/domains/tables.h"
#include "bench/plan.h"
#include "bench/prng.h"
#include "bench/scenario.h"

#include <string.h>

static struct xnb_host_node nodes4[] = {
    {.id = 0, .memory_bytes = 1 << 30, .n_cpus = 2},
    {.id = 1, .memory_bytes = 1 << 30, .n_cpus = 2},
    {.id = 2, .memory_bytes = 1 << 30, .n_cpus = 0},
    {.id = 5, .memory_bytes = 0, .n_cpus = 2},
};
static const struct xnb_host host4 = {.nodes = nodes4, .n_nodes = 4};

static const struct xnb_experiment plain = {.name = "plain", .by_scenario = true};
static const struct xnb_experiment matrix = {
    .name = "matrix", .by_scenario = true, .matrix = true};
static const struct xnb_experiment once = {.name = "once"};

static struct xnb_plan make(const struct xnb_experiment *const *experiments,
                            const struct xnb_scenario *const *scenarios, uint32_t a,
                            uint32_t b, unsigned rounds, uint64_t seed)
{
	const struct xnb_amounts amounts = {.rounds = rounds,
	                                    .orders = {9, 0, 18},
	                                    .n_orders = 3,
	                                    .types = {XNB_DOMAIN_PV, XNB_DOMAIN_PVH},
	                                    .n_types = 2};
	const struct xnb_plan_request request = {
	    .experiments = experiments,
	    .scenarios = scenarios,
	    .host = &host4,
	    .cpu_node = a,
	    .mem_node = b,
	    .amounts = &amounts,
	    .seed = seed,
	};
	struct xnb_plan plan;
	struct xnb_error err;

	assert_int_equal(xnb_plan_make(&plan, &request, &err), 0);
	return plan;
}

static size_t count(const struct xnb_plan *plan, const struct xnb_experiment *experiment,
                    const char *scenario, uint32_t a, uint32_t b, int64_t block)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++) {
		const struct xnb_unit *u = &plan->units[i];

		n += u->experiment == experiment && u->cpu_node == a &&
		     u->mem_node == b && u->block == block &&
		     (scenario ? u->scenario && strcmp(u->scenario->name, scenario) == 0
		               : !u->scenario);
	}
	return n;
}

/* The reference output of SplitMix64 for seed 1234567, as published with the algorithm
 * (https://prng.di.unimi.it/splitmix64.c; Rosetta Code, "Pseudo-random
 * numbers/Splitmix64"). */
static void prng_gives_the_published_numbers(void **state)
{
	struct xnb_prng prng = {.state = 1234567};

	(void)state;
	assert_true(xnb_prng_next(&prng) == 6457827717110365317u);
	assert_true(xnb_prng_next(&prng) == 3203168211198807973u);
	assert_true(xnb_prng_next(&prng) == 9817491932198370423u);
}

static void prng_stays_below_its_bound_and_reaches_all(void **state)
{
	struct xnb_prng prng = {.state = 1};
	unsigned seen[7] = {0};

	(void)state;
	for (int i = 0; i < 7000; i++) {
		uint64_t value = xnb_prng_below(&prng, 7);

		assert_true(value < 7);
		seen[value]++;
	}
	/* 7000 draws: 1000 each, standard deviation 29; 6 of them is no accident. */
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 1000 - 180, 1000 + 180);
}

static void each_round_has_every_unit_once(void **state)
{
	const struct xnb_experiment *const experiments[] = {&plain, &once, NULL};
	const struct xnb_scenario *const scenarios[] = {
	    xnb_scenario_find("default"), xnb_scenario_find("remote"), NULL};
	struct xnb_plan plan = make(experiments, scenarios, 0, 1, 3, 42);

	(void)state;
	assert_int_equal(plan.n, 9);
	for (int64_t block = 0; block < 3; block++) {
		assert_int_equal(count(&plan, &plain, "default", 0, 1, block), 1);
		assert_int_equal(count(&plan, &plain, "remote", 0, 1, block), 1);
		assert_int_equal(count(&plan, &once, NULL, 0, 1, block), 1);
	}
	/* Rounds are not mixed. */
	for (size_t i = 1; i < plan.n; i++)
		assert_true(plan.units[i].block >= plan.units[i - 1].block);
	xnb_plan_free(&plan);
}

/* Node 2 has no CPUs and node 5 no memory: CPUs on 0 and 1, memory on 0, 1 and 2. */
static void matrix_runs_all_pairs_that_can_be(void **state)
{
	const struct xnb_experiment *const experiments[] = {&matrix, NULL};
	const struct xnb_scenario *const scenarios[] = {xnb_scenario_find("local"),
	                                                xnb_scenario_find("remote"),
	                                                xnb_scenario_find("hard"), NULL};
	struct xnb_plan plan = make(experiments, scenarios, 0, 1, 1, 7);

	(void)state;
	assert_int_equal(count(&plan, &matrix, "hard", 0, 1, 0), 1);
	assert_int_equal(count(&plan, &matrix, "local", 0, 1, 0), 1);
	assert_int_equal(count(&plan, &matrix, "local", 0, 0, 0), 0);
	assert_int_equal(count(&plan, &matrix, "local", 1, 1, 0), 1);
	assert_int_equal(count(&plan, &matrix, "remote", 0, 1, 0), 1);
	assert_int_equal(count(&plan, &matrix, "remote", 0, 2, 0), 1);
	assert_int_equal(count(&plan, &matrix, "remote", 1, 0, 0), 1);
	assert_int_equal(count(&plan, &matrix, "remote", 1, 2, 0), 1);
	assert_int_equal(plan.n, 7);
	xnb_plan_free(&plan);
}

/* What libxl builds has its orders and its type. */
static void libxl_has_no_axes(void **state)
{
	static const struct xnb_experiment both = {
	    .name = "both", .by_scenario = true, .by_order = true, .by_type = true};
	const struct xnb_experiment *const experiments[] = {&both, NULL};
	const struct xnb_scenario *const scenarios[] = {xnb_scenario_find("libxl"), NULL};
	struct xnb_plan plan = make(experiments, scenarios, 0, 1, 1, 7);

	(void)state;
	assert_int_equal(plan.n, 1);
	assert_int_equal(plan.units[0].type, XNB_DOMAIN_PVH);
	xnb_plan_free(&plan);
}

static bool is_west(const struct xnb_scenario *scenario)
{
	return strcmp(scenario->name, "west") == 0;
}

/* One unit for each order and type where the experiment compares them; else the first
 * order, and PVH, which alone can run a workload. */
static void orders_and_types_are_axes_of_those_who_ask(void **state)
{
	static const struct xnb_experiment both = {
	    .name = "both", .by_scenario = true, .by_order = true, .by_type = true};
	static const struct xnb_experiment orders = {.name = "orders", .by_order = true};
	const struct xnb_experiment *const experiments[] = {&both, &orders, &plain, NULL};
	const struct xnb_scenario *const scenarios[] = {xnb_scenario_find("local"), NULL};
	struct xnb_plan plan = make(experiments, scenarios, 0, 1, 1, 7);
	unsigned seen[19][XNB_N_DOMAIN_TYPES] = {{0}};

	(void)state;
	assert_int_equal(count(&plan, &both, "local", 0, 1, 0), 6);
	assert_int_equal(count(&plan, &orders, NULL, 0, 1, 0), 3);
	assert_int_equal(count(&plan, &plain, "local", 0, 1, 0), 1);
	for (size_t i = 0; i < plan.n; i++) {
		const struct xnb_unit *u = &plan.units[i];

		if (u->experiment == &both)
			seen[u->order][u->type]++;
		else
			assert_int_equal(u->type, XNB_DOMAIN_PVH);
		if (u->experiment == &plain)
			assert_int_equal(u->order, 9);
	}
	for (unsigned type = 0; type < XNB_N_DOMAIN_TYPES; type++)
		for (unsigned order = 0; order < 19; order++)
			assert_int_equal(seen[order][type], order % 9 == 0);
	xnb_plan_free(&plan);
}

static void an_experiment_has_only_scenarios_that_apply(void **state)
{
	static const struct xnb_experiment choosy = {
	    .name = "choosy", .by_scenario = true, .matrix = true, .applies = is_west};
	static const struct xnb_scenario west = {.name = "west"};
	const struct xnb_experiment *const experiments[] = {&choosy, NULL};
	const struct xnb_scenario *const scenarios[] = {xnb_scenario_find("local"), &west,
	                                                NULL};
	struct xnb_plan plan = make(experiments, scenarios, 0, 1, 1, 7);

	(void)state;
	assert_int_equal(plan.n, 1);
	assert_ptr_equal(plan.units[0].scenario, &west);
	xnb_plan_free(&plan);
}

static bool same_order(const struct xnb_plan *a, const struct xnb_plan *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a->units[i].scenario != b->units[i].scenario ||
		    a->units[i].experiment != b->units[i].experiment ||
		    a->units[i].cpu_node != b->units[i].cpu_node)
			return false;
	return true;
}

static void the_seed_is_the_order(void **state)
{
	const struct xnb_experiment *const experiments[] = {&plain, &matrix, NULL};
	const struct xnb_scenario *scenarios[32];
	struct xnb_plan one, again, other;
	size_t n = 0;

	(void)state;
	for (; xnb_scenarios[n].name; n++)
		scenarios[n] = &xnb_scenarios[n];
	scenarios[n] = NULL;
	one = make(experiments, scenarios, 0, 1, 4, 99);
	again = make(experiments, scenarios, 0, 1, 4, 99);
	other = make(experiments, scenarios, 0, 1, 4, 100);
	assert_int_equal(one.n, again.n);
	assert_true(same_order(&one, &again, one.n));
	assert_false(same_order(&one, &other, one.n));
	/* And rounds differ from each other. */
	again.units += one.n / 4;
	assert_false(same_order(&one, &again, one.n / 4));
	again.units -= one.n / 4;
	xnb_plan_free(&one);
	xnb_plan_free(&again);
	xnb_plan_free(&other);
}

static void remote_needs_a_second_node(void **state)
{
	const struct xnb_experiment *const experiments[] = {&plain, NULL};
	const struct xnb_scenario *const scenarios[] = {xnb_scenario_find("remote"),
	                                                NULL};
	const struct xnb_amounts amounts = {.rounds = 1, .n_orders = 1, .n_types = 1};
	const struct xnb_plan_request request = {.experiments = experiments,
	                                         .scenarios = scenarios,
	                                         .host = &host4,
	                                         .amounts = &amounts};
	struct xnb_plan plan;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_plan_make(&plan, &request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
}

static void pressure_needs_a_second_node(void **state)
{
	static const char *const two[] = {"remote",     "spill",  "exact-full",
	                                  "unscrubbed", "spread", "mixed"};
	size_t n = 0;

	(void)state;
	for (const struct xnb_scenario *s = xnb_scenarios; s->name; s++) {
		assert_true(xnb_scenario_runs(s, 0, 1));
		n += !xnb_scenario_runs(s, 0, 0);
	}
	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		assert_false(xnb_scenario_runs(xnb_scenario_find(two[i]), 0, 0));
	assert_int_equal(n, sizeof(two) / sizeof(two[0]));
}

static void workloads_leave_out_what_only_placement_shows(void **state)
{
	static const char *const out[] = {"exact",  "exact-full", "unscrubbed",
	                                  "spread", "mixed",      "libxl"};
	size_t n = 0;

	(void)state;
	for (const struct xnb_scenario *s = xnb_scenarios; s->name; s++)
		n += !xnb_scenario_has_workload(s);
	for (size_t i = 0; i < sizeof(out) / sizeof(out[0]); i++)
		assert_false(xnb_scenario_has_workload(xnb_scenario_find(out[i])));
	assert_int_equal(n, sizeof(out) / sizeof(out[0]));
}

/* The table of docs/design.md. */
static void scenarios_expect_what_the_design_says(void **state)
{
	static const struct {
		const char *name;
		double on_2, on_4;
	} design[] = {
	    {"default", 1 / 2.0, 1 / 4.0},
	    {"hard", 1, 1},
	    {"soft", 1, 1},
	    {"local", 1, 1},
	    {"remote", 0, 0},
	    {"all-nodes", 1 / 2.0, 1 / 4.0},
	    {"floating", 1, 1},
	    {"set-late", 1 / 2.0, 1 / 4.0},
	    {"set-midway", 3 / 4.0, 5 / 8.0},
	    {"spill", 1 / 2.0, 1 / 2.0},
	    {"exact", 1, 1},
	    {"exact-full", 1, 1},
	    {"unscrubbed", 1, 1},
	    {"spread", 1, 1},
	};
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(design) / sizeof(design[0]); i++) {
		const struct xnb_scenario *s = xnb_scenario_find(design[i].name);

		assert_non_null(s);
		assert_true(s->expected_locality(2) == design[i].on_2);
		assert_true(s->expected_locality(4) == design[i].on_4);
	}
	/* What libxl gives is no claim of ours, and these are two in one. */
	assert_null(xnb_scenario_find("libxl")->expected_locality);
	assert_null(xnb_scenario_find("mixed")->expected_locality);
	while (xnb_scenarios[n].name)
		n++;
	assert_int_equal(n, sizeof(design) / sizeof(design[0]) + 2);
	assert_null(xnb_scenario_find("locl"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prng_gives_the_published_numbers),
	    cmocka_unit_test(prng_stays_below_its_bound_and_reaches_all),
	    cmocka_unit_test(each_round_has_every_unit_once),
	    cmocka_unit_test(matrix_runs_all_pairs_that_can_be),
	    cmocka_unit_test(orders_and_types_are_axes_of_those_who_ask),
	    cmocka_unit_test(libxl_has_no_axes),
	    cmocka_unit_test(an_experiment_has_only_scenarios_that_apply),
	    cmocka_unit_test(pressure_needs_a_second_node),
	    cmocka_unit_test(workloads_leave_out_what_only_placement_shows),
	    cmocka_unit_test(the_seed_is_the_order),
	    cmocka_unit_test(remote_needs_a_second_node),
	    cmocka_unit_test(scenarios_expect_what_the_design_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
