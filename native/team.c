/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/team_internal.h"

#include "native/cpus.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Kernels need next to none; with many threads what is mapped should stay small. */
#define STACK_BYTES ((size_t)512 * 1024)

/* ---- a thread ---- */

/* Sleeps until there is a round with it. Returns whether there is one. */
static bool wait_for_round(struct xnb_native_member *me, uint64_t *seen)
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

static void leave_round(struct xnb_native_member *me, int rc)
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
	struct xnb_native_member *me = arg;
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

static int create(struct xnb_native_team *team, struct xnb_native_member *member)
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
		struct xnb_native_member *member = &team->members[team->made];
		int rc;

		*member = (struct xnb_native_member){.team = team, .index = team->made};
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
