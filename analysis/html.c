/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/html.h"

#include "analysis/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *entity(uint32_t letter)
{
	static const struct {
		uint32_t letter;
		const char *text;
	} entities[] = {
	    {'&', "&amp;"},  {'<', "&lt;"},   {'>', "&gt;"},
	    {'"', "&quot;"}, {'\'', "&#39;"}, {XNB_UTF8_REPLACEMENT, "\ufffd"},
	};

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (entities[i].letter == letter)
			return entities[i].text;
	return NULL;
}

void xnb_html_text(struct xnb_buf *page, const char *text)
{
	while (*text) {
		uint32_t letter;
		size_t length = xnb_utf8_next(text, &letter);
		const char *escaped = entity(letter);

		if (escaped)
			xnb_buf_puts(page, escaped);
		else
			xnb_buf_append(page, text, length);
		text += length;
	}
}

void xnb_html_element(struct xnb_buf *page, const char *name, const char *text)
{
	xnb_buf_printf(page, "<%s>", name);
	xnb_html_text(page, text);
	xnb_buf_printf(page, "</%.*s>", (int)strcspn(name, " "), name);
}

/* A piece of the SVG's text, which lies between `at` and `end`. */
struct piece {
	const char *at, *end;
};

static bool starts(const struct piece *piece, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(piece->end - piece->at) >= length &&
	       memcmp(piece->at, word, length) == 0;
}

/* Appends one tag, with the prefix in its ids and references. */
static void append_tag(struct xnb_buf *page, struct piece tag, const char *prefix)
{
	static const char *const before[] = {" id='", " id=\"", "href='#", "href=\"#",
	                                     "url(#"};

	while (tag.at < tag.end) {
		const char *found = NULL;

		for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
			if (starts(&tag, before[i]))
				found = before[i];
		if (found) {
			xnb_buf_printf(page, "%s%s-", found, prefix);
			tag.at += strlen(found);
		} else {
			xnb_buf_append(page, tag.at++, 1);
		}
	}
}

/* Ends behind the '>' of the tag that begins at `at`; no '>' stands in an attribute of
 * gnuplot's, because foreign text is never in one. */
static const char *end_of_tag(const char *at)
{
	const char *end = strchr(at, '>');

	return end ? end + 1 : at + strlen(at);
}

static const char *skip_title(const char *at)
{
	const char *end = strstr(at, "</title>");

	return end ? end + strlen("</title>") : at + strlen(at);
}

void xnb_html_inline_svg(struct xnb_buf *page, const char *svg, const char *prefix,
                         const char *label)
{
	const char *at = strstr(svg, "<svg");

	if (!at)
		return;
	xnb_buf_puts(page, "<svg role=\"img\" aria-label=\"");
	xnb_html_text(page, label);
	xnb_buf_printf(page, "\" aria-describedby=\"%s-caption\"", prefix);
	for (at += strlen("<svg"); *at;) {
		size_t text = strcspn(at, "<");
		struct piece tag;

		/* The first round is the rest of <svg ...>, not text. */
		xnb_buf_append(page, at, text);
		at += text;
		tag = (struct piece){at, end_of_tag(at)};
		if (starts(&tag, "<title>"))
			tag.end = skip_title(at);
		else
			append_tag(page, tag, prefix);
		at = tag.end;
	}
}
