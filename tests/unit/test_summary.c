/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"
#include "tests/unit/timed_sample.h"

#include "analysis/arms.h"
#include "analysis/extent_map.h"
#include "analysis/flags.h"
#include "analysis/metadata.h"
#include "analysis/placement.h"
#include "analysis/series.h"
#include "analysis/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct xnb_run *load(const char *path)
{
	struct xnb_run *run = NULL;
	struct xnb_error err = {0};

	if (xnb_run_load(&run, path, XNB_READ_STRICT, &err))
		fail_msg("%s", err.text);
	return run;
}

static int setup(void **state)
{
	*state = load(XNB_TEST_DATA "/runs/small");
	return 0;
}

static int teardown(void **state)
{
	xnb_run_free(*state);
	return 0;
}

static struct xnb_summaries summarize(const struct xnb_run *run)
{
	struct xnb_summaries summaries;
	struct xnb_error err = {0};

	if (xnb_summarize(&summaries, run, &err))
		fail_msg("%s", err.text);
	return summaries;
}

static const struct xnb_summary *find(const struct xnb_summaries *summaries,
                                      const char *scenario, const char *metric)
{
	const struct xnb_summary *found = NULL;

	for (size_t i = 0; i < summaries->n; i++) {
		if (strcmp(summaries->summaries[i].series->scenario, scenario) ||
		    strcmp(summaries->summaries[i].series->metric, metric))
			continue;
		assert_null(found); /* one series, not several */
		found = &summaries->summaries[i];
	}
	if (!found) {
		fail_msg("no series %s %s", scenario, metric);
		abort(); /* the analyzer does not know that fail_msg() ends here */
	}
	return found;
}

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not %.17g +- %g", got, want, tolerance);
}

/* By hand: the local domains have means 10, 100, 1000, so the decimal logarithms have
 * mean 2 and deviation 1, and t(2) = 4.302653: 10 ^ (2 -+ 4.302653 / sqrt(3)). */
static void interval_is_over_domains_not_samples(void **state)
{
	struct xnb_summaries all = summarize(*state);
	const struct xnb_summary *local = find(&all, "local", "bandwidth");

	assert_int_equal(local->kind, XNB_SUMMARY_LOG);
	assert_int_equal(local->level, XNB_LEVEL_DOMAIN);
	assert_int_equal(local->n_units, 3);
	assert_int_equal(local->n_boots, 1);
	assert_int_equal(local->series->n_samples, 6);
	assert_near(local->units[0].mean, 10, 1e-12);
	assert_near(local->units[1].mean, 100, 1e-12);
	assert_int_equal(local->units[1].id, 5);
	assert_near(local->center, 100, 1e-9);
	assert_near(local->low, 0.327991, 5e-7);
	assert_near(local->high, 30488.616, 5e-3);
	assert_null(local->why_no_interval);
	assert_true(local->min == 8 && local->max == 1000);
	xnb_summaries_free(&all);
}

static void two_domains_have_no_interval(void **state)
{
	struct xnb_summaries all = summarize(*state);
	const struct xnb_summary *remote = find(&all, "remote", "bandwidth");

	assert_int_equal(remote->n_units, 2);
	assert_near(remote->center, sqrt(20 * 200), 1e-9);
	assert_true(isnan(remote->low) && isnan(remote->high));
	assert_string_equal(remote->why_no_interval, "fewer than 3 domains");
	xnb_summaries_free(&all);
}

/* The warm-ups are 7e+99: one among the values would show. */
static void warmups_are_apart_but_not_lost(void **state)
{
	struct xnb_summaries all = summarize(*state);
	const struct xnb_series *local = find(&all, "local", "bandwidth")->series;
	size_t total = 0;

	assert_int_equal(local->n_warmups, 3);
	assert_int_equal(local->n_flagged, 1);
	for (size_t i = 0; i < local->n_warmups; i++)
		assert_true(local->warmups[i]->value == 7e99);
	for (size_t i = 0; i < all.set.n; i++)
		total += all.set.series[i].n_samples + all.set.series[i].n_left_out +
		         all.set.series[i].n_warmups;
	assert_int_equal(total, ((struct xnb_run *)*state)->n_samples);
	xnb_summaries_free(&all);
}

static void exact_series_take_no_logarithm(void **state)
{
	struct xnb_summaries all = summarize(*state);
	const struct xnb_summary *remote = find(&all, "remote", "locality");

	assert_int_equal(remote->kind, XNB_SUMMARY_EXACT);
	assert_true(remote->all_equal);
	assert_true(remote->min == 0 && remote->max == 0 && remote->center == 0);
	assert_true(isnan(remote->low));
	assert_non_null(remote->why_no_interval);
	xnb_summaries_free(&all);
}

static void series_are_in_order_of_the_scenarios(void **state)
{
	static const char *const order[] = {"default", "local", "remote", "set-late"};
	struct xnb_summaries all = summarize(*state);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (!strcmp(all.summaries[i].series->metric, "locality"))
			assert_string_equal(all.summaries[i].series->scenario,
			                    order[n++]);
	assert_int_equal(n, 4);
	xnb_summaries_free(&all);
}

