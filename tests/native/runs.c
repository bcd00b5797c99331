/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native runs, whole, interrupted, gone on with, and hit by bad luck: what they leave. */
#include "tests/unit/test.h"

#include "native/cpus.h"
#include "rundir/flags.h"
#include "rundir/params.h"
#include "rundir/runjson.h"
#include "tests/native/program.h"
#include "tests/unit/folder.h"
#include "tests/unit/refuse.h"
#include "tests/unit/spawn.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TINY  "--memory 8M --rounds 1 --samples 3 -e bandwidth -s default "
#define SLACK (32 * 1024) /* KiB */

static bool is_value(const struct xnb_sample *s, const char *metric)
{
	return strcmp(s->metric, metric) == 0;
}

static size_t count_values(const struct xnb_run *run, const char *metric)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_samples; i++)
		n += is_value(&run->samples[i], metric);
	return n;
}

static void check_bandwidth(const struct xnb_sample *s)
{
	char value[32];

	assert_string_equal(s->experiment, "bandwidth");
	assert_string_equal(s->scenario, "default");
	assert_true(strcmp(s->item, "load") == 0 || strcmp(s->item, "triad") == 0);
	assert_true(s->value > 1e6 && s->value < 1e13);
	assert_true(*s->cpu_node != '\0');
	assert_true(xnb_params_get(s->params, "bytes", value, sizeof(value)));
	assert_string_equal(value, "8388608");
	assert_true(xnb_params_get(s->params, "page", value, sizeof(value)));
	assert_string_equal(value, "4096");
	assert_true(xnb_params_get(s->params, "isa", value, sizeof(value)));
	assert_true(xnb_params_get(s->params, "threads", value, sizeof(value)));
	/* The pages of a node are a known part of all, or it is not known at all. */
	assert_true(isnan(s->locality)
	                ? !*s->mem_node
	                : *s->mem_node && s->locality >= 0 && s->locality <= 1);
}

static void check_share(const struct xnb_run *run)
{
	const json_t *one = json_array_get(json_object_get(run->meta, "accounting"), 0);
	double share = json_real_value(json_object_get(one, "share"));
	double wall = json_real_value(json_object_get(one, "wall_seconds"));
	double measured = json_real_value(json_object_get(one, "measured_seconds"));
	double warmup = json_real_value(json_object_get(one, "warmup_seconds"));

	assert_true(share > 0 && share < 1);
	assert_true(measured > 0 && warmup > 0);
	assert_true(fabs((measured + warmup) / wall - share) < 1e-6);
}

static void a_run_says_what_it_measured_and_where(void **state)
{
	struct xnb_run *run;
	struct xnb_buf said;

	(void)state;
	assert_int_equal(program_run(TINY "--kernel load,triad --out run", &said), 0);
	assert_non_null(strstr(xnb_buf_text(&said), "run\n"));
	assert_non_null(strstr(xnb_buf_text(&said), "measured and"));
	run = program_load("run");
	assert_string_equal(xnb_runjson_text(run->meta, "target"), "native");
	assert_string_equal(xnb_runjson_text(run->meta, "state"), "complete");
	assert_true(strcmp(xnb_run_timing(run), "real") == 0 ||
	            strcmp(xnb_run_timing(run), "virtualized") == 0);
	check_share(run);
	for (size_t i = 0; i < run->n_samples; i++)
		if (is_value(&run->samples[i], "bandwidth"))
			check_bandwidth(&run->samples[i]);
	assert_true(count_values(run, "bandwidth") >= 2 * (3 + 1 + 3));
	assert_int_equal(count_values(run, "bandwidth"),
	                 count_values(run, "bus-bandwidth"));
	xnb_run_free(run);
	xnb_buf_free(&said);
}

/* The probes of a kernel, and its warm-up, come first and are flagged; no two samples of
 * a series have one number. */
static void warm_ups_come_first_and_are_flagged(void **state)
{
	struct xnb_run *run;
	int64_t next = 0;
	bool warm = false;

	(void)state;
	assert_int_equal(program_run(TINY "--kernel load --out run", NULL), 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];
		bool warmup = xnb_has_flag(s->flags, "warmup");

		if (!is_value(s, "bandwidth"))
			continue;
		assert_int_equal(s->iteration, next++);
		assert_false(warm && warmup);
		warm |= !warmup;
	}
	assert_true(next >= 3 + 1 + 3);
	xnb_run_free(run);
}

