/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest kernel that libxl boots as PVH: it halts. The note says where to enter it,
 * in 32-bit mode (XEN_ELFNOTE_PHYS32_ENTRY of Xen's public elfnote.h). */
	.code32
	.section .text, "ax"
	.globl _start
_start:
	cli
	hlt
	jmp	_start

	.section .note.Xen, "a", @note
	.align	4
	.long	4, 4, 18
	.asciz	"Xen"
	.long	_start

	.section .note.GNU-stack, "", @progbits
