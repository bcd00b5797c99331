/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/payload/machine.h"

#include "workloads/layout.h"
#include "workloads/tsc.h"
#include "workloads/xen_abi.h"

#include <cpuid.h>

#define HYGON_EBX 0x6f677948u /* "Hygo", the first of "HygonGenuine" */

/* The wrong one of the two is an undefined instruction, which Xen may or may not mend.
 * Each vCPU writes it when it starts, the same as the others, who may be using it. */
static int has_vmmcall;

void xnb_machine_choose_hypercall(void)
{
	uint32_t eax, ebx, ecx, edx;

	if (__get_cpuid(0, &eax, &ebx, &ecx, &edx))
		__atomic_store_n(&has_vmmcall,
		                 ebx == signature_AMD_ebx || ebx == HYGON_EBX,
		                 __ATOMIC_RELAXED);
}

/* Xen changes the arguments where it goes on with a call that it broke off. */
int64_t xnb_machine_hypercall(uint64_t number, uint64_t first, uint64_t second,
                              uint64_t third)
{
	if (has_vmmcall)
		__asm__ volatile("vmmcall"
		                 : "+a"(number), "+D"(first), "+S"(second), "+d"(third)
		                 :
		                 : "memory");
	else
		__asm__ volatile("vmcall"
		                 : "+a"(number), "+D"(first), "+S"(second), "+d"(third)
		                 :
		                 : "memory");
	return (int64_t)number;
}

void xnb_machine_yield(void)
{
	xnb_machine_hypercall(XNB_ABI_SCHED_OP, XNB_ABI_SCHEDOP_YIELD, 0, 0);
}

/* Xen writes them by their virtual addresses, whenever it puts the vCPU on a CPU. */
static struct time_page {
	_Alignas(64) struct xnb_abi_time time;
	uint32_t registered;
} time_pages[XNB_MAX_VCPUS];

static int register_time(uint32_t vcpu)
{
	uint64_t address = (uint64_t)&time_pages[vcpu].time;

	if (!time_pages[vcpu].registered)
		time_pages[vcpu].registered =
		    xnb_machine_hypercall(XNB_ABI_VCPU_OP, XNB_ABI_REGISTER_TIME_AREA,
		                          vcpu, (uint64_t)&address) == 0;
	return time_pages[vcpu].registered ? 0 : -1;
}

static uint64_t scaled(const struct xnb_abi_time *time, uint64_t ticks)
{
	const uint64_t shifted =
	    time->shift < 0 ? ticks >> -time->shift : ticks << time->shift;

	return (uint64_t)(((unsigned __int128)shifted * time->multiplier) >> 32);
}

/* Its own vCPU's page: Xen never writes it while the vCPU is between two instructions of
 * this, only when it takes the vCPU off its CPU and puts it on one. */
uint64_t xnb_machine_now_ns(uint32_t vcpu)
{
	const volatile struct xnb_abi_time *page = &time_pages[vcpu].time;
	struct xnb_abi_time time;
	uint64_t ticks;

	if (register_time(vcpu))
		return 0;
	do {
		time = *page;
		ticks = xnb_tsc() - time.tsc;
	} while (time.version & 1 || time.version != page->version);
	return time.system_ns + scaled(&time, (int64_t)ticks < 0 ? 0 : ticks);
}
