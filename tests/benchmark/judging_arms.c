/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timed arms that are the same, and one that is slower. */
#include "stats/multiple.h"
#include "stats/verdict.h"
#include "tests/benchmark/judging_noise.h"
#include "tests/benchmark/judging_rows.h"

#include <stdbool.h>
#include <stdio.h>

#define MARGIN 0.02
#define LOSS   0.05

enum { MOST_BOOTS = 10, GATE = 50 };

static const struct noise quiet = {"1/0.5/3 %", 0.01, 0.005, 0.03};
static const struct noise loud = {"2/1/3 %", 0.02, 0.01, 0.03};

static struct xnb_judgement judge_boots(const struct noise *noise, size_t n_boots,
                                        double change, gsl_rng *random)
{
	double base[MOST_BOOTS], changed[MOST_BOOTS];
	struct xnb_judgement judgement;

	make_boots(base, n_boots, noise, 0, random);
	make_boots(changed, n_boots, noise, change, random);
	xnb_judge(&judgement, (struct xnb_arm){base, n_boots},
	          (struct xnb_arm){changed, n_boots}, XNB_DIRECTION_LOWER, MARGIN);
	return judgement;
}

static bool excludes_1(const struct xnb_judgement *j)
{
	return j->ratio.low > 1 || j->ratio.high < 1;
}

static bool is_change(const struct xnb_judgement *j)
{
	return j->verdict == XNB_VERDICT_REGRESSION ||
	       j->verdict == XNB_VERDICT_IMPROVEMENT;
}

/* What came of the trials. */
struct tally {
	size_t trials, excluded, changes, failed_gates, first_found;
};

static double share(size_t n, size_t trials)
{
	return (double)n / (double)trials;
}

/* One gate of 50 series, the first of them changed. */
static void judge_gate(struct tally *tally, const struct noise *noise, size_t n_boots,
                       double change, gsl_rng *random)
{
	double p[GATE];
	bool failed = false;

	for (size_t i = 0; i < GATE; i++) {
		struct xnb_judgement j =
		    judge_boots(noise, n_boots, i ? 0 : change, random);

		p[i] = j.p_worse;
		tally->trials++;
		tally->excluded += excludes_1(&j);
		tally->changes += is_change(&j);
	}
	if (xnb_holm(p, p, GATE, NULL))
		return;
	for (size_t i = 0; i < GATE; i++)
		failed = failed || p[i] < XNB_GATE_LEVEL;
	tally->failed_gates += failed;
	tally->first_found += p[0] < XNB_GATE_LEVEL;
}

static void same(const struct noise *noise, size_t n_boots, gsl_rng *random)
{
	struct tally tally = {0};
	char what[96];

	for (size_t i = 0; i < TRIALS; i++)
		judge_gate(&tally, noise, n_boots, 0, random);
	snprintf(what, sizeof(what), "A/A, %s, %zu boots: interval excludes 1",
	         noise->name, n_boots);
	row_at_most(what, 0.06, share(tally.excluded, tally.trials));
	snprintf(what, sizeof(what), "A/A, %s, %zu boots: REGRESSION or IMPROVEMENT",
	         noise->name, n_boots);
	row_at_most(what, 0.01, share(tally.changes, tally.trials));
	snprintf(what, sizeof(what), "A/A, %s, %zu boots: a gate of 50 fails",
	         noise->name, n_boots);
	row_at_most(what, 0.05, share(tally.failed_gates, TRIALS));
}

static void one_boot(gsl_rng *random)
{
	size_t verdicts = 0;

	for (size_t i = 0; i < TRIALS; i++)
		verdicts += judge_boots(&loud, 1, LOSS, random).verdict !=
		            XNB_VERDICT_INCONCLUSIVE;
	row_at_most("one boot an arm, 5 % slower: any verdict", 0,
	            share(verdicts, TRIALS));
}

void judge_same_arms(gsl_rng *random)
{
	static const size_t boots[] = {3, 5, 10};

	for (size_t i = 0; i < 3; i++) {
		same(&quiet, boots[i], random);
		same(&loud, boots[i], random);
	}
	one_boot(random);
}

static void slower(const struct noise *noise, size_t n_boots, double wanted,
                   gsl_rng *random)
{
	size_t found = 0;
	char what[96];

	for (size_t i = 0; i < TRIALS; i++)
		found += judge_boots(noise, n_boots, LOSS, random).verdict ==
		         XNB_VERDICT_REGRESSION;
	snprintf(what, sizeof(what), "5 %% slower, %s, %zu boots: REGRESSION",
	         noise->name, n_boots);
	row_at_least(what, wanted, share(found, TRIALS));
}

void judge_slower_arms(gsl_rng *random)
{
	struct tally tally = {0};

	slower(&quiet, 5, 0.85, random);
	slower(&loud, 10, 0.78, random);
	for (size_t i = 0; i < TRIALS; i++)
		judge_gate(&tally, &quiet, 10, LOSS, random);
	row_at_least("one of 50 5 % slower, 1/0.5/3 %, 10 boots: the gate finds it", 0.85,
	             share(tally.first_found, TRIALS));
}
