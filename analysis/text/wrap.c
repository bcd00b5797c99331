/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/wrap.h"

#include "analysis/text/utf8.h"

#include <string.h>

static void put_spaces(struct xnb_buf *text, size_t n)
{
	while (n-- > 0)
		xnb_buf_puts(text, " ");
}

void xnb_wrap_put(struct xnb_buf *text, size_t indent, const char *words)
{
	struct xnb_buf clean = {0};
	size_t column = indent;

	xnb_utf8_clean(&clean, words);
	put_spaces(text, indent);
	for (const char *at = xnb_buf_text(&clean); *at;) {
		size_t length = strcspn(at, " ");

		if (column > indent && column + 1 + length > XNB_WRAP_WIDTH) {
			xnb_buf_puts(text, "\n");
			put_spaces(text, indent);
			column = indent;
		} else if (column > indent) {
			xnb_buf_puts(text, " ");
			column++;
		}
		xnb_buf_append(text, at, length);
		column += length;
		at += length + strspn(at + length, " ");
	}
	xnb_buf_puts(text, "\n");
	xnb_buf_free(&clean);
}

void xnb_wrap_put_cell(struct xnb_buf *text, size_t width, const char *cell)
{
	size_t length = xnb_utf8_length(cell);

	xnb_utf8_clean(text, cell);
	put_spaces(text, 2 + (length < width ? width - length : 0));
}