/* Each cell of the key but one equal: never one series. */
static void different_series_are_never_pooled(void **state)
{
	struct xnb_sample samples[9];
	struct xnb_run run = {.samples = samples, .n_samples = 9};
	struct xnb_series_set set;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < 9; i++)
		samples[i] = (struct xnb_sample){"e", "s", "i", "p", 0,   0,   0, 0, 0,
		                                 -1,  "0", "1", NAN, "m", "u", 1, ""};
	samples[1].experiment = "x";
	samples[2].scenario = "x";
	samples[3].item = "x";
	samples[4].params = "x";
	samples[5].cpu_node = "x";
	samples[6].mem_node = "x";
	samples[7].metric = "x";
	samples[8].unit = "x";
	assert_int_equal(xnb_series_group(&set, &run, &err), 0);
	assert_int_equal(set.n, 9);
	xnb_series_set_free(&set);
	run.n_samples = 0;
	assert_int_equal(xnb_series_group(&set, &run, &err), 0);
	assert_int_equal(set.n, 0);
	xnb_series_set_free(&set);
}

static void the_unit_is_the_highest_level_repeated(void **state)
{
	struct xnb_sample boots[] = {timed_sample(0, 1, 0, 1), timed_sample(0, 2, 0, 3),
	                             timed_sample(1, 1, 0, 8), timed_sample(2, 1, 0, 16)};
	struct xnb_sample rounds[] = {timed_sample(0, -1, 0, 1),
	                              timed_sample(0, -1, 0, 3),
	                              timed_sample(0, -1, 1, 2)};
	struct xnb_run run = {.samples = boots, .n_samples = 4};
	struct xnb_summaries all = summarize(&run);

	(void)state;
	assert_int_equal(all.n, 1);
	assert_int_equal(all.summaries[0].level, XNB_LEVEL_BOOT);
	assert_int_equal(all.summaries[0].n_units, 3);
	assert_int_equal(all.summaries[0].n_boots, 3);
	assert_near(all.summaries[0].units[0].mean, 2, 1e-12);
	assert_true(!isnan(all.summaries[0].low));
	xnb_summaries_free(&all);
	run = (struct xnb_run){.samples = rounds, .n_samples = 3};
	all = summarize(&run);
	assert_int_equal(all.summaries[0].level, XNB_LEVEL_BLOCK);
	assert_int_equal(all.summaries[0].n_units, 2);
	assert_string_equal(all.summaries[0].why_no_interval, "fewer than 3 rounds");
	xnb_summaries_free(&all);
}

/* Student's interval of these would go beyond 1. */
static void a_share_has_a_range_and_no_interval(void **state)
{
	struct xnb_sample samples[] = {timed_sample(0, 1, 0, 1), timed_sample(0, 2, 0, 1),
	                               timed_sample(0, 3, 0, 0.25)};
	struct xnb_run run = {.samples = samples, .n_samples = 3};
	struct xnb_summaries all;

	(void)state;
	run.meta = json_pack("{s:[{s:s,s:[{s:s,s:s}]}]}", "experiments", "name", "e",
	                     "metrics", "name", "residency", "direction", "none");
	assert_non_null(run.meta);
	for (size_t i = 0; i < 3; i++) {
		samples[i].metric = "residency";
		samples[i].unit = "1";
	}
	all = summarize(&run);
	assert_int_equal(all.summaries[0].kind, XNB_SUMMARY_EXACT);
	assert_true(isnan(all.summaries[0].low) && isnan(all.summaries[0].high));
	assert_near(all.summaries[0].center, 0.75, 1e-12);
	assert_true(all.summaries[0].min == 0.25 && all.summaries[0].max == 1);
	xnb_summaries_free(&all);
	json_decref(run.meta);
}

static void hypercalls_are_repeated_by_round(void **state)
{
	struct xnb_sample samples[] = {timed_sample(0, 1, 0, 1), timed_sample(0, 2, 0, 3),
	                               timed_sample(0, 3, 1, 8)};
	struct xnb_run run = {.samples = samples, .n_samples = 3};
	struct xnb_summaries all;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		samples[i].experiment = "hypercall";
	all = summarize(&run);
	assert_int_equal(all.summaries[0].level, XNB_LEVEL_BLOCK);
	assert_int_equal(all.summaries[0].n_units, 2);
	xnb_summaries_free(&all);
}

/* A latency of 0 is wrong, but it is data: no logarithm, and it shows. */
static void a_zero_among_times_is_kept(void **state)
{
	struct xnb_sample samples[] = {timed_sample(0, 1, 0, 0), timed_sample(0, 2, 0, 3),
	                               timed_sample(0, 3, 0, 6)};
	struct xnb_run run = {.samples = samples, .n_samples = 3};
	struct xnb_summaries all = summarize(&run);

	(void)state;
	assert_int_equal(all.summaries[0].kind, XNB_SUMMARY_PLAIN);
	assert_near(all.summaries[0].center, 3, 1e-12);
	assert_true(all.summaries[0].min == 0);
	xnb_summaries_free(&all);
}

