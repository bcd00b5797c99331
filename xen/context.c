/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/context.h"

#include <cpuid.h>
#include <string.h>

#include <xen/xen.h>

#include <xen/hvm/save.h>

/* Bits and values as the processor manuals name them. */
#define CR0_PE         (1u << 0)
#define CR0_ET         (1u << 4)
#define CR0_PG         (1u << 31)
#define CR4_PAE        (1u << 5)
#define CR4_OSFXSR     (1u << 9)
#define CR4_OSXMMEXCPT (1u << 10)
#define EFER_LME       (1u << 8)
#define EFER_LMA       (1u << 10)
#define RFLAGS_FIXED   (1u << 1)
#define DR6_FIXED      0xffff0ff0u
#define DR7_FIXED      0x400u
#define PAT_AT_RESET   0x0007040600070406ull

/* Segment attributes: the access byte, then AVL, L, D/B and G from bit 8. */
#define CODE_64_BIT 0xa9bu
#define DATA_FLAT   0xc93u
#define TSS_BUSY    0x08bu

#define MTRR_TYPE_WRITE_BACK  6u
#define MTRR_DEF_TYPE_ENABLED (1u << 11)
/* 8 variable ranges, fixed ranges, write-combining: Xen's own value. */
#define MTRR_CAPABILITIES 0x508u

/* State components in XCR0, and what the processor starts with. */
#define XCR0_FP_SSE_AVX  0x7u
#define FPU_CONTROL_INIT 0x37fu
#define FPU_CONTROL_AT   0
#define MXCSR_INIT       0x1f80u
#define MXCSR_AT         24

/* Xen's record ends with the header of the XSAVE area; the AVX component follows. */
struct xsave_avx {
	struct hvm_hw_cpu_xsave xsave;
	uint8_t avx[256];
};
_Static_assert(sizeof(struct xsave_avx) == 24 + 512 + 64 + 256, "no padding");

struct cursor {
	uint8_t *at;
};

static void append(struct cursor *cursor, unsigned type, unsigned instance,
                   const void *record, size_t bytes)
{
	struct hvm_save_descriptor descriptor = {
	    .typecode = (uint16_t)type,
	    .instance = (uint16_t)instance,
	    .length = (uint32_t)bytes,
	};

	memcpy(cursor->at, &descriptor, sizeof(descriptor));
	if (bytes)
		memcpy(cursor->at + sizeof(descriptor), record, bytes);
	cursor->at += sizeof(descriptor) + bytes;
}

/* Xen compares it with its own and would warn on the console of another machine's. */
static uint32_t cpu_signature(void)
{
	unsigned eax = 0, ebx, ecx, edx;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx))
		return 0;
	return eax;
}

static void append_header(struct cursor *cursor)
{
	struct hvm_save_header header = {
	    .magic = HVM_FILE_MAGIC,
	    .version = HVM_FILE_VERSION,
	    .cpuid = cpu_signature(),
	};

	append(cursor, HVM_SAVE_CODE(HEADER), 0, &header, sizeof(header));
}

static void append_cpu(struct cursor *cursor, unsigned vcpu, uint64_t rip, uint64_t cr3)
{
	struct hvm_hw_cpu cpu = {
	    .rdi = vcpu,
	    .rip = rip,
	    .rflags = RFLAGS_FIXED,
	    .cr0 = CR0_PE | CR0_ET | CR0_PG,
	    .cr3 = cr3,
	    .cr4 = CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT,
	    .dr6 = DR6_FIXED,
	    .dr7 = DR7_FIXED,
	    .cs_sel = 0x08,
	    .ds_sel = 0x10,
	    .es_sel = 0x10,
	    .fs_sel = 0x10,
	    .gs_sel = 0x10,
	    .ss_sel = 0x10,
	    .cs_limit = UINT32_MAX,
	    .ds_limit = UINT32_MAX,
	    .es_limit = UINT32_MAX,
	    .fs_limit = UINT32_MAX,
	    .gs_limit = UINT32_MAX,
	    .ss_limit = UINT32_MAX,
	    .tr_limit = 0x67,
	    .cs_arbytes = CODE_64_BIT,
	    .ds_arbytes = DATA_FLAT,
	    .es_arbytes = DATA_FLAT,
	    .fs_arbytes = DATA_FLAT,
	    .gs_arbytes = DATA_FLAT,
	    .ss_arbytes = DATA_FLAT,
	    .tr_arbytes = TSS_BUSY,
	    .msr_efer = EFER_LME | EFER_LMA,
	};

	append(cursor, HVM_SAVE_CODE(CPU), vcpu, &cpu, sizeof(cpu));
}

/* dom0's own XCR0 has what Xen lets domains have: its command line can take AVX away. */
static int has_avx(void)
{
	unsigned eax, ebx, ecx, edx, low, high;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE))
		return 0;
	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (low & XCR0_FP_SSE_AVX) == XCR0_FP_SSE_AVX;
}

static void append_xsave(struct cursor *cursor, unsigned vcpu)
{
	const uint16_t control = FPU_CONTROL_INIT;
	const uint32_t mxcsr = MXCSR_INIT;
	struct xsave_avx state = {
	    .xsave.xcr0 = XCR0_FP_SSE_AVX,
	    .xsave.xcr0_accum = XCR0_FP_SSE_AVX,
	};
	char *legacy = state.xsave.save_area.fpu_sse.x;

	memcpy(legacy + FPU_CONTROL_AT, &control, sizeof(control));
	memcpy(legacy + MXCSR_AT, &mxcsr, sizeof(mxcsr));
	append(cursor, CPU_XSAVE_CODE, vcpu, &state, sizeof(state));
}

static void append_mtrr(struct cursor *cursor, unsigned vcpu)
{
	struct hvm_hw_mtrr mtrr = {
	    .msr_pat_cr = PAT_AT_RESET,
	    .msr_mtrr_cap = MTRR_CAPABILITIES,
	    .msr_mtrr_def_type = MTRR_DEF_TYPE_ENABLED | MTRR_TYPE_WRITE_BACK,
	};

	append(cursor, HVM_SAVE_CODE(MTRR), vcpu, &mtrr, sizeof(mtrr));
}

size_t xnb_context_bytes(unsigned vcpus)
{
	const size_t descriptor = sizeof(struct hvm_save_descriptor);
	const size_t xsave = has_avx() ? descriptor + sizeof(struct xsave_avx) : 0;

	return descriptor + sizeof(struct hvm_save_header) +
	       vcpus * (2 * descriptor + sizeof(struct hvm_hw_cpu) + xsave +
	                sizeof(struct hvm_hw_mtrr)) +
	       descriptor;
}

void xnb_context_write(void *buffer, unsigned vcpus, uint64_t rip, uint64_t cr3)
{
	struct cursor cursor = {buffer};

	append_header(&cursor);
	for (unsigned vcpu = 0; vcpu < vcpus; vcpu++)
		append_cpu(&cursor, vcpu, rip, cr3);
	for (unsigned vcpu = 0; has_avx() && vcpu < vcpus; vcpu++)
		append_xsave(&cursor, vcpu);
	for (unsigned vcpu = 0; vcpu < vcpus; vcpu++)
		append_mtrr(&cursor, vcpu);
	append(&cursor, HVM_SAVE_CODE(END), 0, NULL, 0);
}
