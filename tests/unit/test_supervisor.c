/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The supervisor without Xen: this program brings its own reaper, which counts instead of
 * destroying. What the real one does is tested in the lab.
 */
#include "bench/lock.h"
#include "bench/supervisor.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	TAG = 4711,
	MOST_NAPS =
	    1000, /* so that a broken supervisor fails the test, and does not hang it */
};

/* In memory that all processes of a test share. */
static struct shared {
	volatile int reaps;
	volatile pid_t reaper, worker;
	volatile int leaked; /* the domains that the reaper pretends to find */
	volatile int no_xen;
	volatile int survived; /* a worker that was to be killed came to its end */
} * shared;

static int reap(uint64_t run_tag, unsigned *n, struct xnb_error *err)
{
	*n = 0;
	if (run_tag != TAG)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "another run's domains");
	if (shared->no_xen)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT, "no Xen");
	*n = (unsigned)shared->leaked;
	shared->reaper = getpid();
	shared->reaps++;
	return 0;
}

static int supervise(int (*work)(void *arg), void *arg)
{
	const struct xnb_supervised supervised = {work, arg, reap, TAG};

	return xnb_supervise(&supervised);
}

static void nap(void)
{
	const struct timespec hundredth = {.tv_nsec = 10000000};

	nanosleep(&hundredth, NULL);
}

static int reset(void **state)
{
	(void)state;
	memset((void *)shared, 0, sizeof(*shared));
	return 0;
}

static int return_arg(void *arg)
{
	return *(int *)arg;
}

static int die_of_arg(void *arg)
{
	signal(*(int *)arg, SIG_DFL); /* cmocka catches some */
	raise(*(int *)arg);
	return 99;
}

static int wait_for_stop(void *arg)
{
	(void)arg;
	shared->worker = getpid();
	for (int i = 0; i < MOST_NAPS && !xnb_stop_signal(); i++)
		nap();
	return XNB_EXIT_FAILED;
}

static int ignore_stop(void *arg)
{
	(void)arg;
	shared->worker = getpid();
	for (int i = 0; i < MOST_NAPS; i++)
		nap();
	shared->survived = 1;
	return 0;
}

/* Starts xnb_supervise() in a process of its own; returns when the worker works. */
static pid_t start_supervisor(int (*work)(void *))
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(supervise(work, NULL));
	assert_true(pid > 0);
	for (int i = 0; i < MOST_NAPS && !shared->worker; i++)
		nap();
	return pid;
}

static int exit_code_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void exit_code_is_the_workers(void **state)
{
	int ok = 0, inconclusive = XNB_EXIT_INCONCLUSIVE;

	(void)state;
	assert_int_equal(supervise(return_arg, &ok), 0);
	assert_int_equal(supervise(return_arg, &inconclusive), 4);
	assert_int_equal(shared->reaps, 2);
	assert_int_equal(shared->reaper, getpid());
}

static void leaked_domains_are_an_internal_error(void **state)
{
	int ok = 0, regression = XNB_EXIT_REGRESSION;

	(void)state;
	shared->leaked = 1;
	assert_int_equal(supervise(return_arg, &ok), XNB_EXIT_FAILED);
	assert_int_equal(supervise(return_arg, &regression), 1);
}

static void failed_reaping_is_an_error(void **state)
{
	int ok = 0, environment = XNB_EXIT_ENVIRONMENT;

	(void)state;
	shared->no_xen = 1;
	assert_int_equal(supervise(return_arg, &ok), XNB_EXIT_FAILED);
	assert_int_equal(supervise(return_arg, &environment), 3);
}

static void death_by_signal_is_reaped(void **state)
{
	int deaths[] = {SIGSEGV, SIGKILL, SIGABRT, SIGPIPE};

	(void)state;
	for (size_t i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++)
		assert_int_equal(supervise(die_of_arg, &deaths[i]), 128 + deaths[i]);
	assert_int_equal(shared->reaps, 4);
}

static void stop_signals_are_passed_on(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		pid_t pid;

		reset(state);
		pid = start_supervisor(wait_for_stop);
		kill(pid, signals[i]);
		assert_int_equal(exit_code_of(pid), 128 + signals[i]);
		assert_int_equal(shared->reaps, 1);
		assert_int_equal(shared->reaper, pid);
	}
}

static void stop_signal_to_the_worker_alone_counts_too(void **state)
{
	pid_t pid = start_supervisor(wait_for_stop);

	(void)state;
	kill(shared->worker, SIGINT);
	assert_int_equal(exit_code_of(pid), 128 + SIGINT);
}

static void second_signal_kills(void **state)
{
	pid_t pid = start_supervisor(ignore_stop);

	(void)state;
	kill(pid, SIGINT);
	for (int i = 0; i < MOST_NAPS && kill(shared->worker, 0) == 0; i++) {
		kill(pid, SIGTERM);
		nap();
	}
	assert_int_equal(exit_code_of(pid), 128 + SIGINT);
	assert_false(shared->survived);
	assert_int_equal(shared->reaps, 1);
}

/* As in `xen-numabench run 2>&1 | head': what it has to say must not end it. */
static void closed_standard_error_does_not_end_it(void **state)
{
	int ok = 0, ends[2];
	pid_t pid;

	(void)state;
	shared->leaked = 1;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], 2);
		_exit(supervise(return_arg, &ok));
	}
	close(ends[1]);
	assert_int_equal(exit_code_of(pid), XNB_EXIT_FAILED);
}

