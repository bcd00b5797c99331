/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters with a library made up for it (stand_in_likwid.c), which does what the real
 * one does on hosts that it does not like: it ends the process, prints, hangs, counts
 * nothing. And once with the real one, on whatever this machine is.
 */
#include "tests/unit/test.h"

#include "bench/native/counters_watch.h"
#include "tests/unit/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The first CPU twice: the test is to pass where there is only one. */
static struct xnb_counters_config config(unsigned limit_ms)
{
	static uint32_t first[2];
	cpu_set_t set;

	assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
	while (!CPU_ISSET(first[0], &set))
		first[0]++;
	first[1] = first[0];
	return (struct xnb_counters_config){
	    .cpus = first, .n_cpus = 2, .library = XNB_STAND_IN, .limit_ms = limit_ms};
}

static int open_counters(struct xnb_counters **counters, const char *how,
                         unsigned limit_ms, struct xnb_error *err)
{
	const struct xnb_counters_config c = config(limit_ms);

	setenv("XNB_STAND_IN", how, 1);
	return xnb_counters_open(counters, &c, err);
}

static void assert_no_child_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void assert_absent(const char *how, unsigned limit_ms, const char *why)
{
	struct xnb_counters *counters;
	struct xnb_error err = {0};

	assert_int_equal(open_counters(&counters, how, limit_ms, &err), -1);
	assert_null(counters);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	if (!strstr(err.text, why))
		fail_msg("%s: \"%s\" does not say \"%s\"", how, err.text, why);
	assert_no_child_left();
}

static void test_a_bad_library_is_absent(void **state)
{
	(void)state;
	assert_absent("exits", 0, "ended its process with code 1");
	assert_absent("crashes", 0, "died of signal 6");
	assert_absent("hangs", 300, "no answer when it was probed within 0.3 s");
	assert_absent("refuses", 0, "no access to the counters");
	assert_absent("counts nothing", 0, "counted 0 bytes of a load of 268435456");
	assert_absent("counts all cycles", 0, "counted 10000000000000 bytes");
}

static bool stopped(void)
{
	return true;
}

/* Ctrl-C does not wait for a library that hangs. */
static void test_a_stop_ends_the_probe(void **state)
{
	struct xnb_counters_config c = config(0);
	struct xnb_counters *counters;
	struct xnb_error err = {0};

	(void)state;
	c.stopped = stopped;
	setenv("XNB_STAND_IN", "hangs", 1);
	assert_int_equal(xnb_counters_open(&counters, &c, &err), -1);
	assert_int_equal(err.errnum, EINTR);
	assert_non_null(strstr(err.text, "stopped when it was probed"));
	assert_no_child_left();
}

static void test_no_library_is_absent(void **state)
{
	struct xnb_counters_config c = config(0);
	struct xnb_counters *counters;
	struct xnb_error err = {0};

	(void)state;
	c.library = "libthere-is-no-such.so";
	assert_int_equal(xnb_counters_open(&counters, &c, &err), -1);
	assert_non_null(strstr(err.text, "apt-get install likwid"));
	/* One that is there, and is something else. */
	c.library = "libc.so.6";
	assert_int_equal(xnb_counters_open(&counters, &c, &err), -1);
	assert_non_null(strstr(err.text, "is not LIKWID 5.2"));
	assert_no_child_left();
}

/* Makes dev/cpu/N/msr, an empty file, below the working folder. */
static void make_registers(uint32_t cpu)
{
	char path[64];

	mkdir("dev", 0700);
	mkdir("dev/cpu", 0700);
	snprintf(path, sizeof(path), "dev/cpu/%u", cpu);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "dev/cpu/%u/msr", cpu);
	close(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
}

/* Of each CPU that is counted. A library that would end the process is not even loaded.
 */
