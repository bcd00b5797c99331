/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/json_value.h"

#include "analysis/text/escape.h"

#include <math.h>
#include <stdlib.h>

json_t *xnb_json_of_number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *xnb_json_of_count(size_t n)
{
	return json_integer((json_int_t)n);
}

json_t *xnb_json_of_text(const char *text)
{
	static const struct xnb_escape none[] = {{0, NULL}};
	struct xnb_buf clean = {0};
	json_t *value;

	if (!text)
		return json_null();
	value = json_string(text);
	if (value)
		return value;
	xnb_escape_text(&clean, text, none);
	value = json_string(xnb_buf_text(&clean));
	xnb_buf_free(&clean);
	return value;
}

json_t *xnb_json_of_texts(const char *const *texts, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < n; i++) {
		if (!json_array_append_new(array, xnb_json_of_text(texts[i])))
			continue;
		json_decref(array);
		array = NULL;
	}
	return array;
}

json_t *xnb_json_copy(const json_t *value)
{
	return value ? json_deep_copy(value) : json_null();
}

int xnb_json_write(struct xnb_buf *text, json_t *document, struct xnb_error *err)
{
	char *dump =
	    document ? json_dumps(document, JSON_INDENT(1) | JSON_ENSURE_ASCII) : NULL;

	json_decref(document);
	if (!dump)
		return xnb_fail_nomem(err);
	xnb_buf_puts(text, dump);
	xnb_buf_puts(text, "\n");
	free(dump);
	return 0;
}