static struct xnb_summaries quantiles_of(struct xnb_quantile_row *rows,
                                         struct xnb_sample *samples, size_t n)
{
	struct xnb_run run = {.samples = samples, .n_samples = n};
	struct xnb_summaries all = summarize(&run);
	struct xnb_error err;

	assert_int_equal(all.n, 1);
	assert_int_equal(xnb_summary_quantiles(rows, &all.summaries[0], &err), 0);
	return all;
}

static void quantiles_need_their_samples(void **state)
{
	struct xnb_sample samples[30];
	struct xnb_quantile_row rows[XNB_N_QUANTILES];
	struct xnb_summaries all;

	(void)state;
	for (size_t i = 0; i < 30; i++)
		samples[i] = timed_sample(0, -1, (int64_t)i % 2, (double)(30 - i));
	all = quantiles_of(rows, samples, 30);
	assert_string_equal(rows[0].name, "p50");
	assert_int_equal(rows[0].basis, XNB_QUANTILE_POOLED);
	assert_true(isnan(rows[0].low) && isnan(rows[0].high));
	assert_near(rows[0].value, 15.5, 1e-12);
	assert_int_equal(rows[1].basis, XNB_QUANTILE_POOLED);
	assert_near(rows[1].value, 27.1, 1e-12);
	assert_int_equal(rows[2].basis, XNB_QUANTILE_REFUSED);
	assert_true(isnan(rows[2].value));
	assert_int_equal(rows[2].least, 299);
	xnb_summaries_free(&all);
}

/*
 * Rounds of 10 calls that differ little among themselves, with the medians 10, 100 and
 * 1000: 10 ^ (2 -+ 4.302653 / sqrt(3)), as above. As 30 independent calls the median's
 * interval would be the 10th to the 21st of them, all within 0.4 of 100.
 */
static void an_interval_of_a_quantile_is_over_rounds(void **state)
{
	struct xnb_sample samples[30];
	struct xnb_quantile_row rows[XNB_N_QUANTILES];
	struct xnb_summaries all;

	(void)state;
	for (int i = 0; i < 30; i++)
		samples[i] = timed_sample(
		    0, -1, i % 3, pow(10, i % 3 + 1) * (1 + (i / 3 - 4.5) * 1e-3));
	all = quantiles_of(rows, samples, 30);
	assert_int_equal(rows[0].basis, XNB_QUANTILE_OF_UNITS);
	assert_near(rows[0].value, 100, 1e-9);
	assert_near(rows[0].low, 0.327991, 5e-7);
	assert_near(rows[0].high, 30488.616, 5e-3);
	assert_int_equal(rows[1].basis, XNB_QUANTILE_POOLED); /* p90 takes 29 a round */
	assert_true(isnan(rows[1].low));
	xnb_summaries_free(&all);
}

static void flags_leave_nothing(const struct xnb_run *run)
{
	struct xnb_summaries all = summarize(run);

	assert_int_equal(all.n, 1);
	assert_int_equal(all.summaries[0].n_units, 0);
	assert_true(isnan(all.summaries[0].center) && isnan(all.summaries[0].max));
	assert_non_null(all.summaries[0].why_no_interval);
	assert_int_equal(all.set.series[0].n_left_out, 4);
	xnb_summaries_free(&all);
}

/* A job that crashed has no bandwidth; its record stays, and is counted. */
static void what_is_no_measurement_is_not_in_the_mean(void **state)
{
	static const char *const flags[] = {"implausible", "wrong-result", "hung",
	                                    "crashed",     "unsupported",  "refused",
	                                    "not-run",     "moved;hung"};
	struct xnb_sample samples[] = {
	    timed_sample(0, 1, 0, 10), timed_sample(0, 2, 1, 100),
	    timed_sample(0, 3, 2, 1000), timed_sample(0, 4, 3, 1e30)};
	struct xnb_run run = {.samples = samples, .n_samples = 4};

	(void)state;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct xnb_summaries all;

		samples[3].flags = flags[i];
		all = summarize(&run);
		assert_int_equal(all.summaries[0].n_units, 3);
		assert_near(all.summaries[0].center, 100, 1e-9);
		assert_true(all.summaries[0].max == 1000);
		assert_int_equal(all.set.series[0].n_left_out, 1);
		assert_int_equal(all.set.series[0].n_flagged, 1);
		assert_ptr_equal(all.set.series[0].left_out[0], &samples[3]);
		xnb_summaries_free(&all);
	}
	for (size_t i = 0; i < 3; i++)
		samples[i].flags = "hung";
	flags_leave_nothing(&run);
}

/* A duration that nobody judges is a time all the same: by hand as above, never below 0.
 */
