/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/self_test.h"

#include "stats/describe.h"
#include "stats/multiple.h"
#include "stats/permutation.h"
#include "stats/proportion.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define POWER 0.8
#define NOISE 0.95

/* What the splits need: room for the units of the longest series, a p of each series, and
 * of each split of each series what it would have taken to be found worse, and how far
 * the arms are apart. */
struct work {
	gsl_rng *random;
	double *units, *p, *needed, *apart;
};

static size_t most_units(const struct xnb_self_test *test)
{
	size_t most = 0;

	for (size_t i = 0; i < test->n; i++) {
		size_t n = test->series[i].n_base + test->series[i].n_new;

		most = n > most ? n : most;
	}
	return most;
}

static void work_free(struct work *work)
{
	if (work->random)
		gsl_rng_free(work->random);
	free(work->units);
	free(work->p);
	free(work->needed);
	free(work->apart);
}

static int work_alloc(struct work *work, const struct xnb_self_test *test,
                      struct xnb_error *err)
{
	*work = (struct work){
	    .random = gsl_rng_alloc(gsl_rng_mt19937),
	    .units = calloc(most_units(test) + 1, sizeof(*work->units)),
	    .p = calloc(test->n + 1, sizeof(*work->p)),
	    .needed = calloc(test->n * test->n_splits + 1, sizeof(*work->needed)),
	    .apart = calloc(test->n * test->n_splits + 1, sizeof(*work->apart)),
	};
	if (work->random && work->units && work->p && work->needed && work->apart)
		return 0;
	work_free(work);
	return xnb_fail_nomem(err);
}

static bool is_lower_better(const struct xnb_self_series *one)
{
	return one->series->better != XNB_BETTER_HIGHER;
}

/* The logarithm of the factor with which the interval would lie beyond the margin. */
static double needed_change(const struct xnb_self_series *one,
                            const struct xnb_judgement *j, double margin)
{
	return log1p(margin) +
	       (is_lower_better(one) ? -log(j->ratio.low) : log(j->ratio.high));
}

/* Every series of as many units is split in the same way in the same round: its units are
 * in order of boot, so what a boot does to all of them stays together, as in a gate. */
static void split(struct xnb_judgement *out, const struct xnb_self_series *one,
                  struct work *work, unsigned long seed, double margin)
{
	size_t n = one->n_base + one->n_new;

	memcpy(work->units, one->series->arms[XNB_BASE].units, n * sizeof(*work->units));
	gsl_rng_set(work->random, seed);
	gsl_ran_shuffle(work->random, work->units, n, sizeof(*work->units));
	xnb_judge(out, (struct xnb_arm){work->units, one->n_base},
	          (struct xnb_arm){work->units + one->n_base, one->n_new},
	          is_lower_better(one) ? XNB_DIRECTION_LOWER : XNB_DIRECTION_HIGHER,
	          margin);
}

static int split_all(struct xnb_self_test *test, struct work *work, size_t round,
                     struct xnb_error *err)
{
	double margin = test->compare->margin;
	bool failed = false;

	for (size_t i = 0; i < test->n; i++) {
		struct xnb_self_series *one = &test->series[i];
		struct xnb_judgement judgement;

		work->p[i] = NAN;
		if (one->why_not)
			continue;
		split(&judgement, one, work, test->seed + round, margin);
		work->p[i] = judgement.p_worse;
		work->needed[i * test->n_splits + round] =
		    needed_change(one, &judgement, margin);
		work->apart[i * test->n_splits + round] =
		    fabs(log(judgement.ratio.center));
		one->n_alarms += judgement.verdict == XNB_VERDICT_REGRESSION ||
		                 judgement.verdict == XNB_VERDICT_IMPROVEMENT;
	}
	if (xnb_holm(work->p, work->p, test->n, err))
		return -1;
	for (size_t i = 0; i < test->n; i++)
		failed = failed || work->p[i] < XNB_GATE_LEVEL;
	test->n_failed += failed;
	return 0;
}

/* The least of the values that so many of them do not exceed. Sorts them. */
static double reach(double *values, size_t n, double share)
{
	xnb_sort(values, n);
	return values[(size_t)ceil(share * (double)n) - 1];
}

