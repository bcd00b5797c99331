/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_WORKLOADS_TSC_H
#define XNB_WORKLOADS_TSC_H

#include <stdint.h>

/*
 * The time stamp counter between two fences: nothing before it is still at work, nothing
 * behind it has begun. rdtsc, because rdtscp can be missing in a domain. Stores may still
 * be on their way to the cache: at most a store buffer of them.
 */
static inline uint64_t xnb_tsc(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

#endif
