/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_WORKLOADS_TSC_H
#define XNB_WORKLOADS_TSC_H

#include <stdint.h>

/*
 * The time stamp counter between two fences: nothing before it is still at work, nothing
 * behind it has begun. Stores may still be on their way to the cache: at most a store
 * buffer of them. On other architectures the counter that is constant and the same on
 * all CPUs. On x86 rdtsc, because rdtscp can be missing in a domain.
 */
static inline uint64_t xnb_tsc(void)
{
#if defined(__x86_64__)
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
	uint64_t ticks;

	__asm__ volatile("isb; mrs %0, cntvct_el0; isb" : "=r"(ticks) : : "memory");
	return ticks;
#elif defined(__riscv) && __riscv_xlen == 64
	uint64_t ticks;

	__asm__ volatile("fence; rdtime %0; fence" : "=r"(ticks) : : "memory");
	return ticks;
#elif defined(__powerpc64__)
	uint64_t ticks;

	__asm__ volatile("isync; mftb %0; isync" : "=r"(ticks) : : "memory");
	return ticks;
#else
#error "name a constant counter of this architecture"
#endif
}

#endif
