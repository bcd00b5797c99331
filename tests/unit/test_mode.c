/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mode of counted paths, and what is told apart from it. */
#include "tests/unit/test.h"

#include "bench/domains/mode.h"

#include <math.h>

static struct xnb_mode mode_of(const uint64_t *counts, const bool *apart, size_t n)
{
	struct xnb_mode mode;
	struct xnb_error err;

	assert_int_equal(xnb_mode_find(&mode, counts, apart, n, &err), 0);
	return mode;
}

static void the_most_frequent_value_wins(void **state)
{
	/* One lucky minimum and the tail of interrupts change nothing. */
	const uint64_t counts[] = {1875, 9020, 1875, 5, 1875, 5613, 1875, 9020};
	struct xnb_mode mode = mode_of(counts, NULL, 8);

	(void)state;
	assert_int_equal(mode.value, 1875);
	assert_int_equal(mode.at_mode, 4);
	assert_int_equal(mode.n, 8);
	assert_true(xnb_mode_share(&mode) == 0.5);
}

static void of_equally_frequent_values_the_least_is_taken(void **state)
{
	const uint64_t counts[] = {7, 3, 7, 3, 5};

	(void)state;
	assert_int_equal(mode_of(counts, NULL, 5).value, 3);
}

static void values_beyond_32_bits_keep_their_order(void **state)
{
	const uint64_t counts[] = {UINT64_C(1) << 40, 1, UINT64_MAX, UINT64_C(1) << 40};

	(void)state;
	assert_int_equal(mode_of(counts, NULL, 4).value, UINT64_C(1) << 40);
}

static void what_is_told_apart_does_not_count(void **state)
{
	const uint64_t counts[] = {10, 99, 99, 99, 10, 12};
	const bool apart[] = {false, true, true, true, false, false};
	struct xnb_mode mode = mode_of(counts, apart, 6);

	(void)state;
	assert_int_equal(mode.value, 10);
	assert_int_equal(mode.at_mode, 2);
	assert_int_equal(mode.n, 3);
}

static void nothing_has_no_mode(void **state)
{
	const uint64_t count = 4;
	const bool apart = true;
	struct xnb_mode mode = mode_of(&count, &apart, 1);

	(void)state;
	assert_int_equal(mode.n, 0);
	assert_int_equal(mode.value, 0);
	assert_true(isnan(xnb_mode_share(&mode)));
	mode = mode_of(NULL, NULL, 0);
	assert_int_equal(mode.n, 0);
}

static void only_what_an_interrupt_explains_is_told_apart(void **state)
{
	/* The second was near an interrupt and not hit; the fifth is nobody's. */
	const uint64_t counts[] = {10, 10, 6153, 10, 317, 10};
	const bool ticked[] = {false, true, true, false, false, false};
	const bool all[] = {true, true, true, true, true, true};
	struct xnb_mode mode;
	struct xnb_error err;
	bool apart[6];

	(void)state;
	assert_int_equal(xnb_mode_tell_apart(&mode, counts, ticked, apart, 6, &err), 0);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(apart[i], i == 2);
	assert_int_equal(mode.value, 10);
	assert_int_equal(mode.n, 5);
	assert_true(xnb_mode_share(&mode) == 0.8);
	assert_int_equal(xnb_mode_tell_apart(&mode, counts, all, apart, 6, &err), 0);
	assert_true(apart[0] && apart[5]);
	assert_int_equal(mode.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_most_frequent_value_wins),
	    cmocka_unit_test(of_equally_frequent_values_the_least_is_taken),
	    cmocka_unit_test(values_beyond_32_bits_keep_their_order),
	    cmocka_unit_test(what_is_told_apart_does_not_count),
	    cmocka_unit_test(nothing_has_no_mode),
	    cmocka_unit_test(only_what_an_interrupt_explains_is_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