static void each_number_of_threads_and_each_size_is_a_series(void **state)
{
	struct xnb_run *run;
	bool seen[2] = {false, false};
	size_t sizes = 0, chases = 0;
	char value[32], last[32] = "", chased[32] = "";

	(void)state;
	assert_int_equal(
	    program_run("--memory 1M --rounds 1 --samples 1 -s local,default "
	                "-e threads,sizes --kernel load --threads 1 "
	                "--out run",
	                NULL),
	    0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];

		if (is_value(s, "latency")) {
			assert_string_equal(s->experiment, "sizes");
			assert_string_equal(s->item, "chase");
			assert_true(
			    xnb_params_get(s->params, "bytes", value, sizeof(value)));
			chases += strcmp(value, chased) != 0;
			snprintf(chased, sizeof(chased), "%s", value);
		}
		if (!is_value(s, "bandwidth"))
			continue;
		seen[strcmp(s->experiment, "sizes") == 0] = true;
		assert_true(xnb_params_get(s->params, "bytes", value, sizeof(value)));
		sizes += strcmp(s->experiment, "sizes") == 0 && strcmp(value, last);
		snprintf(last, sizeof(last), "%s", value);
	}
	assert_true(seen[0] && seen[1]);
	assert_true(sizes >= 2);
	/* A chase over each size that a kernel has, or over more. */
	assert_true(chases >= sizes);
	xnb_run_free(run);
}

/* The buffer is filled, so that it counts; two sizes tell it apart from the rest. */
static void memory_is_the_buffer_and_little_more(void **state)
{
	struct rusage usage;
	pid_t pid;

	(void)state;
	if (XNB_SANITIZED)
		skip();
	pid = program_start("--memory 256M --rounds 1 --samples 1 -e bandwidth "
	                    "-s default --kernel load --out run");
	assert_int_equal(program_end(pid, NULL, &usage), 0);
	if (usage.ru_maxrss < 256 * 1024 || usage.ru_maxrss > 256 * 1024 + SLACK)
		fail_msg("%ld KiB for a buffer of %d KiB", usage.ru_maxrss, 256 * 1024);
}

static int64_t next_domain(const struct xnb_run *run)
{
	int64_t next = 0;

	for (size_t i = 0; i < run->n_samples; i++)
		if (run->samples[i].domain >= next)
			next = run->samples[i].domain + 1;
	return next;
}

#define LONG "--memory 8M --rounds 2 --samples 4 -e bandwidth -s default "

static void an_interrupted_run_keeps_its_samples_and_goes_on(void **state)
{
	struct xnb_run *run;
	struct xnb_buf said;
	size_t before;
	int64_t teams;
	pid_t pid;

	(void)state;
	pid = program_start(LONG "--kernel load,copy,triad --out run");
	program_wait_for_rows("run", 5);
	assert_int_equal(kill(pid, SIGINT), 0);
	assert_int_equal(program_end(pid, &said, NULL), 130);
	assert_non_null(strstr(xnb_buf_text(&said), "--resume run"));
	xnb_buf_free(&said);
	run = program_load("run");
	assert_string_equal(xnb_runjson_text(run->meta, "state"), "interrupted");
	before = run->n_samples;
	teams = next_domain(run);
	assert_true(before >= 5);
	xnb_run_free(run);

	assert_int_equal(program_run("--resume run", NULL), 0);
	run = program_load("run");
	assert_string_equal(xnb_runjson_text(run->meta, "state"), "complete");
	assert_true(run->n_samples > before);
	assert_true(next_domain(run) > teams);
	assert_int_equal(json_array_size(json_object_get(run->meta, "accounting")), 2);
	/* Of units that were closed there are as many as were planned, whoever ran them.
	 */
	assert_int_equal(count_values(run, "duration"), 2);
	xnb_run_free(run);
}

