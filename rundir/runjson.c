/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/runjson.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Far above any run.json, far below what would hurt. */
enum { LARGEST = 64 << 20 };

static int check_schema(const json_t *meta, const char *path, struct xnb_error *err)
{
	const json_t *schema = json_object_get(meta, "schema");

	if (!json_is_object(meta) || !json_is_integer(schema))
		return xnb_fail(
		    err, XNB_EXIT_FAILED, 0,
		    "%s: has no \"schema\", so it does not describe a run; is "
		    "it the right directory?",
		    path);
	if (json_integer_value(schema) != XNB_RUN_SCHEMA)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s: has schema %" JSON_INTEGER_FORMAT ", this version "
		                "reads %d; use the version that wrote it",
		                path, json_integer_value(schema), XNB_RUN_SCHEMA);
	return 0;
}

/* What is shown of the file may be any bytes. */
static int refuse(const char *path, const json_error_t *problem, struct xnb_error *err)
{
	char shown[JSON_ERROR_TEXT_LENGTH];

	xnb_utf8_show(shown, sizeof(shown), problem->text);
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "%s:%d:%d: %s; mend it, or give a copy of samples.csv alone", path,
	                problem->line, problem->column, shown);
}

int xnb_runjson_read(json_t **out, const char *path, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	json_error_t problem;
	json_t *meta;

	if (xnb_read_regular(path, &text, LARGEST, err)) {
		xnb_buf_free(&text);
		return -1;
	}
	meta = json_loadb(xnb_buf_text(&text), text.length, JSON_REJECT_DUPLICATES,
	                  &problem);
	xnb_buf_free(&text);
	if (!meta)
		return refuse(path, &problem, err);
	if (check_schema(meta, path, err)) {
		json_decref(meta);
		return -1;
	}
	*out = meta;
	return 0;
}

int xnb_runjson_write(const char *path, json_t *meta, const char *state,
                      struct xnb_error *err)
{
	struct xnb_buf line = {0};
	char *text = NULL;
	int result = -1;

	if (json_object_set_new(meta, "schema", json_integer(XNB_RUN_SCHEMA)) ||
	    json_object_set_new(meta, "state", json_string(state)))
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s: the metadata is not a JSON object; please report "
		                "this",
		                path);
	text = json_dumps(meta, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	if (!text)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s: the metadata cannot be written as JSON: out of "
		                "memory, or a text that is not UTF-8",
		                path);
	xnb_buf_printf(&line, "%s\n", text);
	if (line.failed)
		xnb_fail_nomem(err);
	else
		result = xnb_replace_file(path, line.text, line.length, err);
	xnb_buf_free(&line);
	free(text);
	return result;
}

const char *xnb_runjson_text(const json_t *meta, const char *key)
{
	const char *text = json_string_value(json_object_get(meta, key));

	return text ? text : "";
}
