/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void give_up(struct xnb_buf *buf)
{
	free(buf->text);
	*buf = (struct xnb_buf){.failed = true};
}

/* Makes room for `more` bytes and the NUL behind them. */
static bool reserve(struct xnb_buf *buf, size_t more)
{
	size_t need, capacity;
	char *text;

	if (buf->failed)
		return false;
	if (__builtin_add_overflow(buf->length, more, &need) ||
	    __builtin_add_overflow(need, 1, &need)) {
		give_up(buf);
		return false;
	}
	if (need <= buf->capacity)
		return true;
	if (__builtin_add_overflow(need, need / 2, &capacity))
		capacity = need;
	text = realloc(buf->text, capacity);
	if (!text) {
		give_up(buf);
		return false;
	}
	buf->text = text;
	buf->capacity = capacity;
	return true;
}

void xnb_buf_append(struct xnb_buf *buf, const void *data, size_t length)
{
	if (!reserve(buf, length))
		return;
	if (length)
		memcpy(buf->text + buf->length, data, length);
	buf->length += length;
	buf->text[buf->length] = '\0';
}

void xnb_buf_puts(struct xnb_buf *buf, const char *text)
{
	xnb_buf_append(buf, text, strlen(text));
}

void xnb_buf_printf(struct xnb_buf *buf, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0) {
		give_up(buf);
		return;
	}
	if (!reserve(buf, (size_t)length))
		return;
	va_start(args, format);
	vsnprintf(buf->text + buf->length, (size_t)length + 1, format, args);
	va_end(args);
	buf->length += (size_t)length;
}

void xnb_buf_clear(struct xnb_buf *buf)
{
	buf->length = 0;
	buf->failed = false;
	if (buf->text)
		buf->text[0] = '\0';
}

void xnb_buf_free(struct xnb_buf *buf)
{
	free(buf->text);
	*buf = (struct xnb_buf){0};
}

const char *xnb_buf_text(const struct xnb_buf *buf)
{
	return buf->text ? buf->text : "";
}
