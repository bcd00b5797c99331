/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plans of a run of several boots. This machine's boot is that of /proc. */
#include "tests/unit/test.h"

#include "bench/boots.h"
#include "bench/record.h"

#include <string.h>

static json_t *record_of(uint64_t seed, unsigned rounds, const char *boot)
{
	json_t *record =
	    json_pack("{s:I, s:[{s:s}], s:{s:s, s:s, s:i}}", "seed", (json_int_t)seed,
	              "boots", "id", boot, "environment", "dom0_kernel", "6.1.0",
	              "governor", "performance", "tsc_khz", 2000000);

	json_object_set_new(record, "plans", xnb_boot_plans_json(seed, rounds));
	return record;
}

static void the_first_plan_is_the_runs(void **state)
{
	json_t *record = record_of(42, 3, "then");
	struct xnb_boot_plan plan;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_boot_plan_last(&plan, record, &err), 0);
	assert_int_equal(plan.index, 0);
	assert_int_equal(plan.first_block, 0);
	assert_true(plan.seed == 42);
	json_decref(record);
}

/* Rounds are numbered through, and each plan has an order of its own, the same again. */
static void each_boot_adds_a_plan(void **state)
{
	json_t *record = record_of(42, 3, "then"), *again = record_of(42, 3, "then");
	struct xnb_boot_plan plan, same;
	struct xnb_error err;
	uint64_t first;

	(void)state;
	assert_int_equal(xnb_boot_plan_add(&plan, record, &err), 0);
	assert_int_equal(plan.index, 1);
	assert_int_equal(plan.first_block, 3);
	assert_true(plan.seed != 42 && plan.seed > 0 && plan.seed <= UINT32_MAX);
	first = plan.seed;
	/* It went on for longer than was planned. */
	xnb_boot_plan_set_rounds(record, 14);
	assert_int_equal(xnb_boot_plan_add(&plan, record, &err), 0);
	assert_int_equal(plan.index, 2);
	assert_int_equal(plan.first_block, 17);
	assert_true(plan.seed != first && plan.seed != 42);
	assert_int_equal(xnb_boot_plan_last(&same, record, &err), 0);
	assert_memory_equal(&same, &plan, sizeof(plan));
	assert_int_equal(xnb_boot_plan_add(&same, again, &err), 0);
	assert_true(same.seed == first);
	assert_true(xnb_boot_seed(42, 0) == 42);
	assert_true(xnb_boot_seed(43, 1) != first);
	json_decref(record);
	json_decref(again);
}

static void the_same_boot_is_no_other_one(void **state)
{
	json_t *record = record_of(42, 3, "then");
	struct xnb_boot_plan plan;
	struct xnb_error err;
	int64_t boot;

	(void)state;
	json_object_set_new(record, "repetitions", json_object());
	assert_int_equal(xnb_record_boot(record, &boot, &err), 0);
	assert_int_equal(boot, 1);
	assert_int_equal(xnb_boot_plan_add(&plan, record, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "reboot"));
	assert_int_equal(json_array_size(json_object_get(record, "plans")), 1);
	json_decref(record);
}

static void plans_that_make_no_sense_are_refused(void **state)
{
	static const char *const plans[] = {
	    "[]",
	    "[{}]",
	    "[{\"seed\": 1}]",
	    "[{\"seed\": 0, \"first_block\": 0}]",
	    "[{\"seed\": 1, \"first_block\": -1}]",
	    "{}",
	    "[1]",
	};
	struct xnb_boot_plan plan;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		json_t *record = record_of(42, 3, "then");

		json_object_set_new(record, "plans", json_loads(plans[i], 0, NULL));
		assert_int_equal(xnb_boot_plan_last(&plan, record, &err), -1);
		assert_non_null(strstr(err.text, "plans"));
		assert_int_equal(xnb_boot_plan_add(&plan, record, &err), -1);
		json_decref(record);
	}
}

/* What differs at this boot stands with it, and what is a setting is told. */
static void what_differs_is_kept_with_the_boot(void **state)
{
	json_t *record = record_of(42, 3, "then");
	json_t *now = json_pack("{s:s, s:s, s:i}", "dom0_kernel", "6.1.1", "governor",
	                        "performance", "tsc_khz", 2000001);
	struct xnb_warnings warnings = {0};
	const json_t *differs;

	(void)state;
	xnb_boot_note_environment(record, 0, json_object_get(record, "environment"),
	                          &warnings);
	assert_null(json_object_get(json_array_get(json_object_get(record, "boots"), 0),
	                            "environment"));
	assert_int_equal(json_array_size(warnings.texts), 0);
	xnb_boot_note_environment(record, 0, now, &warnings);
	differs = json_object_get(json_array_get(json_object_get(record, "boots"), 0),
	                          "environment");
	assert_int_equal(json_object_size(differs), 2);
	assert_string_equal(json_string_value(json_object_get(differs, "dom0_kernel")),
	                    "6.1.1");
	assert_int_equal(json_integer_value(json_object_get(differs, "tsc_khz")),
	                 2000001);
	assert_int_equal(json_array_size(warnings.texts), 1);
	assert_non_null(
	    strstr(json_string_value(json_array_get(warnings.texts, 0)), "dom0_kernel"));
	xnb_warnings_free(&warnings);
	json_decref(now);
	json_decref(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_plan_is_the_runs),
	    cmocka_unit_test(each_boot_adds_a_plan),
	    cmocka_unit_test(the_same_boot_is_no_other_one),
	    cmocka_unit_test(plans_that_make_no_sense_are_refused),
	    cmocka_unit_test(what_differs_is_kept_with_the_boot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
