/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Distributions, verdicts, exact tests and families of tests, against R 4.2 (t.test,
 * fisher.test, p.adjust, pbinom, power.t.test), and the claims of the design on a few
 * hundred simulated trials; tests/benchmark/judging has ten thousand.
 */
#include "stats/exact.h"
#include "stats/multiple.h"
#include "stats/student.h"
#include "stats/verdict.h"
#include "tests/unit/test.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))
#define ARM(array)  ((struct xnb_arm){array, N_OF(array)})
#define LOWER       XNB_DIRECTION_LOWER
#define HIGHER      XNB_DIRECTION_HIGHER

static const double base[] = {100, 102, 99, 101, 103};
static const double slower[] = {105, 107, 104.5, 106, 108.5};

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not %.17g +- %g", got, want, tolerance);
}

static void assert_close(double got, double want)
{
	assert_near(got, want, 1e-9 * fabs(want));
}

static void distributions_are_those_of_r(void **state)
{
	(void)state;
	assert_close(xnb_beta_inc(0.3, 2.5, 7), 0.641222462972);
	assert_true(isnan(xnb_beta_inc(1.1, 2, 3)));
	assert_close(xnb_t_tail(1.5, 2.7), 0.120128595194);
	assert_close(xnb_t_tail(-3, 1), 0.89758361765);
	assert_close(xnb_t_tail(9, 4), 0.000421916258801);
	assert_close(xnb_t_tail(4, 1e10), 3.16712418331e-05 /* the normal */);
	assert_true(xnb_t_tail(INFINITY, 3) == 0);
	assert_close(xnb_t_quantile(0.95, 7.988362), 1.85989930643);
	assert_close(xnb_t_quantile(0.9999, 0.5), 10284911.5632);
	assert_close(xnb_t_quantile(0.3, 12), -0.538617668202);
	assert_true(xnb_t_quantile(0.5, 3) == 0);
}

static void the_binomial_holds_for_millions(void **state)
{
	(void)state;
	assert_close(xnb_binomial_cdf(2, 10, 0.3), 0.3827827864);
	assert_near(xnb_binomial_cdf(49500, 50000, 0.99), 0.506036861614, 1e-9);
	assert_near(xnb_binomial_cdf(4949999, 5000000, 0.99), 0.498810571945, 1e-7);
	assert_true(xnb_binomial_cdf(10, 10, 0.3) == 1);
}

/* t.test(log(b), log(a), mu = log(1.02), ...), taken back. */
static void a_regression_is_that_of_r(void **state)
{
	struct xnb_judgement j;

	(void)state;
	xnb_judge(&j, ARM(base), ARM(slower), LOWER, 0.02);
	assert_int_equal(j.verdict, XNB_VERDICT_REGRESSION);
	assert_false(j.refused);
	assert_null(j.why);
	assert_close(j.ratio.low, 1.028183841);
	assert_close(j.ratio.high, 1.075329668);
	assert_close(j.low_90, 1.032657061);
	assert_close(j.high_90, 1.070671601);
	assert_near(j.df, 7.988362, 5e-7);
	assert_close(j.p_worse, 0.007032414498);
	assert_close(j.p_better, 0.9999536238);
	assert_int_equal(j.further.base + j.further.changed, 0);
}

static void pairs_are_those_of_r(void **state)
{
	struct xnb_judgement j;

	(void)state;
	xnb_judge_pairs(&j, ARM(base), ARM(slower), LOWER, 0.02);
	assert_true(j.paired);
	assert_close(j.ratio.low, 1.04796532049);
	assert_close(j.ratio.high, 1.05503165714);
	assert_close(j.low_90, 1.04878317058);
	assert_close(j.high_90, 1.05420893442);
	assert_close(j.p_worse, 7.4485201423e-06);
	xnb_judge_pairs(&j, ARM(base), (struct xnb_arm){slower, 4}, LOWER, 0.02);
	assert_true(j.refused);
}

