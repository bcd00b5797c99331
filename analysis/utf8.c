/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/utf8.h"

#include <stdbool.h>

struct form {
	uint8_t mask, lead;
	size_t length;
	uint32_t least; /* a shorter form must be used below it */
};

static const struct form forms[] = {
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
};

static bool is_unfit(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) ||
	       (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || (c & 0xfffe) == 0xfffe || c > 0x10ffff;
}

/* Length of the form when all its bytes are there, else 0. */
static size_t decode(const uint8_t *at, const struct form *form, uint32_t *letter)
{
	uint32_t c = at[0] & (uint8_t)~form->mask;

	for (size_t i = 1; i < form->length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (at[i] & 0x3f);
	}
	if (c < form->least)
		return 0;
	*letter = c;
	return form->length;
}

size_t xnb_utf8_next(const char *text, uint32_t *letter)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t length = 0;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if ((at[0] & forms[i].mask) == forms[i].lead)
			length = decode(at, &forms[i], letter);
	if (length == 0 || is_unfit(*letter))
		*letter = XNB_UTF8_REPLACEMENT;
	return length ? length : 1;
}

size_t xnb_utf8_length(const char *text)
{
	size_t n = 0;

	for (uint32_t letter; *text; n++)
		text += xnb_utf8_next(text, &letter);
	return n;
}
