/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/latex.h"

#include "analysis/text/utf8.h"

#include <stdint.h>

/* `{}` behind what would be joined with its like: "--" is a dash, "''" a quote. */
static const struct {
	uint32_t letter;
	const char *latex;
} escapes[] = {
    {'\\', "\\textbackslash{}"},
    {'{', "\\{"},
    {'}', "\\}"},
    {'_', "\\_"},
    {'%', "\\%"},
    {'&', "\\&"},
    {'$', "\\char36{}"}, /* \$ may come from another font, a bitmap */
    {'#', "\\#"},
    {'~', "\\textasciitilde{}"},
    {'^', "\\textasciicircum{}"},
    {'<', "$<$"},
    {'>', "$>$"},
    {'|', "$|$"},
    {'"', "''{}"},
    {'-', "-{}"},
    {'`', "`{}"},
    {'\'', "'{}"},
    {',', ",{}"},
    {0xb5, "$\\mu$"},
    {0xd7, "$\\times$"},
    {0xf7, "$\\div$"},
    {0x2013, "--"},
    {0x2014, "---"},
    {0x2018, "`{}"},
    {0x2019, "'{}"},
    {0x201c, "``{}"},
    {0x201d, "''{}"},
    {0x2026, "\\ldots{}"},
    {0x2190, "$\\leftarrow$"},
    {0x2192, "$\\rightarrow$"},
    {XNB_UTF8_REPLACEMENT, "?"},
};

/* The letters of Latin-1 that OT1 has, with its accents. */
static int is_plain(uint32_t letter)
{
	static const uint32_t lacks[] = {0xd0, 0xde, 0xf0, 0xfe};

	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++)
		if (letter == lacks[i])
			return 0;
	return letter < 0x7f || (letter >= 0xc0 && letter <= 0xff);
}

static const char *escape_of(uint32_t letter)
{
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++)
		if (escapes[i].letter == letter)
			return escapes[i].latex;
	return NULL;
}

void xnb_latex_text(struct xnb_buf *out, const char *text, size_t most)
{
	for (; *text && most; most--) {
		uint32_t letter;
		size_t length = xnb_utf8_next(text, &letter);
		const char *escape = escape_of(letter);

		if (escape)
			xnb_buf_puts(out, escape);
		else if (is_plain(letter))
			xnb_buf_append(out, text, length);
		else
			xnb_buf_printf(out, "[U+%04X]", (unsigned)letter);
		text += length;
	}
}