static void the_unit_decides_on_the_logarithm(void **state)
{
	struct xnb_sample samples[] = {timed_sample(0, 1, 0, 10),
	                               timed_sample(0, 2, 1, 100),
	                               timed_sample(0, 3, 2, 1000)};
	struct xnb_run run = {
	    .meta = json_loads("{\"experiments\": [{\"name\": \"e\", \"metrics\": "
	                       "[{\"name\": \"latency\", \"direction\": \"none\"}]}]}",
	                       0, NULL),
	    .samples = samples,
	    .n_samples = 3};
	struct xnb_summaries all = summarize(&run);

	(void)state;
	assert_int_equal(all.summaries[0].better, XNB_BETTER_UNKNOWN);
	assert_int_equal(all.summaries[0].kind, XNB_SUMMARY_LOG);
	assert_near(all.summaries[0].low, 0.327991, 5e-7);
	xnb_summaries_free(&all);
	for (size_t i = 0; i < 3; i++)
		samples[i].unit = "apples";
	all = summarize(&run);
	assert_int_equal(all.summaries[0].kind, XNB_SUMMARY_PLAIN);
	assert_near(all.summaries[0].center, 370, 1e-9);
	xnb_summaries_free(&all);
	json_decref(run.meta);
}

/* Student's (1908) hours of sleep with two drugs, R's `sleep`, as logarithms. */
static const double drug_1[10] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
static const double drug_2[10] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

static struct xnb_arms compare(struct xnb_sample *samples, size_t n)
{
	struct xnb_run run = {.samples = samples, .n_samples = n};
	struct xnb_summaries all = summarize(&run);
	struct xnb_arms arms;
	struct xnb_error err;

	assert_int_equal(all.n, 2);
	assert_string_equal(all.summaries[0].series->scenario, "a");
	assert_int_equal(
	    xnb_arms_compare(&arms, &all.summaries[0], &all.summaries[1], &err), 0);
	xnb_summaries_free(&all);
	return arms;
}

/*
 * R's own results: t.test(extra ~ group, paired) has the interval 0.7001142 to 2.4598858
 * about 1.58, and t.test(extra ~ group) -0.2054832 to 3.3654832.
 */
static void arms_of_the_same_rounds_are_paired(void **state)
{
	struct xnb_sample samples[20];
	struct xnb_arms arms;

	(void)state;
	for (int i = 0; i < 10; i++) {
		samples[2 * i] = timed_sample(0, 2 * i, i, exp(drug_2[i]));
		samples[2 * i].scenario = "a";
		samples[2 * i + 1] = timed_sample(0, 2 * i + 1, i, exp(drug_1[i]));
		samples[2 * i + 1].scenario = "b";
	}
	arms = compare(samples, 20);
	assert_true(arms.paired && arms.n_a == 10 && arms.level == XNB_LEVEL_BLOCK);
	assert_near(log(arms.ratio.center), 1.58, 1e-12);
	assert_near(log(arms.ratio.low), 0.7001142, 5e-8);
	assert_near(log(arms.ratio.high), 2.4598858, 5e-8);
	samples[1].block = 10; /* one round lacks an arm */
	arms = compare(samples, 20);
	assert_true(!arms.paired && arms.n_a == 10 && arms.level == XNB_LEVEL_DOMAIN);
	assert_near(log(arms.ratio.center), 1.58, 1e-12);
	assert_near(log(arms.ratio.low), -0.2054832, 5e-8);
	assert_near(log(arms.ratio.high), 3.3654832, 5e-8);
}

/* Two rounds in each of three boots: the boot is the unit. The ratios 1 and 100 of the
 * first boot make 10, so the boots have 10, 100 and 1000: as above. */
static void rounds_of_one_boot_are_no_units(void **state)
{
	static const double values[] = {1, 100, 100, 100, 1000, 1000};
	struct xnb_sample samples[12];
	struct xnb_arms arms;

	(void)state;
	for (int i = 0; i < 6; i++) {
		samples[2 * i] = timed_sample(i / 2, 2 * i, i % 2, values[i] * (i + 1));
		samples[2 * i].scenario = "a";
		samples[2 * i + 1] = timed_sample(i / 2, 2 * i + 1, i % 2, i + 1);
		samples[2 * i + 1].scenario = "b";
	}
	arms = compare(samples, 12);
	assert_true(arms.paired && arms.n_a == 3 && arms.level == XNB_LEVEL_BOOT);
	assert_near(arms.ratio.center, 100, 1e-9);
	assert_near(arms.ratio.low, 0.327991, 5e-7);
	assert_near(arms.ratio.high, 30488.616, 5e-3);
}

static void arms_that_differ_in_kind_are_not_compared(void **state)
{
	struct xnb_sample samples[4];
	struct xnb_arms arms;

	(void)state;
	for (int i = 0; i < 4; i++) {
		samples[i] = timed_sample(0, i, i / 2, 5);
		samples[i].scenario = i % 2 ? "b" : "a";
	}
	arms = compare(samples, 4);
	assert_null(arms.why_not);
	assert_true(arms.ratio.center == 1 && isnan(arms.ratio.low));
	samples[2].boot = 1;
	assert_non_null(compare(samples, 4).why_not);
	samples[2].boot = 0;
	samples[2].value = 0;
	arms = compare(samples, 4);
	assert_non_null(arms.why_not);
	assert_true(isnan(arms.ratio.center));
}

