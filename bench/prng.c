/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/prng.h"

#include "workloads/random.h"

uint64_t xnb_prng_next(struct xnb_prng *prng)
{
	return xnb_random_next(&prng->state);
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
