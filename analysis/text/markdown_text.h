/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in Markdown of GitHub's flavour, so that it shows letter by letter. */
#ifndef XNB_ANALYSIS_TEXT_MARKDOWN_TEXT_H
#define XNB_ANALYSIS_TEXT_MARKDOWN_TEXT_H

#include "base/buf.h"

#include <stddef.h>

/* Appends text to a line: what would be markup is escaped, blanks and newlines together
 * are one blank, and none where the line begins. */
void xnb_markdown_escape(struct xnb_buf *line, const char *text);

/* Where a line would begin a heading, a list or a quotation: how many of its letters do,
 * the last of which a backslash before it makes text. 0: it would not. */
size_t xnb_markdown_begins(const char *line);

/* How many backticks fence the code: more than it has anywhere, and `least`. */
size_t xnb_markdown_fence(const char *code, size_t least);
void xnb_markdown_ticks(struct xnb_buf *text, size_t n);

#endif
