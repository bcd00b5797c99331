/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A samples.csv from elsewhere, in all formats of a report that are one text. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xnb_fuzz_write_reports(xnb_fuzz_file(data, size));
	return 0;
}
