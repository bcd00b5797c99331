/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interned texts: equal texts are kept once and have equal pointers. */
#ifndef XNB_RUNDIR_STRINGS_H
#define XNB_RUNDIR_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

/* Start from {0}. A hash table with open addressing; at most 3/4 of `slots` is in use. */
struct xnb_strings {
	char **slots; /* NULL where free */
	size_t n_slots;
	size_t n;
};

/* The one copy of a text of `length` bytes, or NULL where it is not there. */
const char *xnb_strings_find(const struct xnb_strings *strings, const char *text,
                             size_t length);

/*
 * Whether an interned text is `text`, which is `length` bytes and a NUL. Reads both by
 * words: behind the NUL of `text`, XNB_STRINGS_SLACK bytes must be there, whatever they
 * are.
 */
enum { XNB_STRINGS_SLACK = 7 };

bool xnb_strings_is(const char *interned, const char *text, size_t length);

/* The one copy of `text`, or NULL without memory. */
const char *xnb_strings_intern(struct xnb_strings *strings, const char *text);
void xnb_strings_free(struct xnb_strings *strings);

#endif
