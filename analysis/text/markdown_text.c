/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/markdown_text.h"

#include <stdbool.h>
#include <string.h>

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Whether `at` would be markup: an underscore inside of a word is none. */
static bool is_special(const char *text, const char *at)
{
	if (*at == '_')
		return at == text || !is_word(at[-1]) || !is_word(at[1]);
	return strchr("\\`*[]|~$", *at) != NULL;
}

void xnb_markdown_escape(struct xnb_buf *line, const char *text)
{
	for (const char *at = text; *at; at++) {
		bool blank = *at == ' ' || *at == '\n';

		if (blank && (!line->length || line->text[line->length - 1] == ' '))
			continue;
		if (*at == '<' || *at == '&') {
			xnb_buf_puts(line, *at == '<' ? "&lt;" : "&amp;");
			continue;
		}
		if (is_special(text, at))
			xnb_buf_puts(line, "\\");
		xnb_buf_append(line, blank ? " " : at, 1);
	}
}

size_t xnb_markdown_begins(const char *line)
{
	size_t digits = strspn(line, "0123456789");

	if (digits && (line[digits] == '.' || line[digits] == ')'))
		return digits + 1;
	return *line && strchr("#+-=>", *line) ? 1 : 0;
}

size_t xnb_markdown_fence(const char *code, size_t least)
{
	size_t longest = 0;

	for (; *code; code += strcspn(code, "`")) {
		size_t n = strspn(code, "`");

		longest = n > longest ? n : longest;
		code += n;
	}
	return longest >= least ? longest + 1 : least;
}

void xnb_markdown_ticks(struct xnb_buf *text, size_t n)
{
	while (n--)
		xnb_buf_puts(text, "`");
}
