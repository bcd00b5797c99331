/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The linker script of the payload, through the C preprocessor for the numbers. */
#define XNB_NO_C
#include "workloads/layout.h"

OUTPUT_FORMAT(elf64-x86-64)
ENTRY(xnb_payload_start)

PHDRS
{
	code PT_LOAD FLAGS(5);
	data PT_LOAD FLAGS(6);
}

SECTIONS
{
	. = XNB_GPA_PAYLOAD;
	.text : { *(.entry) *(.text .text.*) *(.plt .iplt) } :code
	.rodata : { *(.rodata .rodata.*) } :code
	. = ALIGN(64);
	.data : { *(.data .data.*) *(.got .got.plt .igot .igot.plt) } :data
	.rela : { *(.rela.*) } :data
	.bss : { *(.bss .bss.* COMMON) } :data
	xnb_image_end = ALIGN(8);

	/* For whoever looks up the address of a trap; not part of the image. */
	.debug_info 0 : { *(.debug_info) }
	.debug_abbrev 0 : { *(.debug_abbrev) }
	.debug_aranges 0 : { *(.debug_aranges) }
	.debug_line 0 : { *(.debug_line) }
	.debug_line_str 0 : { *(.debug_line_str) }
	.debug_str 0 : { *(.debug_str) }
	.debug_str_offsets 0 : { *(.debug_str_offsets) }
	.debug_addr 0 : { *(.debug_addr) }
	.debug_loclists 0 : { *(.debug_loclists) }
	.debug_rnglists 0 : { *(.debug_rnglists) }
	.debug_frame 0 : { *(.debug_frame) }
	.symtab 0 : { *(.symtab) }
	.strtab 0 : { *(.strtab) }
	.shstrtab 0 : { *(.shstrtab) }

	/* A section that is not named here is an error: it would end up anywhere. */
	/DISCARD/ : { *(.comment) *(.note .note.*) *(.eh_frame) }

	ASSERT(SIZEOF(.rela) == 0, "nobody relocates the payload")
	ASSERT(xnb_payload_start == XNB_GPA_PAYLOAD, "the entry is not the first byte")
	ASSERT(xnb_image_end <= XNB_GPA_MAILBOX, "the payload runs into the mailbox")
}
