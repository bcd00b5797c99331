/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_boxes.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND_NS UINT64_C(1000000000)

/* Longer than a box takes to end when it is told to (lab/box_parts.h). */
enum { KILL_AFTER_S = 20, LOOK_MS = 500 };

static void fill_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
}

int xnb_box_jobs_watch(struct xnb_error *err)
{
	sigset_t set;
	int fd;

	/* Who started us may have it ignored, and then nobody learns how a child ended.
	 */
	signal(SIGCHLD, SIG_DFL);
	fill_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "signalfd: %s",
		                strerror(errno));
	return fd;
}

void xnb_box_jobs_unwatch(int signals)
{
	sigset_t set;

	if (signals >= 0)
		close(signals);
	fill_signals(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

unsigned xnb_box_jobs_cores(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof(set), &set) ? 0 : CPU_COUNT(&set);

	return n > 0 ? (unsigned)n : 1;
}

static _Noreturn void become_box(const struct xnb_box_job *job, int log, pid_t parent)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, 0);
	dup2(log, 1);
	dup2(log, 2);
	execvp(job->argv.v[0], job->argv.v);
	dprintf(2, "xen-numabench: %s: %s\n", job->argv.v[0], strerror(errno));
	_exit(127);
}

static int start(struct xnb_box_job *job, struct xnb_error *err)
{
	int log = open(job->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	pid_t self = getpid();

	if (log < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot write: %s; choose another directory",
		                job->log, strerror(errno));
	job->pid = fork();
	if (job->pid == 0)
		become_box(job, log, self);
	close(log);
	if (job->pid < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "fork: %s", strerror(errno));
	/* Here, too: a signal may have to be passed on before the child came that far. */
	setpgid(job->pid, job->pid);
	job->started = true;
	job->start_ns = xnb_now_ns();
	fprintf(stderr, "xen-numabench: check: %s: begun\n", job->name);
	return 0;
}

static bool is_running(const struct xnb_box_job *job)
{
	return job->pid > 0;
}

static void tell(struct xnb_box_job *job, int number)
{
	kill(-job->pid, number);
	if (!job->asked_ns)
		job->asked_ns = xnb_now_ns();
}

static void tell_all(struct xnb_box_job *jobs, size_t n, int number)
{
	for (size_t i = 0; i < n; i++)
		if (is_running(&jobs[i]))
			tell(&jobs[i], number);
}

static void say_end(const struct xnb_box_job *job)
{
	unsigned long seconds =
	    (xnb_now_ns() - job->start_ns + SECOND_NS / 2) / SECOND_NS;

	if (job->signal)
		fprintf(stderr, "xen-numabench: check: %s: ended by signal %d\n",
		        job->name, job->signal);
	else if (job->status)
		fprintf(stderr,
		        "xen-numabench: check: %s: ended with status %d after %lu s\n",
		        job->name, job->status, seconds);
	else
		fprintf(stderr, "xen-numabench: check: %s: done after %lu s\n", job->name,
		        seconds);
}

/* Takes the end of those that have ended; how many still run. */
static size_t reap(struct xnb_box_job *jobs, size_t n)
{
	size_t running = 0;

	for (size_t i = 0; i < n; i++) {
		int status = 0;
		pid_t pid;

		if (!is_running(&jobs[i]))
			continue;
		pid = waitpid(jobs[i].pid, &status, WNOHANG);
		if (pid == 0) {
			running++;
			continue;
		}
		jobs[i].signal = pid > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
		jobs[i].status = pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		jobs[i].pid = 0;
		say_end(&jobs[i]);
	}
	return running;
}

static void check_time(struct xnb_box_job *job, uint64_t now)
{
	if (!is_running(job))
		return;
	if (job->asked_ns && now - job->asked_ns > KILL_AFTER_S * SECOND_NS)
		kill(-job->pid, SIGKILL);
	if (job->asked_ns || now - job->start_ns <= job->seconds * SECOND_NS)
		return;
	job->timed_out = true;
	tell(job, SIGTERM);
}

/* The first job that is to come and fits beside those that run; NULL: none. */
static struct xnb_box_job *next(struct xnb_box_job *jobs, size_t n, unsigned cores)
{
	unsigned busy = 0;

	for (size_t i = 0; i < n; i++)
		if (is_running(&jobs[i]))
			busy += jobs[i].cores;
	for (size_t i = 0; i < n; i++)
		if (!jobs[i].started && (!busy || busy + jobs[i].cores <= cores))
			return &jobs[i];
	return NULL;
}

/* Passes on the signals that came. */
static void take_signals(struct xnb_box_job *jobs, size_t n, int signals,
                         int *interrupted)
{
	struct signalfd_siginfo info;

	while (read(signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		if (!*interrupted)
			*interrupted = (int)info.ssi_signo;
		tell_all(jobs, n, (int)info.ssi_signo);
	}
}

int xnb_box_jobs_run(struct xnb_box_job *jobs, size_t n, unsigned cores, int signals,
                     int *interrupted, struct xnb_error *err)
{
	struct pollfd ready = {.fd = signals, .events = POLLIN};
	struct xnb_box_job *job;
	int result = 0;

	*interrupted = 0;
	for (;;) {
		take_signals(jobs, n, signals, interrupted);
		while (!result && !*interrupted && (job = next(jobs, n, cores)))
			if (start(job, err)) {
				result = -1;
				tell_all(jobs, n, SIGTERM);
			}
		if (reap(jobs, n)) {
			poll(&ready, 1, LOOK_MS);
		} else if (result || *interrupted || !next(jobs, n, cores)) {
			return result;
		}
		for (size_t i = 0; i < n; i++)
			check_time(&jobs[i], xnb_now_ns());
	}
}

void xnb_box_jobs_free(struct xnb_box_job *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		xnb_args_free(&jobs[i].argv);
}
