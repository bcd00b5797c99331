/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For which machine a file was built. */
#ifndef XNB_LAB_ELF_H
#define XNB_LAB_ELF_H

#include "base/buf.h"

#include <stddef.h>

/* "x86", for 32 bits and 64; "Arm (64 bits)"; "machine 243", kept in `unknown`. NULL: it
 * is no ELF data. */
const char *xnb_elf_machine(const void *data, size_t length, char unknown[32]);

/* The same of the first object in an archive (ar); NULL: there is none. */
const char *xnb_archive_machine(const struct xnb_buf *file, char unknown[32]);

#endif
