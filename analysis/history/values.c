/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/values.h"

#include "analysis/text/escape.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { MOST_WHOLE = 60 }; /* bytes of a value that is told whole */

/* How much of both is the same at their start, in whole words. */
static size_t same_start(const char *a, const char *b)
{
	size_t same = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == ' ')
			same = i + 1;
	return same;
}

/* The same at their end. */
static size_t same_end(const char *a, const char *b)
{
	size_t of_a = strlen(a), of_b = strlen(b), same = 0;

	for (size_t n = 1; n <= of_a && n <= of_b && a[of_a - n] == b[of_b - n]; n++)
		if (a[of_a - n] == ' ')
			same = n;
	return same;
}

static void put_part(struct xnb_buf *out, const char *value, size_t start, size_t end)
{
	static const struct xnb_escape none[] = {{0, NULL}};
	struct xnb_buf part = {0};

	xnb_buf_append(&part, value + start, strlen(value) - start - end);
	xnb_buf_puts(out, start ? "\"... " : "\"");
	xnb_escape_text(out, xnb_buf_text(&part), none);
	xnb_buf_puts(out, end ? " ...\"" : "\"");
	out->failed = out->failed || part.failed;
	xnb_buf_free(&part);
}

void xnb_history_put_values(struct xnb_buf *out, const char *before, const char *after)
{
	bool is_long = strlen(before) > MOST_WHOLE && strlen(after) > MOST_WHOLE;
	size_t start = is_long ? same_start(before, after) : 0;
	size_t end = is_long ? same_end(before + start, after + start) : 0;

	put_part(out, before, start, end);
	xnb_buf_puts(out, " -> ");
	put_part(out, after, start, end);
}
