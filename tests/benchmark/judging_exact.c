/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exact arms: cases that have one right answer, and arms that vary and are the same. */
#include "stats/exact.h"
#include "tests/benchmark/judging_noise.h"
#include "tests/benchmark/judging_rows.h"

#include <gsl/gsl_randist.h>
#include <stdbool.h>
#include <stdio.h>

enum { N = 32 };

static const struct {
	const char *what;
	double base, changed;
	enum xnb_direction direction;
	enum xnb_verdict verdict;
} cases[] = {
    {"0 of 32 -> 32 of 32: IMPROVEMENT", 0, 1, XNB_DIRECTION_HIGHER,
     XNB_VERDICT_IMPROVEMENT},
    {"32 of 32 -> 0 of 32: REGRESSION", 1, 0, XNB_DIRECTION_HIGHER,
     XNB_VERDICT_REGRESSION},
    {"all zero: EQUIVALENT", 0, 0, XNB_DIRECTION_HIGHER, XNB_VERDICT_EQUIVALENT},
    {"all equal: EQUIVALENT", 1, 1, XNB_DIRECTION_HIGHER, XNB_VERDICT_EQUIVALENT},
    {"20000 -> 20001 instructions: REGRESSION", 20000, 20001, XNB_DIRECTION_LOWER,
     XNB_VERDICT_REGRESSION},
    {"another error code: REGRESSION", -22, -16, XNB_DIRECTION_SAME,
     XNB_VERDICT_REGRESSION},
};

static bool is_right(size_t i)
{
	double base[N], changed[N];
	struct xnb_exact_judgement j;

	for (size_t k = 0; k < N; k++) {
		base[k] = cases[i].base;
		changed[k] = cases[i].changed;
	}
	for (size_t n = 1; n <= N; n += N - 1)
		if (xnb_judge_exact(&j, (struct xnb_arm){base, n},
		                    (struct xnb_arm){changed, n}, cases[i].direction,
		                    0.02, NULL) ||
		    j.verdict != cases[i].verdict)
			return false;
	return true;
}

static double half(gsl_rng *random)
{
	return gsl_ran_bernoulli(random, 0.5);
}

static double count(gsl_rng *random)
{
	return gsl_ran_poisson(random, 20);
}

static double share_of_changes(shape draw, size_t n, gsl_rng *random)
{
	double base[N], changed[N];
	struct xnb_exact_judgement j;
	size_t changes = 0;

	for (size_t i = 0; i < TRIALS; i++) {
		for (size_t k = 0; k < n; k++) {
			base[k] = draw(random);
			changed[k] = draw(random);
		}
		if (xnb_judge_exact(&j, (struct xnb_arm){base, n},
		                    (struct xnb_arm){changed, n}, XNB_DIRECTION_LOWER,
		                    0.02, NULL))
			return 1;
		changes += j.verdict == XNB_VERDICT_REGRESSION ||
		           j.verdict == XNB_VERDICT_IMPROVEMENT;
	}
	return (double)changes / TRIALS;
}

void judge_exact_arms(gsl_rng *random)
{
	char what[96];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(what, sizeof(what), "exact, %s", cases[i].what);
		row_at_least(what, 1, is_right(i));
	}
	row_at_most("exact, the same half of 32 in both: a change", 0.01,
	            share_of_changes(half, N, random));
	row_at_most("exact, the same varying counts, 6 units: a change", 0.01,
	            share_of_changes(count, 6, random));
}
