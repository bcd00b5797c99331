/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two scenarios compared: the ratio of their geometric means.
 *
 * Where both were taken in the same rounds, interleaved, they are compared round by round
 * (a t-test on the differences of the logarithms), because what a round has in common
 * (a warm host, a boot) then falls out; with several boots the rounds of a boot are
 * averaged first. Else, and where a round lacks one of the two, Welch's t on the unit
 * means.
 */
#ifndef XNB_ANALYSIS_ARMS_H
#define XNB_ANALYSIS_ARMS_H

#include "analysis/summary.h"
#include "base/error.h"
#include "stats/interval.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_arms {
	/* NAN where there is none; no interval with fewer than XNB_LEAST_UNITS. */
	struct xnb_interval ratio;
	const char *why_not; /* for people: why there is no ratio; NULL where there is */
	bool paired;
	enum xnb_unit_level level;         /* of the pairs, or of the units */
	const struct xnb_subject *subject; /* the words for it */
	size_t n_a, n_b; /* units; both the number of pairs where paired */
};

/* `a` over `b`. Refused (`why_not`) where their units of analysis differ in kind, where
 * one has no measurement, or one that is not positive. */
int xnb_arms_compare(struct xnb_arms *out, const struct xnb_summary *a,
                     const struct xnb_summary *b, struct xnb_error *err);

#endif
