/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Children side by side, as `check' runs its boxes; here they are shells. */
#include "tests/unit/test.h"

#include "cli/check_boxes.h"
#include "tests/unit/folder.h"

#include "base/io.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG = 60 }; /* seconds */

static void shell(struct xnb_box_job *job, const char *name, const char *script)
{
	*job = (struct xnb_box_job){.cores = 1, .seconds = LONG};
	snprintf(job->name, sizeof(job->name), "%s", name);
	snprintf(job->log, sizeof(job->log), "%s.log", name);
	xnb_args_add(&job->argv, "sh");
	xnb_args_add(&job->argv, "-c");
	xnb_args_add(&job->argv, "%s", script);
	xnb_args_add(&job->argv, "%s", name);
	assert_false(job->argv.failed);
}

static int run(struct xnb_box_job *jobs, size_t n, unsigned cores)
{
	struct xnb_error err;
	int interrupted, signals = xnb_box_jobs_watch(&err);

	assert_true(signals >= 0);
	if (xnb_box_jobs_run(jobs, n, cores, signals, &interrupted, &err))
		fail_msg("%s", err.text);
	xnb_box_jobs_unwatch(signals);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(jobs[i].pid, 0);
	return interrupted;
}

static void assert_file(const char *path, const char *wanted)
{
	struct xnb_buf text = {0};
	struct xnb_error err;

	if (xnb_read_file(path, &text, 0, &err))
		fail_msg("%s", err.text);
	assert_string_equal(xnb_buf_text(&text), wanted);
	xnb_buf_free(&text);
}

static void statuses_and_output_are_kept(void **state)
{
	struct xnb_box_job jobs[3];

	(void)state;
	shell(&jobs[0], "good", "echo out; echo err >&2");
	shell(&jobs[1], "bad", "exit 3");
	shell(&jobs[2], "killed", "kill -KILL $$");
	assert_int_equal(run(jobs, 3, 4), 0);
	assert_file("good.log", "out\nerr\n");
	assert_int_equal(jobs[0].status, 0);
	assert_int_equal(jobs[1].status, 3);
	assert_int_equal(jobs[2].status, -1);
	assert_int_equal(jobs[2].signal, SIGKILL);
	for (size_t i = 0; i < 3; i++) {
		assert_true(jobs[i].started);
		assert_false(jobs[i].timed_out);
	}
	xnb_box_jobs_free(jobs, 3);
}

static void a_program_that_is_missing_says_so_in_its_log(void **state)
{
	struct xnb_box_job job = {.cores = 1, .seconds = LONG, .log = "log"};

	(void)state;
	xnb_args_add(&job.argv, "./no-such-program");
	assert_int_equal(run(&job, 1, 1), 0);
	assert_int_equal(job.status, 127);
	assert_file("log", "xen-numabench: ./no-such-program: No such file or "
	                   "directory\n");
	xnb_box_jobs_free(&job, 1);
}

/* Each waits for the other. */
static void two_cores_run_two_at_once(void **state)
{
	struct xnb_box_job jobs[2];

	(void)state;
	shell(&jobs[0], "a", "touch a; until [ -e b ]; do sleep 0.01; done");
	shell(&jobs[1], "b", "touch b; until [ -e a ]; do sleep 0.01; done");
	assert_int_equal(run(jobs, 2, 2), 0);
	assert_int_equal(jobs[0].status, 0);
	assert_int_equal(jobs[1].status, 0);
	xnb_box_jobs_free(jobs, 2);
}

/* And one that wants more cores than there are runs, alone. */
static void one_core_runs_one_after_the_other(void **state)
{
	static const char script[] = "echo $0 >>order; sleep 0.05; echo $0 >>order";
	struct xnb_box_job jobs[3];

	(void)state;
	shell(&jobs[0], "a", script);
	shell(&jobs[1], "b", script);
	shell(&jobs[2], "c", script);
	jobs[1].cores = 3;
	assert_int_equal(run(jobs, 3, 1), 0);
	assert_file("order", "a\na\nb\nb\nc\nc\n");
	xnb_box_jobs_free(jobs, 3);
}

/* The small one overtakes the one that does not fit beside the first. */
static void what_fits_is_begun(void **state)
{
	struct xnb_box_job jobs[3];

	(void)state;
	shell(&jobs[0], "a", "until [ -e c ]; do sleep 0.01; done; echo a >>order");
	shell(&jobs[1], "b", "echo b >>order");
	shell(&jobs[2], "c", "touch c");
	jobs[1].cores = 2;
	assert_int_equal(run(jobs, 3, 2), 0);
	assert_file("order", "a\nb\n");
	xnb_box_jobs_free(jobs, 3);
}

static void a_signal_is_passed_on_and_waited_for(void **state)
{
	struct xnb_box_job jobs[2];

	(void)state;
	shell(&jobs[0], "a",
	      "trap 'sleep 0.1; echo told >told; exit 7' INT; kill -INT $PPID; "
	      "while :; do sleep 0.01; done");
	shell(&jobs[1], "b", "touch never");
	assert_int_equal(run(jobs, 2, 1), SIGINT);
	assert_int_equal(jobs[0].status, 7);
	assert_file("told", "told\n");
	assert_false(jobs[1].started);
	assert_int_not_equal(access("never", F_OK), 0);
	xnb_box_jobs_free(jobs, 2);
}

static bool is_running(pid_t pid)
{
	char path[64], line[256] = "", state = 'Z';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fgets(line, sizeof(line), file) && strrchr(line, ')'))
		state = strrchr(line, ')')[2];
	fclose(file);
	return state != 'Z' && state != 'X';
}

static pid_t read_pid(void)
{
	struct xnb_buf text = {0};
	pid_t pid;

	if (xnb_read_file("pid", &text, 0, NULL))
		return 0;
	pid = atoi(xnb_buf_text(&text));
	xnb_buf_free(&text);
	return pid;
}

static void await_end(pid_t pid)
{
	assert_true(pid > 1);
	for (int i = 0; i < 500 && is_running(pid); i++)
		usleep(10000);
	assert_false(is_running(pid));
}

/* As the programs that `lab run' starts: they are in its process group. */
static void what_a_child_started_is_told_too(void **state)
{
	struct xnb_box_job job;

	(void)state;
	shell(&job, "a", "sleep 1000 & echo $! >pid; kill -TERM $PPID; wait");
	assert_int_equal(run(&job, 1, 1), SIGTERM);
	await_end(read_pid());
	xnb_box_jobs_free(&job, 1);
}

