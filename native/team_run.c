/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/team_internal.h"

#include "native/clock.h"
#include "native/cpus.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Given by who stops: whoever handles these must be able to. */
static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static void relax(void)
{
	sched_yield();
}

static int pin_again(struct xnb_native_team *team, uint32_t n, struct xnb_error *err)
{
	for (uint32_t i = 0; i < n; i++)
		if (!xnb_native_is_pinned(team->members[i].id, team->cpus[i]) &&
		    xnb_native_pin(team->members[i].id, team->cpus[i], err) < 0)
			return xnb_fail_prefix(err, "threads");
	return 0;
}

static void begin(struct xnb_native_team *team, struct xnb_runner *runner, uint32_t n)
{
	pthread_mutex_lock(&team->lock);
	team->runner = runner;
	team->taking_part = team->at_work = n;
	team->round++;
	pthread_cond_broadcast(&team->go);
	pthread_mutex_unlock(&team->lock);
}

static void stop_runner(struct xnb_runner *runner)
{
	__atomic_store_n(&runner->mailbox->trap.vector, XNB_NATIVE_STOPPED,
	                 __ATOMIC_RELEASE);
}

/* How long to sleep; NULL for as long as it takes. */
static struct timespec *time_left(uint64_t deadline, struct timespec *left)
{
	const uint64_t now = xnb_native_now_ns(0);
	const uint64_t ns = deadline > now ? deadline - now : 0;

	if (!deadline)
		return NULL;
	*left = (struct timespec){(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
	return left;
}

/* Returns 0, EINTR or ETIMEDOUT once all threads are through. */
static int wait_until_through(struct xnb_native_team *team, struct xnb_runner *runner,
                              const struct xnb_native_limits *limits,
                              const sigset_t *mask)
{
	uint64_t deadline =
	    limits->limit_ns ? xnb_native_now_ns(0) + limits->limit_ns : 0;
	struct pollfd fd = {.fd = team->through, .events = POLLIN};
	uint64_t count;
	int why = 0;

	while (read(team->through, &count, sizeof(count)) != sizeof(count)) {
		struct timespec left;

		if (!why && limits->stop && *limits->stop)
			why = EINTR;
		if (!why && deadline && xnb_native_now_ns(0) >= deadline)
			why = ETIMEDOUT;
		if (why)
			stop_runner(runner);
		ppoll(&fd, 1, why ? NULL : time_left(deadline, &left), mask);
	}
	return why;
}

static int check_pins(struct xnb_native_team *team, uint32_t n, struct xnb_error *err)
{
	for (uint32_t i = 0; i < n; i++)
		if (!xnb_native_is_pinned(team->members[i].id, team->cpus[i]))
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENODEV,
			                "CPU %" PRIu32
			                ": it went offline or left the cpuset while a "
			                "thread was measuring on it; use others",
			                team->cpus[i]);
	return 0;
}

static int judge(struct xnb_native_team *team, const struct xnb_runner *runner,
                 uint32_t n, int why, struct xnb_error *err)
{
	if (why == EINTR)
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR,
		                "threads: stopped by a signal");
	if (why == ETIMEDOUT)
		return xnb_fail(err, XNB_EXIT_FAILED, ETIMEDOUT,
		                "threads: not through within their limit, in job %" PRIu32
		                " of %" PRIu32 "; is the machine overloaded?",
		                runner->mailbox->job_at + 1, runner->mailbox->n_jobs);
	if (check_pins(team, n, err) < 0)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		if (team->members[i].rc)
			return xnb_fail(err, XNB_EXIT_FAILED, 0,
			                "threads: their orders were refused; this is an "
			                "error of the program");
	return 0;
}

int xnb_native_team_run(struct xnb_native_team *team, struct xnb_runner *runner,
                        const struct xnb_native_limits *limits, struct xnb_error *err)
{
	static const struct xnb_native_limits none;
	const uint32_t n = runner->mailbox->vcpus;
	sigset_t stops, before;
	int why;

	if (n == 0 || n > team->n)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "threads: orders for %" PRIu32 " of %" PRIu32
		                "; this is an error of the program",
		                n, team->n);
	if (pin_again(team, n, err) < 0)
		return -1;
	if (!runner->relax)
		runner->relax = relax;
	sigemptyset(&stops);
	for (size_t i = 0; i < sizeof(stop_signals) / sizeof(stop_signals[0]); i++)
		sigaddset(&stops, stop_signals[i]);
	/* Blocked but while it sleeps, so that none comes between a look and the sleep.
	 */
	pthread_sigmask(SIG_BLOCK, &stops, &before);
	begin(team, runner, n);
	why = wait_until_through(team, runner, limits ? limits : &none, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return judge(team, runner, n, why, err);
}
