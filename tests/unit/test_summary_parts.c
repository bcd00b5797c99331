/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a summary says beside mean and interval: repetitions, spread, components of
 * variance, flags, scope, and quantiles of independent values. */
#include "tests/unit/test.h"
#include "tests/unit/timed_sample.h"

#include "analysis/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4000 };

static struct xnb_sample samples[MOST];

/* Of the one series that the first n samples are; the caller frees. */
static struct xnb_summaries summarize(size_t n)
{
	struct xnb_run run = {.samples = samples, .n_samples = n};
	struct xnb_summaries all;
	struct xnb_error err = {0};

	for (size_t i = 0; i < n; i++)
		samples[i].seq = (int64_t)i;
	if (xnb_summarize(&all, &run, &err))
		fail_msg("%s", err.text);
	assert_int_equal(all.n, 1);
	return all;
}

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not %.17g +- %g", got, want, tolerance);
}

/* Uniform over 0 to 1, the same on each machine: Knuth's MMIX generator. */
static double draw(void)
{
	static uint64_t state = 20261122;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (double)(state >> 11) * 0x1p-53;
}

/* Near enough to normal, mean 0, deviation 1. */
static double noise(void)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += draw();
	return sum;
}

static void repetitions_are_counted_at_each_level(void **state)
{
	struct xnb_summaries all;
	const struct xnb_summary *s;
	struct xnb_unit_value *units;
	struct xnb_error err;
	size_t n = 0;

	(void)state;
	for (int64_t boot = 0; boot < 2; boot++)
		for (int64_t domain = 0; domain < 3; domain++)
			for (int i = 0; i < 2 + 2 * domain; i++)
				samples[n++] =
				    timed_sample(boot, domain, domain / 2,
				                 (double)(100 * boot + domain));
	all = summarize(n);
	s = &all.summaries[0];
	assert_int_equal(s->level, XNB_LEVEL_BOOT);
	assert_int_equal(s->within_boot, XNB_LEVEL_DOMAIN);
	assert_int_equal(s->n_at[XNB_LEVEL_BOOT], 2);
	assert_int_equal(s->n_at[XNB_LEVEL_DOMAIN], 6);
	assert_int_equal(s->n_at[XNB_LEVEL_BLOCK], 4);
	assert_int_equal(s->n_at[XNB_LEVEL_SAMPLE], 24);
	assert_int_equal(xnb_summary_units(&units, &n, s, XNB_LEVEL_BLOCK, &err), 0);
	assert_int_equal(n, 4);
	assert_int_equal(units[0].n, 6);
	assert_near(units[0].mean, 4.0 / 6, 1e-12);
	assert_true(units[3].boot == 1 && units[3].id == 1 && units[3].mean == 102);
	free(units);
	xnb_summaries_free(&all);
}

/* R: x <- c(1, 2, 4, 8, 16, 32, 64); quantile(x), mad(x, constant = 1). */
static void spread_is_that_of_r(void **state)
{
	struct xnb_summaries all;

	(void)state;
	for (int i = 0; i < 7; i++)
		samples[i] = timed_sample(0, i, 0, ldexp(1, (i * 3) % 7));
	all = summarize(7);
	assert_near(all.summaries[0].median, 8, 1e-12);
	assert_near(all.summaries[0].iqr, 24 - 3, 1e-12);
	assert_near(all.summaries[0].mad, 7, 1e-12);
	xnb_summaries_free(&all);
}

/* Equal values have exactly their own mean and no spread, also 0.1 and the greatest. */
static void equal_values_stay_what_they_are(void **state)
{
	static const double values[] = {0.1, 1e-300, 1e308, 3};

	(void)state;
	for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
		struct xnb_summaries all;
		const struct xnb_summary *s;

		for (int i = 0; i < 30; i++)
			samples[i] = timed_sample(0, i / 3, i / 6, values[v]);
		all = summarize(30);
		s = &all.summaries[0];
		assert_true(s->all_equal && s->center == values[v]);
		assert_true(s->low == values[v] && s->high == values[v]);
		assert_true(s->median == values[v] && s->iqr == 0 && s->mad == 0);
		assert_false(s->drift || s->autocorrelated || s->two_modes || s->moved);
		xnb_summaries_free(&all);
	}
}

