/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/format.h"

#include "base/io.h"

#include <string.h>

const struct xnb_gate_format xnb_gate_formats[] = {
    {"text", "lines for people", "check.txt", xnb_gate_write_text},
    {"json", "one document, docs/check.schema.json", "check.json", xnb_gate_write_json},
    {"junit", "JUnit XML, for GitLab, Jenkins and the like", "check.xml",
     xnb_gate_write_junit},
    {NULL, NULL, NULL, NULL},
};

const struct xnb_gate_format *xnb_gate_format_find(const char *name)
{
	for (const struct xnb_gate_format *f = xnb_gate_formats; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

void xnb_gate_format_names(struct xnb_buf *text)
{
	for (const struct xnb_gate_format *f = xnb_gate_formats; f->name; f++)
		xnb_buf_printf(text, "%s%s", f == xnb_gate_formats ? "" : ", ", f->name);
}

static int write_file(const char *dir, const struct xnb_gate_format *format,
                      const struct xnb_gate *gate, struct xnb_error *err)
{
	struct xnb_buf path = {0}, text = {0};
	int result = format->write(&text, gate, true, err);

	xnb_buf_printf(&path, "%s/%s", dir, format->file);
	if (!result)
		result = path.failed
		             ? xnb_fail_nomem(err)
		             : xnb_replace_file(xnb_buf_text(&path), xnb_buf_text(&text),
		                                text.length, err);
	xnb_buf_free(&path);
	xnb_buf_free(&text);
	return result;
}

int xnb_gate_write_files(const char *dir, const struct xnb_gate *gate,
                         struct xnb_error *err)
{
	for (const struct xnb_gate_format *f = xnb_gate_formats; f->name; f++)
		if (write_file(dir, f, gate, err))
			return -1;
	return 0;
}
