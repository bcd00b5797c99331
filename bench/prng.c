/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/prng.h"

uint64_t xnb_prng_next(struct xnb_prng *prng)
{
	uint64_t z = prng->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t xnb_prng_below(struct xnb_prng *prng, uint64_t bound)
{
	/* 2^64 mod bound: the values below it would make the small results likelier. */
	uint64_t biased = -bound % bound;
	uint64_t value;

	do
		value = xnb_prng_next(prng);
	while (value < biased);
	return value % bound;
}
