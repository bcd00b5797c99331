/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_WORKLOADS_CPU_H
#define XNB_WORKLOADS_CPU_H

/* A hint to the CPU that this is a loop that waits for another one. */
static inline void xnb_cpu_pause(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield" : : : "memory");
#else
	__asm__ volatile("" : : : "memory");
#endif
}

#endif
