/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Foreign text in the documents of other programs. */
#ifndef XNB_ANALYSIS_TEXT_ESCAPE_H
#define XNB_ANALYSIS_TEXT_ESCAPE_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

struct xnb_escape {
	uint32_t letter;
	const char *text; /* what stands for it */
};

/*
 * Appends `text`, each letter that is in the table as its escape. What no document should
 * show (control characters, marks that reverse the direction, bytes that are not UTF-8)
 * and that is not in the table becomes U+FFFD. The table ends with a NULL text.
 */
void xnb_escape_text(struct xnb_buf *out, const char *text,
                     const struct xnb_escape *escapes);

/*
 * Appends `text` with every byte as %XX that is not a letter or digit of ASCII or one of
 * `allowed`: a word without spaces that can be read back.
 */
void xnb_escape_word(struct xnb_buf *out, const char *text, const char *allowed);

#endif
