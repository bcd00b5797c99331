/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intervals of quantiles and shares, components of variance, order in time, modes, and
 * when to stop: against R 4.2 (binom.test, anova, lm), R's diptest, and published tables.
 */
#include "stats/components.h"
#include "stats/dip.h"
#include "stats/modes.h"
#include "stats/order_interval.h"
#include "stats/proportion.h"
#include "stats/quantile.h"
#include "stats/serial.h"
#include "stats/stopping.h"
#include "tests/unit/test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not %.17g +- %g", got, want, tolerance);
}

/* The ranks of the interval of a median in any table of the sign test (Conover,
 * "Practical Nonparametric Statistics", table A3): 6 values 1 and 6, 20 values 6 and 15,
 * 50 values 18 and 33; those of p90 and p99 by R's qbinom(). */
static void ranks_are_those_of_the_tables(void **state)
{
	static const struct {
		size_t n;
		double p;
		size_t low, high; /* from 1 */
	} table[] = {
	    {6, 0.5, 1, 6},
	    {20, 0.5, 6, 15},
	    {50, 0.5, 18, 33},
	    {1000, 0.9, 881, 919},
	    {29, 0.9, 21, 29}, /* by hand: nothing is above the last, so 0.3 % are left */
	    {5000000, 0.99, 4949563, 4950437},
	};
	struct xnb_order_ranks ranks;

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		assert_true(xnb_order_ranks(&ranks, table[i].n, table[i].p));
		assert_int_equal(ranks.low + 1, table[i].low);
		assert_int_equal(ranks.high + 1, table[i].high);
		assert_true(ranks.coverage >= 0.95 && ranks.coverage < 0.98);
	}
}

static void too_few_values_have_no_ranks(void **state)
{
	static const double p[] = {0.5, 0.9, 0.99, 0.999, 0.9999, 0.01};
	static const double six[] = {1, 2, 3, 4, 5, 6};
	struct xnb_order_ranks ranks;

	(void)state;
	for (size_t i = 0; i < N_OF(p); i++) {
		size_t least = xnb_quantile_least_n(p[i]);

		assert_false(xnb_order_ranks(&ranks, least - 1, p[i]));
		assert_true(xnb_order_ranks(&ranks, least, p[i]));
		assert_true(ranks.coverage >= 0.95);
		assert_true(ranks.high < least && ranks.low < ranks.high);
	}
	assert_false(xnb_order_ranks(&ranks, 100, 1));
	assert_false(xnb_order_ranks(&ranks, 100, NAN));
	assert_true(isnan(xnb_quantile_interval_sorted(six, 5, 0.5).low));
	assert_true(xnb_quantile_interval_sorted(six, 6, 0.5).center == 3.5);
	assert_true(xnb_quantile_interval_sorted(six, 6, 0.5).high == 6);
}

/* binom.test() */
static void shares_are_those_of_r(void **state)
{
	struct xnb_interval share = xnb_proportion_interval(3, 1000);

	(void)state;
	assert_true(share.center == 0.003);
	assert_near(share.low, 0.00061909993165, 1e-9);
	assert_near(share.high, 0.00874202323848, 1e-9);
	share = xnb_proportion_interval(0, 20);
	assert_true(share.low == 0);
	assert_near(share.high, 0.168433470983, 1e-9);
	share = xnb_proportion_interval(20, 20);
	assert_true(share.high == 1);
	assert_near(share.low, 1 - 0.168433470983, 1e-9);
	assert_true(isnan(xnb_proportion_interval(0, 0).low));
}

/* Unequal numbers at each level. anova(lm(x ~ boot / domain)) has mean squares 109.394,
 * 8.944 and 1.083; the coefficients of the components are sums of squared numbers. */
static const double nested[] = {1, 2, 3, 5, 7, 4, 8, 9, 10, 12, 11};
static const struct xnb_span in_order[] = {
    {0, 0, 0, 0, 3}, {0, 1, 1, 3, 2}, {0, 2, 2, 5, 1}, {1, 0, 0, 6, 2}, {1, 1, 1, 8, 3}};
static const enum xnb_nest both[] = {XNB_NEST_BOOT, XNB_NEST_DOMAIN};

