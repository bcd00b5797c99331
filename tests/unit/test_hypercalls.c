/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalogue of hypercalls as a table: its variants, and which series a run takes. */
#include "bench/domains/hypercall_sweeps.h"
#include "rundir/params.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static size_t count_variants(const struct xnb_operation *operation)
{
	struct xnb_variant variant;
	size_t n = 0;

	while (xnb_operation_variant(operation, n, &variant))
		n++;
	return n;
}

static void every_operation_can_be_called(void **state)
{
	const struct xnb_operation *o;

	(void)state;
	for (size_t i = 0; (o = xnb_operation_at(i)); i++) {
		assert_ptr_equal(xnb_operation_find(o->name), o); /* no name twice */
		assert_non_null(o->summary);
		assert_non_null(o->call[XNB_PATH_WRAPPER]);
		/* One path or the other, or it is said why not. */
		assert_true((o->call[XNB_PATH_RAW] == NULL) == (o->no_raw != NULL));
		/* A domain has vCPUs, an affinity and extents. */
		for (int axis = 0; axis < XNB_N_AXES; axis++)
			assert_true(o->scratch || !o->axes[axis]);
	}
	assert_null(xnb_operation_find("no-such-call"));
}

static void variants_are_all_combinations(void **state)
{
	static const int vcpus[] = {0, 8, XNB_NO_VALUE};
	static const int policies[] = {XNB_POLICY_ANY, XNB_POLICY_AFFINE,
	                               XNB_POLICY_EXACT, XNB_NO_VALUE};
	const struct xnb_operation operation = {
	    .axes = {[XNB_AXIS_VCPUS] = vcpus, [XNB_AXIS_POLICY] = policies}};
	struct xnb_variant v;

	(void)state;
	assert_int_equal(count_variants(&operation), 6);
	assert_true(xnb_operation_variant(&operation, 4, &v));
	assert_int_equal(v.value[XNB_AXIS_VCPUS], 8);
	assert_int_equal(v.value[XNB_AXIS_POLICY], XNB_POLICY_AFFINE);
	assert_int_equal(v.value[XNB_AXIS_ORDER], XNB_NO_VALUE);
	assert_int_equal(count_variants(&(struct xnb_operation){0}), 1);
}

static void a_refusal_that_is_meant_is_part_of_the_variant(void **state)
{
	const struct xnb_operation *set = xnb_operation_find("set-node-affinity");
	struct xnb_variant v;

	(void)state;
	for (size_t i = 0; xnb_operation_variant(set, i, &v); i++)
		assert_int_equal(xnb_operation_expects(set, &v),
		                 v.value[XNB_AXIS_AFFINITY] == XNB_MAP_NONE ? EINVAL : 0);
	assert_int_equal(
	    xnb_operation_expects(xnb_operation_find("set-node-affinity-unknown"), &v),
	    v.value[XNB_AXIS_AFFINITY] == XNB_MAP_NONE ? EINVAL : ESRCH);
}

static void slow_operations_are_called_less(void **state)
{
	const struct xnb_operation *create = xnb_operation_find("create");
	const struct xnb_operation *populate = xnb_operation_find("populate");
	struct xnb_variant v;

	(void)state;
	xnb_operation_variant(create, 0, &v);
	assert_int_equal(xnb_operation_calls(create, &v, 3000), 300);
	assert_int_equal(xnb_operation_calls(create, &v, 3), 1);
	for (size_t i = 0; xnb_operation_variant(populate, i, &v); i++)
		assert_int_equal(xnb_operation_calls(populate, &v, 3000),
		                 v.value[XNB_AXIS_ORDER] == 18 ? 30 : 3000);
}

static void every_value_can_stand_in_the_params(void **state)
{
	const struct xnb_operation *o;
	struct xnb_error err;
	char text[32];

	(void)state;
	for (size_t i = 0; (o = xnb_operation_at(i)); i++)
		for (int axis = 0; axis < XNB_N_AXES; axis++)
			for (const int *v = o->axes[axis]; v && *v != XNB_NO_VALUE; v++) {
				struct xnb_params params = {0};

				xnb_axis_text((enum xnb_axis)axis, *v, text,
				              sizeof(text));
				assert_int_equal(xnb_params_set(&params,
				                                xnb_axis_names[axis],
				                                text, &err),
				                 0);
			}
}

/* ---- the series of a run ---- */

static struct xnb_hypercall_list make_list(struct xnb_hypercall_facts facts)
{
	struct xnb_hypercall_list list;
	struct xnb_error err;

	assert_int_equal(xnb_hypercall_list_make(&list, &facts, &err), 0);
	return list;
}

static bool same(const struct xnb_hypercall_series *a,
                 const struct xnb_hypercall_series *b)
{
	return a->operation == b->operation && a->path == b->path &&
	       memcmp(&a->variant, &b->variant, sizeof(a->variant)) == 0 &&
	       memcmp(&a->around, &b->around, sizeof(a->around)) == 0;
}