/*
 * Boots with effects of +-10 %, domains in them of +-3 %, and samples of +-1 %, crossed
 * so that the mean squares are known: with two of each, the component of a level is half
 * the squared difference of the two means within, less what the levels inside leave of
 * it. By hand on the logarithms: samples 2 * 0.01^2 = 2e-4; domains (0.06^2 - 2e-4) / 2;
 * boots (0.2^2 - 0.06^2 / 2) / 2.
 */
static void variance_is_divided_among_the_levels(void **state)
{
	struct xnb_summaries all;
	const struct xnb_variance *v;
	size_t n = 0;

	(void)state;
	for (int boot = 0; boot < 2; boot++)
		for (int domain = 0; domain < 2; domain++)
			for (int i = 0; i < 2; i++)
				samples[n++] = timed_sample(boot, domain, domain,
				                            exp(0.1 * (2 * boot - 1) +
				                                0.03 * (2 * domain - 1) +
				                                0.01 * (2 * i - 1)));
	all = summarize(n);
	v = all.summaries[0].variance;
	assert_near(v[XNB_LEVEL_SAMPLE].sd, sqrt(2e-4), 1e-9);
	assert_near(v[XNB_LEVEL_DOMAIN].sd, sqrt(0.06 * 0.06 / 2 - 1e-4), 1e-9);
	assert_near(v[XNB_LEVEL_BOOT].sd, sqrt(0.04 / 2 - 0.06 * 0.06 / 4), 1e-9);
	assert_near(v[XNB_LEVEL_SAMPLE].share + v[XNB_LEVEL_DOMAIN].share +
	                v[XNB_LEVEL_BOOT].share,
	            1, 1e-12);
	assert_true(isnan(v[XNB_LEVEL_BLOCK].sd));
	assert_string_equal(v[XNB_LEVEL_BLOCK].why_not,
	                    "domains and rounds are the same ones");
	assert_null(v[XNB_LEVEL_BOOT].why_not);
	xnb_summaries_free(&all);
}

/* Which level is not estimable, and why, by how domains and rounds lie in each other. */
static void what_is_not_estimable_says_why(void **state)
{
	static const struct {
		int64_t domain[4], block[4];
		const char *why[XNB_N_REPEATED]; /* NULL: it is */
	} cases[] = {
	    {{0, 1, 2, 3},
	     {0, 1, 2, 3},
	     {"one boot", NULL, "domains and rounds are the same ones",
	      "one sample in each unit"}},
	    {{0, 1, 2, 3}, /* in rounds of two */
	     {0, 0, 1, 1},
	     {"one boot", NULL, NULL, "one sample in each unit"}},
	    {{0, 0, 1, 1}, /* that live through two rounds */
	     {0, 1, 2, 3},
	     {"one boot", NULL, NULL, "one sample in each unit"}},
	    {{0, 0, 1, 1},
	     {0, 1, 0, 1},
	     {"one boot", NULL, "domains and rounds cross, neither lies in the other",
	      NULL}},
	    {{-1, -1, -1, -1},
	     {0, 0, 1, 1},
	     {"one boot", "not all samples have a domain", NULL, NULL}},
	    {{5, 5, 5, 5},
	     {0, 0, 0, 0},
	     {"one boot", "one domain", "domains and rounds are the same ones", NULL}},
	};

	(void)state;
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		struct xnb_summaries all;

		for (size_t i = 0; i < 4; i++)
			samples[i] = timed_sample(0, cases[c].domain[i],
			                          cases[c].block[i], 1 + (double)(i * i));
		all = summarize(4);
		for (unsigned i = 0; i < XNB_N_REPEATED; i++) {
			const struct xnb_variance *v = &all.summaries[0].variance[i];

			assert_int_equal(isnan(v->sd), cases[c].why[i] != NULL);
			if (cases[c].why[i])
				assert_string_equal(v->why_not, cases[c].why[i]);
		}
		xnb_summaries_free(&all);
	}
}

