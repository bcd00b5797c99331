/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { N_STOP_SIGNALS = sizeof(stop_signals) / sizeof(stop_signals[0]) };

/* Written by a signal handler, which can be given no parameter. */
static volatile sig_atomic_t stop_signal;

int xnb_stop_signal(void)
{
	return stop_signal;
}

const volatile sig_atomic_t *xnb_stop_flag(void)
{
	return &stop_signal;
}

static void on_stop(int signal_number)
{
	/* The first one is the reason. Ctrl-C at a terminal arrives twice, once from the
	   terminal and once from the parent, so the second one must not do more. */
	if (!stop_signal)
		stop_signal = signal_number;
}

/* What this process did with signals before, to be put back. */
struct dispositions {
	sigset_t mask;
	struct sigaction child, pipe;
};

static bool is_ignored(int signal_number)
{
	struct sigaction action;

	return sigaction(signal_number, NULL, &action) == 0 &&
	       action.sa_handler == SIG_IGN;
}

static void set_handler(int signal_number, void (*handler)(int), struct sigaction *old)
{
	struct sigaction action = {.sa_handler = handler};

	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, old);
}

/*
 * From here on the parent takes these signals only in wait_for(), so none gets lost
 * between a look and a sleep, and none ends it while it reaps. A closed standard error
 * must not do that either.
 */
static void hold_signals(sigset_t *held, struct dispositions *old)
{
	sigemptyset(held);
	sigaddset(held, SIGCHLD);
	for (size_t i = 0; i < N_STOP_SIGNALS; i++)
		if (stop_signals[i] == SIGTERM || !is_ignored(stop_signals[i]))
			sigaddset(held, stop_signals[i]);
	sigprocmask(SIG_BLOCK, held, &old->mask);
	set_handler(SIGCHLD, SIG_DFL, &old->child);
	set_handler(SIGPIPE, SIG_IGN, &old->pipe);
}

static void release_signals(const struct dispositions *old)
{
	sigaction(SIGPIPE, &old->pipe, NULL);
	sigaction(SIGCHLD, &old->child, NULL);
	sigprocmask(SIG_SETMASK, &old->mask, NULL);
}

static void take_signals_in_child(const sigset_t *held, const struct dispositions *old)
{
	for (size_t i = 0; i < N_STOP_SIGNALS; i++)
		if (sigismember(held, stop_signals[i]) == 1)
			set_handler(stop_signals[i], on_stop, NULL);
	release_signals(old);
}

/* Says how reaping went; returns what becomes of `code`. */
static int reap(const struct xnb_supervised *of, int code)
{
	struct xnb_error err;
	unsigned n;
	int rc;

	if (!of->reap)
		return code;
	rc = of->reap(of->run_tag, &n, &err);

	if (n > 0)
		fprintf(stderr,
		        "xen-numabench: destroyed %u domain%s that the run left\n", n,
		        n == 1 ? "" : "s");
	if (rc == 0)
		return n > 0 && code == XNB_EXIT_OK ? XNB_EXIT_FAILED : code;
	/* Where there is no Xen to talk to, the worker has said so, and made no domain.
	 */
	if (err.exit == XNB_EXIT_ENVIRONMENT && code == XNB_EXIT_ENVIRONMENT)
		return code;
	fprintf(stderr,
	        "xen-numabench: domains of this run may be left: %s; try `xen-numabench "
	        "cleanup'\n",
	        err.text);
	return XNB_EXIT_FAILED;
}

static _Noreturn void work_in_child(const struct xnb_supervised *of, pid_t parent)
{
	int code;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent) /* it died before the line above */
		raise(SIGTERM);
	code = of->work(of->arg);
	if (stop_signal)
		code = 128 + stop_signal;
	if (fflush(NULL) != 0 && (code == XNB_EXIT_OK || code == XNB_EXIT_INCONCLUSIVE)) {
		fprintf(stderr, "xen-numabench: standard output: cannot write: %s\n",
		        strerror(errno));
		code = XNB_EXIT_FAILED;
	}
	if (getppid() != parent)
		code = reap(of, code);
	_exit(code);
}

/* Waits for the child to end and passes on what is to stop it. *stopped_by gets the first
 * such signal. Returns the wait status. */
static int wait_for(pid_t child, const sigset_t *held, int *stopped_by)
{
	int status;

	*stopped_by = 0;
	for (;;) {
		pid_t ended = waitpid(child, &status, WNOHANG);
		int signal_number;

		if (ended == child)
			return status;
		signal_number = sigwaitinfo(held, NULL);
		if (signal_number <= 0 || signal_number == SIGCHLD)
			continue;
		kill(child, *stopped_by ? SIGKILL : signal_number);
		if (!*stopped_by)
			*stopped_by = signal_number;
	}
}

static int exit_code(int status, int stopped_by)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (!stopped_by)
		fprintf(stderr,
		        "xen-numabench: the measuring process died of signal %d (%s)\n",
		        WTERMSIG(status), strsignal(WTERMSIG(status)));
	return 128 + (stopped_by ? stopped_by : WTERMSIG(status));
}

int xnb_supervise(const struct xnb_supervised *of)
{
	struct dispositions old;
	pid_t parent = getpid(), child;
	sigset_t held;
	int status, stopped_by, code;

	fflush(NULL); /* or the child would write it again */
	hold_signals(&held, &old);
	child = fork();
	if (child == 0) {
		take_signals_in_child(&held, &old);
		work_in_child(of, parent);
	}
	if (child < 0) {
		fprintf(stderr, "xen-numabench: cannot start a process: %s\n",
		        strerror(errno));
		release_signals(&old);
		return XNB_EXIT_ENVIRONMENT;
	}
	status = wait_for(child, &held, &stopped_by);
	code = reap(of, exit_code(status, stopped_by));
	release_signals(&old);
	return code;
}
