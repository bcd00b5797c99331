/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the node affinity takes part in where a vCPU is found, told apart from what the
 * scheduler does anyway. Trials come in pairs, one after the other, alike in everything
 * but the affinity: {A} in one, {B} in the other, in an order that is drawn. Where the
 * affinity takes no part, a pair that differs is as likely to differ against it as for
 * it, whatever the load, the node that the vCPU begins on, or the number of nodes.
 * (Dixon and Mood, "The statistical sign test", 1946.)
 */
#ifndef XNB_BENCH_SEMANTICS_PAIRS_H
#define XNB_BENCH_SEMANTICS_PAIRS_H

#include <stdbool.h>

struct xnb_pairs {
	unsigned n;         /* pairs that were made */
	unsigned followed;  /* on B with {B}, and not with {A} */
	unsigned countered; /* on B with {A}, and not with {B} */
};

/* With fewer pairs nothing could be beyond chance. */
enum { XNB_LEAST_PAIRS = 10 };

enum xnb_sign {
	XNB_SIGN_CLEAR,   /* chance up to 0.001: it takes part */
	XNB_SIGN_UNCLEAR, /* in between: it cannot be told */
	XNB_SIGN_NONE,    /* chance above 0.01 */
};

void xnb_pairs_add(struct xnb_pairs *pairs, bool on_b_with_b, bool on_b_with_a);

/* The chance that so many of those that differ, or more, follow an affinity that takes no
 * part; exact, 1 where none differs. */
double xnb_pairs_chance(const struct xnb_pairs *pairs);
enum xnb_sign xnb_pairs_sign(const struct xnb_pairs *pairs);

#endif