static void finish_series(struct xnb_self_series *one, double *needed, double *apart,
                          size_t n_splits)
{
	double change = reach(needed, n_splits, POWER);

	one->alarms = xnb_proportion_interval(one->n_alarms, n_splits);
	one->noise = expm1(reach(apart, n_splits, NOISE));
	one->smallest = is_lower_better(one) ? expm1(change) : -expm1(-change);
}

/* Series that are split in the same way are not independent: so many splits are as good
 * as one series has. */
static struct xnb_interval share_of_all(size_t n_alarms, size_t n_series, size_t n_splits)
{
	struct xnb_interval share = {NAN, NAN, NAN};

	if (n_series == 0)
		return share;
	share.low = xnb_proportion_interval(n_alarms / n_series, n_splits).low;
	share.high =
	    xnb_proportion_interval((n_alarms + n_series - 1) / n_series, n_splits).high;
	share.center = (double)n_alarms / (double)(n_series * n_splits);
	return share;
}

static void finish(struct xnb_self_test *test, struct work *work)
{
	size_t n_alarms = 0;

	for (size_t i = 0; i < test->n; i++) {
		struct xnb_self_series *one = &test->series[i];

		if (one->why_not)
			continue;
		finish_series(one, &work->needed[i * test->n_splits],
		              &work->apart[i * test->n_splits], test->n_splits);
		n_alarms += one->n_alarms;
		test->n_split++;
	}
	test->alarms = share_of_all(n_alarms, test->n_split, test->n_splits);
	test->failures =
	    xnb_proportion_interval(test->n_failed, test->n_split ? test->n_splits : 0);
}

static int run_splits(struct xnb_self_test *test, struct xnb_error *err)
{
	struct work work;
	int result = 0;

	if (work_alloc(&work, test, err))
		return -1;
	for (size_t i = 0; i < test->n_splits && !result; i++)
		result = split_all(test, &work, i, err);
	if (!result)
		finish(test, &work);
	work_free(&work);
	return result;
}

static void begin_series(struct xnb_self_series *one,
                         const struct xnb_compare_series *series)
{
	size_t n = series->arms[XNB_BASE].n_units;

	*one = (struct xnb_self_series){
	    .series = series,
	    .why_not = n < XNB_SELF_TEST_LEAST_UNITS
	                   ? "fewer than 6 units: an arm would have fewer than 3"
	                   : NULL,
	    .n_base = n / 2,
	    .n_new = n - n / 2,
	    .possible = xnb_count_splits(n / 2, n - n / 2),
	    .alarms = {NAN, NAN, NAN},
	    .noise = NAN,
	    .smallest = NAN,
	};
}

static int begin(struct xnb_self_test *test, struct xnb_error *err)
{
	const struct xnb_compare *compare = test->compare;

	test->series = calloc(compare->n_series + 1, sizeof(*test->series));
	if (!test->series)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < compare->n_series; i++) {
		const struct xnb_compare_series *series = &compare->series[i];
		const struct xnb_compare_arm *arm = &series->arms[XNB_BASE];

		if (series->exact) {
			test->n_exact++;
			test->n_varying += arm->min != arm->max;
			continue;
		}
		begin_series(&test->series[test->n++], series);
	}
	return 0;
}

int xnb_self_test(struct xnb_self_test **out, const struct xnb_compare_request *request,
                  size_t n_splits, unsigned long seed, struct xnb_error *err)
{
	struct xnb_compare_request both = *request;
	struct xnb_self_test *test;

	*out = NULL;
	if (n_splits == 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0, "self-test: needs a split");
	test = calloc(1, sizeof(*test));
	if (!test)
		return xnb_fail_nomem(err);
	test->seed = seed;
	test->n_splits = n_splits;
	both.arms[XNB_NEW] = both.arms[XNB_BASE];
	if (xnb_compare(&test->compare, &both, err) || begin(test, err) ||
	    run_splits(test, err)) {
		xnb_self_test_free(test);
		return -1;
	}
	*out = test;
	return 0;
}

void xnb_self_test_free(struct xnb_self_test *test)
{
	if (!test)
		return;
	xnb_compare_free(test->compare);
	free(test->series);
	free(test);
}

int xnb_self_test_exit(const struct xnb_self_test *test)
{
	return test->n_split ? XNB_EXIT_OK : XNB_EXIT_INCONCLUSIVE;
}
