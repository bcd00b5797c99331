/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A samples.csv from elsewhere, in all formats of a report that are one text. */
#include "tests/fuzz/fuzz.h"

#include "analysis/report/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = xnb_fuzz_file(data, size);
	const struct xnb_report_format *format;

	for (format = xnb_report_formats; format->name; format++) {
		struct xnb_error err = {0};
		struct xnb_buf text = {0};

		if (format->write && xnb_report_format_write(&text, format, path, &err))
			xnb_fuzz_check_error(&err);
		xnb_buf_free(&text);
	}
	return 0;
}
