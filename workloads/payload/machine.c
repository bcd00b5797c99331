/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/payload/machine.h"

#include "workloads/payload/payload_asm.h"

#include <cpuid.h>

/* Intel SDM volume 3, 3.4.5 (descriptors), 6.14.1 (64-bit IDT), 7.7 (64-bit TSS). */
struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

struct task {
	uint32_t reserved0;
	uint64_t stacks[3];
	uint64_t reserved1;
	uint64_t interrupt_stacks[7]; /* 1 to 7 in a gate */
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_map;
} __attribute__((packed));

#define TRAP_STACK     1
#define GATE_INTERRUPT 0x8eull /* present, 64-bit interrupt gate */
#define TASK_AVAILABLE 0x89ull
#define FLAT_CODE      0x00af9b000000ffffull
#define FLAT_DATA      0x00cf93000000ffffull

_Static_assert(sizeof(struct task) == 104, "the hardware's");

/*
 * Shared by all vCPUs. They start at once, and each writes the gates before it uses them:
 * all write the same, in whole words. A gate that is nothing for a moment, as one that is
 * assigned member by member may be, would make of another's exception a triple fault.
 */
static uint64_t gates[XNB_N_TRAPS][2];
static uint64_t descriptors[3 + 2 * XNB_MAX_VCPUS] = {0, FLAT_CODE, FLAT_DATA};
static struct task tasks[XNB_MAX_VCPUS];
static uint8_t trap_stacks[XNB_MAX_VCPUS][1024] __attribute__((aligned(16)));

extern const uint8_t xnb_trap_stubs[];
void xnb_load_tables(const void *gdtr, const void *idtr, uint16_t task);

static void set_gate(uint32_t vector)
{
	const uint64_t stub = (uint64_t)xnb_trap_stubs + vector * XNB_STUB_BYTES;
	const uint64_t low = (stub & 0xffff) | (uint64_t)XNB_CODE_SELECTOR << 16 |
	                     (uint64_t)TRAP_STACK << 32 | GATE_INTERRUPT << 40 |
	                     (stub >> 16 & 0xffff) << 48;

	__atomic_store_n(&gates[vector][0], low, __ATOMIC_RELAXED);
	__atomic_store_n(&gates[vector][1], stub >> 32, __ATOMIC_RELAXED);
}

static void set_task(uint32_t vcpu)
{
	struct task *task = &tasks[vcpu];
	uint64_t *descriptor = &descriptors[3 + 2 * vcpu];
	const uint64_t base = (uint64_t)task;

	task->interrupt_stacks[TRAP_STACK - 1] = (uint64_t)&trap_stacks[vcpu + 1];
	task->io_map = sizeof(*task);
	descriptor[0] = (sizeof(*task) - 1) | (base & 0xffffff) << 16 |
	                TASK_AVAILABLE << 40 | (base >> 24 & 0xff) << 56;
	descriptor[1] = base >> 32;
}

static void load_tables(uint32_t vcpu)
{
	const struct table_register gdtr = {sizeof(descriptors) - 1,
	                                    (uint64_t)descriptors};
	const struct table_register idtr = {sizeof(gates) - 1, (uint64_t)gates};

	for (uint32_t vector = 0; vector < XNB_N_TRAPS; vector++)
		set_gate(vector);
	set_task(vcpu);
	xnb_load_tables(&gdtr, &idtr, (uint16_t)(XNB_TASK_SELECTOR + 16 * vcpu));
}

#define CR4_OSXSAVE (1ull << 18)
#define XCR0_AVX    0x04ull
#define XCR0_AVX512 0xe0ull
#define MXCSR_MASK  0x1f80u /* the value after a reset: no exception enabled */

static uint64_t get_xcr0(void)
{
	uint32_t low, high;

	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (uint64_t)high << 32 | low;
}

static void set_xcr0(uint64_t state)
{
	__asm__ volatile("xsetbv"
	                 :
	                 : "a"((uint32_t)state), "d"((uint32_t)(state >> 32)), "c"(0));
}

/*
 * dom0 enables AVX in the vCPU's initial state; AVX-512 is added to that where CPUID leaf
 * 13 offers it. Never AVX itself: QEMU's emulation of SVM lets a guest execute XSETBV
 * without telling the hypervisor (seen with 7.2), which then saves and restores the wrong
 * registers when it moves the vCPU.
 */
static void enable_vectors(void)
{
	uint32_t eax, ebx, ecx, edx;
	uint64_t cr4;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_XSAVE))
		return;
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("mov %0, %%cr4" : : "r"(cr4 | CR4_OSXSAVE));
	if (!(get_xcr0() & XCR0_AVX))
		return;
	if (!__get_cpuid_count(13, 0, &eax, &ebx, &ecx, &edx))
		return;
	if ((eax & XCR0_AVX512) == XCR0_AVX512)
		set_xcr0(get_xcr0() | XCR0_AVX512);
}

/* dom0 may leave MXCSR 0, with every floating point exception enabled. */
static void reset_floating_point(void)
{
	const uint32_t mxcsr = MXCSR_MASK;

	__asm__ volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
}

uint32_t xnb_machine_vcpu(void)
{
	uint16_t task;

	__asm__("str %0" : "=r"(task));
	return (task - XNB_TASK_SELECTOR) / 16u;
}

void xnb_machine_init(uint32_t vcpu)
{
	load_tables(vcpu);
	reset_floating_point();
	enable_vectors();
	xnb_machine_choose_hypercall();
}
