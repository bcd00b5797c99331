/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The choice of a reference, with a likwid-bench made up for it, and the table of our
 * share of it, from samples made up for it.
 */
#include "tests/unit/test.h"

#include "base/io.h"
#include "bench/native/reference_choice.h"
#include "bench/native/reference_table.h"
#include "tests/unit/folder.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define OURS "bytes=1000000000;isa=avx512;page=4096;threads=2;tool=ours"
#define THEIRS \
	"bytes=1000000000;page=4096;reference=copy_avx512;threads=2;tool=likwid-bench"
#define PAIR "bytes=1000000000;page=4096;reference=copy_avx512;threads=2"
#define HUGE "bytes=1000000000;page=thp;reference=copy_avx512;threads=2"

static void take(struct xnb_reference_table *table, const char *metric,
                 const char *params, double value, const char *flags)
{
	const struct xnb_sample sample = {.experiment = "reference",
	                                  .scenario = "",
	                                  .item = "copy",
	                                  .params = params,
	                                  .metric = metric,
	                                  .unit = "1",
	                                  .value = value,
	                                  .flags = flags};
	struct xnb_error err;

	assert_int_equal(xnb_reference_take(table, &sample, &err), 0);
}

/* exp(mean -+ t s / sqrt(n)) of the logarithms with t(0.975, 8) = 2.306004, worked out by
 * hand: 0.9967 [0.9905, 1.0030]. */
static const double shares[] = {0.991, 1.004, 0.987, 1.010, 0.998,
                                0.985, 1.002, 0.995, 0.999};
enum { N = sizeof(shares) / sizeof(shares[0]) };

static void plant(struct xnb_reference_table *table, double factor)
{
	for (int i = 0; i < N; i++) {
		take(table, "bandwidth", OURS, 40e9, "");
		take(table, "bandwidth", THEIRS, 41e9, "");
		take(table, "share", PAIR, factor * shares[i], i == 3 ? "neighbour" : "");
		take(table, "share", HUGE, 2 * factor * shares[i], "");
	}
	/* None of these is a pair. */
	take(table, "share", PAIR, 7, "wrong-result");
	take(table, "duration", "", 7, "");
	take(table, "bandwidth", THEIRS, 7e9, "warmup");
}

static void assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) < 1e-9);
}

static void test_the_interval(void **state)
{
	struct xnb_reference_table table = {0};
	struct xnb_interval share;

	(void)state;
	plant(&table, 1);
	assert_int_equal(table.n_rows, 2);
	assert_int_equal(table.rows[0].n_shares, N);
	assert_int_equal(table.rows[0].n_flagged, 1);
	share = xnb_reference_share(&table.rows[0]);
	assert_near(share.center, 0.9967481529611416);
	assert_near(share.low, 0.9905024634844788);
	assert_near(share.high, 1.0030332251132412);
	xnb_reference_free(&table);
}

static const char *line_of(const char *text, const char *begins)
{
	const char *at = strstr(text, begins);

	if (!at)
		fail_msg("\"%s\" is not in:\n%s", begins, text);
	return at;
}

static void assert_verdict(double factor, bool means, const char *line)
{
	struct xnb_reference_table table = {0};
	struct xnb_buf out = {0};

	plant(&table, factor);
	xnb_reference_print(&table, means, &out);
	line_of(xnb_buf_text(&out), line);
	/* Huge pages have a line of their own, with the speed of the same reference. */
	line_of(xnb_buf_text(&out),
	        "copy               2  thp        9        0            -        41.00");
	xnb_buf_free(&out);
	xnb_reference_free(&table);
}

static void test_the_table(void **state)
{
	(void)state;
	assert_verdict(1, true,
	               "copy               2  4 KiB      9        1        40.00        "
	               "41.00  copy_avx512             0.9967  0.9905  1.0030  yes\n");
	/* The mean is above, the lower end is not. */
	assert_verdict(0.985, true, "0.9818  0.9756  0.9880  not shown\n");
	assert_verdict(0.9, true, "0.8971  0.8915  0.9027  no\n");
	assert_verdict(1, false, "0.9967  0.9905  1.0030  timings mean nothing\n");
}