static size_t count_warnings(const struct xnb_run *run, const char *part)
{
	size_t i, n = 0;
	json_t *one;

	json_array_foreach(json_object_get(run->meta, "warnings"), i, one) n +=
	    strstr(json_string_value(one), part) != NULL;
	return n;
}

static bool leave_only(pid_t pid, uint32_t cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(pid, sizeof(one), &one) == 0;
}

/*
 * A CPU that is taken out of the affinity of the process that measures, as a cpuset
 * would: the unit that wants it fails, the run ends, and what was measured stays.
 */
static void a_cpu_that_goes_away_ends_the_run(void **state)
{
	struct xnb_native_cpus cpus;
	struct xnb_run *run;
	struct xnb_buf said;
	size_t failed = 0;
	char words[256];
	pid_t pid;

	(void)state;
	assert_int_equal(xnb_native_cpus_read(&cpus, "", NULL, 0, NULL), 0);
	if (cpus.n < 2) {
		xnb_native_cpus_free(&cpus);
		skip();
	}
	snprintf(words, sizeof(words),
	         LONG "--rounds 6 --kernel load --cpus %u,%u --out run", cpus.cpus[0].id,
	         cpus.cpus[1].id);
	pid = program_start(words);
	program_wait_for_rows("run", 1);
	assert_true(leave_only(program_worker(pid), cpus.cpus[0].id));
	assert_int_equal(program_end(pid, &said, NULL), 5);
	assert_non_null(strstr(xnb_buf_text(&said), "went offline or left the cpuset"));
	run = program_load("run");
	assert_string_equal(xnb_runjson_text(run->meta, "state"), "failed");
	assert_true(count_values(run, "bandwidth") > 0);
	for (size_t i = 0; i < run->n_samples; i++)
		failed += xnb_has_flag(run->samples[i].flags, "failed");
	assert_int_equal(failed, 1);
	assert_true(count_values(run, "duration") < 6);
	assert_int_equal(
	    count_warnings(run, "went offline or left the cpuset of this run"), 1);
	xnb_run_free(run);
	xnb_buf_free(&said);
	xnb_native_cpus_free(&cpus);
}

static bool is_absent(const struct xnb_run *run, const char *what)
{
	size_t i;
	json_t *one;

	json_array_foreach(json_object_get(run->meta, "absent"), i, one)
	{
		if (strcmp(xnb_runjson_text(one, "what"), what) == 0)
			return *xnb_runjson_text(one, "why") != '\0';
	}
	return false;
}

static void pages_that_are_lacking_are_absent_among_others(void **state)
{
	struct xnb_run *run;
	bool there = false;

	(void)state;
	assert_int_equal(program_run(TINY "--kernel load --page 4k,1g --out run", NULL),
	                 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++)
		there |= strstr(run->samples[i].params, "page=1073741824") != NULL;
	assert_true(there || is_absent(run, "pages of 1g"));
	xnb_run_free(run);
}

static bool has_absent(const struct xnb_run *run, const char *beginning)
{
	size_t i;
	json_t *one;

	json_array_foreach(json_object_get(run->meta, "absent"), i, one)
	{
		if (!strncmp(xnb_runjson_text(one, "what"), beginning, strlen(beginning)))
			return true;
	}
	return false;
}

/* Those that take only the first size say so, and others do not. */
static void pages_that_an_experiment_does_not_take_are_absent(void **state)
{
	struct xnb_run *run;

	(void)state;
	assert_int_equal(
	    program_run("--memory 8M --rounds 1 --samples 1 "
	                "-e bandwidth,threads,sizes -s default --kernel load "
	                "--threads 1 --page thp,4k --out run",
	                NULL),
	    0);
	run = program_load("run");
	assert_true(is_absent(run, "pages other than thp in threads, sizes"));
	assert_true(has_absent(run, "pages other than"));
	xnb_run_free(run);
	assert_int_equal(
	    program_run(TINY "--kernel load --page thp,4k --out other", NULL), 0);
	run = program_load("other");
	assert_false(has_absent(run, "pages other than"));
	xnb_run_free(run);
}

