/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * likwid-bench as a program: its output read strictly (as printed by version 5.2.2), what
 * it inherits, and what becomes of one that fails, hangs, or does something else than was
 * ordered. The programs are scripts made for it, found by way of PATH.
 */
#include "tests/unit/test.h"

#include "base/io.h"
#include "base/program.h"
#include "bench/native/likwid_bench.h"
#include "tests/unit/folder.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Printed by likwid-bench 5.2.2 -t stream_avx512 -W N:1000000kB:2 -i 2. */
static const char output[] =
    "Warning: Sanitizing vector length to a multiple of the loop stride 32 and thread "
    "count 2 from 41666666 elements (333333328 bytes) to 41666624 elements (333332992 "
    "bytes)\n"
    "Allocate: Process running on hwthread 0 (Domain N) - Vector length "
    "41666624/333332992 Offset 0 Alignment 512\n"
    "Initialization: Each thread in domain initializes its own stream chunks\n"
    "------------------------------------------------------------------------------\n"
    "LIKWID MICRO BENCHMARK\n"
    "Test: stream_avx512\n"
    "------------------------------------------------------------------------------\n"
    "Using 1 work groups\n"
    "Using 2 threads\n"
    "------------------------------------------------------------------------------\n"
    "Group: 0 Thread 0 Global Thread 0 running on hwthread 0 - Vector length 20833312 "
    "Offset 0\n"
    "Group: 0 Thread 1 Global Thread 1 running on hwthread 70 - Vector length 20833312 "
    "Offset 20833312\n"
    "------------------------------------------------------------------------------\n"
    "Cycles:\t\t\t122032248\n"
    "CPU Clock:\t\t2596036218\n"
    "Cycle Clock:\t\t2596036218\n"
    "Time:\t\t\t4.700714e-02 sec\n"
    "Iterations:\t\t4\n"
    "Iterations per thread:\t2\n"
    "Inner loop executions:\t651041\n"
    "Size (Byte):\t\t999998976\n"
    "Size per thread:\t499999488\n"
    "Number of Flops:\t166666496\n"
    "MFlops/s:\t\t3545.56\n"
    "Data volume (Byte):\t1999997952\n"
    "MByte/s:\t\t42546.68\n"
    "Cycles per update:\t1.464388\n"
    "Cycles per cacheline:\t11.715108\n"
    "Loads per update:\t2\n"
    "Stores per update:\t1\n"
    "Load bytes per element:\t16\n"
    "Store bytes per elem.:\t8\n"
    "Load/store ratio:\t2.00\n"
    "Instructions:\t\t49479133\n"
    "UOPs:\t\t\t67708264\n"
    "------------------------------------------------------------------------------\n";

static void test_reads_a_result(void **state)
{
	struct xnb_likwid_result result;
	struct xnb_error err = {0};

	(void)state;
	if (xnb_likwid_parse_result(output, &result, &err))
		fail_msg("%s", err.text);
	assert_string_equal(result.kernel, "stream_avx512");
	assert_true(result.seconds == 0.04700714);
	assert_int_equal(result.cycles, 122032248);
	assert_int_equal(result.bytes, 1999997952);
	assert_int_equal(result.size, 999998976);
	assert_int_equal(result.passes, 2);
	assert_int_equal(result.bytes_loaded, 16);
	assert_int_equal(result.bytes_stored, 8);
	assert_int_equal(result.threads, 2);
	assert_int_equal(result.on_cpu[0], 1);
	assert_int_equal(result.on_cpu[1], 1 << 6);
}

/* A copy of the output with `from` replaced. */
static char *changed(const char *from, const char *to)
{
	const char *at = strstr(output, from);
	char *text = NULL;

	assert_non_null(at);
	assert_true(asprintf(&text, "%.*s%s%s", (int)(at - output), output, to,
	                     at + strlen(from)) >= 0);
	return text;
}

static void assert_refused(const char *from, const char *to, const char *why)
{
	struct xnb_likwid_result result;
	struct xnb_error err = {0};
	char *text = changed(from, to);

	if (!xnb_likwid_parse_result(text, &result, &err))
		fail_msg("\"%s\" instead of \"%s\" was read", to, from);
	if (!strstr(err.text, why))
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	free(text);
}

