/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers in the kernel's small text files. */
#ifndef XNB_NATIVE_FIELDS_H
#define XNB_NATIVE_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The number behind the first place where `field` begins a word of the text: "MemFree:"
 * of "Node 0 MemFree:  12 kB" is 12. False where it is not there, or no number below
 * 2^64.
 */
bool xnb_native_field(const char *text, const char *field, uint64_t *value);

/* The number that is all that a file of root + path holds. */
bool xnb_native_read_number(const char *root, const char *path, uint64_t *value);

#endif