static enum xnb_verdict verdict(struct xnb_arm a, struct xnb_arm b,
                                enum xnb_direction direction, double margin)
{
	struct xnb_judgement j;

	xnb_judge(&j, a, b, direction, margin);
	assert_true((j.verdict == XNB_VERDICT_INCONCLUSIVE) == (j.why != NULL));
	return j.verdict;
}

static void direction_and_margin_decide(void **state)
{
	struct xnb_arm a = ARM(base), b = ARM(slower);

	(void)state;
	assert_int_equal(verdict(b, a, LOWER, 0.02), XNB_VERDICT_IMPROVEMENT);
	assert_int_equal(verdict(a, b, HIGHER, 0.02), XNB_VERDICT_IMPROVEMENT);
	assert_int_equal(verdict(b, a, HIGHER, 0.02), XNB_VERDICT_REGRESSION);
	assert_int_equal(verdict(a, b, XNB_DIRECTION_SAME, 0.02), XNB_VERDICT_REGRESSION);
	assert_int_equal(verdict(b, a, XNB_DIRECTION_SAME, 0.02), XNB_VERDICT_REGRESSION);
	/* The 95 % interval begins at 1.028, the 90 % one ends at 1.0707. */
	assert_int_equal(verdict(a, b, LOWER, 0.029), XNB_VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict(a, b, LOWER, 0.07), XNB_VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict(a, b, LOWER, 0.071), XNB_VERDICT_EQUIVALENT);
	assert_string_equal(xnb_verdict_word(XNB_VERDICT_EQUIVALENT), "EQUIVALENT");
}

static void equal_values_have_a_verdict(void **state)
{
	static const double same[] = {7.1, 7.1, 7.1}, other[] = {7.2, 7.2, 7.2, 7.2};
	struct xnb_judgement j;

	(void)state;
	xnb_judge(&j, ARM(same), ARM(same), LOWER, 0);
	assert_int_equal(j.verdict, XNB_VERDICT_EQUIVALENT);
	assert_true(j.ratio.low == 1 && j.ratio.high == 1);
	xnb_judge(&j, ARM(same), ARM(other), LOWER, 0.01);
	assert_int_equal(j.verdict, XNB_VERDICT_REGRESSION);
	assert_true(j.p_worse == 0 && j.p_better == 1);
	assert_int_equal(verdict(ARM(same), ARM(other), LOWER, 0.02),
	                 XNB_VERDICT_EQUIVALENT);
	/* One arm varies, the other does not. */
	assert_int_equal(verdict(ARM(same), ARM(base), HIGHER, 0.02),
	                 XNB_VERDICT_IMPROVEMENT);
}

static void what_has_no_logarithm_is_refused(void **state)
{
	static const double bad[] = {0, -1, NAN, INFINITY};
	static const double margins[] = {NAN, -0.01, INFINITY};
	double values[] = {100, 100, 100};
	struct xnb_judgement j;

	(void)state;
	for (size_t i = 0; i < N_OF(bad); i++) {
		values[1] = bad[i];
		xnb_judge(&j, ARM(base), ARM(values), LOWER, 0.02);
		assert_true(j.refused && j.why);
		assert_int_equal(j.verdict, XNB_VERDICT_INCONCLUSIVE);
		assert_true(isnan(j.p_worse) && isnan(j.ratio.center));
	}
	for (size_t i = 0; i < N_OF(margins); i++) {
		xnb_judge(&j, ARM(base), ARM(slower), LOWER, margins[i]);
		assert_true(j.refused);
	}
	xnb_judge(&j, ARM(base), (struct xnb_arm){base, 0}, LOWER, 0.02);
	assert_true(j.refused);
}

static void the_ends_of_double_are_no_trap(void **state)
{
	static const double most[] = {1e308, 1.1e308, 1.2e308};
	static const double least[] = {1e-308, 1.1e-308, 1.2e-308};
	struct xnb_judgement j;

	(void)state;
	xnb_judge(&j, ARM(most), ARM(most), LOWER, 0.5);
	assert_int_equal(j.verdict, XNB_VERDICT_EQUIVALENT);
	xnb_judge(&j, ARM(least), ARM(most), LOWER, 0.5);
	assert_true(j.refused);
}