static void test_refuses_what_is_no_result(void **state)
{
	(void)state;
	assert_refused("Time:", "Tame:", "\"Time:\" is missing");
	assert_refused("4.700714e-02 sec", "4.700714e-02", "\"Time:\" holds no number");
	assert_refused("4.700714e-02", "nan", "\"Time:\" holds no number");
	assert_refused("4.700714e-02", "0.0", "\"Time:\" holds no number");
	assert_refused("4.700714e-02", "-4.700714e-02", "\"Time:\" holds no number");
	assert_refused("4.700714e-02", "4.700999e-02", "says 42546.68 MByte/s");
	assert_refused("1999997952", "1999997952x", "holds no number");
	assert_refused("1999997952", "99999999999999999999", "holds no number");
	assert_refused("1999997952", "2099997952", "says 42546.68 MByte/s");
	assert_refused("thread:\t2", "thread:\t0", "in 0 passes");
	assert_refused("thread:\t2", "thread:\t5", "in 5 passes");
	assert_refused("Cycles:\t", "Time:\t1 sec\nCycles:\t", "stands there twice");
	assert_refused("hwthread 70 -", "hwthread 0 -", "two threads ran on CPU 0");
	assert_refused("hwthread 70 -", "hwthread 8192 -", "names no CPU");
	assert_refused("hwthread 70 -", "hwthread x -", "names no CPU");
	assert_refused("Test: stream_avx512", "Test: ../stream", "names no kernel");
}

static void test_reads_the_kernels(void **state)
{
	static const char list[] =
	    "copy - Double-precision vector copy, only scalar operations\n"
	    "copy_avx512 - Double-precision vector copy, optimized for AVX-\n"
	    "copy_mem_avx512 - Double-precision vector copy, uses AVX-\n"
	    "copy_sse - Double-precision vector copy, optimized for SSE\n"
	    "copy_avx_fma - made up\n"
	    "\nUser benchmarks:\n"
	    "copy_avx - it is no kernel of likwid-bench\n";
	const char *names[XNB_LIKWID_MOST_VARIANTS];
	struct xnb_likwid_kernels kernels;
	struct xnb_error err = {0};

	(void)state;
	assert_int_equal(xnb_likwid_parse_kernels(list, &kernels, &err), 0);
	assert_int_equal(kernels.n, 5);
	assert_int_equal(
	    xnb_likwid_variants(&kernels, "copy", names, XNB_LIKWID_MOST_VARIANTS), 4);
	assert_string_equal(names[0], "copy");
	assert_string_equal(names[1], "copy_avx512");
	assert_string_equal(names[2], "copy_sse");
	assert_string_equal(names[3], "copy_avx_fma");
	assert_int_equal(xnb_likwid_variants(&kernels, "copy_mem", names, 7), 1);
	assert_string_equal(names[0], "copy_mem_avx512");
	assert_int_equal(xnb_likwid_variants(&kernels, "cop", names, 7), 0);
	xnb_likwid_kernels_free(&kernels);
	assert_int_equal(xnb_likwid_parse_kernels("", &kernels, &err), -1);
	assert_int_equal(xnb_likwid_parse_kernels("usage: what\n", &kernels, &err), -1);
	assert_int_equal(xnb_likwid_parse_kernels("a/b - c\n", &kernels, &err), -1);
}

/* Puts a likwid-bench of our own, a shell script, into the folder, and PATH there. */
static void make_program(const char *script)
{
	const char *path = getenv("PATH");
	char *longer;

	assert_int_equal(xnb_replace_file("likwid-bench", script, strlen(script), NULL),
	                 0);
	assert_int_equal(chmod("likwid-bench", 0755), 0);
	if (!strncmp(path, ".:", 2))
		return;
	assert_true(asprintf(&longer, ".:%s", path) >= 0);
	setenv("PATH", longer, 1);
	free(longer);
}

static uint32_t first_cpu(void)
{
	uint32_t cpu = 0;
	cpu_set_t set;

	assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
	while (!CPU_ISSET(cpu, &set))
		cpu++;
	return cpu;
}

static bool always(void)
{
	return true;
}

/* Runs the program of the folder; -1 with what it says. */
static int run_it(struct xnb_likwid_order *order, struct xnb_likwid_result *result,
                  struct xnb_error *err)
{
	const uint32_t cpu = first_cpu();

	order->kernel = order->kernel ? order->kernel : "load";
	order->cpus = &cpu;
	order->n_cpus = 1;
	order->bytes = order->bytes ? order->bytes : 4096000;
	order->passes = 2;
	order->seconds = order->seconds ? order->seconds : 20;
	return xnb_likwid_bench_run(order, result, err);
}

static void assert_fails(const char *script, struct xnb_likwid_order order,
                         const char *why)
{
	struct xnb_likwid_result result;
	struct xnb_error err = {0};

	make_program(script);
	assert_int_equal(run_it(&order, &result, &err), -1);
	if (!strstr(err.text, why))
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
}

