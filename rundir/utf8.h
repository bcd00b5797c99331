/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether foreign bytes are text, and how to show them to a person when they are not. */
#ifndef XNB_RUNDIR_UTF8_H
#define XNB_RUNDIR_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* UTF-8 as in RFC 3629: no overlong forms, surrogates, or code points beyond U+10FFFF. */
bool xnb_utf8_valid(const char *text);

/* Copies `text` for one line of a message: printable ASCII as it is, every other byte as
 * '?', and "..." at the end of what does not fit. `size` is at least 4. */
void xnb_utf8_show(char *shown, size_t size, const char *text);

#endif
