/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pieces of an HTML page. Text from a run goes through xnb_html_text(), always. */
#ifndef XNB_ANALYSIS_TEXT_HTML_H
#define XNB_ANALYSIS_TEXT_HTML_H

#include "base/buf.h"

#include <stddef.h>

/*
 * Appends text that shows letter by letter, in an element and in a quoted attribute
 * alike: & < > " ' are escaped; control characters and broken UTF-8 become U+FFFD.
 */
void xnb_html_text(struct xnb_buf *page, const char *text);

/* The same, where a narrow screen may break a line behind each of the letters `behind`,
 * which are ASCII. */
void xnb_html_breakable(struct xnb_buf *page, const char *text, const char *behind);

/* <name>text</name>, the text escaped; `name` may carry attributes ("td class=n"). */
void xnb_html_element(struct xnb_buf *page, const char *name, const char *text);

/* Appends the text that `length` bytes between two tags of a page show, if they were made
 * by xnb_html_text(). */
void xnb_html_decode(struct xnb_buf *text, const char *page, size_t length);

/* Appends the bytes as a URI that carries them ("data:text/plain;base64,...", RFC 2397);
 * `type` is a media type of ours. */
void xnb_html_data_uri(struct xnb_buf *page, const char *type, const void *data,
                       size_t length);

/*
 * Puts gnuplot's SVG into a page that has several: without the XML declaration and the
 * <title> elements (they become tooltips) and <desc>, with `prefix` before every id and
 * reference, and for those who cannot see it with a role, a short `label`, and the
 * element with the id PREFIX-caption as its description.
 */
void xnb_html_inline_svg(struct xnb_buf *page, const char *svg, const char *prefix,
                         const char *label);

/* The width that an SVG of gnuplot's says of itself, in points; 0 where it says none. */
double xnb_html_svg_width(const char *svg);

#endif
