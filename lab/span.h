/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A piece of a text that is not its own, and taking it to pieces. */
#ifndef XNB_LAB_SPAN_H
#define XNB_LAB_SPAN_H

#include <stdbool.h>
#include <stddef.h>

#define XNB_BLANKS " \t\r\n"

struct xnb_span {
	const char *at;
	size_t length;
};

bool xnb_span_is(struct xnb_span word, const char *text);

/* Takes the next word off the front of the rest; false at the end. */
bool xnb_span_next(struct xnb_span *rest, struct xnb_span *word, const char *separators);

/* Takes the next line off the front of the text; it has no newline. */
struct xnb_span xnb_span_line(const char **text);

#endif
