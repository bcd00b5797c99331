/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines for a terminal. Foreign text is cleaned (analysis/text/utf8.h): nothing in it can
 * move the cursor or hide what stands beside it. */
#ifndef XNB_ANALYSIS_TEXT_WRAP_H
#define XNB_ANALYSIS_TEXT_WRAP_H

#include "base/buf.h"

#include <stddef.h>

enum { XNB_WRAP_WIDTH = 96 };

/* The words of `words`, each line behind `indent` blanks and broken so that it is no
 * longer than XNB_WRAP_WIDTH, where that can be. */
void xnb_wrap_put(struct xnb_buf *text, size_t indent, const char *words);

/* `cell`, and blanks up to `width` letters and two more. */
void xnb_wrap_put_cell(struct xnb_buf *text, size_t width, const char *cell);

#endif
