/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/utf8.h"

#include "base/utf8.h"

#include <stdbool.h>

static bool is_unfit(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       (c & 0xfffe) == 0xfffe;
}

size_t xnb_utf8_next(const char *text, uint32_t *letter)
{
	size_t length = xnb_utf8_decode(text, letter);

	if (length == 0 || is_unfit(*letter))
		*letter = XNB_UTF8_REPLACEMENT;
	return length ? length : 1;
}

void xnb_utf8_clean(struct xnb_buf *out, const char *text)
{
	while (*text) {
		uint32_t letter;
		size_t length = xnb_utf8_next(text, &letter);

		/* The mark may itself stand in the text, which is all the same. */
		if (letter == XNB_UTF8_REPLACEMENT)
			xnb_buf_puts(out, "\ufffd");
		else
			xnb_buf_append(out, text, length);
		text += length;
	}
}

size_t xnb_utf8_length(const char *text)
{
	size_t n = 0;

	for (uint32_t letter; *text; n++)
		text += xnb_utf8_next(text, &letter);
	return n;
}