static void components_are_those_of_r(void **state)
{
	static const struct xnb_span mixed[] = {{1, 1, 1, 8, 1}, {0, 0, 0, 0, 3},
	                                        {1, 0, 0, 6, 2}, {0, 2, 2, 5, 1},
	                                        {1, 1, 5, 9, 2}, {0, 1, 1, 3, 2}};
	struct xnb_components c;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(xnb_components_of(&c, nested, false,
		                                   i ? mixed : in_order, i ? 6 : 5, both,
		                                   2, NULL),
		                 0);
		assert_near(c.variance[XNB_NEST_BOOT], 18.0903540904, 1e-9);
		assert_near(c.variance[XNB_NEST_DOMAIN], 3.88736263736, 1e-9);
		assert_near(c.variance[XNB_NEST_SAMPLE], 1.08333333333, 1e-9);
		assert_true(isnan(c.variance[XNB_NEST_BLOCK]));
		assert_int_equal(c.n[XNB_NEST_BOOT], 2);
		assert_int_equal(c.n[XNB_NEST_DOMAIN], 5);
		assert_int_equal(c.n[XNB_NEST_SAMPLE], 11);
	}
}

static void what_is_not_repeated_is_not_estimable(void **state)
{
	static const double logs[] = {1, M_E, M_E * M_E};
	static const struct xnb_span singles[] = {
	    {0, 0, 0, 0, 1}, {0, 1, 1, 1, 1}, {0, 2, 2, 2, 1}};
	static const struct xnb_span unlike[] = {{0, 0, 0, 0, 2}, {0, 1, 1, 2, 2}};
	static const double crossed[] = {1, 9, 2, 8};
	struct xnb_components c;

	(void)state;
	/* One boot, a sample a domain: what they add is the domains'. */
	assert_int_equal(xnb_components_of(&c, logs, true, singles, 3, both, 2, NULL), 0);
	assert_true(isnan(c.variance[XNB_NEST_BOOT]));
	assert_true(isnan(c.variance[XNB_NEST_SAMPLE]));
	assert_near(c.variance[XNB_NEST_DOMAIN], 1, 1e-12);
	/* Domains more alike than their samples: less than nothing is 0. */
	assert_int_equal(xnb_components_of(&c, crossed, false, unlike, 2, both, 2, NULL),
	                 0);
	assert_true(c.variance[XNB_NEST_DOMAIN] == 0);
	assert_near(c.variance[XNB_NEST_SAMPLE], 25, 1e-12);
	assert_int_equal(xnb_components_of(&c, logs, true, singles, 0, both, 2, NULL), 0);
	assert_true(isnan(c.variance[XNB_NEST_SAMPLE]));
}

static void fill_spans(struct xnb_span *spans, size_t n_spans, size_t length)
{
	for (size_t i = 0; i < n_spans; i++)
		spans[i] = (struct xnb_span){.first = i * length, .n = length};
}

static void make_autoregressive(double *values, size_t n, double rho, gsl_rng *random)
{
	for (size_t i = 0; i < n; i++)
		values[i] =
		    gsl_ran_gaussian_ziggurat(random, i ? sqrt(1 - rho * rho) : 1) +
		    (i ? rho * values[i - 1] : 0);
}

/* Many short spans of a known process: without the correction rho = 0.5 in spans of ten
 * comes out at 0.25, and independent values at -0.1. */
static void rho_is_not_biased_by_short_spans(void **state)
{
	enum { SPANS = 2000, LENGTH = 10 };
	static const double rhos[] = {0, 0.5, 0.8};
	static double values[SPANS * LENGTH];
	static struct xnb_span spans[SPANS];
	struct xnb_autocorrelation a;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	fill_spans(spans, SPANS, LENGTH);
	for (size_t i = 0; i < N_OF(rhos); i++) {
		for (size_t k = 0; k < SPANS; k++)
			make_autoregressive(values + k * LENGTH, LENGTH, rhos[i], random);
		xnb_autocorrelate(&a, values, spans, SPANS);
		assert_near(a.rho, rhos[i], 0.03);
		assert_int_equal(a.flagged, rhos[i] > 0);
		assert_near(a.n_effective,
		            xnb_effective_n(SPANS * LENGTH, fmax(0, a.rho)), 1e-6);
	}
	gsl_rng_free(random);
}

/* Marriott and Pope's -(1 + 4 rho) / n would take 0.06 off. */
static void rho_is_not_biased_in_one_span(void **state)
{
	enum { LENGTH = 60, TRIALS = 3000 };
	double values[LENGTH], sum = 0;
	const struct xnb_span span = {.n = LENGTH};
	struct xnb_autocorrelation a;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	for (int i = 0; i < TRIALS; i++) {
		make_autoregressive(values, LENGTH, 0.7, random);
		xnb_autocorrelate(&a, values, &span, 1);
		sum += a.rho;
	}
	gsl_rng_free(random);
	assert_near(sum / TRIALS, 0.7, 0.012);
}

