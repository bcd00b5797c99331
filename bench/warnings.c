/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/warnings.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

json_t *xnb_json_text(const char *text)
{
	json_t *json = json_string(text);
	char shown[1200];

	if (json)
		return json;
	xnb_utf8_show(shown, sizeof(shown), text);
	return json_string(shown);
}

static bool said_before(const struct xnb_warnings *warnings, const json_t *text)
{
	size_t i;
	json_t *one;

	json_array_foreach(warnings->texts, i, one)
	{
		if (json_equal(one, text))
			return true;
	}
	return false;
}

void xnb_warn(struct xnb_warnings *warnings, const char *format, ...)
{
	char text[1200];
	va_list args;
	json_t *one;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	one = xnb_json_text(text);
	if (said_before(warnings, one)) {
		json_decref(one);
		return;
	}
	fprintf(stderr, "xen-numabench: warning: %s\n", text);
	if (!warnings->texts)
		warnings->texts = json_array();
	json_array_append_new(warnings->texts, one);
}

void xnb_warnings_free(struct xnb_warnings *warnings)
{
	json_decref(warnings->texts);
	warnings->texts = NULL;
}
