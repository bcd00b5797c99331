/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "stats/change_points.h"
#include "stats/e_divisive.h"
#include "stats/potts.h"
#include "stats/segments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Annual flow of the Nile at Aswan, 1871 to 1970: R's `Nile`. Cobb (Biometrika 65, 1978)
 * puts the change behind 1898; the means before and behind are 1097.75 and 849.9722. */
static const double nile[100] = {
    1120, 1160, 963,  1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935,  1110,
    994,  1020, 960,  1180, 799,  958,  1140, 1100, 1210, 1150, 1250, 1260, 1220,
    1030, 1100, 774,  840,  874,  694,  940,  833,  701,  916,  692,  1020, 1050,
    969,  831,  726,  456,  824,  702,  1120, 1100, 832,  764,  821,  768,  845,
    864,  862,  698,  845,  744,  796,  1040, 759,  781,  865,  845,  944,  984,
    897,  822,  1010, 771,  676,  649,  846,  812,  742,  801,  1040, 860,  874,
    848,  890,  744,  749,  838,  1050, 918,  986,  797,  923,  975,  815,  1020,
    906,  901,  1170, 912,  746,  919,  718,  714,  740};

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not %.17g +- %g", got, want, tolerance);
}

static double magnitude(double before, double after)
{
	return fabs(after / before - 1);
}

/* A small generator of its own, so that the series are the same everywhere. */
static double uniform(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(*state >> 11) / 9007199254740992.0;
}

/* Of mean 0 and variance 1, nearly normal: a sum of twelve. */
static double noise(uint64_t *state)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(state);
	return sum;
}

/* t.test(extra ~ group, sleep, var.equal = TRUE) prints p-value = 0.07919. */
static void p_is_that_of_student(void **state)
{
	static const double sleep[20] = {0.7,  -1.6, -0.2, -1.2, -0.1, 3.4, 3.7,
	                                 0.8,  0,    2,    1.9,  0.8,  1.1, 0.1,
	                                 -0.1, 4.4,  5.5,  1.6,  4.6,  3.4};
	static const double equal[4] = {2, 2, 2, 2}, split[4] = {2, 2, 3, 3};

	(void)state;
	assert_near(xnb_t_test_p(sleep, 0, 10, 20, 1), 0.07919, 5e-6);
	assert_true(xnb_t_test_p(sleep, 0, 10, 20, 0.5) > 0.15);
	assert_true(xnb_t_test_p(equal, 0, 2, 4, 1) == 1);
	assert_true(xnb_t_test_p(split, 0, 2, 4, 1) == 0);
	assert_true(xnb_t_test_p(sleep, 0, 1, 2, 1) == 1);
}

static void the_nile_changed_behind_1898(void **state)
{
	size_t at[100];
	struct xnb_segments found = {.values = nile, .n = 100, .at = at};
	struct xnb_changes changes;
	struct xnb_error err;
	size_t n_at;

	(void)state;
	xnb_e_divisive(&found, 1e-4, magnitude, 0.02);
	assert_int_equal(found.n_at, 1);
	assert_int_equal(at[0], 28);
	assert_int_equal(xnb_potts_steps(at, &n_at, nile, 100, 2, &err), 0);
	assert_int_equal(n_at, 1);
	assert_int_equal(at[0], 28);

	assert_int_equal(xnb_changes_find(&changes, nile, 100, false, &err), 0);
	assert_int_equal(changes.n, 1);
	assert_int_equal(changes.changes[0].at, 28);
	assert_int_equal(changes.changes[0].kind, XNB_CHANGE_CONFIRMED);
	assert_near(changes.changes[0].before, 1097.75, 1e-9);
	assert_near(changes.changes[0].after, 849.97222222222, 1e-9);
	assert_near(changes.changes[0].relative, 849.97222222222 / 1097.75 - 1, 1e-9);
	xnb_changes_free(&changes);
}

/* Three levels, the middle one short, in noise of 1 %. */
static void several_steps_are_found_in_order(void **state)
{
	double values[60];
	uint64_t seed = 1;
	struct xnb_changes changes;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < 60; i++)
		values[i] = (i < 20   ? 100
		             : i < 32 ? 120
		                      : 105) *
		            exp(0.01 * noise(&seed));
	assert_int_equal(xnb_changes_find(&changes, values, 60, true, &err), 0);
	assert_int_equal(changes.n, 2);
	assert_int_equal(changes.changes[0].at, 20);
	assert_int_equal(changes.changes[1].at, 32);
	assert_near(changes.changes[0].relative, 0.20, 0.02);
	assert_near(changes.changes[1].relative, -0.125, 0.02);
	assert_int_equal(changes.changes[0].kind, XNB_CHANGE_CONFIRMED);
	assert_int_equal(changes.changes[1].kind, XNB_CHANGE_CONFIRMED);
	xnb_changes_free(&changes);
}

