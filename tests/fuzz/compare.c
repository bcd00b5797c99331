/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A samples.csv against a run that is fine, and itself, in all formats: a verdict or an
 * error, and exit codes that go with it. */
#include "tests/fuzz/fuzz.h"

#include "analysis/compare/compare.h"
#include "analysis/compare/format.h"

static void write_formats(const struct xnb_compare *compare)
{
	const struct xnb_compare_format *format;

	for (format = xnb_compare_formats; format->name; format++) {
		struct xnb_error err = {0};
		struct xnb_buf text = {0};

		if (format->write(&text, compare, &err))
			xnb_fuzz_check_error(&err);
		else
			XNB_FUZZ_MUST(text.length > 0);
		xnb_buf_free(&text);
	}
}

static void compare(const char *base, const char *new)
{
	struct xnb_compare_request request = {
	    .arms = {{&base, 1}, {&new, 1}},
	    .margin = 0.02,
	    .within_boot = true,
	};
	struct xnb_error err = {0};
	struct xnb_compare *found;

	if (xnb_compare(&found, &request, &err)) {
		xnb_fuzz_check_error(&err);
		return;
	}
	XNB_FUZZ_MUST(found->exit != XNB_EXIT_OK ||
	              !found->counts[XNB_VERDICT_REGRESSION]);
	write_formats(found);
	xnb_compare_free(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = xnb_fuzz_file(data, size);

	compare(XNB_TEST_DATA "/runs/small/samples.csv", path);
	compare(path, path);
	return 0;
}