/* Nothing can be passed on by who is killed. */
static void what_runs_dies_with_who_started_it(void **state)
{
	pid_t self;

	(void)state;
	self = fork();
	if (self == 0) {
		struct xnb_box_job job;

		shell(&job, "a", "echo $$ >pid.new; mv pid.new pid; exec sleep 1000");
		run(&job, 1, 1);
		_exit(0);
	}
	for (int i = 0; i < 500 && !read_pid(); i++)
		usleep(10000);
	kill(self, SIGKILL);
	assert_int_equal(waitpid(self, NULL, 0), self);
	await_end(read_pid());
}

static void who_takes_too_long_is_ended(void **state)
{
	struct xnb_box_job jobs[2];

	(void)state;
	shell(&jobs[0], "a", "sleep 1000");
	shell(&jobs[1], "b", "exit 0");
	jobs[0].seconds = 0;
	assert_int_equal(run(jobs, 2, 1), 0);
	assert_true(jobs[0].timed_out);
	assert_int_equal(jobs[0].signal, SIGTERM);
	assert_false(jobs[1].timed_out);
	assert_int_equal(jobs[1].status, 0);
	xnb_box_jobs_free(jobs, 2);
}

static void a_log_that_cannot_be_written_ends_all(void **state)
{
	struct xnb_box_job jobs[2];
	int interrupted, signals;
	struct xnb_error err;

	(void)state;
	shell(&jobs[0], "a", "sleep 1000");
	shell(&jobs[1], "b", "exit 0");
	snprintf(jobs[1].log, sizeof(jobs[1].log), "missing/b.log");
	signals = xnb_box_jobs_watch(&err);
	assert_int_equal(xnb_box_jobs_run(jobs, 2, 2, signals, &interrupted, &err), -1);
	xnb_box_jobs_unwatch(signals);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(err.errnum, ENOENT);
	assert_non_null(strstr(err.text, "missing/b.log: cannot write"));
	assert_int_equal(jobs[0].signal, SIGTERM);
	assert_false(jobs[1].started);
	xnb_box_jobs_free(jobs, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(statuses_and_output_are_kept),
	    in_a_folder(a_program_that_is_missing_says_so_in_its_log),
	    in_a_folder(two_cores_run_two_at_once),
	    in_a_folder(one_core_runs_one_after_the_other),
	    in_a_folder(what_fits_is_begun),
	    in_a_folder(a_signal_is_passed_on_and_waited_for),
	    in_a_folder(what_a_child_started_is_told_too),
	    in_a_folder(what_runs_dies_with_who_started_it),
	    in_a_folder(who_takes_too_long_is_ended),
	    in_a_folder(a_log_that_cannot_be_written_ends_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
