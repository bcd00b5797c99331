/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The judgement of two arms of timed values against a margin (docs/design.md says why it
 * is done so, with the simulations): Student's t on the logarithms of the units' values,
 * with the degrees of freedom of Welch (1947) and Satterthwaite (1946) where the arms
 * have nothing to do with each other, on the differences where they come in pairs.
 *
 * The values must be independent: one per unit of analysis (a boot, or a domain where
 * both arms lie within one boot), never iterations.
 *
 * The margin m is a fraction: differences up to a factor of 1 + m either way do not
 * matter, so the band is 1 / (1 + m) to 1 + m, and swapping the arms swaps the verdicts.
 *
 *   REGRESSION    the whole 95 % interval of the ratio lies beyond the band, on the bad
 *                 side; the same as p_worse < 0.025
 *   IMPROVEMENT   ... on the good side; p_better < 0.025
 *   EQUIVALENT    the whole 90 % interval lies within the band (two one-sided tests at
 *                 5 %, Schuirmann 1987)
 *   INCONCLUSIVE  else
 */
#ifndef XNB_STATS_VERDICT_H
#define XNB_STATS_VERDICT_H

#include "stats/interval.h"

#include <stdbool.h>
#include <stddef.h>

enum { XNB_VERDICT_LEAST_UNITS = 3 };

enum xnb_verdict {
	XNB_VERDICT_EQUIVALENT,
	XNB_VERDICT_IMPROVEMENT,
	XNB_VERDICT_INCONCLUSIVE,
	XNB_VERDICT_REGRESSION,
	XNB_N_VERDICTS,
};

/* "EQUIVALENT", "IMPROVEMENT", "INCONCLUSIVE", "REGRESSION". */
const char *xnb_verdict_word(enum xnb_verdict verdict);

enum xnb_direction {
	XNB_DIRECTION_HIGHER, /* is better */
	XNB_DIRECTION_LOWER,  /* is better */
	XNB_DIRECTION_SAME,   /* any change is for the worse */
};

/* An arm: one value per unit of analysis. */
struct xnb_arm {
	const double *values;
	size_t n;
};

/*
 * How many more units each arm would have to have. It takes the difference and the
 * variances that were observed for the true ones and looks for the least number of units,
 * the same in both arms, with which the verdict that the difference calls for (beyond the
 * band, or within) is reached in 4 of 5 cases: (t(0.975) + t(0.8)) s / sqrt(n) less
 * than the distance from the bound for the former, (t(0.95) + t(0.9)) for the latter,
 * where s^2 is the sum of the arms' variances (of the pairs' where paired). It is itself
 * an estimate from few units. `known` is false where a verdict cannot be foreseen: too
 * near the bound (more than XNB_FURTHER_MOST), or a spread that an arm of fewer units
 * than XNB_VERDICT_LEAST_UNITS does not tell; `least` then still holds.
 */
struct xnb_further {
	bool known;
	size_t base, changed; /* 0, 0 where there is a verdict */
	size_t least;         /* what an arm lacks of XNB_VERDICT_LEAST_UNITS, at most */
};

enum { XNB_FURTHER_MOST = 10000 };

struct xnb_judgement {
	enum xnb_verdict verdict;
	bool refused; /* the values cannot be judged; then INCONCLUSIVE */
	/* For people, why it is refused or INCONCLUSIVE; NULL where it is neither. */
	const char *why;
	bool paired;
	size_t n_base, n_changed; /* units */
	/* Geometric mean of `changed` over that of `base`, 95 % interval. NAN where there
	 * is none: refused, or an interval of fewer than two units. With fewer than
	 * XNB_VERDICT_LEAST_UNITS it is there and gets no verdict. */
	struct xnb_interval ratio;
	double low_90, high_90;
	double df;
	/* One-sided: of seeing this where the ratio is at the margin on the bad (good)
	 * side and not beyond it. For multiple.h. NAN where there is no interval, and
	 * p_better with XNB_DIRECTION_SAME, where p_worse is of both sides together. */
	double p_worse, p_better;
	struct xnb_further further;
};

/*
 * Arms that have nothing to do with each other. Refused (`why` says it) where a value is
 * zero, negative, or not finite, an arm is empty, or the margin is not finite or negative
 * (which the caller should have noticed). Where no value differs from another within
 * either arm the interval has no width, and p is 0, 1, or 0.5 right on the margin.
 */
void xnb_judge(struct xnb_judgement *out, struct xnb_arm base, struct xnb_arm changed,
               enum xnb_direction direction, double margin);

/* Arms in pairs (taken in the same round, the same boot): values[i] of both belong
 * together. Refused, too, where the arms differ in number. */
void xnb_judge_pairs(struct xnb_judgement *out, struct xnb_arm base,
                     struct xnb_arm changed, enum xnb_direction direction, double margin);

/* How many more units it takes where a single verdict is not enough: as in struct
 * xnb_judgement, but for a one-sided p below `level`. The values can be judged. */
struct xnb_further xnb_judge_further(struct xnb_arm base, struct xnb_arm changed,
                                     bool paired, double margin, double level);

#endif