static void test_programs_that_fail(void **state)
{
	(void)state;
	assert_fails("#!/bin/sh\necho Insufficient memory >&2; exit 1\n",
	             (struct xnb_likwid_order){0}, "status 1: Insufficient memory");
	assert_fails("#!/bin/sh\nkill -SEGV $$\n", (struct xnb_likwid_order){0},
	             "signal 11");
	assert_fails("#!/bin/sh\nexit 0\n", (struct xnb_likwid_order){0}, "is missing");
	assert_fails("#!/bin/sh\nexec sleep 60\n",
	             (struct xnb_likwid_order){.seconds = 1}, "signal 14");
	assert_fails("#!/bin/sh\nexec sleep 60\n",
	             (struct xnb_likwid_order){.stopped = always}, "signal 9");
}

/* A result as the order wants it, of 8 bytes an element; "%s" is the CPU. */
#define RESULT                                                                        \
	"Test: load\n"                                                                \
	"Group: 0 Thread 0 Global Thread 0 running on hwthread %u - Vector length 1 " \
	"Offset 0\n"                                                                  \
	"Cycles:\t1\nTime:\t1.000000e-03 sec\nIterations per thread:\t2\n"            \
	"Size (Byte):\t4096000\nData volume (Byte):\t8192000\nMByte/s:\t8192.00\n"    \
	"Load bytes per element:\t8\nStore bytes per elem.:\t0\n"

static void make_printing(const char *first, uint32_t cpu)
{
	char *script;

	assert_true(asprintf(&script, "#!/bin/sh\n%s\ncat <<'END'\n" RESULT "END\n",
	                     first, cpu) >= 0);
	make_program(script);
	free(script);
}

static void test_checks_what_was_done(void **state)
{
	struct xnb_likwid_order order = {0}, other = {.kernel = "copy"},
	                        larger = {.bytes = 8192000};
	struct xnb_likwid_result result;
	struct xnb_error err = {0};

	(void)state;
	make_printing("", first_cpu());
	if (run_it(&order, &result, &err))
		fail_msg("%s", err.text);
	assert_int_equal(result.bytes, 8192000);
	assert_int_equal(run_it(&other, &result, &err), -1);
	assert_non_null(strstr(err.text, "of copy with 1 were ordered"));
	assert_int_equal(run_it(&larger, &result, &err), -1);
	assert_non_null(strstr(err.text, "8192000 were ordered"));
	make_printing("", first_cpu() + 1);
	assert_int_equal(run_it(&order, &result, &err), -1);
	assert_non_null(strstr(err.text, "none of its threads ran on CPU"));
}

/* What likwid-bench is started with, and what it inherits. */
static void test_what_it_is_given(void **state)
{
	struct xnb_likwid_order order = {0};
	struct xnb_likwid_result result;
	struct xnb_error err = {0};
	struct xnb_buf said = {0};
	char line[32];

	(void)state;
	setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", 1);
	make_printing("{ echo \"$*\"; cat /proc/self/status; env; } >given", first_cpu());
	if (run_it(&order, &result, &err))
		fail_msg("%s", err.text);
	unsetenv("GLIBC_TUNABLES");
	assert_int_equal(xnb_read_file("given", &said, 0, &err), 0);
	assert_non_null(strstr(said.text, "-t load -W N:4096kB:1 -i 2\n"));
	assert_non_null(strstr(said.text, "THP_enabled:\t0\n"));
	assert_null(strstr(said.text, "GLIBC_TUNABLES"));
	snprintf(line, sizeof(line), "Cpus_allowed_list:\t%u\n", first_cpu());
	assert_non_null(strstr(said.text, line));
	xnb_buf_free(&said);
}

static void test_no_program(void **state)
{
	const char *path = getenv("PATH");
	char *kept = strdup(path);
	struct xnb_likwid_kernels kernels;
	struct xnb_error err = {0};

	(void)state;
	setenv("PATH", "/nowhere", 1);
	assert_int_equal(xnb_likwid_bench_kernels(&kernels, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "apt-get install likwid"));
	setenv("PATH", kept, 1);
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reads_a_result),
	    cmocka_unit_test(test_refuses_what_is_no_result),
	    cmocka_unit_test(test_reads_the_kernels),
	    in_a_folder(test_programs_that_fail),
	    in_a_folder(test_checks_what_was_done),
	    in_a_folder(test_what_it_is_given),
	    cmocka_unit_test(test_no_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
