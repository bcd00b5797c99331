/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks in the code that is measured, for whoever counts its instructions from outside:
 * lab/plugin/, in an emulator, tells whose code the instructions of a timed call are.
 *
 * A mark is an instruction that does nothing on any processor: a long NOP whose operand
 * is never read. Its displacement says what it marks. (Intel's and AMD's manuals:
 * 0F 1F /0, here with a SIB byte and 32 bits of displacement.)
 */
#ifndef XNB_BASE_MARKS_H
#define XNB_BASE_MARKS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum xnb_mark {
	XNB_MARK_SERIES, /* calls of one series follow */
	XNB_MARK_CALL,   /* a timed call begins: the TSC is about to be read */
	XNB_MARK_RETURN, /* it has ended: the TSC has been read again */
	XNB_MARK_KEPT, /* the calls since XNB_MARK_SERIES become samples, in that order */
	XNB_N_MARKS
};

/* "NUMA" in ASCII, a place that nobody's NOP has; the mark is added to it. */
#define XNB_MARK_BASE 0x414d554e

/* Puts a mark there, between what the source has before it and behind it. */
#if defined(__x86_64__)
#define XNB_MARK(mark)                                               \
	__asm__ volatile(".byte 0x0f, 0x1f, 0x84, 0x00\n\t.long %c0" \
	                 :                                           \
	                 : "i"(XNB_MARK_BASE + (mark))               \
	                 : "memory")
#else
#define XNB_MARK(mark) ((void)0)
#endif

/* The mark that an instruction of `size` bytes is, or XNB_N_MARKS where it is none. */
static inline enum xnb_mark xnb_mark_of(const void *code, size_t size)
{
	static const unsigned char nop[] = {0x0f, 0x1f, 0x84, 0x00};
	const unsigned char *bytes = code;
	uint32_t mark;

	if (size != sizeof(nop) + sizeof(mark) || memcmp(bytes, nop, sizeof(nop)) != 0)
		return XNB_N_MARKS;
	mark = (uint32_t)bytes[4] | (uint32_t)bytes[5] << 8 | (uint32_t)bytes[6] << 16 |
	       (uint32_t)bytes[7] << 24;
	mark -= XNB_MARK_BASE;
	return mark < XNB_N_MARKS ? (enum xnb_mark)mark : XNB_N_MARKS;
}

/* Whose code an instruction is. */
enum xnb_space { XNB_SPACE_USER, XNB_SPACE_KERNEL, XNB_SPACE_XEN, XNB_N_SPACES };

/*
 * By its address, for the 64-bit PV guests of Xen: userland has the lower half; of the
 * upper half Xen keeps the first sixteenth to itself, which no guest can map
 * (HYPERVISOR_VIRT_START to _END in xen/include/public/arch-x86/xen-x86_64.h, and
 * include/asm/config.h). Not for a domain with page tables of its own (PVH, HVM), nor
 * before Xen has paging.
 */
static inline enum xnb_space xnb_space_of(uint64_t address)
{
	if (address < UINT64_C(0x800000000000))
		return XNB_SPACE_USER;
	if (address >= UINT64_C(0xffff800000000000) &&
	    address < UINT64_C(0xffff880000000000))
		return XNB_SPACE_XEN;
	return XNB_SPACE_KERNEL;
}

/* What is written down when a mark is executed: all instructions since the beginning, by
 * whose they are, without the mark itself. In the byte order of x86. */
struct xnb_mark_record {
	uint64_t mark; /* enum xnb_mark */
	uint64_t counts[XNB_N_SPACES];
};

#endif