static double steady(size_t i)
{
	(void)i;
	return 100 + noise();
}

static double rising(size_t i)
{
	return 100 + 0.1 * (double)(i % 100) + noise();
}

static double sticky(size_t i)
{
	static double last;

	last = i == 0 ? 0 : 0.8 * last + noise();
	return 100 + last;
}

static double two_heaps(size_t i)
{
	return (i * 7 % 10 < 3 ? 120 : 100) + noise();
}

/* Ten domains of a hundred samples each. */
static struct xnb_summaries simulate(double (*value)(size_t i))
{
	for (size_t i = 0; i < 1000; i++)
		samples[i] =
		    timed_sample(0, (int64_t)(i / 100), (int64_t)(i / 100), value(i));
	return summarize(1000);
}

static void flags_are_raised_where_there_is_reason(void **state)
{
	struct xnb_summaries all = simulate(steady);
	const struct xnb_summary *s = &all.summaries[0];

	(void)state;
	assert_false(s->drift || s->autocorrelated || s->two_modes || s->moved);
	assert_near(s->of_values.rho, 0, 0.1);
	assert_true(s->of_values.n_effective > 800);
	xnb_summaries_free(&all);
	all = simulate(rising);
	s = &all.summaries[0];
	assert_true(s->drift && s->of_values.drift && !s->of_units.drift);
	assert_near(s->of_values.change, 9.9 / 105, 0.01);
	xnb_summaries_free(&all);
	all = simulate(sticky);
	s = &all.summaries[0];
	assert_true(s->autocorrelated && !s->two_modes);
	assert_near(s->of_values.rho, 0.8, 0.1);
	assert_near(s->of_values.n_effective, 1000 * 0.2 / 1.8, 60);
	xnb_summaries_free(&all);
	all = simulate(two_heaps);
	s = &all.summaries[0];
	assert_true(s->two_modes);
	assert_near(s->modes.low, 100, 1);
	assert_near(s->modes.high, 120, 1);
	assert_near(s->modes.low_share, 0.7, 0.03);
	xnb_summaries_free(&all);
}

/* From domain to domain, each with a single sample. */
static void units_drift_too(void **state)
{
	struct xnb_summaries all;

	(void)state;
	for (int i = 0; i < 40; i++)
		samples[i] = timed_sample(0, i, i, 100 + i + noise());
	samples[3].flags = "moved";
	all = summarize(40);
	assert_true(all.summaries[0].of_units.drift && all.summaries[0].drift);
	assert_true(isnan(all.summaries[0].of_values.change));
	assert_true(all.summaries[0].moved);
	assert_int_equal(all.summaries[0].n_at[XNB_LEVEL_SAMPLE], 40); /* none left out */
	xnb_summaries_free(&all);
}

static void the_scope_says_what_is_not_covered(void **state)
{
	static const struct {
		int64_t boots, domains;
		const char *scope;
	} cases[] = {
	    {1, 1,
	     "one domain in one boot: covers neither variation between domains nor "
	     "between boots"},
	    {1, 3, "one boot: does not cover boot-to-boot variation"},
	    {2, 3, "two boots: too few to say how much boots vary"},
	    {3, 1,
	     "several boots of one host: covers boot-to-boot variation, not that "
	     "between hosts"},
	};

	(void)state;
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		struct xnb_summaries all;
		size_t n = 0;

		for (int64_t boot = 0; boot < cases[c].boots; boot++)
			for (int64_t domain = 0; domain < cases[c].domains; domain++)
				samples[n++] = timed_sample(boot, domain, 0, 5);
		all = summarize(n);
		assert_string_equal(all.summaries[0].scope, cases[c].scope);
		xnb_summaries_free(&all);
	}
}

/*
 * One value from each of ten domains: they are independent, and the exact interval of the
 * median is from the 2nd to the 9th (Conover, table A3: 97.9 %). With 28 the p90 has
 * none, with 29 the greatest value is its upper end.
 */