static const struct xnb_placement *find_placement(const struct xnb_placement *all,
                                                  size_t n, const char *scenario)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(all[i].scenario, scenario))
			return &all[i];
	fail_msg("no placement of %s", scenario);
	abort();
}

static void placement_is_judged_by_extents(void **state)
{
	const struct xnb_placement *late, *dflt;
	struct xnb_placement *all;
	struct xnb_error err;
	size_t n;

	assert_int_equal(xnb_judge_placement(&all, &n, *state, &err), 0);
	assert_int_equal(n, 4);
	dflt = find_placement(all, n, "default");
	assert_int_equal(dflt->claim, XNB_CLAIM_HOLDS);
	assert_int_equal(dflt->n_domains, 3);
	assert_true(dflt->min == 0.5 && dflt->max == 0.5 && dflt->expected == 0.5);
	assert_near(dflt->tolerance, 0.25, 0);
	assert_int_equal(find_placement(all, n, "remote")->claim, XNB_CLAIM_HOLDS);
	late = find_placement(all, n, "set-late");
	assert_int_equal(late->claim, XNB_CLAIM_FAILS);
	assert_int_equal(late->n_off, 2);
	assert_int_equal(late->n_unknown, 1);
	assert_int_equal(late->n_domains, 3);
	assert_string_equal(late->reason, "2 of 3 domains lie more than one extent away");
	free(all);
}

/* Gives the samples of one domain another locality, measured twice. */
static void set_locality(struct xnb_run *run, int64_t domain, double locality)
{
	for (size_t i = 0; i < run->n_samples; i++) {
		struct xnb_sample *sample = &run->samples[i];

		if (sample->domain != domain)
			continue;
		sample->locality = locality;
		if (!strcmp(sample->metric, "locality"))
			sample->value = locality;
	}
}

static enum xnb_claim claim_of(const struct xnb_run *run, const char *scenario)
{
	struct xnb_placement *all;
	enum xnb_claim claim;
	struct xnb_error err;
	size_t n;

	assert_int_equal(xnb_judge_placement(&all, &n, run, &err), 0);
	claim = find_placement(all, n, scenario)->claim;
	free(all);
	return claim;
}

static void expect_reason(const struct xnb_run *run, const char *scenario,
                          const char *reason)
{
	struct xnb_placement *all;
	struct xnb_error err;
	size_t n;

	assert_int_equal(xnb_judge_placement(&all, &n, run, &err), 0);
	assert_string_equal(find_placement(all, n, scenario)->reason, reason);
	free(all);
}

/* All domains of the scenario get this locality, and these flags. */
static void set_scenario(struct xnb_run *run, const char *scenario, double locality,
                         const char *flags)
{
	for (size_t i = 0; i < run->n_samples; i++) {
		if (run->samples[i].domain < 0 ||
		    strcmp(run->samples[i].scenario, scenario) != 0)
			continue;
		set_locality(run, run->samples[i].domain, locality);
		run->samples[i].flags = flags;
	}
}

/* 32 extents a domain, as is usual: twice those of the fixture. */
static void a_fraction_may_be_one_extent_off(void **state)
{
	struct xnb_run *run = load(XNB_TEST_DATA "/runs/lab");

	(void)state;
	for (size_t i = 0; i < run->n_extents; i++)
		run->extents[i].run.count *= 2;
	set_scenario(run, "default", 17 / 32.0, "");
	assert_int_equal(claim_of(run, "default"), XNB_CLAIM_HOLDS);
	set_scenario(run, "set-midway", 23 / 32.0, "");
	assert_int_equal(claim_of(run, "set-midway"), XNB_CLAIM_HOLDS);
	set_scenario(run, "default", 18 / 32.0, "");
	assert_int_equal(claim_of(run, "default"), XNB_CLAIM_FAILS);
	xnb_run_free(run);
}

static void all_or_nothing_may_not_be_off(void **state)
{
	struct xnb_run *run = load(XNB_TEST_DATA "/runs/lab");

	(void)state;
	set_scenario(run, "local", 31 / 32.0, "");
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_FAILS);
	expect_reason(run, "local", "3 of 3 domains have pages on other nodes");
	set_scenario(run, "remote", 1 / 32.0, "");
	assert_int_equal(claim_of(run, "remote"), XNB_CLAIM_FAILS);
	xnb_run_free(run);
}

/* Four extents a domain: one of them is 0.25. */
static void few_extents_tell_only_the_fraction_itself(void **state)
{
	struct xnb_run *run = *state;

	assert_int_equal(claim_of(run, "default"), XNB_CLAIM_HOLDS);
	set_scenario(run, "default", 0.75, "");
	assert_int_equal(claim_of(run, "default"), XNB_CLAIM_UNKNOWN);
	expect_reason(run, "default", "cannot be told here: 4 extents are too few");
	set_scenario(run, "default", 1, "");
	assert_int_equal(claim_of(run, "default"), XNB_CLAIM_FAILS);
	set_scenario(run, "local", 0.75, "");
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_FAILS);
}

