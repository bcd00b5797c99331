/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/check/format.h"

#include <string.h>

const struct xnb_gate_format xnb_gate_formats[] = {
    {"text", "lines for people", xnb_gate_write_text},
    {"json", "one document, docs/check.schema.json", xnb_gate_write_json},
    {"junit", "JUnit XML, for GitLab, Jenkins and the like", xnb_gate_write_junit},
    {NULL, NULL, NULL},
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