static void independent_values_have_exact_intervals(void **state)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];
	struct xnb_summaries all;
	struct xnb_error err;

	(void)state;
	for (int n = 10; n <= 29; n += n == 10 ? 18 : 1) {
		for (int i = 0; i < n; i++)
			samples[i] = timed_sample(0, i, i, 1 + (i * 7) % n);
		all = summarize((size_t)n);
		assert_int_equal(xnb_summary_quantiles(rows, &all.summaries[0], &err), 0);
		xnb_summaries_free(&all);
		assert_int_equal(rows[0].basis, XNB_QUANTILE_ORDERED);
		if (n == 10)
			assert_true(rows[0].low == 2 && rows[0].high == 9);
		assert_int_equal(rows[1].basis,
		                 n < 29 ? XNB_QUANTILE_REFUSED : XNB_QUANTILE_ORDERED);
		if (n == 29)
			assert_true(rows[1].high == 29);
		assert_string_equal(xnb_quantile_basis_name(rows[2].basis), "refused");
	}
}

static void assert_same(const struct xnb_summary *a, const struct xnb_summary *b)
{
	const double *const of_a[] = {&a->center, &a->low, &a->high,
	                              &a->median, &a->iqr, &a->mad,
	                              &a->min,    &a->max, &a->of_values.rho};
	const double *const of_b[] = {&b->center, &b->low, &b->high,
	                              &b->median, &b->iqr, &b->mad,
	                              &b->min,    &b->max, &b->of_values.rho};

	assert_string_equal(a->series->scenario, b->series->scenario);
	assert_string_equal(a->series->metric, b->series->metric);
	assert_int_equal(a->level, b->level);
	assert_int_equal(a->n_units, b->n_units);
	assert_int_equal(a->series->n_left_out, b->series->n_left_out);
	assert_string_equal(a->scope, b->scope);
	for (size_t i = 0; i < sizeof(of_a) / sizeof(of_a[0]); i++)
		assert_true(*of_a[i] == *of_b[i] || (isnan(*of_a[i]) && isnan(*of_b[i])));
}

static void a_streamed_run_says_the_same(void **state)
{
	static const char *const runs[] = {
	    XNB_TEST_DATA "/runs/small", XNB_TEST_DATA "/runs/report",
	    XNB_TEST_DATA "/runs/experiments", XNB_TEST_DATA "/runs/lab/samples.csv"};

	(void)state;
	for (size_t r = 0; r < sizeof(runs) / sizeof(runs[0]); r++) {
		struct xnb_summaries loaded, streamed;
		struct xnb_run *whole, *bare;
		struct xnb_error err = {0};

		if (xnb_run_load(&whole, runs[r], XNB_READ_STRICT, &err) ||
		    xnb_summarize(&loaded, whole, &err) ||
		    xnb_summaries_read(&streamed, &bare, runs[r], &err))
			fail_msg("%s", err.text);
		assert_true(loaded.n > 0);
		assert_int_equal(loaded.n, streamed.n);
		for (size_t i = 0; i < loaded.n; i++)
			assert_same(&loaded.summaries[i], &streamed.summaries[i]);
		xnb_summaries_free(&loaded);
		xnb_summaries_free(&streamed);
		xnb_run_free(whole);
		xnb_run_free(bare);
	}
}

static void a_file_that_is_not_there_leaves_nothing(void **state)
{
	struct xnb_summaries all;
	struct xnb_run *run = NULL;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_summaries_read(&all, &run, "/nowhere/at/all", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_null(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(repetitions_are_counted_at_each_level),
	    cmocka_unit_test(spread_is_that_of_r),
	    cmocka_unit_test(equal_values_stay_what_they_are),
	    cmocka_unit_test(variance_is_divided_among_the_levels),
	    cmocka_unit_test(what_is_not_estimable_says_why),
	    cmocka_unit_test(flags_are_raised_where_there_is_reason),
	    cmocka_unit_test(units_drift_too),
	    cmocka_unit_test(the_scope_says_what_is_not_covered),
	    cmocka_unit_test(independent_values_have_exact_intervals),
	    cmocka_unit_test(a_streamed_run_says_the_same),
	    cmocka_unit_test(a_file_that_is_not_there_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