static void what_is_flagged_proves_nothing(void **state)
{
	struct xnb_run *run = *state;

	set_scenario(run, "local", 1, "warmup;unsettled");
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_SUSPECT);
	expect_reason(run, "local", "suspect: 3 of 3 domains are flagged unsettled");
	set_scenario(run, "local", 0.5, "returned-inexact");
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_SUSPECT);
	set_scenario(run, "local", 1, "unknown-placement");
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_SUSPECT);
	set_scenario(run, "local", 1, "moved");
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_HOLDS);
}

static json_t *scenario_entry(struct xnb_run *run, const char *name)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(run->meta, "scenarios"), i, one)
	{
		if (!strcmp(json_string_value(json_object_get(one, "name")), name))
			return one;
	}
	fail_msg("no scenario %s", name);
	return NULL;
}

/* It is about memory that is not settled; what is known of it is said beside. */
static void unscrubbed_is_unsettled_on_purpose(void **state)
{
	struct xnb_run *run = *state;
	json_t *entry = scenario_entry(run, "local");

	set_scenario(run, "local", 0, "unsettled");
	for (size_t i = 0; i < run->n_samples; i++)
		if (!strcmp(run->samples[i].scenario, "local"))
			run->samples[i].scenario = "unscrubbed";
	json_object_set_new(entry, "name", json_string("unscrubbed"));
	json_object_set_new(entry, "summary", json_string("early; known to give 0"));
	assert_int_equal(claim_of(run, "unscrubbed"), XNB_CLAIM_FAILS);
	expect_reason(run, "unscrubbed",
	              "3 of 3 domains have pages on other nodes; known to give 0");
}

static void what_is_expected_without_a_number_is_named(void **state)
{
	struct xnb_run *run = *state;
	json_t *entry = scenario_entry(run, "local");

	json_object_del(entry, "expected_locality");
	json_object_set_new(entry, "expected", json_string("what xl gives"));
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_UNKNOWN);
	expect_reason(run, "local",
	              "the run names no expected locality, only what xl gives");
}

static const char *errno_row(struct xnb_run *run, int64_t domain, double value)
{
	for (size_t i = 0; i < run->n_samples; i++) {
		struct xnb_sample *sample = &run->samples[i];

		if (sample->domain != domain || !strcmp(sample->metric, "locality"))
			continue;
		sample->metric = "errno";
		sample->value = value;
		return sample->scenario;
	}
	fail_msg("no sample of domain %ld", (long)domain);
	return NULL;
}

/* A claim of a refusal is judged where it was recorded whether there was one. */
static void a_refusal_that_does_not_come_is_told(void **state)
{
	struct xnb_run *run = *state;

	json_object_set_new(scenario_entry(run, "local"), "expected_errno",
	                    json_integer(16));
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_HOLDS);
	assert_string_equal(errno_row(run, 0, 0), "local");
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_FAILS);
	errno_row(run, 0, 12);
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_FAILS);
	errno_row(run, 0, 16);
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_HOLDS);
}

static void what_is_not_known_is_not_claimed(void **state)
{
	struct xnb_run *run = *state;

	set_locality(run, 3, 0.5);
	set_locality(run, 11, 0.5);
	assert_int_equal(claim_of(run, "set-late"), XNB_CLAIM_UNKNOWN); /* domain 6 */
	set_locality(run, 6, 0.5);
	assert_int_equal(claim_of(run, "set-late"), XNB_CLAIM_HOLDS);
	run->n_extents = 0;
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_UNKNOWN);
	json_object_del(run->meta, "scenarios");
	assert_int_equal(claim_of(run, "default"), XNB_CLAIM_UNKNOWN);
}

/* The node of one extent could not be told, but all memory that came back was on A. */
static void totals_of_what_came_back_count(void **state)
{
	struct xnb_run *run = *state;

	for (size_t i = 0; i < run->n_samples; i++)
		if (run->samples[i].domain == 0)
			run->samples[i].locality = NAN;
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_HOLDS);
	for (size_t i = 0; i < run->n_samples; i++)
		if (!strcmp(run->samples[i].metric, "locality"))
			run->samples[i].value = 0.5;
	assert_int_equal(claim_of(run, "local"), XNB_CLAIM_FAILS);
}

