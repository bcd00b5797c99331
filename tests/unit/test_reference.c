/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of our share of likwid-bench, from samples made up for it. */
#include "tests/unit/test.h"

#include "bench/native/reference_table.h"

#include <math.h>
#include <string.h>

#define OURS "bytes=1000000000;isa=avx512;page=4096;threads=2;tool=ours"
#define THEIRS \
	"bytes=1000000000;page=4096;reference=copy_avx512;threads=2;tool=likwid-bench"
#define PAIR "bytes=1000000000;page=4096;reference=copy_avx512;threads=2"
#define HUGE "bytes=1000000000;page=thp;reference=copy_avx512;threads=2"

static void take(struct xnb_reference_table *table, const char *metric,
                 const char *params, double value, const char *flags)
{
	const struct xnb_sample sample = {.experiment = "reference",
	                                  .scenario = "",
	                                  .item = "copy",
	                                  .params = params,
	                                  .metric = metric,
	                                  .unit = "1",
	                                  .value = value,
	                                  .flags = flags};
	struct xnb_error err;

	assert_int_equal(xnb_reference_take(table, &sample, &err), 0);
}

/* exp(mean -+ t s / sqrt(n)) of the logarithms with t(0.975, 8) = 2.306004, worked out by
 * hand: 0.9967 [0.9905, 1.0030]. */
static const double shares[] = {0.991, 1.004, 0.987, 1.010, 0.998,
                                0.985, 1.002, 0.995, 0.999};
enum { N = sizeof(shares) / sizeof(shares[0]) };

static void plant(struct xnb_reference_table *table, double factor)
{
	for (int i = 0; i < N; i++) {
		take(table, "bandwidth", OURS, 40e9, "");
		take(table, "bandwidth", THEIRS, 41e9, "");
		take(table, "share", PAIR, factor * shares[i], i == 3 ? "neighbour" : "");
		take(table, "share", HUGE, 2 * factor * shares[i], "");
	}
	/* None of these is a pair. */
	take(table, "share", PAIR, 7, "wrong-result");
	take(table, "duration", "", 7, "");
}

static void assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) < 1e-9);
}

static void test_the_interval(void **state)
{
	struct xnb_reference_table table = {0};
	struct xnb_interval share;

	(void)state;
	plant(&table, 1);
	assert_int_equal(table.n_rows, 2);
	assert_int_equal(table.rows[0].n_shares, N);
	assert_int_equal(table.rows[0].n_flagged, 1);
	share = xnb_reference_share(&table.rows[0]);
	assert_near(share.center, 0.9967481529611416);
	assert_near(share.low, 0.9905024634844788);
	assert_near(share.high, 1.0030332251132412);
	xnb_reference_free(&table);
}

static const char *line_of(const char *text, const char *begins)
{
	const char *at = strstr(text, begins);

	assert_non_null(at);
	return at;
}

static void assert_verdict(double factor, bool means, const char *line)
{
	struct xnb_reference_table table = {0};
	struct xnb_buf out = {0};

	plant(&table, factor);
	xnb_reference_print(&table, means, &out);
	line_of(xnb_buf_text(&out), line);
	/* Huge pages have a line of their own, with the speed of the same reference. */
	line_of(xnb_buf_text(&out),
	        "copy               2  thp        9        0            -        41.00");
	xnb_buf_free(&out);
	xnb_reference_free(&table);
}

static void test_the_table(void **state)
{
	(void)state;
	assert_verdict(1, true,
	               "copy               2  4 KiB      9        1        40.00        "
	               "41.00  copy_avx512             0.9967  0.9905  1.0030  yes\n");
	/* The mean is above, the lower end is not. */
	assert_verdict(0.985, true, "0.9818  0.9756  0.9880  no\n");
	assert_verdict(1, false, "0.9967  0.9905  1.0030  timings mean nothing\n");
}

static void test_too_few(void **state)
{
	struct xnb_reference_table table = {0};
	struct xnb_buf out = {0};

	(void)state;
	xnb_reference_print(&table, true, &out);
	assert_string_equal(xnb_buf_text(&out), "");
	take(&table, "share", PAIR, 1.5, "");
	xnb_reference_print(&table, true, &out);
	line_of(xnb_buf_text(&out), "1.5000       -       -  too few pairs\n");
	xnb_buf_free(&out);
	xnb_reference_free(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_interval),
	    cmocka_unit_test(test_the_table),
	    cmocka_unit_test(test_too_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