/* A run that went on with another opponent does not say that it was one. */
static void test_several_references(void **state)
{
	struct xnb_reference_table table = {0};

	(void)state;
	take(&table, "share", PAIR, 1, "");
	take(&table, "share", PAIR, 1, "");
	assert_string_equal(table.rows[0].reference, "copy_avx512");
	take(&table, "share", "page=4096;reference=copy_avx;threads=2", 1, "");
	assert_int_equal(table.n_rows, 1);
	assert_string_equal(table.rows[0].reference, "several");
	xnb_reference_free(&table);
}

static void test_too_few(void **state)
{
	struct xnb_reference_table table = {0};
	struct xnb_buf out = {0};

	(void)state;
	xnb_reference_print(&table, true, &out);
	assert_string_equal(xnb_buf_text(&out), "");
	take(&table, "share", PAIR, 1.5, "");
	xnb_reference_print(&table, true, &out);
	line_of(xnb_buf_text(&out), "1.5000       -       -  too few pairs\n");
	xnb_buf_free(&out);
	xnb_reference_free(&table);
}

/*
 * A likwid-bench with five kernels of `copy`: one that this CPU cannot run, the fastest
 * of all moving other bytes, then one slow and two fast ones. Each call is noted.
 */
static const char program[] =
    "#!/bin/sh\n"
    "echo \"$*\" >>calls\n"
    "if [ \"$1\" = -a ]; then\n"
    "    for k in copy copy_sse copy_avx copy_avx512 copy_avx512_fma load; do\n"
    "        echo \"$k - made up\"\n"
    "    done\n"
    "    exit 0\n"
    "fi\n"
    "store=8\n"
    "case $2 in\n"
    "copy) time=4.000000e-03 rate=2048.00 ;;\n"
    "copy_sse) time=1.000000e-03 rate=8192.00 ;;\n"
    "copy_avx) time=2.000000e-03 rate=4096.00 ;;\n"
    "copy_avx512) echo 'ERROR: Illegal instruction' >&2; exit 1 ;;\n"
    "*) time=1.000000e-04 rate=81920.00 store=0 ;;\n"
    "esac\n"
    "cpu=$(sed -n 's/^Cpus_allowed_list:[^0-9]*//p' /proc/self/status)\n"
    "printf 'Test: %s\\nGroup: 0 Thread 0 Global Thread 0 running on hwthread %d - "
    "Vector\\n'"
    " $2 $cpu\n"
    "printf 'Cycles: 1\\nTime: %s sec\\nIterations per thread: 2\\n' $time\n"
    "printf 'Size (Byte): 4096000\\nData volume (Byte): 8192000\\nMByte/s: %s\\n' $rate\n"
    "printf 'Load bytes per element: 8\\nStore bytes per elem.: %d\\n' $store\n";

static int note(void *arg, const struct xnb_kernel *kernel,
                const struct xnb_likwid_result *result, struct xnb_error *err)
{
	char *tried = arg;

	(void)kernel, (void)err;
	strcat(strcat(tried, result->kernel), " ");
	return 0;
}

static const struct xnb_reference_choice *choose(struct xnb_reference *reference,
                                                 const char *likwid, char *tried,
                                                 struct xnb_warnings *warnings)
{
	static struct xnb_kernel kernel;
	const struct xnb_reference_choice *choice;
	struct xnb_likwid_order order = {
	    .n_cpus = 1, .bytes = 4096000, .passes = 2, .seconds = 20};
	struct xnb_error err = {0};
	uint32_t cpu = 0;
	cpu_set_t set;

	assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
	while (!CPU_ISSET(cpu, &set))
		cpu++;
	order.cpus = &cpu;
	kernel = (struct xnb_kernel){
	    .name = "ours", .likwid = likwid, .bytes_read = 8, .bytes_written = 8};
	if (xnb_reference_choose(reference, &kernel, &order, note, tried, warnings,
	                         &choice, &err))
		fail_msg("%s", err.text);
	return choice;
}

static void make_program(void)
{
	char *path;

	assert_int_equal(xnb_replace_file("likwid-bench", program, strlen(program), NULL),
	                 0);
	assert_int_equal(chmod("likwid-bench", 0755), 0);
	assert_true(asprintf(&path, ".:%s", getenv("PATH")) >= 0);
	setenv("PATH", path, 1);
	free(path);
}

static void assert_absent(const struct xnb_warnings *warnings, const char *what,
                          const char *why)
{
	json_t *one;
	size_t i;

	json_array_foreach(warnings->absent, i, one)
	{
		if (strcmp(json_string_value(json_object_get(one, "what")), what))
			continue;
		assert_non_null(
		    strstr(json_string_value(json_object_get(one, "why")), why));
		return;
	}
	fail_msg("\"%s\" is not told", what);
}

static void test_chooses_the_fastest(void **state)
{
	struct xnb_reference reference = {.looked = false};
	struct xnb_warnings warnings = {0};
	const struct xnb_reference_choice *choice;
	char tried[256] = "";

	(void)state;
	make_program();
	assert_true(xnb_reference_is_there(&reference, &warnings));
	choice = choose(&reference, "copy", tried, &warnings);
	assert_string_equal(choice->name, "copy_sse");
	assert_true(fabs(choice->rate - 8192e6) < 1);
	assert_string_equal(tried, "copy copy_sse copy_avx copy copy_sse copy_avx ");
	/* Who cannot compete is told, once. */
	assert_int_equal(json_array_size(warnings.absent), 2);
	assert_absent(&warnings, "likwid-bench's kernel copy_avx512",
	              "Illegal instruction");
	assert_absent(&warnings, "likwid-bench's kernel copy_avx512_fma",
	              "loads 8 and stores 0 bytes an element, not 8 and 8");
	/* In a run only once. */
	tried[0] = '\0';
	choose(&reference, "copy", tried, &warnings);
	assert_string_equal(tried, "");
	xnb_reference_state_free(&reference);
	xnb_warnings_free(&warnings);
}

static void test_without_a_reference(void **state)
{
	struct xnb_reference reference = {.looked = false};
	struct xnb_warnings warnings = {0};
	char tried[256] = "";

	(void)state;
	make_program();
	assert_true(xnb_reference_is_there(&reference, &warnings));
	/* What there is loads as much, and stores nothing. */
	assert_string_equal(choose(&reference, "load", tried, &warnings)->name, "");
	assert_absent(&warnings, "a reference for ours",
	              "load loads 8 and stores 0 bytes an element, not 8 and 8");
	xnb_reference_state_free(&reference);
	xnb_warnings_free(&warnings);
}

static void test_without_likwid(void **state)
{
	char *path = strdup(getenv("PATH"));
	struct xnb_reference reference = {.looked = false};
	struct xnb_warnings warnings = {0};

	(void)state;
	setenv("PATH", "/nowhere", 1);
	assert_false(xnb_reference_is_there(&reference, &warnings));
	assert_false(xnb_reference_is_there(&reference, &warnings));
	assert_int_equal(json_array_size(warnings.absent), 1);
	assert_absent(&warnings, "the reference likwid-bench", "apt-get install likwid");
	setenv("PATH", path, 1);
	free(path);
	xnb_warnings_free(&warnings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(test_chooses_the_fastest),
	    in_a_folder(test_without_a_reference),
	    cmocka_unit_test(test_without_likwid),
	    cmocka_unit_test(test_the_interval),
	    cmocka_unit_test(test_the_table),
	    cmocka_unit_test(test_too_few),
	    cmocka_unit_test(test_several_references),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
