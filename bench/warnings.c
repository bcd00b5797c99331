/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/warnings.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool said_before(const struct xnb_warnings *warnings, const char *text)
{
	size_t i;
	json_t *one;

	json_array_foreach(warnings->texts, i, one)
	{
		const char *before = json_string_value(one);

		if (before && strcmp(before, text) == 0)
			return true;
	}
	return false;
}

void xnb_warn(struct xnb_warnings *warnings, const char *format, ...)
{
	char text[1200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (said_before(warnings, text))
		return;
	fprintf(stderr, "xen-numabench: warning: %s\n", text);
	if (!warnings->texts)
		warnings->texts = json_array();
	json_array_append_new(warnings->texts, json_string(text));
}

void xnb_warnings_free(struct xnb_warnings *warnings)
{
	json_decref(warnings->texts);
	warnings->texts = NULL;
}
