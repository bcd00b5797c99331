/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hypervisor of some 30 instructions for QEMU's -kernel: multiboot, as Xen is. It writes
 * one line to COM1 and then has an exception while it has no table of handlers, which is a
 * triple fault: the machine resets.
 *
 * Registers: esi the next character, dx the port.
 */
	.set	MAGIC, 0x1badb002
	.set	COM1, 0x3f8
	.set	FREE, 0x20			/* of the line status: room for a byte */

	.section .multiboot, "ax", @progbits
	.balign	4
	.long	MAGIC, 0, -MAGIC

	.text
	.code32
	.globl	_start
_start:
	cli
	movl	$line, %esi
next:
	movw	$(COM1 + 5), %dx
1:	inb	%dx, %al
	testb	$FREE, %al
	jz	1b
	movw	$COM1, %dx
	lodsb
	testb	%al, %al
	jz	reset
	outb	%al, %dx
	jmp	next
reset:
	lidt	none
	ud2

	.section .rodata
line:	.asciz	"(XEN) Made up, and about to fail\r\n"
none:	.word	0
	.long	0
	/* What xen-numabench looks for: not a debug build. */
	.asciz	"debug=n"
	.section .note.GNU-stack, "", @progbits
