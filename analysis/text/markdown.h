/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page of ours in Markdown, so that what a report says is said in one place.
 *
 * The flavour is GitHub's (CommonMark with tables), which most trackers and wikis take;
 * <details>, <summary> and <br> are the only HTML in it. Text shows letter by letter, as
 * in the page: what would be markup is escaped. Drawings, the contents, links and what
 * stands in elements of the class "links", "skip" or "page-only" are left out.
 */
#ifndef XNB_ANALYSIS_TEXT_MARKDOWN_H
#define XNB_ANALYSIS_TEXT_MARKDOWN_H

#include "base/buf.h"

/* `page` is made by analysis/text/html.h and well-formed: no '>' in an attribute, and no
 * other entities than those of xnb_html_text(). */
void xnb_markdown_from_page(struct xnb_buf *text, const char *page);

#endif