static void rho_of_little_is_not_known(void **state)
{
	static const double values[] = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1};
	static const double equal[11];
	struct xnb_span span = {.n = 10};
	struct xnb_autocorrelation a;

	(void)state;
	xnb_autocorrelate(&a, values, &span, 1);
	assert_true(isnan(a.rho) && !a.flagged);
	span.n = 11;
	xnb_autocorrelate(&a, values, &span, 1);
	assert_true(a.rho < -0.5 && a.n_effective == 11);
	xnb_autocorrelate(&a, equal, &span, 1);
	assert_true(a.rho == 0 && a.n_effective == 11 && !a.flagged);
	/* n (1 - rho) / (1 + rho) */
	assert_near(xnb_effective_n(170, 0.7), 30, 1e-9);
}

/* lm(y ~ time) and lm(y ~ time + span); a straight line, and noise around it. */
static void drift_is_that_of_r(void **state)
{
	static const double y[] = {10,   10.2, 10.1, 10.4, 10.3, 10.6, 10.5,
	                           10.9, 10.7, 11,   10.8, 11.2, 11.1, 11.4,
	                           11.2, 11.6, 11.5, 11.7, 11.9, 11.8};
	struct xnb_span one[] = {{.n = 20}}, two[2];
	struct xnb_drift d;

	(void)state;
	xnb_find_drift(&d, y, one, 1);
	assert_near(d.change, 0.169287998434, 1e-9);
	assert_true(d.p < 1e-6 && d.flagged);
	fill_spans(two, 2, 10);
	xnb_find_drift(&d, y, two, 2);
	assert_near(d.change, 0.0864653847751, 1e-9);
	xnb_find_drift(&d, y, two, 1);
	assert_true(d.flagged || isnan(d.p));
	one[0].n = 5;
	xnb_find_drift(&d, y, one, 1);
	assert_true(isnan(d.p) && isnan(d.change) && !d.flagged);
}

static void slow_swings_are_no_drift(void **state)
{
	enum { N = 1000, TRIALS = 300 };
	static double values[N];
	const struct xnb_span span = {.n = N};
	size_t flagged = 0;
	struct xnb_drift d;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	for (int i = 0; i < TRIALS; i++) {
		make_autoregressive(values, N, 0.9, random);
		for (size_t k = 0; k < N; k++)
			values[k] = 100 + 5 * values[k];
		xnb_find_drift(&d, values, &span, 1);
		flagged += d.flagged;
	}
	gsl_rng_free(random);
	/* By ordinary least squares it would be more than 100. */
	assert_in_range(flagged, 0, 6);
}

/* R's diptest: dip(statfaculty) is in its manual; the others are its dip() of such data.
 */
static void dips_are_those_of_r(void **state)
{
	static const double faculty[] = {
	    30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41,
	    42, 43, 43, 43, 44, 44, 45, 45, 46, 46, 47, 47, 48, 48, 48, 49,
	    50, 50, 51, 52, 52, 53, 53, 53, 53, 53, 54, 54, 57, 57, 59, 60,
	    60, 60, 61, 61, 61, 61, 62, 62, 62, 62, 63, 66, 70, 72, 72};
	static const double gap[] = {1,  2,    3,  4,  5,     6,  7,  8,  9, 10,
	                             20, 21.5, 22, 23, 24.25, 25, 26, 27, 28};
	static const double two[] = {-2.215, -0.836, -0.82, -0.626, -0.621, -0.305, 0.184,
	                             0.33,   0.39,   0.487, 0.576,  0.738,  1.125,  1.512,
	                             1.595,  2.011,  3.955, 3.984,  4.075,  4.594,  4.62,
	                             4.782,  4.821,  4.919, 4.944};
	size_t scratch[XNB_DIP_SCRATCH(63)];

	(void)state;
	assert_near(xnb_dip_sorted(faculty, 63, scratch), 0.0595238095238095, 1e-14);
	assert_near(xnb_dip_sorted(gap, 19, scratch), 0.131578947368421, 1e-14);
	assert_near(xnb_dip_sorted(two, 25, scratch), 0.120937593311436, 1e-14);
	assert_near(xnb_dip_sorted(two, 1, scratch), 0.5, 1e-14);
}

