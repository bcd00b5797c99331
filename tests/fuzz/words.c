/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts within a cell: parameters, flags, numbers, UTF-8. */
#include "tests/fuzz/fuzz.h"

#include "analysis/flags.h"
#include "base/utf8.h"
#include "rundir/number.h"
#include "rundir/params.h"

#include <math.h>
#include <string.h>

static void read_params(const char *text)
{
	for (size_t i = 0; xnb_param_keys[i].key; i++) {
		char value[16];

		if (xnb_params_get(text, xnb_param_keys[i].key, value, sizeof(value)))
			XNB_FUZZ_MUST(strstr(text, value));
	}
}

/* What was set can be got, and the keys stay sorted. */
static void set_params(const char *text)
{
	struct xnb_params params = {.text = "a=1;node=2"};
	struct xnb_error err = {0};
	char value[sizeof(params.text)];

	if (xnb_params_set(&params, "memory", text, &err)) {
		xnb_fuzz_check_error(&err);
		XNB_FUZZ_MUST(!strcmp(params.text, "a=1;node=2"));
		return;
	}
	XNB_FUZZ_MUST(xnb_params_get(params.text, "memory", value, sizeof(value)));
	XNB_FUZZ_MUST(!strcmp(value, text));
	XNB_FUZZ_MUST(!strncmp(params.text, "a=1;memory=", 11));
}

static void read_flags(const char *text)
{
	if (xnb_is_no_measurement(text))
		XNB_FUZZ_MUST(*text);
	if (xnb_has_flag(text, "moved"))
		XNB_FUZZ_MUST(strstr(text, "moved"));
}

static void read_number(const char *text)
{
	double value = NAN, want = strtod(text, NULL);
	char again[XNB_NUMBER_SIZE];
	uint64_t count;

	if (xnb_count_parse(&count, text, UINT64_MAX))
		XNB_FUZZ_MUST(strtoull(text, NULL, 10) == count);
	if (!xnb_number_parse(&value, text))
		return;
	XNB_FUZZ_MUST(!memcmp(&value, &want, sizeof(value)));
	XNB_FUZZ_MUST(xnb_number_format(again, value));
	XNB_FUZZ_MUST(xnb_number_parse(&want, again) && want == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	char shown[16];

	XNB_FUZZ_MUST(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	xnb_utf8_show(shown, sizeof(shown), text);
	read_params(text);
	if (xnb_utf8_valid(text))
		set_params(text);
	read_flags(text);
	read_number(text);
	free(text);
	return 0;
}