static void two_units_get_no_verdict(void **state)
{
	static const double two[] = {100, 100.1}, four[] = {200, 200.1, 200.2, 200.3};
	struct xnb_judgement j;

	(void)state;
	xnb_judge(&j, ARM(two), ARM(four), LOWER, 0.02);
	assert_int_equal(j.verdict, XNB_VERDICT_INCONCLUSIVE);
	assert_false(j.refused);
	assert_int_equal(j.further.least, 1);
	assert_false(j.further.known);
	xnb_judge(&j, (struct xnb_arm){two, 1}, ARM(four), LOWER, 0.02);
	assert_int_equal(j.verdict, XNB_VERDICT_INCONCLUSIVE);
	assert_false(j.further.known);
	assert_int_equal(j.further.least, 2);
	assert_true(isnan(j.ratio.low) && isnan(j.p_worse));
}

/* power.t.test(delta = 0.03, sd = 0.02, sig.level = 0.025, power = 0.8, alternative =
 * "one.sided") says 8.06 a group; the approximation with two quantiles says as much. */
static void further_units_are_those_of_power_t_test(void **state)
{
	/* Mean 0 and standard deviation 0.02 of the logarithms. */
	double a[3], b[3], at = log(1.02) + 0.03;
	struct xnb_judgement j;

	(void)state;
	for (int i = 0; i < 3; i++) {
		a[i] = exp(0.02 * (i - 1));
		b[i] = exp(at + 0.02 * (i - 1));
	}
	xnb_judge(&j, ARM(a), ARM(b), LOWER, 0.02);
	assert_true(j.further.known);
	assert_in_range(j.further.base, 9 - 3, 10 - 3);
	/* Right on the bound no number would. */
	for (int i = 0; i < 3; i++)
		b[i] = a[i] * 1.02;
	xnb_judge(&j, ARM(a), ARM(b), LOWER, 0.02);
	assert_false(j.further.known);
}

static struct xnb_exact_judgement judge_exact(struct xnb_arm a, struct xnb_arm b,
                                              enum xnb_direction direction)
{
	struct xnb_exact_judgement j;

	assert_int_equal(xnb_judge_exact(&j, a, b, direction, 0.02, NULL), 0);
	return j;
}

static void what_does_not_vary_needs_no_test(void **state)
{
	static const double zeros[32], none[] = {20000}, one_more[] = {20001};
	double ones[32];
	struct xnb_exact_judgement j;

	(void)state;
	for (size_t i = 0; i < 32; i++)
		ones[i] = 1;
	j = judge_exact(ARM(zeros), ARM(ones), HIGHER);
	assert_int_equal(j.verdict, XNB_VERDICT_IMPROVEMENT);
	assert_int_equal(j.method, XNB_EXACT_NO_SPREAD);
	assert_true(isnan(j.p_worse));
	assert_int_equal(judge_exact(ARM(ones), ARM(zeros), HIGHER).verdict,
	                 XNB_VERDICT_REGRESSION);
	assert_int_equal(judge_exact(ARM(zeros), ARM(zeros), HIGHER).verdict,
	                 XNB_VERDICT_EQUIVALENT);
	assert_int_equal(judge_exact(ARM(ones), ARM(ones), LOWER).verdict,
	                 XNB_VERDICT_EQUIVALENT);
	assert_int_equal(judge_exact(ARM(none), ARM(one_more), LOWER).verdict,
	                 XNB_VERDICT_REGRESSION);
	assert_int_equal(
	    judge_exact(ARM(one_more), ARM(none), XNB_DIRECTION_SAME).verdict,
	    XNB_VERDICT_REGRESSION);
}

static void fill_ones(double *values, size_t n, size_t ones)
{
	for (size_t i = 0; i < n; i++)
		values[i] = i < ones;
}

