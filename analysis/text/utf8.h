/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Foreign text, letter by letter. */
#ifndef XNB_ANALYSIS_TEXT_UTF8_H
#define XNB_ANALYSIS_TEXT_UTF8_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

#define XNB_UTF8_REPLACEMENT 0xfffdu

/*
 * The letter at `text`, which is not at its end, and its length in bytes. What a page or
 * a figure must not show becomes XNB_UTF8_REPLACEMENT: bytes that are not UTF-8 (RFC
 * 3629; one at a time), control characters, and the marks that reverse the direction of
 * the text behind them.
 */
size_t xnb_utf8_next(const char *text, uint32_t *letter);

/* Appends the text letter by letter, as xnb_utf8_next() gives them. */
void xnb_utf8_clean(struct xnb_buf *out, const char *text);

/* Letters of `text`, for the width of a margin. */
size_t xnb_utf8_length(const char *text);

#endif
