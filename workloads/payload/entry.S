/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first instructions of the payload, and what C cannot say.
 *
 * at entry   rdi = vCPU number; 64-bit mode, paging on, interrupts off, no stack
 * C calls    System V: arguments in rdi, rsi, rdx; rsp % 16 == 0 before a call
 */
#define XNB_NO_C
#include "workloads/payload/payload_asm.h"

#define CR0_MP         (1 << 1)
#define CR0_EM         (1 << 2)
#define CR0_TS         (1 << 3)
#define CR4_OSFXSR     (1 << 9)
#define CR4_OSXMMEXCPT (1 << 10)

	.section .entry, "ax"
	.globl xnb_payload_start
xnb_payload_start:
	jmp	start
	/* At offset 8, for embed.S: the bytes of the image in memory. */
	.balign	8
	.quad	xnb_image_end - xnb_payload_start

start:
	cld
	cmp	$XNB_MAX_VCPUS, %rdi
	jae	xnb_halt

	/* The compiler may use SSE anywhere: enable it first. */
	mov	%cr0, %rax
	and	$~(CR0_EM | CR0_TS), %rax
	or	$CR0_MP, %rax
	mov	%rax, %cr0
	mov	%cr4, %rax
	or	$(CR4_OSFXSR | CR4_OSXMMEXCPT), %rax
	mov	%rax, %cr4

	lea	1(%rdi), %rsp
	shl	$XNB_STACK_SHIFT, %rsp
	lea	xnb_stacks(%rip), %rax
	add	%rax, %rsp
	xor	%ebp, %ebp
	call	xnb_payload_main

	.globl xnb_halt
xnb_halt:
	cli
	hlt
	jmp	xnb_halt

/* void xnb_load_tables(const void *gdtr, const void *idtr, uint16_t task) */
	.text
	.globl xnb_load_tables
xnb_load_tables:
	lgdt	(%rdi)
	lidt	(%rsi)
	mov	$XNB_DATA_SELECTOR, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	xor	%eax, %eax
	mov	%eax, %fs
	mov	%eax, %gs
	ltr	%dx
	pop	%rax
	push	$XNB_CODE_SELECTOR
	push	%rax
	lretq

/*
 * One stub per exception, XNB_STUB_BYTES apart: they leave the vector and an error code
 * on the stack, the processor's own or 0, so that all frames look like struct frame.
 */
	.balign	XNB_STUB_BYTES
	.globl xnb_trap_stubs
xnb_trap_stubs:
	vector = 0
	.rept	XNB_N_TRAPS
	.balign	XNB_STUB_BYTES
	.if	!((XNB_TRAPS_WITH_CODE >> vector) & 1)
	push	$0
	.endif
	push	$vector
	jmp	trapped
	vector = vector + 1
	.endr

trapped:
	cld
	mov	%rsp, %rdi
	and	$-16, %rsp
	call	xnb_payload_trap

	.bss
	.balign	64
xnb_stacks:
	.skip	XNB_MAX_VCPUS << XNB_STACK_SHIFT

	.section .note.GNU-stack, "", @progbits