/* 48 of 80 and 56 of 70 are Newcombe's first example. fisher.test(), and the intervals of
 * prop.test(correct = FALSE, conf.level = 0.9) put together by his method 10. */
static void fractions_are_judged_by_fisher(void **state)
{
	double a[80], b[70];
	struct xnb_exact_judgement j;

	(void)state;
	fill_ones(a, 80, 48);
	fill_ones(b, 70, 56);
	j = judge_exact(ARM(a), ARM(b), HIGHER);
	assert_int_equal(j.method, XNB_EXACT_FISHER);
	assert_near(j.p_better, 0.0063247111299, 1e-9);
	assert_near(j.p_worse, 0.99787526845, 1e-9);
	assert_near(j.low_90, 0.0765641915441, 1e-9);
	assert_near(j.high_90, 0.313644583583, 1e-9);
	assert_int_equal(j.verdict, XNB_VERDICT_INCONCLUSIVE);
	assert_non_null(j.why);
	fill_ones(b, 70, 69);
	assert_int_equal(judge_exact(ARM(a), ARM(b), LOWER).verdict,
	                 XNB_VERDICT_REGRESSION);
}

/* All 1716 splits, counted with R's combn(); the interval is t.test(conf.level = 0.9). */
static void counts_are_judged_by_all_permutations(void **state)
{
	static const double a[] = {3, 4, 4, 5, 3, 4}, b[] = {5, 6, 5, 4, 6, 7, 5};
	struct xnb_exact_judgement j = judge_exact(ARM(a), ARM(b), LOWER);

	(void)state;
	assert_int_equal(j.method, XNB_EXACT_PERMUTATION);
	assert_close(j.p_worse, 0.009906759907);
	assert_close(j.p_better, 0.999417249417);
	assert_near(j.low_90, 0.732389130128, 1e-9);
	assert_near(j.high_90, 2.458087060349, 1e-9);
	assert_int_equal(j.verdict, XNB_VERDICT_INCONCLUSIVE);
	assert_true(j.further.known && j.further.base > 0);
	/* Three and three have 20 splits: no p below 0.05. */
	j = judge_exact((struct xnb_arm){a, 3}, (struct xnb_arm){b, 3}, LOWER);
	assert_int_equal(j.further.least, 2);
}

/* The other ways to the same p: by chance, and by the normal approximation. */
static void more_values_are_judged_by_chance(void **state)
{
	double a[1200], b[1200];
	struct xnb_exact_judgement j;

	(void)state;
	for (size_t i = 0; i < 1200; i++) {
		a[i] = (double)(i % 7);
		b[i] = a[i] + (i % 12 == 0);
	}
	j = judge_exact((struct xnb_arm){a, 12}, (struct xnb_arm){b, 12}, LOWER);
	assert_int_equal(j.method, XNB_EXACT_MONTE_CARLO);
	assert_near(j.p_worse + j.p_better, 1.06, 0.05);
	/* perm mean 3.04, difference 1/12, error 0.0817: z = 1.0199 by hand. */
	j = judge_exact(ARM(a), ARM(b), LOWER);
	assert_int_equal(j.method, XNB_EXACT_NORMAL);
	assert_near(j.p_worse, 0.154, 0.002);
	assert_near(j.p_worse + j.p_better, 1, 1e-12);
}

static void exact_values_must_be_finite(void **state)
{
	static const double bad[] = {1, NAN}, huge[] = {1e308, -1e308, 1e308};
	struct xnb_exact_judgement j = judge_exact(ARM(bad), ARM(bad), LOWER);

	(void)state;
	assert_true(j.refused && j.why);
	assert_true(judge_exact(ARM(base), (struct xnb_arm){base, 0}, LOWER).refused);
	assert_true(judge_exact(ARM(huge), ARM(base), LOWER).refused);
	assert_int_equal(
	    judge_exact((struct xnb_arm){huge, 1}, (struct xnb_arm){huge, 1}, LOWER)
	        .verdict,
	    XNB_VERDICT_EQUIVALENT);
}

