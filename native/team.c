/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/team.h"

#include "native/clock.h"
#include "native/cpus.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* Kernels need next to none; with many threads what is mapped should stay small. */
#define STACK_BYTES ((size_t)512 * 1024)

struct member {
	struct xnb_native_team *team;
	pthread_t thread;
	pid_t id; /* 0: it has not yet begun */
	uint32_t index;
	int rc; /* of its last xnb_runner_run() */
};

struct xnb_native_team {
	pthread_mutex_t lock;
	pthread_cond_t go;   /* a round begins, or they are to leave */
	pthread_cond_t here; /* a thread has begun */
	struct xnb_runner *runner;
	uint64_t round;
	uint32_t taking_part; /* threads of this round */
	uint32_t at_work;     /* of them, those that are not through */
	bool leaving;
	int through; /* an eventfd: the round is over */
	uint32_t n, made;
	uint32_t *cpus;
	struct member *members;
};

/* Given by who stops: whoever handles these must be able to. */
static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

/* ---- a thread ---- */

static void relax(void)
{
	sched_yield();
}

/* Sleeps until there is a round with it. Returns whether there is one. */
static bool wait_for_round(struct member *me, uint64_t *seen)
{
	struct xnb_native_team *team = me->team;
	bool goes_on;

	pthread_mutex_lock(&team->lock);
	while (!team->leaving && (team->round == *seen || me->index >= team->taking_part))
		pthread_cond_wait(&team->go, &team->lock);
	*seen = team->round;
	goes_on = !team->leaving;
	pthread_mutex_unlock(&team->lock);
	return goes_on;
}

static void leave_round(struct member *me, int rc)
{
	struct xnb_native_team *team = me->team;
	const uint64_t one = 1;
	ssize_t written;
	bool last;

	pthread_mutex_lock(&team->lock);
	me->rc = rc;
	last = --team->at_work == 0;
	pthread_mutex_unlock(&team->lock);
	if (!last)
		return;
	written = write(team->through, &one, sizeof(one)); /* a count of 1 always fits */
	(void)written;
}

static void *work(void *arg)
{
	struct member *me = arg;
	struct xnb_native_team *team = me->team;
	uint64_t seen = 0;

	pthread_mutex_lock(&team->lock);
	me->id = gettid();
	pthread_cond_signal(&team->here);
	pthread_mutex_unlock(&team->lock);
	while (wait_for_round(me, &seen))
		leave_round(me, xnb_runner_run(team->runner, me->index));
	return NULL;
}

/* ---- making a team ---- */

static int check_sharing(const uint32_t *cpus, uint32_t n, struct xnb_error *err)
{
	bool seen[XNB_NATIVE_MOST_CPUS] = {false};

	for (uint32_t i = 0; i < n; i++) {
		if (cpus[i] < XNB_NATIVE_MOST_CPUS && seen[cpus[i]])
			return xnb_fail(err, XNB_EXIT_USAGE, 0,
			                "threads: two would share CPU %" PRIu32
			                "; use fewer threads, or say that they may share",
			                cpus[i]);
		if (cpus[i] < XNB_NATIVE_MOST_CPUS)
			seen[cpus[i]] = true;
	}
	return 0;
}

/* All signals but those that a fault of their own raises: blocked, they would kill. */
static void set_of_foreign_signals(sigset_t *set)
{
	static const int own[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};

	sigfillset(set);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		sigdelset(set, own[i]);
}

static int create(struct xnb_native_team *team, struct member *member)
{
	pthread_attr_t attr;
	sigset_t blocked, before;
	int rc;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	set_of_foreign_signals(&blocked);
	pthread_sigmask(SIG_SETMASK, &blocked, &before); /* inherited */
	rc = pthread_create(&member->thread, &attr, work, member);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (rc)
		return rc;
	pthread_mutex_lock(&team->lock);
	while (!member->id)
		pthread_cond_wait(&team->here, &team->lock);
	pthread_mutex_unlock(&team->lock);
	return 0;
}

static int make_threads(struct xnb_native_team *team, struct xnb_error *err)
{
	for (; team->made < team->n; team->made++) {
		struct member *member = &team->members[team->made];
		int rc;

		*member = (struct member){.team = team, .index = team->made};
		rc = create(team, member);
		if (rc)
			return xnb_fail(
			    err, XNB_EXIT_ENVIRONMENT, rc,
			    "threads: %" PRIu32 " asked for, %" PRIu32
			    " made: %s; use fewer, or raise ulimit -u and the "
			    "cgroup's pids.max (systemd: TasksMax=)",
			    team->n, team->made, strerror(rc));
	}
	for (uint32_t i = 0; i < team->n; i++)
		if (xnb_native_pin(team->members[i].id, team->cpus[i], err) < 0)
			return -1;
	return 0;
}

int xnb_native_team_new(struct xnb_native_team **out, const uint32_t *cpus, uint32_t n,
                        bool sharing, struct xnb_error *err)
{
	struct xnb_native_team *team;

	if (n == 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0, "threads: none asked for");
	if (!sharing && check_sharing(cpus, n, err) < 0)
		return -1;
	team = calloc(1, sizeof(*team));
	if (!team)
		return xnb_fail_nomem(err);
	team->n = n;
	pthread_mutex_init(&team->lock, NULL);
	pthread_cond_init(&team->go, NULL);
	pthread_cond_init(&team->here, NULL);
	team->through = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	team->cpus = calloc(n, sizeof(*team->cpus));
	team->members = calloc(n, sizeof(*team->members));
	if (team->through < 0 || !team->cpus || !team->members) {
		xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		         "threads: %s; see ulimit -n and free", strerror(errno));
		goto fail;
	}
	memcpy(team->cpus, cpus, n * sizeof(*cpus));
	if (make_threads(team, err) < 0)
		goto fail;
	*out = team;
	return 0;
fail:
	xnb_native_team_free(team);
	return -1;
}

void xnb_native_team_free(struct xnb_native_team *team)
{
	if (!team)
		return;
	pthread_mutex_lock(&team->lock);
	team->leaving = true;
	pthread_cond_broadcast(&team->go);
	pthread_mutex_unlock(&team->lock);
	for (uint32_t i = 0; i < team->made; i++)
		pthread_join(team->members[i].thread, NULL);
	if (team->through >= 0)
		close(team->through);
	pthread_cond_destroy(&team->here);
	pthread_cond_destroy(&team->go);
	pthread_mutex_destroy(&team->lock);
	free(team->members);
	free(team->cpus);
	free(team);
}

uint32_t xnb_native_team_size(const struct xnb_native_team *team)
{
	return team->n;
}

const uint32_t *xnb_native_team_cpus(const struct xnb_native_team *team)
{
	return team->cpus;
}

/* ---- a round ---- */

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
