/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/semantics/pairs.h"

#define BEYOND_CHANCE 0.001
#define WITHIN_CHANCE 0.01

void xnb_pairs_add(struct xnb_pairs *pairs, bool on_b_with_b, bool on_b_with_a)
{
	pairs->n++;
	pairs->followed += on_b_with_b && !on_b_with_a;
	pairs->countered += on_b_with_a && !on_b_with_b;
}

double xnb_pairs_chance(const struct xnb_pairs *pairs)
{
	const unsigned differ = pairs->followed + pairs->countered;
	double ways = 1, tail = 0, all = 0;

	/* ways: to choose k of them, by the recurrence of the binomial coefficients */
	for (unsigned k = 0; k <= differ; k++) {
		all += ways;
		tail += k >= pairs->followed ? ways : 0;
		ways = ways * (differ - k) / (k + 1);
	}
	return tail / all;
}

enum xnb_sign xnb_pairs_sign(const struct xnb_pairs *pairs)
{
	const double chance = xnb_pairs_chance(pairs);

	if (chance <= BEYOND_CHANCE)
		return XNB_SIGN_CLEAR;
	return chance > WITHIN_CHANCE ? XNB_SIGN_NONE : XNB_SIGN_UNCLEAR;
}