static void extent_maps_show_the_first_domain(void **state)
{
	struct xnb_extent_maps maps;
	const struct xnb_extent_map *dflt, *local, *late;
	struct xnb_error err;

	assert_int_equal(xnb_extent_maps_build(&maps, *state, &err), 0);
	assert_int_equal(maps.n, 4);
	dflt = &maps.maps[0];
	assert_string_equal(dflt->scenario, "default");
	assert_int_equal(dflt->domain, 1);
	assert_int_equal(dflt->n_stretches, 4);
	assert_int_equal(dflt->n_domains, 3);
	assert_int_equal(dflt->n_identical, 2); /* the third begins on node 1 */
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(dflt->stretches[i].first_extent, i);
		assert_int_equal(dflt->stretches[i].first_page, 512 * i);
		assert_int_equal(dflt->stretches[i].node, i % 2);
	}
	local = &maps.maps[1];
	assert_int_equal(local->n_stretches, 1);
	assert_int_equal(local->n_identical, 3);
	assert_int_equal(local->n_pages, 2048);
	late = &maps.maps[3];
	assert_int_equal(late->n_domains, 3);
	assert_int_equal(late->n_identical, 2);
	xnb_extent_maps_free(&maps);
}

/* A matrix runs `local` on each node: not what the scenario's map is to show. */
static void extent_maps_prefer_the_placement_experiment(void **state)
{
	struct xnb_sample samples[] = {timed_sample(0, 1, 0, 1),
	                               timed_sample(0, 2, 0, 1)};
	struct xnb_extent_row rows[] = {{0, 1, {0, 9, 4, 1, "d"}},
	                                {0, 2, {0, 9, 4, 0, "d"}}};
	struct xnb_run run = {
	    .samples = samples, .n_samples = 2, .extents = rows, .n_extents = 2};
	struct xnb_extent_maps maps;
	struct xnb_error err;

	(void)state;
	samples[0].scenario = samples[1].scenario = "local";
	samples[1].experiment = "placement";
	assert_int_equal(xnb_extent_maps_build(&maps, &run, &err), 0);
	assert_int_equal(maps.n, 1);
	assert_int_equal(maps.maps[0].domain, 2);
	assert_int_equal(maps.maps[0].n_domains, 1);
	xnb_extent_maps_free(&maps);
	samples[1].experiment = "e";
	assert_int_equal(xnb_extent_maps_build(&maps, &run, &err), 0);
	assert_int_equal(maps.maps[0].domain, 1);
	assert_int_equal(maps.maps[0].n_domains, 2);
	assert_int_equal(maps.maps[0].n_identical, 1);
	xnb_extent_maps_free(&maps);
}

static void neighbours_join_and_overlaps_are_refused(void **state)
{
	struct xnb_sample sample = timed_sample(0, 1, 0, 1);
	struct xnb_extent_row rows[] = {{0, 1, {8, 0, 4, 1, "d"}},
	                                {0, 1, {0, 0, 8, 1, "d"}},
	                                {0, 1, {100, 2, 1, 1, "d"}}};
	struct xnb_run run = {
	    .samples = &sample, .n_samples = 1, .extents = rows, .n_extents = 3};
	struct xnb_extent_maps maps;
	struct xnb_error err;

	(void)state;
	sample.scenario = "s";
	assert_int_equal(xnb_extent_maps_build(&maps, &run, &err), 0);
	assert_int_equal(maps.maps[0].n_stretches, 2);
	assert_int_equal(maps.maps[0].stretches[0].n_extents, 12);
	assert_int_equal(maps.maps[0].stretches[1].first_page, 12);
	assert_int_equal(maps.maps[0].stretches[1].n_pages, 4);
	xnb_extent_maps_free(&maps);
	rows[0].run.first_gfn = 7;
	assert_int_equal(xnb_extent_maps_build(&maps, &run, &err), -1);
	assert_non_null(strstr(err.text, "first_gfn 7: overlaps"));
	rows[0].run.order = 64;
	assert_int_equal(xnb_extent_maps_build(&maps, &run, &err), -1);
	assert_non_null(strstr(err.text, "more pages"));
}

static void flags_are_words(void **state)
{
	struct xnb_flag_count *flags;
	struct xnb_error err;
	size_t n;

	assert_true(xnb_has_flag("moved;warmup", "warmup"));
	assert_true(xnb_has_flag("warmup", "warmup"));
	assert_false(xnb_has_flag("nowarmup;warm", "warmup"));
	assert_false(xnb_has_flag("", "warmup"));
	assert_int_equal(xnb_count_flags(&flags, &n, *state, &err), 0);
	assert_int_equal(n, 2);
	assert_string_equal(flags[0].flag, "moved");
	assert_int_equal(flags[0].n, 1);
	assert_string_equal(flags[1].flag, "warmup");
	assert_int_equal(flags[1].n, 6);
	free(flags);
}

static void direction_is_the_runs_own(void **state)
{
	struct xnb_run bare = {0};
	struct xnb_run run = {
	    .meta = json_loads("{\"experiments\": [{\"name\": \"e\", \"metrics\": "
	                       "[{\"name\": \"m\", \"direction\": \"lower\"}, "
	                       "{\"name\": \"n\", \"direction\": \"none\"}]}]}",
	                       0, NULL)};

	(void)state;
	assert_int_equal(xnb_metadata_better(&run, "e", "m", "B/s"), XNB_BETTER_LOWER);
	assert_int_equal(xnb_metadata_better(&run, "e", "x", "B/s"), XNB_BETTER_HIGHER);
	assert_int_equal(xnb_metadata_better(&run, "e", "n", "s"), XNB_BETTER_UNKNOWN);
	assert_int_equal(xnb_metadata_better(&bare, "e", "m", "ns"), XNB_BETTER_LOWER);
	assert_int_equal(xnb_metadata_better(&bare, "e", "m", "pages"), XNB_BETTER_EXACT);
	assert_int_equal(xnb_metadata_better(&bare, "e", "m", "?"), XNB_BETTER_UNKNOWN);
	assert_true(isnan(xnb_metadata_expected_locality(&bare, "local")));
	json_decref(run.meta);
}

