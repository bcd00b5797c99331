/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The flat image as data of the program that builds domains. */
	.section .rodata
	.balign	8
	.globl	xnb_payload, xnb_payload_end, xnb_payload_memory_bytes
xnb_payload:
	.incbin	XNB_PAYLOAD_IMAGE
xnb_payload_end:

	.balign	8
xnb_payload_memory_bytes: /* entry.S leaves it at offset 8 */
	.incbin	XNB_PAYLOAD_IMAGE, 8, 8

	.section .note.GNU-stack, "", @progbits
