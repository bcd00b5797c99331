/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
 * 2014): 64 bits of state, so that one recorded number is the whole order of a run.
 */
#ifndef XNB_BENCH_PRNG_H
#define XNB_BENCH_PRNG_H

#include <stdint.h>

struct xnb_prng {
	uint64_t state; /* the seed */
};

uint64_t xnb_prng_next(struct xnb_prng *prng);

/* Uniform in 0 .. bound - 1, without the bias of a remainder; bound must not be 0. */
uint64_t xnb_prng_below(struct xnb_prng *prng, uint64_t bound);

#endif
