/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/elf.h"

#include <elf.h>
#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *xnb_elf_machine(const void *data, size_t length, char unknown[32])
{
	static const struct {
		uint16_t machine;
		const char *name;
	} names[] = {
	    {EM_386, "x86"},
	    {EM_X86_64, "x86"},
	    {EM_ARM, "Arm (32 bits)"},
	    {EM_AARCH64, "Arm (64 bits)"},
	    {EM_PPC64, "PowerPC (64 bits)"},
	    {EM_RISCV, "RISC-V"},
	};
	const unsigned char *bytes = data;
	uint16_t machine;

	if (length < sizeof(Elf32_Ehdr) || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return NULL;
	memcpy(&machine, bytes + offsetof(Elf32_Ehdr, e_machine), sizeof(machine));
	machine = bytes[EI_DATA] == ELFDATA2MSB ? be16toh(machine) : le16toh(machine);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].machine == machine)
			return names[i].name;
	snprintf(unknown, 32, "machine %u", machine);
	return unknown;
}

/* Names of an archive's members that are its index, as ar(5) has them. */
static bool is_index(const char *name)
{
	return name[0] == '/' && (name[1] == ' ' || name[1] == '/' || name[1] == 'S');
}

const char *xnb_archive_machine(const struct xnb_buf *file, char unknown[32])
{
	enum { MAGIC = 8, HEADER = 60, SIZE = 48, SIZE_LENGTH = 10 };
	size_t at = MAGIC;

	if (file->length < MAGIC || memcmp(file->text, "!<arch>\n", MAGIC) != 0)
		return NULL;
	while (file->length - at > HEADER) {
		char digits[SIZE_LENGTH + 1] = {0};
		unsigned long size;

		memcpy(digits, file->text + at + SIZE, SIZE_LENGTH);
		size = strtoul(digits, NULL, 10);
		if (!is_index(file->text + at))
			return xnb_elf_machine(file->text + at + HEADER,
			                       file->length - at - HEADER, unknown);
		at += HEADER;
		if (size > file->length - at)
			return NULL;
		at += size + size % 2 <= file->length - at ? size + size % 2 : size;
	}
	return NULL;
}