/* Whatever else a CPU has, it has what plain C is compiled to. */
static void an_instruction_set_can_be_chosen(void **state)
{
	struct xnb_run *run;
	char value[32];

	(void)state;
	assert_int_equal(
	    program_run(TINY "--kernel triad --isa portable --out run", NULL), 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++)
		if (xnb_params_get(run->samples[i].params, "isa", value, sizeof(value)))
			assert_string_equal(value, "portable");
	assert_true(count_values(run, "bandwidth") > 0);
	xnb_run_free(run);
}

static int as_in_a_container(void)
{
	const int calls[] = {SYS_mbind, SYS_set_mempolicy, SYS_move_pages};

	return refuse_calls(calls, 3, EPERM);
}

/* Memory that cannot be bound, and nodes that the kernel does not tell. */
static void a_container_measures_what_it_may(void **state)
{
	struct xnb_run *run;

	(void)state;
	assert_int_equal(program_end(program_start_after(
	                                 "--memory 8M --rounds 1 --samples 1 -e threads "
	                                 "--kernel load --threads 1 --out run",
	                                 as_in_a_container),
	                             NULL, NULL),
	                 0);
	run = program_load("run");
	assert_true(is_absent(run, "scenario local"));
	assert_true(is_absent(run, "nodes of the pages"));
	assert_true(count_values(run, "bandwidth") > 0);
	for (size_t i = 0; i < run->n_samples; i++) {
		if (!is_value(&run->samples[i], "bandwidth"))
			continue;
		assert_string_equal(run->samples[i].scenario, "default");
		assert_string_equal(run->samples[i].mem_node, "");
		assert_true(isnan(run->samples[i].locality));
	}
	xnb_run_free(run);
	assert_int_equal(program_end(program_start_after(
	                                 "--memory 8M --rounds 1 -e bandwidth -s local "
	                                 "--kernel load --out named",
	                                 as_in_a_container),
	                             NULL, NULL),
	                 3);
}

/* The page of the run: tables of what was measured, in the words of threads. */
static void a_run_can_be_reported(void **state)
{
	char *const report[] = {XNB_PROGRAM, "report",   "run",
	                        "--format",  "markdown", NULL};
	struct xnb_buf page = {0};

	(void)state;
	assert_int_equal(program_run(TINY "--kernel load --out run", NULL), 0);
	assert_int_equal(spawn(report, &page, NULL), 0);
	assert_non_null(strstr(xnb_buf_text(&page), "# What NUMA does to threads"));
	assert_non_null(strstr(xnb_buf_text(&page), "| default | load |"));
	assert_non_null(strstr(xnb_buf_text(&page), "page=4096"));
	xnb_buf_free(&page);
}

/* What is printed gets into none of the files of the run. */
static void closed_streams_are_no_files_of_the_run(void **state)
{
	char *const closed[] = {"sh", "-c",
	                        XNB_PROGRAM " run --target native --shared-host " TINY
	                                    "--kernel load --out run <&- >&- 2>&-",
	                        NULL};
	struct xnb_buf said = {0};
	struct xnb_error err;
	struct xnb_run *run;

	(void)state;
	/* It cannot say where the run is. */
	assert_int_equal(spawn(closed, &said, NULL), 5);
	if (xnb_run_load(&run, "run", XNB_READ_STRICT, &err))
		fail_msg("%s", err.text);
	assert_int_equal(run->n_warnings, 0);
	assert_true(count_values(run, "bandwidth") > 0);
	xnb_run_free(run);
	xnb_buf_free(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(a_run_says_what_it_measured_and_where),
	    in_a_folder(warm_ups_come_first_and_are_flagged),
	    in_a_folder(each_number_of_threads_and_each_size_is_a_series),
	    in_a_folder(memory_is_the_buffer_and_little_more),
	    in_a_folder(an_interrupted_run_keeps_its_samples_and_goes_on),
	    in_a_folder(a_cpu_that_goes_away_ends_the_run),
	    in_a_folder(pages_that_are_lacking_are_absent_among_others),
	    in_a_folder(pages_that_an_experiment_does_not_take_are_absent),
	    in_a_folder(an_instruction_set_can_be_chosen),
	    in_a_folder(a_container_measures_what_it_may),
	    in_a_folder(a_run_can_be_reported),
	    in_a_folder(closed_streams_are_no_files_of_the_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
