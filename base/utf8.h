/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether foreign bytes are text (UTF-8, RFC 3629), letter by letter, and how to show
 * them to a person when they are not. */
#ifndef XNB_BASE_UTF8_H
#define XNB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The letter at `text` and its length in bytes; 0, with no letter, where the bytes are
 * not one: overlong forms, surrogates, beyond U+10FFFF, or cut off. NUL is a letter.
 */
size_t xnb_utf8_decode(const char *text, uint32_t *letter);

bool xnb_utf8_valid(const char *text);

/* Copies `text` for one line of a message: printable ASCII as it is, every other byte as
 * '?', and "..." at the end of what does not fit. `size` is at least 4. */
void xnb_utf8_show(char *shown, size_t size, const char *text);

#endif