static void test_no_access_is_absent(void **state)
{
	struct xnb_counters_config c = config(0);
	uint32_t cpus[2] = {c.cpus[0], c.cpus[0] + 1};
	struct xnb_counters *counters;
	struct xnb_error err = {0};
	char missing[64];

	(void)state;
	setenv("XNB_STAND_IN", "exits", 1);
	c.cpus = cpus;
	c.root = ".";
	for (uint32_t i = 0; i < 2; i++) {
		snprintf(missing, sizeof(missing), "./dev/cpu/%u/msr: No such file",
		         cpus[i]);
		assert_int_equal(xnb_counters_open(&counters, &c, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
		assert_non_null(strstr(err.text, missing));
		assert_non_null(strstr(err.text, "load the module msr"));
		assert_no_child_left();
		make_registers(cpus[i]);
	}
	setenv("XNB_STAND_IN", "counts", 1);
	assert_int_equal(xnb_counters_open(&counters, &c, &err), 0);
	xnb_counters_close(counters);
}

static void test_counts(void **state)
{
	struct xnb_counters *counters;
	struct xnb_error err = {0};
	double bytes[XNB_N_COUNTED];
	const char *why;

	(void)state;
	setenv("XNB_STAND_IN_BYTES", "12345000000", 1);
	assert_int_equal(open_counters(&counters, "counts", 0, &err), 0);
	assert_true(xnb_counters_have(counters, XNB_COUNTERS_MEM, &why));
	assert_true(xnb_counters_have(counters, XNB_COUNTERS_NUMA, NULL));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(xnb_counters_start(counters, XNB_COUNTERS_MEM, &err), 0);
		assert_int_equal(xnb_counters_stop(counters, bytes, &err), 0);
		assert_true(fabs(bytes[XNB_COUNTED_BYTES] - 12345e6) < 1);
		assert_true(isnan(bytes[XNB_COUNTED_LOCAL]));
		assert_true(isnan(bytes[XNB_COUNTED_REMOTE]));
		assert_int_equal(xnb_counters_start(counters, XNB_COUNTERS_NUMA, &err),
		                 0);
		assert_int_equal(xnb_counters_stop(counters, bytes, &err), 0);
		assert_true(isnan(bytes[XNB_COUNTED_BYTES]));
		assert_true(fabs(bytes[XNB_COUNTED_LOCAL] - 0.75 * 12345e6) < 1);
		assert_true(fabs(bytes[XNB_COUNTED_REMOTE] - 0.25 * 12345e6) < 1);
	}
	xnb_counters_close(counters);
	assert_no_child_left();
}

/* A child that was killed would leave them counting. */
static void test_leaves_the_counters(void **state)
{
	char path[] = "/tmp/xnb-counters-XXXXXX";
	int fd = mkstemp(path);
	struct xnb_counters *counters;
	struct xnb_error err = {0};

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(unlink(path), 0);
	setenv("XNB_STAND_IN_END", path, 1);
	assert_int_equal(open_counters(&counters, "counts", 0, &err), 0);
	assert_int_equal(access(path, F_OK), -1);
	xnb_counters_close(counters);
	unsetenv("XNB_STAND_IN_END");
	assert_int_equal(unlink(path), 0);
	assert_no_child_left();
}

static void test_one_group_alone(void **state)
{
	struct xnb_counters *counters;
	struct xnb_error err = {0};
	const char *why;

	(void)state;
	assert_int_equal(open_counters(&counters, "has no NUMA", 0, &err), 0);
	assert_true(xnb_counters_have(counters, XNB_COUNTERS_MEM, NULL));
	assert_false(xnb_counters_have(counters, XNB_COUNTERS_NUMA, &why));
	assert_non_null(strstr(why, "no group NUMA"));
	xnb_counters_close(counters);
}

static void assert_lost(const char *how, const char *text)
{
	struct xnb_counters *counters;
	struct xnb_error err = {0};
	double bytes[XNB_N_COUNTED];
	const char *why;

	assert_int_equal(open_counters(&counters, how, 0, &err), 0);
	assert_int_equal(xnb_counters_start(counters, XNB_COUNTERS_MEM, &err), -1);
	assert_non_null(strstr(err.text, text));
	assert_false(xnb_counters_have(counters, XNB_COUNTERS_MEM, &why));
	assert_non_null(strstr(why, text));
	assert_int_equal(xnb_counters_stop(counters, bytes, &err), -1);
	assert_true(isnan(bytes[XNB_COUNTED_BYTES]));
	xnb_counters_close(counters);
	assert_no_child_left();
}

static void test_a_library_that_fails_later(void **state)
{
	(void)state;
	assert_lost("exits later", "ended its process with code 1 when it counted");
	assert_lost("fails later", "cannot begin to count");
}

/* What it prints, and its end, are not ours: standard output of this process is looked
 * at, and what the process has buffered is written once. */
static void test_is_quiet(void **state)
{
	char text[256] = "";
	int ends[2], kept = dup(STDOUT_FILENO);
	struct xnb_counters *counters;
	struct xnb_error err = {0};
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	dup2(ends[1], STDOUT_FILENO);
	printf("once;");
	open_counters(&counters, "exits", 0, &err);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(ends[1]);
	close(kept);
	n = read(ends[0], text, sizeof(text) - 1);
	close(ends[0]);
	assert_int_equal(n, 5);
	assert_string_equal(text, "once;");
}

/* Where the real library counts nothing it has to say so, where it does, to count the
 * canary: both without an end of this process. */
static void test_the_real_library(void **state)
{
	struct xnb_counters_config c = config(0);
	struct xnb_counters *counters;
	struct xnb_error err = {0};

	(void)state;
	c.library = NULL;
	c.n_cpus = 1;
	if (xnb_counters_open(&counters, &c, &err))
		assert_true(err.exit == XNB_EXIT_ENVIRONMENT && err.text[0]);
	else
		assert_true(xnb_counters_have(counters, XNB_COUNTERS_MEM, NULL) ||
		            xnb_counters_have(counters, XNB_COUNTERS_NUMA, NULL));
	print_message("%s\n", counters ? "it counts" : err.text);
	xnb_counters_close(counters);
	assert_no_child_left();
}

static void test_disagreement(void **state)
{
	const uint64_t mib = 1 << 20;

	(void)state;
	assert_false(xnb_counted_disagrees(1.09e9, 1e9, 128 * mib, 32 * mib));
	assert_true(xnb_counted_disagrees(1.11e9, 1e9, 128 * mib, 32 * mib));
	assert_false(xnb_counted_disagrees(0.91e9, 1e9, 128 * mib, 32 * mib));
	assert_true(xnb_counted_disagrees(0.89e9, 1e9, 128 * mib, 32 * mib));
	/* The caches have part of it. */
	assert_false(xnb_counted_disagrees(0, 1e9, 127 * mib, 32 * mib));
	assert_false(xnb_counted_disagrees(0, 1e9, 128 * mib, 0));
	assert_false(xnb_counted_disagrees((double)NAN, 1e9, 128 * mib, 32 * mib));
}

static unsigned asked[3]; /* by enum xnb_look */

static void ask(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                enum xnb_look look)
{
	(void)vcpu;
	assert_ptr_equal(arg, asked);
	asked[look]++;
	sample->noise = 4;
}

/* A team of two, one member behind the other; the groups take turns. */
static void test_watches_repetitions(void **state)
{
	const struct xnb_runner runner = {.job = {.vcpus = 2}};
	struct xnb_counters_watch watch = {
	    .runner = &runner, .observe = ask, .observe_arg = asked};
	static const enum xnb_look looks[] = {XNB_LOOK_BEFORE, XNB_LOOK_START,
	                                      XNB_LOOK_BEHIND};
	struct xnb_raw_sample sample = {.noise = 0};
	struct xnb_error err = {0};

	(void)state;
	setenv("XNB_STAND_IN_BYTES", "8000000000", 1);
	assert_int_equal(open_counters(&watch.counters, "counts", 0, &err), 0);
	xnb_counters_watch_reset(&watch);
	for (uint32_t call = 0; call < 18; call++)
		xnb_counters_watch_observe(&watch, call % 2, &sample,
		                           looks[call / 2 % 3]);
	assert_int_equal(watch.n, 3);
	for (int look = 0; look < 3; look++)
		assert_int_equal(asked[look], 6);
	assert_int_equal(sample.noise, 4);
	for (int r = 0; r < 3; r++) {
		assert_true(isnan(watch.bytes[r][XNB_COUNTED_BYTES]) == (r == 1));
		assert_true(isnan(watch.bytes[r][XNB_COUNTED_LOCAL]) == (r != 1));
	}
	assert_true(fabs(watch.bytes[2][XNB_COUNTED_BYTES] - 8e9) < 1);
	assert_true(fabs(watch.bytes[1][XNB_COUNTED_REMOTE] - 2e9) < 1);
	xnb_counters_watch_reset(&watch);
	assert_true(watch.n == 0 && isnan(watch.bytes[2][XNB_COUNTED_BYTES]));
	xnb_counters_close(watch.counters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_bad_library_is_absent),
	    cmocka_unit_test(test_a_stop_ends_the_probe),
	    cmocka_unit_test(test_no_library_is_absent),
	    in_a_folder(test_no_access_is_absent),
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_leaves_the_counters),
	    cmocka_unit_test(test_one_group_alone),
	    cmocka_unit_test(test_a_library_that_fails_later),
	    cmocka_unit_test(test_watches_repetitions),
	    cmocka_unit_test(test_is_quiet),
	    cmocka_unit_test(test_the_real_library),
	    cmocka_unit_test(test_disagreement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
