/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/libxl_kernel.h"

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xen/elfnote.h>

/* In the domain: above the first MiB, where a PC has other things. */
#define LOAD_ADDRESS 0x100000u

struct file {
	Elf64_Ehdr header;
	Elf64_Phdr segments[2];
	Elf64_Nhdr note;
	char note_name[4];
	uint32_t note_entry;
	uint8_t code[8];
};

static const struct file kernel = {
    .header =
        {
            .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
                        EV_CURRENT},
            .e_type = ET_EXEC,
            .e_machine = EM_X86_64,
            .e_version = EV_CURRENT,
            .e_entry = LOAD_ADDRESS + offsetof(struct file, code),
            .e_phoff = offsetof(struct file, segments),
            .e_ehsize = sizeof(Elf64_Ehdr),
            .e_phentsize = sizeof(Elf64_Phdr),
            .e_phnum = 2,
            .e_shentsize = sizeof(Elf64_Shdr),
        },
    .segments =
        {
            {
                .p_type = PT_LOAD,
                .p_flags = PF_R | PF_X,
                .p_vaddr = LOAD_ADDRESS,
                .p_paddr = LOAD_ADDRESS,
                .p_filesz = sizeof(struct file),
                .p_memsz = sizeof(struct file),
                .p_align = 4096,
            },
            {
                .p_type = PT_NOTE,
                .p_flags = PF_R,
                .p_offset = offsetof(struct file, note),
                .p_vaddr = LOAD_ADDRESS + offsetof(struct file, note),
                .p_paddr = LOAD_ADDRESS + offsetof(struct file, note),
                .p_filesz = offsetof(struct file, code) - offsetof(struct file, note),
                .p_memsz = offsetof(struct file, code) - offsetof(struct file, note),
                .p_align = 4,
            },
        },
    /* Where to enter it, in 32-bit mode. */
    .note = {.n_namesz = 4, .n_descsz = 4, .n_type = XEN_ELFNOTE_PHYS32_ENTRY},
    .note_name = "Xen",
    .note_entry = LOAD_ADDRESS + offsetof(struct file, code),
    .code =
        {
            0xfa,       /* cli */
            0xf4,       /* hlt */
            0xeb, 0xfc, /* jmp to the first byte */
        },
};

int xnb_libxl_kernel_open(struct xnb_error *err)
{
	int fd = memfd_create("kernel", MFD_CLOEXEC);
	ssize_t written = fd < 0 ? -1 : write(fd, &kernel, sizeof(kernel));

	if (written == (ssize_t)sizeof(kernel))
		return fd;
	if (written >= 0)
		errno = ENOSPC;
	xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
	         "a file in memory for the kernel: cannot be written: %s; free some "
	         "memory in dom0",
	         strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}
