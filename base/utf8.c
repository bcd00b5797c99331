/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* The four forms of RFC 3629, section 3. */
static const struct form {
	unsigned char mask, lead; /* of the first byte */
	size_t length;
	uint32_t least; /* a shorter form must be used below it */
} forms[] = {
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
};

static bool is_code_point(uint32_t c)
{
	return c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff);
}

/* Stops at the NUL of a text that is cut off, as that is no continuation byte. */
static size_t decode_form(const unsigned char *at, const struct form *form,
                          uint32_t *letter)
{
	uint32_t c = at[0] & (unsigned char)~form->mask;

	for (size_t i = 1; i < form->length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (at[i] & 0x3f);
	}
	if (c < form->least || !is_code_point(c))
		return 0;
	*letter = c;
	return form->length;
}

size_t xnb_utf8_decode(const char *text, uint32_t *letter)
{
	const unsigned char *at = (const unsigned char *)text;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if ((at[0] & forms[i].mask) == forms[i].lead)
			return decode_form(at, &forms[i], letter);
	return 0;
}

bool xnb_utf8_valid(const char *text)
{
	uint32_t letter;

	for (size_t n; *text; text += n) {
		n = xnb_utf8_decode(text, &letter);
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
