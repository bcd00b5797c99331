/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "stats/describe.h"
#include "stats/interval.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Michelson's speed of light less 299000 km/s: R's `morley`. */
static const double michelson[100] = {
    850, 740,  900,  1070, 930, 850, 950, 980, 980, 880, 1000, 980, 930, 650, 760,
    810, 1000, 1000, 960,  960, 960, 940, 960, 940, 880, 800,  850, 880, 900, 840,
    830, 790,  810,  880,  880, 830, 800, 790, 760, 800, 880,  880, 880, 860, 720,
    720, 620,  860,  970,  950, 880, 910, 850, 870, 840, 840,  850, 840, 840, 840,
    890, 810,  810,  820,  800, 770, 760, 740, 750, 760, 910,  920, 890, 860, 880,
    720, 840,  850,  850,  780, 890, 840, 780, 810, 760, 810,  790, 810, 820, 850,
    870, 870,  810,  740,  810, 940, 950, 800, 810, 870};

/* Student's (1908) differences of hours of sleep: R's `sleep`. */
static const double sleep_gain[10] = {1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4};

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not %.17g +- %g", got, want, tolerance);
}

static void assert_no_interval(struct xnb_interval interval)
{
	assert_true(isnan(interval.low));
	assert_true(isnan(interval.high));
}

/* summary(morley$Speed) prints 620, 807.5, 850, 892.5, 1070. */
static void quantiles_are_those_of_r(void **state)
{
	static const double four[] = {1, 2, 3, 4};
	double sorted[100];

	(void)state;
	memcpy(sorted, michelson, sizeof(sorted));
	xnb_sort(sorted, 100);
	assert_true(xnb_quantile_sorted(sorted, 100, 0) == 620);
	assert_near(xnb_quantile_sorted(sorted, 100, 0.25), 807.5, 1e-9);
	assert_near(xnb_quantile_sorted(sorted, 100, 0.5), 850, 1e-9);
	assert_near(xnb_quantile_sorted(sorted, 100, 0.75), 892.5, 1e-9);
	assert_true(xnb_quantile_sorted(sorted, 100, 1) == 1070);
	assert_near(xnb_quantile_sorted(four, 4, 0.25), 1.75, 1e-12);
	assert_true(isnan(xnb_quantile_sorted(four, 0, 0.5)));
	assert_true(isnan(xnb_quantile_sorted(four, 4, 1.1)));
	assert_true(isnan(xnb_quantile_sorted(four, 4, NAN)));
}

/* Any table of Student's t. */
static void t_is_that_of_the_tables(void **state)
{
	static const struct {
		double df, t;
	} table[] = {{1, 12.706}, {2, 4.303},  {3, 3.182},  {9, 2.262},
	             {29, 2.045}, {60, 2.000}, {120, 1.980}};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		assert_near(xnb_t_quantile(0.975, table[i].df), table[i].t, 0.0005);
	assert_true(isnan(xnb_t_quantile(0.975, 0)));
	assert_true(isnan(xnb_t_quantile(1, 3)));
}

/* t.test(morley$Speed): 836.7226 868.0774; t.test() of the sleep data, paired: 0.7001142
 * 2.4598858. */
static void mean_intervals_are_those_of_r(void **state)
{
	struct xnb_interval got = xnb_mean_interval(michelson, 100);

	(void)state;
	assert_near(got.center, 852.4, 1e-9);
	assert_near(got.low, 836.7226, 0.00005);
	assert_near(got.high, 868.0774, 0.00005);
	got = xnb_mean_interval(sleep_gain, 10);
	assert_near(got.center, 1.58, 1e-12);
	assert_near(got.low, 0.7001142, 5e-8);
	assert_near(got.high, 2.4598858, 5e-8);
}

/* By hand: the decimal logarithms 0, 1, 2 have mean 1 and deviation 1, so the interval is
 * 10 to the power of 1 -+ 4.302653 / sqrt(3). */
static void log_interval_by_hand(void **state)
{
	static const double values[] = {1, 10, 100};
	struct xnb_interval got = xnb_log_interval(values, 3);

	(void)state;
	assert_near(got.center, 10, 1e-12);
	assert_near(got.low, 0.0327991, 5e-8);
	assert_near(got.high, 3048.8616, 5e-4);
}

