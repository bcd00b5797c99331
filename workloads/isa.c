/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Intel SDM volume 1, chapters 13 (XSAVE, XCR0) and 14 and 15 (detection of AVX2,
 * AVX-512). */
#include "workloads/kernels.h"

#ifdef __x86_64__
#include <cpuid.h>

/* XCR0: state that the operating system, or the payload, has enabled. */
#define XCR0_AVX    0x06u
#define XCR0_AVX512 0xe6u

static uint32_t enabled_state(void)
{
	uint32_t low, high;

	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return low;
}

static uint32_t leaf7_ebx(void)
{
	uint32_t eax, ebx, ecx, edx;

	return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) ? ebx : 0;
}

uint32_t xnb_isa_available(void)
{
	uint32_t eax, ebx, ecx, edx, xcr0, isas;

	isas = 1u << XNB_ISA_PORTABLE | 1u << XNB_ISA_SSE2;
	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE))
		return isas;
	xcr0 = enabled_state();
	ebx = leaf7_ebx();
	if ((ecx & bit_AVX) && (ebx & bit_AVX2) && (xcr0 & XCR0_AVX) == XCR0_AVX)
		isas |= 1u << XNB_ISA_AVX2;
	if ((ebx & bit_AVX512F) && (xcr0 & XCR0_AVX512) == XCR0_AVX512)
		isas |= 1u << XNB_ISA_AVX512;
	return isas;
}

#else

uint32_t xnb_isa_available(void)
{
	return 1u << XNB_ISA_PORTABLE;
}

#endif
