/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.json, of which every member may have a type that nobody expects: read, and told in
 * all formats of a report that are one text. */
#include "tests/fuzz/fuzz.h"

#include "analysis/report/format.h"
#include "analysis/report_data.h"

static void write_formats(const char *path)
{
	const struct xnb_report_format *format;

	for (format = xnb_report_formats; format->name; format++) {
		struct xnb_error err = {0};
		struct xnb_buf text = {0};

		if (format->write && xnb_report_format_write(&text, format, path, &err))
			xnb_fuzz_check_error(&err);
		xnb_buf_free(&text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xnb_report_data *report;
	struct xnb_error err = {0};
	const char *path;

	xnb_fuzz_file(data, size);
	path = xnb_fuzz_run("run.json");
	if (xnb_report_data_load(&report, path, &err)) {
		xnb_fuzz_check_error(&err);
		return 0;
	}
	xnb_report_data_free(report);
	write_formats(path);
	return 0;
}