/* p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.8), "holm") and "BH". */
static void families_are_those_of_r(void **state)
{
	static const double p[] = {0.01, 0.04, NAN, 0.03, 0.005, 0.8};
	static const double holm[] = {0.04, 0.09, NAN, 0.09, 0.025, 0.8};
	static const double bh[] = {0.025, 0.05, NAN, 0.05, 0.025, 0.8};
	double got[6], in_place[6] = {0.01, 0.04, NAN, 0.03, 0.005, 0.8};

	(void)state;
	assert_int_equal(xnb_holm(got, p, 6, NULL), 0);
	assert_int_equal(xnb_benjamini_hochberg(in_place, in_place, 6, NULL), 0);
	for (size_t i = 0; i < 6; i++) {
		if (isnan(p[i])) {
			assert_true(isnan(got[i]) && isnan(in_place[i]));
			continue;
		}
		assert_close(got[i], holm[i]);
		assert_close(in_place[i], bh[i]);
	}
	assert_int_equal(xnb_holm(got, p, 0, NULL), 0);
}

/* One value per boot: what is left of 2/1/3 % noise in the mean of 3 domains of 10. */
static void make_boots(double *boots, size_t n, double change, gsl_rng *random)
{
	double spread = sqrt(0.02 * 0.02 + 0.01 * 0.01 / 3 + 0.03 * 0.03 / 30);

	for (size_t i = 0; i < n; i++)
		boots[i] = (1 + change) * exp(gsl_ran_gaussian(random, spread));
}

static size_t count_verdicts(enum xnb_verdict wanted, size_t n_boots, double change,
                             gsl_rng *random)
{
	enum { TRIALS = 500, MOST = 10 };
	double a[MOST], b[MOST];
	size_t count = 0;

	for (size_t i = 0; i < TRIALS; i++) {
		make_boots(a, n_boots, 0, random);
		make_boots(b, n_boots, change, random);
		count += verdict((struct xnb_arm){a, n_boots},
		                 (struct xnb_arm){b, n_boots}, LOWER, 0.02) == wanted;
	}
	return count;
}

/* Of 500: 0.3 % and 80 % are expected (tests/benchmark/judging). */
static void it_neither_cries_wolf_nor_misses(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	assert_non_null(random);
	assert_in_range(count_verdicts(XNB_VERDICT_REGRESSION, 3, 0, random), 0, 5);
	assert_in_range(count_verdicts(XNB_VERDICT_IMPROVEMENT, 5, 0, random), 0, 5);
	assert_in_range(count_verdicts(XNB_VERDICT_REGRESSION, 10, 0.05, random), 350,
	                450);
	assert_int_equal(count_verdicts(XNB_VERDICT_INCONCLUSIVE, 1, 0.05, random), 500);
	gsl_rng_free(random);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(distributions_are_those_of_r),
	    cmocka_unit_test(the_binomial_holds_for_millions),
	    cmocka_unit_test(a_regression_is_that_of_r),
	    cmocka_unit_test(pairs_are_those_of_r),
	    cmocka_unit_test(direction_and_margin_decide),
	    cmocka_unit_test(equal_values_have_a_verdict),
	    cmocka_unit_test(what_has_no_logarithm_is_refused),
	    cmocka_unit_test(the_ends_of_double_are_no_trap),
	    cmocka_unit_test(two_units_get_no_verdict),
	    cmocka_unit_test(further_units_are_those_of_power_t_test),
	    cmocka_unit_test(what_does_not_vary_needs_no_test),
	    cmocka_unit_test(fractions_are_judged_by_fisher),
	    cmocka_unit_test(counts_are_judged_by_all_permutations),
	    cmocka_unit_test(more_values_are_judged_by_chance),
	    cmocka_unit_test(exact_values_must_be_finite),
	    cmocka_unit_test(families_are_those_of_r),
	    cmocka_unit_test(it_neither_cries_wolf_nor_misses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
