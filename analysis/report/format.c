/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/format.h"

#include "analysis/export/export.h"
#include "analysis/report/page.h"

#include <string.h>

const struct xnb_report_format xnb_report_formats[] = {
    {"html", "a folder with one self-contained page and the figures", NULL},
    {"markdown", "the text of that page, for an issue or a wiki", xnb_report_markdown},
    {"json", "all summaries and the run; docs/report.schema.json", xnb_export_json},
    {"openmetrics", "for Prometheus and node_exporter's textfile collector",
     xnb_export_openmetrics},
    {"benchstat", "the Go benchmark format, a line for each unit of analysis",
     xnb_export_benchstat},
    {"smaller-is-better", "customSmallerIsBetter of github-action-benchmark",
     xnb_export_smaller_is_better},
    {"bigger-is-better", "customBiggerIsBetter of github-action-benchmark",
     xnb_export_bigger_is_better},
    {NULL, NULL, NULL},
};

const struct xnb_report_format *xnb_report_format_find(const char *name)
{
	for (const struct xnb_report_format *f = xnb_report_formats; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

void xnb_report_format_names(struct xnb_buf *text)
{
	for (const struct xnb_report_format *f = xnb_report_formats; f->name; f++)
		xnb_buf_printf(text, "%s%s", f == xnb_report_formats ? "" : ", ",
		               f->name);
}

int xnb_report_format_write(struct xnb_buf *text, const struct xnb_report_format *format,
                            const char *run, struct xnb_error *err)
{
	struct xnb_report_data *data;
	int result;

	if (xnb_report_data_load(&data, run, err))
		return -1;
	result = format->write(text, data, err);
	if (!result && text->failed)
		result = xnb_fail_nomem(err);
	xnb_report_data_free(data);
	return result;
}
