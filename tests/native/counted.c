/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A native run where LIKWID counts: with a library made up for it, which the program
 * finds as it finds the real one, as it does the registers that it is said to count; one
 * of which that library ends the process; and one beside a made-up likwid-bench. */
#include "tests/unit/test.h"

#include "base/io.h"
#include "rundir/flags.h"
#include "tests/native/program.h"
#include "tests/unit/folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TINY    "--memory 8M --rounds 1 --samples 4 -e bandwidth -s default --kernel load "
#define PLANTED 5e9

static void use_library(const char *how)
{
	char here[4096];

	assert_int_equal(symlink(XNB_STAND_IN, "liblikwid.so.5.2"), 0);
	assert_non_null(getcwd(here, sizeof(here)));
	setenv("LD_LIBRARY_PATH", here, 1);
	setenv("LD_PRELOAD", XNB_REGISTERS, 1);
	setenv("XNB_STAND_IN", how, 1);
	setenv("XNB_STAND_IN_BYTES", "5e9", 1);
}

static size_t count_of(const struct xnb_run *run, const char *metric, double value)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];

		if (strcmp(s->metric, metric))
			continue;
		assert_true(value == 0 ||
		            (s->value > 0.999 * value && s->value < 1.001 * value));
		assert_string_equal(s->item, "load");
		n++;
	}
	return n;
}

static void test_counts_are_in_the_file(void **state)
{
	struct xnb_run *run;
	size_t bandwidths, counted;

	(void)state;
	use_library("counts");
	assert_int_equal(program_run(TINY "--out run", NULL), 0);
	run = program_load("run");
	bandwidths = count_of(run, "bandwidth", 0);
	counted = count_of(run, "counted-bytes", PLANTED);
	assert_true(counted > 0);
	assert_int_equal(count_of(run, "claimed-bytes", 0), counted);
	/* The groups take turns: each repetition is counted by one. */
	assert_int_equal(count_of(run, "counted-local", 0.75 * PLANTED) + counted,
	                 bandwidths);
	assert_int_equal(count_of(run, "counted-remote", 0.25 * PLANTED) + counted,
	                 bandwidths);
	/* 8 MiB lie in the caches, which answer for memory: no disagreement. */
	for (size_t i = 0; i < run->n_samples; i++)
		assert_false(xnb_has_flag(run->samples[i].flags, "counted-bytes"));
	xnb_run_free(run);
}

static void test_a_library_that_ends_its_process(void **state)
{
	struct xnb_run *run;
	struct xnb_buf said = {0};

	(void)state;
	use_library("exits later");
	assert_int_equal(program_run(TINY "--out run", &said), 0);
	assert_non_null(strstr(xnb_buf_text(&said), "ended its process with code 1"));
	run = program_load("run");
	assert_true(count_of(run, "bandwidth", 0) > 4);
	assert_int_equal(count_of(run, "counted-bytes", 0), 0);
	xnb_run_free(run);
	xnb_buf_free(&said);
}

/* Does what is ordered by -t KERNEL -W N:KILOBYTES:THREADS -i PASSES, in one second. */
static const char likwid_bench[] =
    "#!/bin/sh\n"
    "[ \"$1\" != -a ] || { echo 'load - made up'; exit; }\n"
    "kb=${4#N:}\n"
    "size=$((${kb%%kB*} * 1000))\n"
    "bytes=$((size * $6))\n"
    "cpu=$(sed -n 's/^Cpus_allowed_list:[^0-9]*//p' /proc/self/status)\n"
    "printf 'Test: %s\\nGroup: 0 Thread 0 Global Thread 0 running on hwthread %d -\\n'"
    " $2 $cpu\n"
    "printf 'Cycles: 1\\nTime: 1.0 sec\\nIterations per thread: %d\\n' $6\n"
    "printf 'Size (Byte): %d\\nData volume (Byte): %d\\n' $size $bytes\n"
    "printf 'MByte/s: %d.%06d\\n' $((bytes / 1000000)) $((bytes % 1000000))\n"
    "printf 'Load bytes per element: 8\\nStore bytes per elem.: 0\\n'\n";

static void use_likwid_bench(void)
{
	const char *path = getenv("PATH");
	char here[4096], *both;

	assert_int_equal(
	    xnb_replace_file("likwid-bench", likwid_bench, strlen(likwid_bench), NULL),
	    0);
	assert_int_equal(chmod("likwid-bench", 0755), 0);
	assert_non_null(getcwd(here, sizeof(here)));
	assert_true(asprintf(&both, "%s:%s", here, path) >= 0);
	setenv("PATH", both, 1);
	free(both);
}

static void test_pairs_are_counted_too(void **state)
{
	struct xnb_run *run;
	struct xnb_buf said = {0};

	(void)state;
	use_library("counts");
	use_likwid_bench();
	assert_int_equal(program_run("--memory 8M --rounds 2 --threads 1 --kernel load "
	                             "-e reference --reference likwid-bench --out run",
	                             &said),
	                 0);
	assert_non_null(strstr(xnb_buf_text(&said), "the node of likwid-bench's pages"));
	assert_non_null(strstr(xnb_buf_text(&said), "share of likwid-bench"));
	run = program_load("run");
	assert_true(count_of(run, "share", 0) >= 2);
	assert_int_equal(count_of(run, "counted-bytes", PLANTED),
	                 count_of(run, "share", 0));
	assert_int_equal(count_of(run, "claimed-bytes", 0), count_of(run, "share", 0));
	xnb_run_free(run);
	xnb_buf_free(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(test_counts_are_in_the_file),
	    in_a_folder(test_a_library_that_ends_its_process),
	    in_a_folder(test_pairs_are_counted_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
