/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of `run': what is wrong use before any host is looked at. */
#include "tests/unit/test.h"

#include "cli/run_options.h"
#include "tests/unit/spawn.h"

#include <stdio.h>
#include <string.h>

static int run(const char *option, const char *value, struct xnb_buf *err)
{
	char program[] = XNB_PROGRAM, command[] = "run", word[128];
	char *argv[] = {program, command, word, NULL};

	snprintf(word, sizeof(word), "%s%s", option, value);
	return spawn(argv, NULL, err);
}

static void assert_wrong(const char *option, const char *value, const char *told)
{
	struct xnb_buf err = {0};
	int status = run(option, value, &err);

	if (status != XNB_EXIT_USAGE || !strstr(xnb_buf_text(&err), told))
		fail_msg("%s%s: status %d, and said: %s", option, value, status,
		         xnb_buf_text(&err));
	xnb_buf_free(&err);
}

static void widths_that_cannot_be_are_wrong_use(void **state)
{
	static const char *const widths[] = {
	    "nan",   "inf", "-inf", "-1%", "-0.02", "0",      "0%",  "2",    "1",  "100%",
	    "1e400", "2 %", "",     "%",   "2%%",   "0x1p-5", ",02", "0,02", "two"};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		assert_wrong("--until=", widths[i], "write it as 2% or 0.02");
}

static void times_that_cannot_be_are_wrong_use(void **state)
{
	static const char *const times[] = {"0",   "0s",  "-1",   "-1s",  "nan",
	                                    "10x", "1e3", "",     "10mm", "99999999999h",
	                                    "s",   "1.5", "300h", " 5"};

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		assert_wrong("--max-time=", times[i], "such as 90s, 10m or 2h");
}

static struct xnb_run_request parse(struct xnb_run_options *options, const char *one,
                                    const char *two)
{
	char name[] = "run", first[64], second[64];
	char *argv[] = {name, first, second, NULL};
	struct xnb_error err;

	snprintf(first, sizeof(first), "%s", one);
	snprintf(second, sizeof(second), "%s", two);
	assert_int_equal(xnb_run_options_parse(options, 3, argv, &err), 0);
	return options->request;
}

static void widths_and_times_are_what_they_say(void **state)
{
	static const struct {
		const char *time;
		unsigned seconds;
	} times[] = {
	    {"90", 90}, {"90s", 90}, {"10m", 600}, {"2h", 7200}, {"1000000", 1000000}};
	struct xnb_run_options options;
	struct xnb_run_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		char word[32];

		snprintf(word, sizeof(word), "--max-time=%s", times[i].time);
		request = parse(&options, word, "--until=2%");
		assert_int_equal(request.max_seconds, times[i].seconds);
		assert_true(request.until == 0.02);
	}
	request = parse(&options, "--until=0.02", "--rounds=50");
	assert_true(request.until == 0.02);
	assert_int_equal(request.max_seconds, 0);
	assert_int_equal(request.rounds, 50);
}

/* The default is xen, which the program may not have: no host is asked. */
static void options_of_the_other_target_are_wrong_use(void **state)
{
	static const char *const native[] = {"--threads=1",   "--cpus=0",
	                                     "--page=4k",     "--isa=sse2",
	                                     "--kernel=load", "--reference=likwid-bench"};
	struct xnb_run_options options;
	struct xnb_run_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(native) / sizeof(native[0]); i++) {
		request = parse(&options, native[i], native[i]);
		assert_int_equal(request.n_own, 1);
		assert_string_equal(request.own[0].target, "native");
		assert_memory_equal(native[i] + 2, request.own[0].option,
		                    strlen(request.own[0].option));
	}
	request = parse(&options, "--vcpus=2", "--debug-keys");
	assert_int_equal(request.n_own, 2);
	assert_string_equal(request.own[1].option, "debug-keys");
	assert_string_equal(request.own[1].target, "xen");
	request = parse(&options, "--memory=1G", "--shared-host");
	assert_int_equal(request.n_own, 0);
}

static void what_goes_on_has_its_plan(void **state)
{
	(void)state;
	assert_wrong("--another-boot", "", "give its directory by --resume");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(widths_that_cannot_be_are_wrong_use),
	    cmocka_unit_test(times_that_cannot_be_are_wrong_use),
	    cmocka_unit_test(widths_and_times_are_what_they_say),
	    cmocka_unit_test(options_of_the_other_target_are_wrong_use),
	    cmocka_unit_test(what_goes_on_has_its_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