static void a_bare_csv_is_summarized_too(void **state)
{
	struct xnb_run *run = load(XNB_TEST_DATA "/runs/small/samples.csv");
	struct xnb_summaries all = summarize(run);
	struct xnb_extent_maps maps;
	struct xnb_error err;

	(void)state;
	assert_null(run->meta);
	assert_string_equal(xnb_run_timing(run), "");
	assert_near(find(&all, "local", "bandwidth")->center, 100, 1e-9);
	assert_int_equal(find(&all, "local", "locality")->kind, XNB_SUMMARY_EXACT);
	assert_int_equal(xnb_extent_maps_build(&maps, run, &err), 0);
	assert_int_equal(maps.n, 0);
	xnb_extent_maps_free(&maps);
	xnb_summaries_free(&all);
	xnb_run_free(run);
}

/* A run of real Xen 4.17.7 with two nodes; what each scenario should give is the
 * design's. */
static void a_real_run_is_judged(void **state)
{
	static const struct {
		const char *scenario;
		double locality;
	} wanted[] = {{"default", 0.5},  {"hard", 1},          {"soft", 1},
	              {"local", 1},      {"remote", 0},        {"floating", 1},
	              {"set-late", 0.5}, {"set-midway", 0.75}, {"all-nodes", 0.5}};
	struct xnb_run *run = load(XNB_TEST_DATA "/runs/lab");
	struct xnb_placement *all;
	struct xnb_error err;
	size_t n;

	(void)state;
	assert_string_equal(xnb_run_timing(run), "emulated");
	assert_int_equal(xnb_judge_placement(&all, &n, run, &err), 0);
	assert_int_equal(n, 9);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct xnb_placement *got =
		    find_placement(all, n, wanted[i].scenario);

		assert_int_equal(got->claim, XNB_CLAIM_HOLDS);
		assert_int_equal(got->n_domains, 3);
		assert_true(got->min == wanted[i].locality);
		assert_true(got->max == wanted[i].locality);
	}
	free(all);
	xnb_run_free(run);
}

#define WITH_RUN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_RUN(interval_is_over_domains_not_samples),
	    WITH_RUN(two_domains_have_no_interval),
	    WITH_RUN(warmups_are_apart_but_not_lost),
	    WITH_RUN(exact_series_take_no_logarithm),
	    WITH_RUN(series_are_in_order_of_the_scenarios),
	    cmocka_unit_test(different_series_are_never_pooled),
	    cmocka_unit_test(the_unit_is_the_highest_level_repeated),
	    cmocka_unit_test(a_share_has_a_range_and_no_interval),
	    cmocka_unit_test(hypercalls_are_repeated_by_round),
	    cmocka_unit_test(a_zero_among_times_is_kept),
	    cmocka_unit_test(quantiles_need_their_samples),
	    cmocka_unit_test(an_interval_of_a_quantile_is_over_rounds),
	    cmocka_unit_test(what_is_no_measurement_is_not_in_the_mean),
	    cmocka_unit_test(the_unit_decides_on_the_logarithm),
	    cmocka_unit_test(arms_of_the_same_rounds_are_paired),
	    cmocka_unit_test(rounds_of_one_boot_are_no_units),
	    cmocka_unit_test(arms_that_differ_in_kind_are_not_compared),
	    WITH_RUN(placement_is_judged_by_extents),
	    cmocka_unit_test(a_fraction_may_be_one_extent_off),
	    cmocka_unit_test(all_or_nothing_may_not_be_off),
	    WITH_RUN(few_extents_tell_only_the_fraction_itself),
	    WITH_RUN(what_is_flagged_proves_nothing),
	    WITH_RUN(unscrubbed_is_unsettled_on_purpose),
	    WITH_RUN(what_is_expected_without_a_number_is_named),
	    WITH_RUN(a_refusal_that_does_not_come_is_told),
	    WITH_RUN(what_is_not_known_is_not_claimed),
	    WITH_RUN(totals_of_what_came_back_count),
	    WITH_RUN(extent_maps_show_the_first_domain),
	    cmocka_unit_test(extent_maps_prefer_the_placement_experiment),
	    cmocka_unit_test(neighbours_join_and_overlaps_are_refused),
	    WITH_RUN(flags_are_words),
	    cmocka_unit_test(direction_is_the_runs_own),
	    cmocka_unit_test(a_bare_csv_is_summarized_too),
	    cmocka_unit_test(a_real_run_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