static void no_series_comes_twice(void **state)
{
	struct xnb_hypercall_list list =
	    make_list((struct xnb_hypercall_facts){.callers = 4});

	(void)state;
	for (size_t i = 0; i < list.n; i++)
		for (size_t j = 0; j < i; j++)
			assert_false(same(&list.series[i], &list.series[j]));
	xnb_hypercall_list_free(&list);
}

/* A sweep takes an operation in a variant that it has. */
static void sweeps_take_what_the_catalogue_has(void **state)
{
	struct xnb_hypercall_list list =
	    make_list((struct xnb_hypercall_facts){.callers = 6});

	(void)state;
	for (size_t i = 0; i < list.n; i++) {
		const struct xnb_hypercall_series *s = &list.series[i];
		struct xnb_variant v;
		bool found = false;

		assert_non_null(s->operation);
		for (size_t n = 0; xnb_operation_variant(s->operation, n, &v); n++)
			found |= memcmp(&v, &s->variant, sizeof(v)) == 0;
		assert_true(found);
	}
	xnb_hypercall_list_free(&list);
}

/* The values of one sweep, in their order, as bits of `seen` by position. */
static size_t values_of(const struct xnb_hypercall_list *list, size_t offset, int *values)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		int value;

		memcpy(&value, (const char *)&list->series[i].around + offset,
		       sizeof(value));
		if (value != XNB_NO_VALUE && (n == 0 || values[n - 1] != value))
			values[n++] = value;
		assert_true(n < 16);
	}
	return n;
}

static void callers_double_up_to_all_vcpus_of_dom0(void **state)
{
	static const int wanted[] = {1, 2, 4, 6};
	struct xnb_hypercall_list list =
	    make_list((struct xnb_hypercall_facts){.callers = 6});
	int values[16];
	size_t n = values_of(&list, offsetof(struct xnb_surroundings, callers), values);

	(void)state;
	assert_int_equal(n, 4);
	assert_memory_equal(values, wanted, sizeof(wanted));
	xnb_hypercall_list_free(&list);
}

static void one_vcpu_is_one_caller(void **state)
{
	struct xnb_hypercall_list list =
	    make_list((struct xnb_hypercall_facts){.callers = 1});
	int values[16];

	(void)state;
	assert_int_equal(
	    values_of(&list, offsetof(struct xnb_surroundings, callers), values), 1);
	assert_int_equal(values[0], 1);
	xnb_hypercall_list_free(&list);
}

/* Domains are made once for each number, not for each series. */
static void the_same_surroundings_stand_together(void **state)
{
	static const int wanted[] = {0, 8, 64};
	struct xnb_hypercall_list list =
	    make_list((struct xnb_hypercall_facts){.callers = 4});
	int values[16];
	size_t n = values_of(&list, offsetof(struct xnb_surroundings, domains), values);

	(void)state;
	assert_int_equal(n, 3);
	assert_memory_equal(values, wanted, sizeof(wanted));
	xnb_hypercall_list_free(&list);
}

static void counted_instructions_have_one_caller(void **state)
{
	struct xnb_hypercall_list list =
	    make_list((struct xnb_hypercall_facts){.callers = 4, .counted = true});
	int values[16];

	(void)state;
	assert_int_equal(
	    values_of(&list, offsetof(struct xnb_surroundings, callers), values), 0);
	xnb_hypercall_list_free(&list);
}

static void each_once_has_every_operation_and_both_paths(void **state)
{
	struct xnb_hypercall_list list =
	    make_list((struct xnb_hypercall_facts){.callers = 4, .each_once = true});
	bool paths[XNB_N_PATHS] = {false};
	const struct xnb_operation *o;

	(void)state;
	for (size_t i = 0; (o = xnb_operation_at(i)); i++) {
		assert_true(i < list.n);
		assert_ptr_equal(list.series[i].operation, o);
		assert_non_null(o->call[list.series[i].path]);
		paths[list.series[i].path] = true;
	}
	assert_null(xnb_operation_at(list.n));
	assert_true(paths[XNB_PATH_WRAPPER] && paths[XNB_PATH_RAW]);
	xnb_hypercall_list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_operation_can_be_called),
	    cmocka_unit_test(variants_are_all_combinations),
	    cmocka_unit_test(a_refusal_that_is_meant_is_part_of_the_variant),
	    cmocka_unit_test(slow_operations_are_called_less),
	    cmocka_unit_test(every_value_can_stand_in_the_params),
	    cmocka_unit_test(no_series_comes_twice),
	    cmocka_unit_test(sweeps_take_what_the_catalogue_has),
	    cmocka_unit_test(callers_double_up_to_all_vcpus_of_dom0),
	    cmocka_unit_test(one_vcpu_is_one_caller),
	    cmocka_unit_test(the_same_surroundings_stand_together),
	    cmocka_unit_test(counted_instructions_have_one_caller),
	    cmocka_unit_test(each_once_has_every_operation_and_both_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