static void two_modes_are_told_from_tails(void **state)
{
	enum { N = 6000 };
	static double values[N];
	struct xnb_modes modes;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	for (size_t i = 0; i < N; i++)
		values[i] = 100 + gsl_ran_gaussian_ziggurat(random, 1) + (i % 10 ? 0 : 8);
	assert_int_equal(xnb_find_modes(&modes, values, N, NULL), 0);
	assert_true(modes.flagged);
	assert_int_equal(modes.looked_at, XNB_MODES_MOST);
	assert_near(modes.low, 100, 0.1);
	assert_near(modes.high, 108, 0.2);
	assert_near(modes.low_share, 0.9, 0.02);
	/* A long tail; rounded, as by a coarse clock; all equal; too few. */
	for (size_t i = 0; i < N; i++)
		values[i] = exp(gsl_ran_gaussian_ziggurat(random, 1));
	assert_int_equal(xnb_find_modes(&modes, values, N, NULL), 0);
	assert_false(modes.flagged);
	assert_true(isnan(modes.low));
	for (size_t i = 0; i < N; i++)
		values[i] = round(gsl_ran_gaussian_ziggurat(random, 1));
	assert_int_equal(xnb_find_modes(&modes, values, N, NULL), 0);
	assert_false(modes.flagged);
	memset(values, 0, sizeof(values));
	assert_int_equal(xnb_find_modes(&modes, values, N, NULL), 0);
	assert_false(modes.flagged);
	assert_int_equal(xnb_find_modes(&modes, values, XNB_MODES_LEAST - 1, NULL), 0);
	assert_true(isnan(modes.dip) && !modes.flagged);
	gsl_rng_free(random);
}

static enum xnb_stop_lack look(const double *values, size_t n, double target,
                               struct xnb_precision *p)
{
	static struct xnb_span spans[1000];

	fill_spans(spans, n, 1);
	xnb_look_at_precision(p, values, spans, n, target);
	return p->lacks;
}

static void it_stops_by_effective_values(void **state)
{
	static double values[1000];
	struct xnb_precision p;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	for (size_t i = 0; i < N_OF(values); i++)
		values[i] = 100 * exp(gsl_ran_gaussian_ziggurat(random, 0.03));
	assert_int_equal(look(values, 9, 0.5, &p), XNB_STOP_LACKS_UNITS);
	assert_int_equal(look(values, 29, 0.5, &p), XNB_STOP_LACKS_EFFECTIVE);
	assert_int_equal(look(values, 200, 0.02, &p), XNB_STOP_LACKS_NOTHING);
	/* 1.97 times 3 % over the root of 200, or of what they are worth */
	assert_near(p.half_width, 1.97 * 0.03 / sqrt(p.effective_units), 0.0006);
	assert_int_equal(look(values, 200, 0.002, &p), XNB_STOP_LACKS_PRECISION);
	make_autoregressive(values, N_OF(values), 0.9, random);
	for (size_t i = 0; i < N_OF(values); i++)
		values[i] = 100 * exp(0.01 * values[i]);
	assert_int_equal(look(values, 100, 0.5, &p), XNB_STOP_LACKS_EFFECTIVE);
	look(values, 1000, 0.5, &p);
	assert_near(p.rho_units, 0.9, 0.05);
	assert_true(p.effective_units > 20 && p.effective_units < 100);
	gsl_rng_free(random);
}

static void values_without_spread_or_size_are_no_trap(void **state)
{
	static double values[40];
	struct xnb_precision p;

	(void)state;
	assert_int_equal(look(values, 40, 0.02, &p), XNB_STOP_CANNOT_SAY);
	for (size_t i = 0; i < 40; i++)
		values[i] = 5;
	assert_int_equal(look(values, 40, 0.02, &p), XNB_STOP_LACKS_NOTHING);
	assert_true(p.half_width == 0 && p.effective_units == 40);
	values[3] = INFINITY;
	assert_int_equal(look(values, 40, 0.02, &p), XNB_STOP_CANNOT_SAY);
	assert_int_equal(look(values, 0, 0.02, &p), XNB_STOP_LACKS_UNITS);
	assert_string_equal(xnb_stop_reason_word(XNB_STOPPED_PRECISE), "precise");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ranks_are_those_of_the_tables),
	    cmocka_unit_test(too_few_values_have_no_ranks),
	    cmocka_unit_test(shares_are_those_of_r),
	    cmocka_unit_test(components_are_those_of_r),
	    cmocka_unit_test(what_is_not_repeated_is_not_estimable),
	    cmocka_unit_test(rho_is_not_biased_by_short_spans),
	    cmocka_unit_test(rho_is_not_biased_in_one_span),
	    cmocka_unit_test(rho_of_little_is_not_known),
	    cmocka_unit_test(drift_is_that_of_r),
	    cmocka_unit_test(slow_swings_are_no_drift),
	    cmocka_unit_test(dips_are_those_of_r),
	    cmocka_unit_test(two_modes_are_told_from_tails),
	    cmocka_unit_test(it_stops_by_effective_values),
	    cmocka_unit_test(values_without_spread_or_size_are_no_trap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
