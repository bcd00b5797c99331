/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The judgement of two arms of exact values: counts, fractions of pages, error codes,
 * verdicts of checks, instruction counts. No logarithm is taken and no spread assumed.
 *
 * Where no value differs from another within either arm there is nothing to estimate:
 * the same value is EQUIVALENT, another is REGRESSION or IMPROVEMENT, however few values
 * there are and however small the difference (one instruction). p is NAN: it is no test,
 * so it does not belong to a family of tests.
 *
 * Where they vary the values must be independent (one per unit of analysis), and a test
 * says whether the arms differ at all:
 *   - values 0 and 1 only: Fisher's exact test;
 *   - else the permutation test on the difference of the means: all ways to split the
 *     values in two where there are at most XNB_EXACT_SPLITS, else that many by a
 *     generator with a fixed seed, p = (b + 1) / (m + 1) (Phipson and Smyth 2010), and
 *     with more than XNB_EXACT_MOST values in the smaller arm the normal approximation
 *     with the permutations' own variance.
 * One-sided p < 0.005 is REGRESSION or IMPROVEMENT: so, as no margin guards these, both
 * together happen in at most 1 % where nothing changed. EQUIVALENT is when the 90 %
 * interval of the difference of the means lies within the margin: for values 0 and 1
 * the difference of fractions (Newcombe 1998, method 10), absolutely; else Welch's,
 * relative to the mean of `base`. Else INCONCLUSIVE.
 */
#ifndef XNB_STATS_EXACT_H
#define XNB_STATS_EXACT_H

#include "base/error.h"
#include "stats/verdict.h"

#include <stdbool.h>
#include <stddef.h>

enum { XNB_EXACT_SPLITS = 20000, XNB_EXACT_MOST = 1000 };

enum xnb_exact_method {
	XNB_EXACT_NO_SPREAD,
	XNB_EXACT_FISHER,
	XNB_EXACT_PERMUTATION, /* all of them */
	XNB_EXACT_MONTE_CARLO,
	XNB_EXACT_NORMAL,
};

/* "no value varies", "Fisher's exact test", "permutation test", "permutation test (Monte
 * Carlo)", "permutation test (normal approximation)". */
const char *xnb_exact_method_name(enum xnb_exact_method method);

struct xnb_exact_judgement {
	enum xnb_verdict verdict;
	bool refused;
	const char *why; /* as in struct xnb_judgement */
	enum xnb_exact_method method;
	size_t n_base, n_changed;
	double base, changed; /* means; the values themselves where none varies */
	/* 90 % interval of changed - base; NAN where there is none, no width where no
	 * value varies. */
	double low_90, high_90;
	/* One-sided, as in struct xnb_judgement, against no difference at all; NAN where
	 * no value varies. */
	double p_worse, p_better;
	/* As in verdict.h, for p < 0.005 where the difference is beyond the margin, else
	 * for the interval within it; `least` is what an arm lacks of the number with
	 * which the test can have such a p at all (five, where both have that many). */
	struct xnb_further further;
};

/* Refused where an arm is empty, a value is not finite, or values vary and one is beyond
 * 1e150. -1 only for lack of memory. */
int xnb_judge_exact(struct xnb_exact_judgement *out, struct xnb_arm base,
                    struct xnb_arm changed, enum xnb_direction direction, double margin,
                    struct xnb_error *err);

#endif
