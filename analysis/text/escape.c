/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/escape.h"

#include "analysis/text/utf8.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static const char *find(const struct xnb_escape *escapes, uint32_t letter)
{
	for (; escapes->text; escapes++)
		if (escapes->letter == letter)
			return escapes->text;
	return NULL;
}

void xnb_escape_text(struct xnb_buf *out, const char *text,
                     const struct xnb_escape *escapes)
{
	for (size_t length; *text; text += length) {
		uint32_t letter, shown;
		const char *escaped = NULL;

		length = xnb_utf8_next(text, &shown);
		if (xnb_utf8_decode(text, &letter))
			escaped = find(escapes, letter);
		if (escaped)
			xnb_buf_puts(out, escaped);
		else if (shown == XNB_UTF8_REPLACEMENT)
			xnb_buf_puts(out, "\ufffd");
		else
			xnb_buf_append(out, text, length);
	}
}

static bool is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void xnb_escape_word(struct xnb_buf *out, const char *text, const char *allowed)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (is_plain(c) || strchr(allowed, c))
			xnb_buf_append(out, text, 1);
		else
			xnb_buf_printf(out, "%%%02X", c);
	}
}
