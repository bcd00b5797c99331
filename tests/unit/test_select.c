/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selection against sorting (GSL's), in orders that are hard for it. */
#include "tests/unit/test.h"

#include "stats/describe.h"
#include "stats/quantile.h"
#include "stats/select.h"

#include <math.h>
#include <string.h>

enum { MOST = 5000 };

static double ascending(size_t i, size_t n)
{
	(void)n;
	return (double)i;
}

static double descending(size_t i, size_t n)
{
	return (double)(n - i);
}

static double equal(size_t i, size_t n)
{
	(void)i, (void)n;
	return 7;
}

static double two_values(size_t i, size_t n)
{
	(void)n;
	return i % 3 ? 1 : -1;
}

static double organ_pipe(size_t i, size_t n)
{
	return (double)(i < n / 2 ? i : n - i);
}

static double mixed(size_t i, size_t n)
{
	(void)n;
	return (double)((i * 2654435761U) % 65537) * (i % 2 ? 1e300 : -1e-300);
}

static double few(size_t i, size_t n)
{
	(void)n;
	return (double)((i * 2654435761U) % 65537 % 5);
}

static double (*const orders[])(size_t i, size_t n) = {
    ascending, descending, equal, two_values, organ_pipe, mixed, few,
};

enum { N_ORDERS = sizeof(orders) / sizeof(orders[0]) };

static void fill(double *values, double *sorted, size_t order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		values[i] = orders[order](i, n);
	memcpy(sorted, values, n * sizeof(*values));
	xnb_sort(sorted, n);
}

static void check_rank(double *values, const double *sorted, size_t n, size_t k)
{
	if (xnb_select(values, n, k) != sorted[k])
		fail_msg("rank %zu of %zu is %g, not %g", k, n, values[k], sorted[k]);
	for (size_t i = 0; i < n; i++)
		if (i < k ? values[i] > values[k] : values[i] < values[k])
			fail_msg("%zu of %zu is on the wrong side of %zu", i, n, k);
}

static void a_rank_is_that_of_the_sorted_values(void **state)
{
	static const size_t sizes[] = {1, 2, 3, 10, 599, 601, 602, 1300, MOST};
	static double values[MOST], sorted[MOST];

	(void)state;
	for (size_t o = 0; o < N_ORDERS; o++)
		for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++)
			for (size_t part = 0; part <= 4; part++) {
				fill(values, sorted, o, sizes[s]);
				check_rank(values, sorted, sizes[s],
				           (sizes[s] - 1) * part / 4);
			}
}

static void quantiles_are_those_of_the_sorted_values(void **state)
{
	static const double p[] = {0, 0.1, 0.25, 0.5, 0.5, 0.9, 0.999, 1};
	static double values[MOST], sorted[MOST];
	double got[8];

	(void)state;
	for (size_t o = 0; o < N_ORDERS; o++)
		for (size_t n = 1; n <= MOST; n = n * 2 + 1) {
			fill(values, sorted, o, n);
			xnb_select_quantiles(got, p, 8, values, n);
			for (size_t i = 0; i < 8; i++) {
				double want = xnb_quantile_sorted(sorted, n, p[i]);

				if (!(fabs(got[i] - want) <= 1e-12 * fabs(want)))
					fail_msg("order %zu, p %g of %zu: %.17g, not "
					         "%.17g",
					         o, p[i], n, got[i], want);
			}
		}
}

static void what_there_is_not_is_nan(void **state)
{
	static const double p[] = {-0.1, 0.5, 1.1, NAN};
	double values[] = {3, 1, 2}, got[4];

	(void)state;
	xnb_select_quantiles(got, p, 4, values, 3);
	assert_true(isnan(got[0]) && got[1] == 2 && isnan(got[2]) && isnan(got[3]));
	xnb_select_quantiles(got, p, 4, values, 0);
	assert_true(isnan(got[1]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_rank_is_that_of_the_sorted_values),
	    cmocka_unit_test(quantiles_are_those_of_the_sorted_values),
	    cmocka_unit_test(what_there_is_not_is_nan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
