/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text that grows. Appending never fails visibly: after a failed allocation the buffer
 * stays empty and `failed` is set, so that a caller checks once, at the end.
 */
#ifndef XNB_BASE_BUF_H
#define XNB_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct xnb_buf {
	char *text; /* always NUL-terminated once something was appended; else NULL */
	size_t length;
	size_t capacity;
	bool failed;
};

void xnb_buf_printf(struct xnb_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void xnb_buf_append(struct xnb_buf *buf, const void *data, size_t length);
void xnb_buf_puts(struct xnb_buf *buf, const char *text);

/* Forgets the text but keeps the memory. */
void xnb_buf_clear(struct xnb_buf *buf);
void xnb_buf_free(struct xnb_buf *buf);

/* The text, or "" when nothing was appended. Owned by the buffer. */
const char *xnb_buf_text(const struct xnb_buf *buf);

#endif
