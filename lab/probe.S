/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A firmware of 64 KiB that asks CPUID for nested virtualization and ends QEMU through
 * the isa-debug-exit device with the answer: status 2 * AL + 1, where AL is
 * XNB_PROBE_SVM, XNB_PROBE_VMX or XNB_PROBE_NONE. It lies at 0xf0000 and, aliased, below
 * 4 GiB; the processor starts 16 bytes before its end, in real mode.
 *
 * Registers: eax leaf, then answer in al; ecx the leaf's feature bits.
 */
#include "lab/probe.h"

	.section .rodata
	.globl	xnb_probe_firmware
	.type	xnb_probe_firmware, @object
	.balign	16
	.code16
xnb_probe_firmware:
	.org	0xff00			/* within a short jump of the first instruction */
start:
	movl	$0x80000001, %eax
	cpuid
	testl	$(1 << 2), %ecx		/* AMD: SVM */
	movb	$XNB_PROBE_SVM, %al
	jnz	report
	movl	$1, %eax
	cpuid
	testl	$(1 << 5), %ecx		/* Intel: VMX */
	movb	$XNB_PROBE_VMX, %al
	jnz	report
	movb	$XNB_PROBE_NONE, %al
report:
	outb	%al, $XNB_PROBE_IOPORT
	cli
	hlt
	.org	0xfff0
	jmp	start
	.org	XNB_PROBE_SIZE
	.size	xnb_probe_firmware, XNB_PROBE_SIZE
	.section .note.GNU-stack, "", @progbits
