/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/html.h"

#include "analysis/text/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
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

void xnb_html_breakable(struct xnb_buf *page, const char *text, const char *behind)
{
	struct xnb_buf piece = {0};

	while (*text) {
		size_t length = strcspn(text, behind);

		length += text[length] != '\0';
		xnb_buf_clear(&piece);
		xnb_buf_append(&piece, text, length);
		xnb_html_text(page, xnb_buf_text(&piece));
		text += length;
		xnb_buf_puts(page, *text ? "<wbr/>" : "");
	}
	page->failed = page->failed || piece.failed;
	xnb_buf_free(&piece);
}

void xnb_html_element(struct xnb_buf *page, const char *name, const char *text)
{
	xnb_buf_printf(page, "<%s>", name);
	xnb_html_text(page, text);
	xnb_buf_printf(page, "</%.*s>", (int)strcspn(name, " "), name);
}

void xnb_html_decode(struct xnb_buf *text, const char *page, size_t length)
{
	static const struct {
		const char *entity, *letter;
	} entities[] = {{"&amp;", "&"},
	                {"&lt;", "<"},
	                {"&gt;", ">"},
	                {"&quot;", "\""},
	                {"&#39;", "'"}};
	const char *at = page, *end = page + length;

	while (at < end) {
		size_t taken = 1;
		const char *letter = at;

		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
			if (strncmp(at, entities[i].entity, strlen(entities[i].entity)) ==
			    0) {
				letter = entities[i].letter;
				taken = strlen(entities[i].entity);
			}
		xnb_buf_append(text, letter, 1);
		at += taken;
	}
}

/* Four letters for up to three bytes (RFC 4648, 4). */
static void put_base64(struct xnb_buf *page, const unsigned char *at, size_t n)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = (unsigned)at[0] << 16 | (n > 1 ? (unsigned)at[1] << 8 : 0) |
	                (n > 2 ? (unsigned)at[2] : 0);
	char four[4];

	for (size_t i = 0; i < sizeof(four); i++)
		four[i] = i > n ? '=' : letters[bits >> (18 - 6 * i) & 63];
	xnb_buf_append(page, four, sizeof(four));
}

void xnb_html_data_uri(struct xnb_buf *page, const char *type, const void *data,
                       size_t length)
{
	const unsigned char *bytes = data;

	xnb_buf_printf(page, "data:%s;base64,", type);
	for (size_t i = 0; i < length; i += 3)
		put_base64(page, bytes + i, length - i);
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

/* Behind the end of an element that nobody should read, or NULL where there begins none.
 */
static const char *skip_silent(const struct piece *tag)
{
	static const char *const begins[] = {"<title>", "<desc>"};
	static const char *const ends[] = {"</title>", "</desc>"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		const char *end;

		if (!starts(tag, begins[i]))
			continue;
		end = strstr(tag->at, ends[i]);
		return end ? end + strlen(ends[i]) : tag->at + strlen(tag->at);
	}
	return NULL;
}

double xnb_html_svg_width(const char *svg)
{
	static const char word[] = " width=\"";
	const char *tag = strstr(svg, "<svg");
	const char *at = tag ? strstr(tag, word) : NULL;

	return at && at < end_of_tag(tag) ? strtod(at + sizeof(word) - 1, NULL) : 0;
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
		const char *silent;
		struct piece tag;

		/* The first round is the rest of <svg ...>, not text. */
		xnb_buf_append(page, at, text);
		at += text;
		tag = (struct piece){at, end_of_tag(at)};
		silent = skip_silent(&tag);
		if (!silent)
			append_tag(page, tag, prefix);
		at = silent ? silent : tag.end;
	}
}
