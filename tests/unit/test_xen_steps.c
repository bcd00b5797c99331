/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The time of a creation, split into steps. */
#include "tests/unit/test.h"

#include "xen/steps.h"

#include <string.h>

/* A call within a call takes its time from the outer one, and nothing is counted twice. */
static void nested(void **state)
{
	struct xnb_steps steps;
	enum xnb_step outer, inner;

	(void)state;
	xnb_steps_begin(&steps, XNB_STEP_LIBXL, 100);
	outer = xnb_steps_enter(&steps, XNB_STEP_LOAD, 103);
	inner = xnb_steps_enter(&steps, XNB_STEP_POPULATE, 110);
	xnb_steps_enter(&steps, inner, 130);
	xnb_steps_enter(&steps, outer, 131);
	xnb_steps_end(&steps, 140);
	assert_int_equal(steps.ns[XNB_STEP_LIBXL], 3 + 9);
	assert_int_equal(steps.ns[XNB_STEP_LOAD], 7 + 1);
	assert_int_equal(steps.ns[XNB_STEP_POPULATE], 20);
	assert_int_equal(xnb_steps_total(&steps), 40);
}

/* A call within one of its own step (populate within populate) adds up to the outer. */
static void within_itself(void **state)
{
	struct xnb_steps steps;
	enum xnb_step outer, inner;

	(void)state;
	xnb_steps_begin(&steps, XNB_STEP_LIBXL, 0);
	outer = xnb_steps_enter(&steps, XNB_STEP_POPULATE, 1);
	inner = xnb_steps_enter(&steps, XNB_STEP_POPULATE, 5);
	xnb_steps_enter(&steps, inner, 8);
	xnb_steps_enter(&steps, outer, 9);
	xnb_steps_end(&steps, 9);
	assert_int_equal(steps.ns[XNB_STEP_POPULATE], 8);
	assert_int_equal(steps.ns[XNB_STEP_LIBXL], 1);
}

static void added(void **state)
{
	struct xnb_steps a = {0}, b = {0};

	(void)state;
	a.ns[XNB_STEP_CREATE] = 5;
	b.ns[XNB_STEP_CREATE] = 2;
	b.ns[XNB_STEP_START] = 7;
	xnb_steps_add(&a, &b);
	assert_int_equal(a.ns[XNB_STEP_CREATE], 7);
	assert_int_equal(a.ns[XNB_STEP_START], 7);
	assert_int_equal(xnb_steps_total(&a), 14);
}

/* Names are the items of samples: all there, all different. */
static void named(void **state)
{
	(void)state;
	for (int i = 0; i < XNB_N_STEPS; i++) {
		assert_non_null(xnb_step_names[i]);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(xnb_step_names[i], xnb_step_names[j]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nested),
	    cmocka_unit_test(within_itself),
	    cmocka_unit_test(added),
	    cmocka_unit_test(named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
