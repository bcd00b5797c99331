/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/distances.h"

#include "base/io.h"

#include <string.h>

enum { MOST_XML = 64 << 20 };

/* Digits and single blanks of what stands between `from` and `to`. */
static void put_numbers(struct xnb_buf *text, const char *from, const char *to)
{
	for (; from < to; from++) {
		bool digit = *from >= '0' && *from <= '9';

		if (digit)
			xnb_buf_append(text, from, 1);
		else if (text->length && text->text[text->length - 1] != ' ')
			xnb_buf_puts(text, " ");
	}
}

static void put_matrix(struct xnb_buf *text, const char *at, const char *end)
{
	while ((at = strstr(at, "<u64values")) && at < end) {
		const char *from = strchr(at, '>'), *to = strstr(at, "</u64values");

		if (!from || !to || from > to)
			return;
		put_numbers(text, from, to);
		at = to;
	}
	while (text->length && text->text[text->length - 1] == ' ')
		text->text[--text->length] = '\0';
}

void xnb_compare_distances(struct xnb_buf *text, const char *path)
{
	struct xnb_buf name = {0}, xml = {0};
	const char *at = NULL, *end;

	xnb_buf_printf(&name, "%s/topology.xml", path);
	if (!name.failed && !xnb_read_file(xnb_buf_text(&name), &xml, MOST_XML, NULL))
		at = strstr(xnb_buf_text(&xml), "name=\"NUMALatency\"");
	end = at ? strstr(at, "</distances2") : NULL;
	if (end)
		put_matrix(text, at, end);
	xnb_buf_free(&name);
	xnb_buf_free(&xml);
}