/* A step far beyond the noise, but not one that matters. */
static void small_steps_do_not_matter(void **state)
{
	double values[40];
	uint64_t seed = 2;
	struct xnb_changes changes;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < 40; i++)
		values[i] = (i < 20 ? 1 : 1.015) * exp(0.001 * noise(&seed));
	assert_int_equal(xnb_changes_find(&changes, values, 40, true, &err), 0);
	assert_int_equal(changes.n, 0);
	xnb_changes_free(&changes);
}

static void single_outliers_are_no_levels(void **state)
{
	double values[40];
	uint64_t seed = 3;
	struct xnb_changes changes;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < 40; i++)
		values[i] = (i == 15 || i == 30 ? 2 : 1) * exp(0.01 * noise(&seed));
	assert_int_equal(xnb_changes_find(&changes, values, 40, true, &err), 0);
	for (size_t i = 0; i < changes.n; i++)
		assert_int_not_equal(changes.changes[i].kind, XNB_CHANGE_CONFIRMED);
	xnb_changes_free(&changes);
}

static size_t count_alarms(double rho, bool *any_suspect)
{
	size_t alarms = 0;
	uint64_t seed = 4;

	for (int trial = 0; trial < 300; trial++) {
		double values[50], last = noise(&seed);
		struct xnb_changes changes;
		struct xnb_error err;
		bool alarm = false;

		for (size_t i = 0; i < 50; i++) {
			values[i] = exp(0.02 * last);
			last = rho * last + sqrt(1 - rho * rho) * noise(&seed);
		}
		assert_int_equal(xnb_changes_find(&changes, values, 50, true, &err), 0);
		for (size_t i = 0; i < changes.n; i++) {
			alarm = alarm || changes.changes[i].kind == XNB_CHANGE_CONFIRMED;
			*any_suspect = *any_suspect || changes.changes[i].kind ==
			                                   XNB_CHANGE_AUTOCORRELATED;
		}
		alarms += alarm;
		xnb_changes_free(&changes);
	}
	return alarms;
}

/* Plain E-divisive cries out in a third of the autocorrelated series. The full table is
 * that of tests/benchmark/change_points.c. */
static void noise_is_no_change(void **state)
{
	bool suspect = false;

	(void)state;
	assert_in_range(count_alarms(0, &suspect), 0, 3);
	assert_in_range(count_alarms(0.7, &suspect), 0, 20);
	assert_true(suspect);
}

static void extremes_do_no_harm(void **state)
{
	static const double few[3] = {1, 2, 3};
	static const double huge[6] = {1e308, -1e308, 1e308, 1e308, -1e308, 1e308};
	static const double zero[8] = {0, 0, 0, 0, 5, 5, 5, 5};
	double equal[30];
	struct xnb_changes changes;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < 30; i++)
		equal[i] = 7;
	assert_int_equal(xnb_changes_find(&changes, equal, 30, true, &err), 0);
	assert_int_equal(changes.n, 0);
	xnb_changes_free(&changes);
	assert_int_equal(xnb_changes_find(&changes, few, 3, false, &err), 0);
	assert_int_equal(changes.n, 0);
	xnb_changes_free(&changes);
	assert_int_equal(xnb_changes_find(&changes, huge, 6, false, &err), 0);
	assert_int_equal(changes.n, 0);
	xnb_changes_free(&changes);
	assert_int_equal(xnb_changes_find(&changes, zero, 8, false, &err), 0);
	assert_int_equal(changes.n, 1);
	assert_int_equal(changes.changes[0].at, 4);
	assert_true(isinf(changes.changes[0].relative));
	xnb_changes_free(&changes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(p_is_that_of_student),
	    cmocka_unit_test(the_nile_changed_behind_1898),
	    cmocka_unit_test(several_steps_are_found_in_order),
	    cmocka_unit_test(small_steps_do_not_matter),
	    cmocka_unit_test(single_outliers_are_no_levels),
	    cmocka_unit_test(noise_is_no_change),
	    cmocka_unit_test(extremes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
