/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/format.h"

#include <string.h>

const struct xnb_compare_format xnb_compare_formats[] = {
    {"text", "tables for people", xnb_compare_write_text},
    {"json", "one document, docs/compare.schema.json", xnb_compare_write_json},
    {"junit", "JUnit XML, for Jenkins, GitLab and the like", xnb_compare_write_junit},
    {"markdown", "a comment for a pull request", xnb_compare_write_markdown},
    {NULL, NULL, NULL},
};

const struct xnb_compare_format *xnb_compare_format_find(const char *name)
{
	for (const struct xnb_compare_format *f = xnb_compare_formats; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

void xnb_compare_format_names(struct xnb_buf *text)
{
	for (const struct xnb_compare_format *f = xnb_compare_formats; f->name; f++)
		xnb_buf_printf(text, "%s%s", f == xnb_compare_formats ? "" : ", ",
		               f->name);
}
