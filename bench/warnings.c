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

enum { LONGEST = 1200 };

static void append(json_t **list, json_t *one)
{
	if (!*list)
		*list = json_array();
	json_array_append_new(*list, one);
}

void xnb_warn(struct xnb_warnings *warnings, const char *format, ...)
{
	char text[LONGEST];
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
	append(&warnings->texts, one);
}

static bool is_absent(const struct xnb_warnings *warnings, const json_t *what)
{
	size_t i;
	json_t *one;

	json_array_foreach(warnings->absent, i, one)
	{
		if (json_equal(json_object_get(one, "what"), what))
			return true;
	}
	return false;
}

/* False where it was noted before; `why` has LONGEST bytes. */
static bool note_absent(struct xnb_warnings *warnings, const char *what, char *why,
                        const char *format, va_list args)
{
	json_t *name = xnb_json_text(what);

	if (is_absent(warnings, name)) {
		json_decref(name);
		return false;
	}
	vsnprintf(why, LONGEST, format, args);
	append(&warnings->absent,
	       json_pack("{s:o, s:o}", "what", name, "why", xnb_json_text(why)));
	return true;
}

void xnb_absent(struct xnb_warnings *warnings, const char *what, const char *format, ...)
{
	char why[LONGEST];
	va_list args;

	va_start(args, format);
	if (note_absent(warnings, what, why, format, args))
		fprintf(stderr, "xen-numabench: absent: %s: %s\n", what, why);
	va_end(args);
}

void xnb_absent_everywhere(struct xnb_warnings *warnings, const char *what,
                           const char *format, ...)
{
	char why[LONGEST];
	va_list args;

	va_start(args, format);
	note_absent(warnings, what, why, format, args);
	va_end(args);
}

void xnb_warnings_free(struct xnb_warnings *warnings)
{
	json_decref(warnings->texts);
	json_decref(warnings->absent);
	warnings->texts = warnings->absent = NULL;
}