static void too_little_data_has_no_interval(void **state)
{
	static const double one[] = {7.25};

	(void)state;
	assert_true(isnan(xnb_mean_interval(one, 0).center));
	assert_true(isnan(xnb_log_interval(one, 0).center));
	assert_true(xnb_mean_interval(one, 1).center == 7.25);
	assert_no_interval(xnb_mean_interval(one, 1));
	assert_near(xnb_log_interval(one, 1).center, 7.25, 1e-14);
	assert_no_interval(xnb_log_interval(one, 1));
}

/* t(1) = 12.706: two values have an interval, and it is as wide as it should be. */
static void two_values_have_a_wide_interval(void **state)
{
	static const double two[] = {1, 3};
	struct xnb_interval got = xnb_mean_interval(two, 2);

	(void)state;
	assert_near(got.low, 2 - 12.7062, 0.0001);
	assert_near(got.high, 2 + 12.7062, 0.0001);
}

static void equal_values_have_no_width(void **state)
{
	static const double equal[] = {0.1, 0.1, 0.1, 0.1, 0.1};
	struct xnb_interval got = xnb_mean_interval(equal, 5);

	(void)state;
	assert_true(got.low == 0.1 && got.center == 0.1 && got.high == 0.1);
	got = xnb_log_interval(equal, 5);
	assert_true(got.low == 0.1 && got.center == 0.1 && got.high == 0.1);
}

static void logarithms_refuse_what_has_none(void **state)
{
	static const double with_zero[] = {3, 0, 5}, negative[] = {3, -1, 5},
	                    nan[] = {3, NAN, 5};

	(void)state;
	assert_true(isnan(xnb_log_interval(with_zero, 3).center));
	assert_no_interval(xnb_log_interval(with_zero, 3));
	assert_no_interval(xnb_log_interval(negative, 3));
	assert_no_interval(xnb_log_interval(nan, 3));
}

/* docs/design.md's table, from p^n <= 0.05. */
static void least_numbers_are_those_of_the_design(void **state)
{
	(void)state;
	assert_int_equal(xnb_quantile_least_n(0.5), 6);
	assert_int_equal(xnb_quantile_least_n(0.9), 29);
	assert_int_equal(xnb_quantile_least_n(0.1), 29);
	assert_int_equal(xnb_quantile_least_n(0.99), 299);
	assert_int_equal(xnb_quantile_least_n(0.999), 2995);
	assert_int_equal(xnb_quantile_least_n(0.9999), 29956);
	assert_int_equal(xnb_quantile_least_n(0), 0);
	assert_int_equal(xnb_quantile_least_n(1), 0);
	assert_int_equal(xnb_quantile_least_n(NAN), 0);
}

static void ecdf_has_a_step_per_value(void **state)
{
	static const double sorted[] = {1, 1, 2, 5, 5, 5, 7, 9};
	struct xnb_ecdf_point points[8];

	(void)state;
	assert_int_equal(xnb_ecdf_sorted(points, 8, sorted, 8), 5);
	assert_true(points[0].x == 1 && points[0].fraction == 0.25);
	assert_true(points[1].x == 2 && points[1].fraction == 0.375);
	assert_true(points[2].x == 5 && points[2].fraction == 0.75);
	assert_true(points[4].x == 9 && points[4].fraction == 1);
	assert_int_equal(xnb_ecdf_sorted(points, 8, sorted, 0), 0);
}

static void a_thinned_ecdf_keeps_its_ends_and_stays_exact(void **state)
{
	static double sorted[10007];
	struct xnb_ecdf_point points[500];

	(void)state;
	for (size_t i = 0; i < N_OF(sorted); i++)
		sorted[i] = (double)i;
	for (size_t most = 2; most <= 500; most += 83) {
		assert_int_equal(xnb_ecdf_sorted(points, most, sorted, 10007), most);
		assert_true(points[0].x == 0);
		assert_true(points[most - 1].x == 10006);
		for (size_t i = 0; i < most; i++)
			assert_near(points[i].fraction, (points[i].x + 1) / 10007, 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(quantiles_are_those_of_r),
	    cmocka_unit_test(t_is_that_of_the_tables),
	    cmocka_unit_test(mean_intervals_are_those_of_r),
	    cmocka_unit_test(log_interval_by_hand),
	    cmocka_unit_test(too_little_data_has_no_interval),
	    cmocka_unit_test(two_values_have_a_wide_interval),
	    cmocka_unit_test(equal_values_have_no_width),
	    cmocka_unit_test(logarithms_refuse_what_has_none),
	    cmocka_unit_test(least_numbers_are_those_of_the_design),
	    cmocka_unit_test(ecdf_has_a_step_per_value),
	    cmocka_unit_test(a_thinned_ecdf_keeps_its_ends_and_stays_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