static int print_a_line(void *arg)
{
	(void)arg;
	printf("results/somewhere\n");
	return 0;
}

/* As in `xen-numabench run >/dev/full': the name of the directory is the result. */
static void output_that_cannot_be_written_is_told(void **state)
{
	char text[256] = "";
	int ends[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		dup2(open("/dev/full", O_WRONLY), 1);
		dup2(ends[1], 2);
		_exit(supervise(print_a_line, NULL));
	}
	close(ends[1]);
	assert_int_equal(exit_code_of(pid), XNB_EXIT_FAILED);
	assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
	close(ends[0]);
	assert_string_equal(text, "xen-numabench: standard output: cannot write: "
	                          "No space left on device\n");
}

static void ignored_hangup_stays_ignored(void **state)
{
	pid_t pid;

	(void)state;
	signal(SIGHUP, SIG_IGN);
	pid = start_supervisor(wait_for_stop);
	kill(pid, SIGHUP);
	kill(shared->worker, SIGHUP);
	kill(pid, SIGTERM);
	assert_int_equal(exit_code_of(pid), 128 + SIGTERM);
	signal(SIGHUP, SIG_DFL);
}

static void worker_outlives_a_killed_parent_only_to_reap(void **state)
{
	pid_t pid = start_supervisor(wait_for_stop), worker = shared->worker;
	int status;

	(void)state;
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	for (int i = 0; i < MOST_NAPS / 2 && !shared->reaps; i++)
		nap();
	assert_int_equal(shared->reaps, 1);
	assert_int_equal(shared->reaper, worker);
}

static void caller_gets_its_signals_back(void **state)
{
	struct sigaction before, after;
	sigset_t mask_before, mask_after;
	int ok = 0;

	(void)state;
	sigaction(SIGPIPE, NULL, &before);
	sigprocmask(SIG_BLOCK, NULL, &mask_before);
	supervise(return_arg, &ok);
	sigaction(SIGPIPE, NULL, &after);
	sigprocmask(SIG_BLOCK, NULL, &mask_after);
	assert_ptr_equal(before.sa_handler, after.sa_handler);
	assert_memory_equal(&mask_before, &mask_after, sizeof(unsigned long));
}

static void second_lock_names_the_holder(void **state)
{
	char path[] = "/tmp/xnb-lock-XXXXXX", pid[32];
	struct xnb_error err;
	int first, second;

	(void)state;
	close(mkstemp(path));
	assert_false(xnb_lock_is_held(path));
	assert_int_equal(xnb_lock_file(path, &first, &err), 0);
	assert_true(xnb_lock_is_held(path));
	assert_int_equal(xnb_lock_file(path, &second, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(second, -1);
	snprintf(pid, sizeof(pid), "process %ld)", (long)getpid());
	assert_non_null(strstr(err.text, pid));
	close(first);
	assert_int_equal(xnb_lock_file(path, &second, &err), 0);
	close(second);
	unlink(path);
}

/* As `doctor` does, which looks while a run begins. */
static void lock_that_is_held_for_a_moment_is_waited_for(void **state)
{
	char path[] = "/tmp/xnb-lock-XXXXXX";
	struct xnb_error err;
	int ends[2], fd;
	char word;
	pid_t pid;

	(void)state;
	close(mkstemp(path));
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		flock(open(path, O_RDONLY), LOCK_SH);
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		nap();
		_exit(0);
	}
	assert_int_equal(read(ends[0], &word, 1), 1);
	assert_int_equal(xnb_lock_file(path, &fd, &err), 0);
	assert_int_equal(exit_code_of(pid), 0);
	close(fd);
	close(ends[0]);
	close(ends[1]);
	unlink(path);
}

static void lock_that_cannot_be_made_is_named(void **state)
{
	struct xnb_error err;
	int fd;

	(void)state;
	assert_int_equal(xnb_lock_file("/proc/no/such/lock", &fd, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "/proc/no/such/lock"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(exit_code_is_the_workers, reset),
	    cmocka_unit_test_setup(leaked_domains_are_an_internal_error, reset),
	    cmocka_unit_test_setup(failed_reaping_is_an_error, reset),
	    cmocka_unit_test_setup(death_by_signal_is_reaped, reset),
	    cmocka_unit_test_setup(stop_signals_are_passed_on, reset),
	    cmocka_unit_test_setup(stop_signal_to_the_worker_alone_counts_too, reset),
	    cmocka_unit_test_setup(second_signal_kills, reset),
	    cmocka_unit_test_setup(closed_standard_error_does_not_end_it, reset),
	    cmocka_unit_test_setup(output_that_cannot_be_written_is_told, reset),
	    cmocka_unit_test_setup(ignored_hangup_stays_ignored, reset),
	    cmocka_unit_test_setup(worker_outlives_a_killed_parent_only_to_reap, reset),
	    cmocka_unit_test_setup(caller_gets_its_signals_back, reset),
	    cmocka_unit_test(second_lock_names_the_holder),
	    cmocka_unit_test(lock_that_is_held_for_a_moment_is_waited_for),
	    cmocka_unit_test(lock_that_cannot_be_made_is_named),
	};

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
