/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The HVM context of a fresh domain, read back record by record as Xen reads it. Type
 * codes are those of the public headers, register values those that worked on real Xen
 * (docs/design.md), both written as numbers here.
 */
#include "tests/unit/test.h"

#include "xen/context.h"

#include <stdlib.h>
#include <string.h>

#include <xen/xen.h>

#include <xen/hvm/save.h>

#define MOST_VCPUS 64

struct seen {
	unsigned headers, ends;
	unsigned cpus[MOST_VCPUS], xsaves[MOST_VCPUS], mtrrs[MOST_VCPUS];
};

static void check_cpu(const void *record, unsigned vcpu)
{
	struct hvm_hw_cpu cpu;

	memcpy(&cpu, record, sizeof(cpu));
	assert_int_equal(cpu.rip, 0x100000);
	assert_int_equal(cpu.cr3, 0x10000);
	assert_int_equal(cpu.rdi, vcpu);
	assert_int_equal(cpu.cr0, 0x80000011);
	assert_int_equal(cpu.cr4, 0x620);
	assert_int_equal(cpu.msr_efer, 0x500);
	assert_int_equal(cpu.rflags, 2); /* interrupts off */
	assert_int_equal(cpu.cs_arbytes, 0xa9b);
	assert_int_equal(cpu.ss_arbytes, 0xc93);
	assert_int_equal(cpu.flags, 0);
	assert_int_equal(cpu.pad0, 0);
}

static void check_mtrr(const void *record)
{
	struct hvm_hw_mtrr mtrr;

	memcpy(&mtrr, record, sizeof(mtrr));
	assert_int_equal(mtrr.msr_mtrr_def_type & 0xff, 6); /* write-back */
	assert_true(mtrr.msr_mtrr_def_type & 1 << 11);      /* enabled */
	assert_int_equal(mtrr.msr_pat_cr & 7, 6);           /* PAT entry 0: write-back */
}

/* XCR0 and what was ever in it, x87 control word, MXCSR, and a header that says
 * "initial". */
static void check_xsave(const uint8_t *record)
{
	static const uint8_t nothing[64];

	assert_memory_equal(record + 8, "\x07\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0", 16);
	assert_memory_equal(record + 24, "\x7f\x03", 2);
	assert_memory_equal(record + 24 + 24, "\x80\x1f\0\0", 4);
	assert_memory_equal(record + 24 + 512, nothing, 64);
}

static void visit(const struct hvm_save_descriptor *descriptor, const uint8_t *record,
                  struct seen *seen)
{
	unsigned vcpu = descriptor->instance;

	assert_int_equal(descriptor->length % 8, 0);
	assert_true(vcpu < MOST_VCPUS);
	switch (descriptor->typecode) {
	case 0:
		assert_int_equal(descriptor->length, 0);
		seen->ends++;
		break;
	case 1:
		assert_int_equal(descriptor->length, sizeof(struct hvm_save_header));
		assert_memory_equal(record, "\x86\x12\x38\x54\x01\x00\x00\x00", 8);
		seen->headers++;
		break;
	case 2:
		assert_int_equal(descriptor->length, sizeof(struct hvm_hw_cpu));
		check_cpu(record, vcpu);
		seen->cpus[vcpu]++;
		break;
	case 14:
		assert_int_equal(descriptor->length, sizeof(struct hvm_hw_mtrr));
		check_mtrr(record);
		seen->mtrrs[vcpu]++;
		break;
	case 16:
		assert_int_equal(descriptor->length, 24 + 512 + 64 + 256);
		check_xsave(record);
		seen->xsaves[vcpu]++;
		break;
	default:
		fail_msg("record of type %u", descriptor->typecode);
	}
}

static void check_context(unsigned vcpus)
{
	size_t bytes = xnb_context_bytes(vcpus), at = 0;
	uint8_t *buffer = malloc(bytes + 1);
	struct hvm_save_descriptor descriptor;
	struct seen seen = {0};

	assert_non_null(buffer);
	buffer[bytes] = 0x5a;
	xnb_context_write(buffer, vcpus, 0x100000, 0x10000);
	assert_int_equal(buffer[bytes], 0x5a);
	while (at < bytes) {
		memcpy(&descriptor, buffer + at, sizeof(descriptor));
		assert_int_equal(seen.headers, at ? 1 : 0); /* it comes first */
		assert_int_equal(seen.ends, 0);             /* and that last */
		visit(&descriptor, buffer + at + sizeof(descriptor), &seen);
		at += sizeof(descriptor) + descriptor.length;
	}
	assert_int_equal(at, bytes);
	assert_int_equal(seen.ends, 1);
	for (unsigned vcpu = 0; vcpu < MOST_VCPUS; vcpu++) {
		assert_int_equal(seen.cpus[vcpu], vcpu < vcpus);
		assert_int_equal(seen.mtrrs[vcpu], vcpu < vcpus);
		assert_int_equal(seen.xsaves[vcpu],
		                 vcpu < vcpus && __builtin_cpu_supports("avx"));
	}
	free(buffer);
}

static void has_one_record_of_a_kind_for_each_vcpu(void **state)
{
	(void)state;
	check_context(1);
	check_context(3);
	check_context(MOST_VCPUS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_one_record_of_a_kind_for_each_vcpu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
