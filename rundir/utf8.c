/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/utf8.h"

#include <stdio.h>
#include <string.h>

/* The rows of the table "Well-Formed UTF-8 Byte Sequences" in the Unicode Standard: the
 * range of the first byte, that of the second, and the length. All bytes behind are 80 to
 * BF. */
static const struct form {
	unsigned char first_low, first_high, second_low, second_high;
	size_t length;
} forms[] = {
    {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static bool in(unsigned char c, unsigned char low, unsigned char high)
{
	return low <= c && c <= high;
}

/* Bytes of the character at `s`, or 0. */
static size_t length_at(const unsigned char *s)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct form *form = &forms[i];

		if (!in(s[0], form->first_low, form->first_high))
			continue;
		if (form->length > 1 && !in(s[1], form->second_low, form->second_high))
			return 0;
		for (size_t k = 2; k < form->length; k++)
			if (!in(s[k], 0x80, 0xbf))
				return 0;
		return form->length;
	}
	return 0;
}

bool xnb_utf8_valid(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	for (size_t n; *s; s += n) {
		n = length_at(s);
		if (n == 0)
			return false;
	}
	return true;
}

void xnb_utf8_show(char *shown, size_t size, const char *text)
{
	size_t length = strlen(text);

	snprintf(shown, size, "%s", text);
	for (char *c = shown; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	if (length >= size)
		memcpy(shown + size - 4, "...", 4);
}
