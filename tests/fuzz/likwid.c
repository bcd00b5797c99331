/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What likwid-bench prints: its list of kernels, and the result of one. */
#include "tests/fuzz/fuzz.h"

#include "bench/native/likwid_text.h"

#include <string.h>

static void read_kernels(const char *text)
{
	const char *names[XNB_LIKWID_MOST_VARIANTS];
	struct xnb_likwid_kernels kernels;
	struct xnb_error err = {0};

	if (xnb_likwid_parse_kernels(text, &kernels, &err)) {
		xnb_fuzz_check_error(&err);
		XNB_FUZZ_MUST(!kernels.names);
		return;
	}
	for (size_t i = 0; i < kernels.n; i++)
		XNB_FUZZ_MUST(strstr(text, kernels.names[i]));
	XNB_FUZZ_MUST(xnb_likwid_variants(&kernels, kernels.names[0], names,
	                                  XNB_LIKWID_MOST_VARIANTS) > 0);
	xnb_likwid_kernels_free(&kernels);
}

static void read_result(const char *text)
{
	struct xnb_likwid_result result;
	struct xnb_error err = {0};
	uint32_t cpus = 0;

	if (xnb_likwid_parse_result(text, &result, &err)) {
		xnb_fuzz_check_error(&err);
		return;
	}
	for (size_t i = 0; i < XNB_LIKWID_MOST_CPUS / 64; i++)
		cpus += (uint32_t)__builtin_popcountll(result.on_cpu[i]);
	XNB_FUZZ_MUST(cpus == result.threads && cpus > 0);
	XNB_FUZZ_MUST(result.seconds > 0 && result.bytes > 0 && result.passes > 0);
	XNB_FUZZ_MUST(strstr(text, result.kernel));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	XNB_FUZZ_MUST(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	read_kernels(text);
	read_result(text);
	free(text);
	return 0;
}
