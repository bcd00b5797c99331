/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pieces of an HTML page. Text from a run goes through xnb_html_text(), always. */
#ifndef XNB_ANALYSIS_HTML_H
#define XNB_ANALYSIS_HTML_H

#include "base/buf.h"

/*
 * Appends text that shows letter by letter, in an element and in a quoted attribute
 * alike: & < > " ' are escaped; control characters and broken UTF-8 become U+FFFD.
 */
void xnb_html_text(struct xnb_buf *page, const char *text);

/* <name>text</name>, the text escaped; `name` may carry attributes ("td class=n"). */
void xnb_html_element(struct xnb_buf *page, const char *name, const char *text);

/*
 * Puts gnuplot's SVG into a page that has several: without the XML declaration and the
 * <title> elements (they become tooltips), with `prefix` before every id and reference,
 * and for those who cannot see it with a role, a short `label`, and the element with the
 * id PREFIX-caption as its description.
 */
void xnb_html_inline_svg(struct xnb_buf *page, const char *svg, const char *prefix,
                         const char *label);

#endif
