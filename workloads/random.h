/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014. 64 bits of state, period 2^64, any seed will do.
 */
#ifndef XNB_WORKLOADS_RANDOM_H
#define XNB_WORKLOADS_RANDOM_H

#include <stdint.h>

static inline uint64_t xnb_random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* 0 .. n - 1, by the high half of a product; off from uniform by less than n / 2^64. */
static inline uint64_t xnb_random_below(uint64_t *state, uint64_t n)
{
	return (uint64_t)(((unsigned __int128)xnb_random_next(state) * n) >> 64);
}

#endif
