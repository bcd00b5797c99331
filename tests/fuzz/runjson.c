/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.json, of which every member may have a type that nobody expects: read, and told in
 * all formats of a report that are one text. */
#include "tests/fuzz/fuzz.h"

#include "analysis/report_data.h"

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
	xnb_fuzz_write_reports(path);
	return 0;
}
