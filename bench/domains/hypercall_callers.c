/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/hypercall_callers.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What the threads share. */
struct crew {
	struct xnb_xen *xen;
	const struct xnb_operation_request *request;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	unsigned waiting; /* threads that are ready */
	bool started;
	bool cancelled;         /* not all threads could be made: none makes a call */
	atomic_uint not_yet;    /* callers that have not woken up */
	atomic_uint unfinished; /* callers whose calls are not all made */
};

struct caller {
	struct crew *crew;
	struct xnb_xen *xen;
	struct xnb_operation_state *state;
	pthread_t thread;
	bool running; /* there is a thread to wait for */
	unsigned cpu;
	size_t n;
	uint64_t *ticks;
	int rc;
	struct xnb_error err;
};

static int open_caller(struct caller *caller, const char **why, struct xnb_error *err)
{
	struct crew *crew = caller->crew;

	if (xnb_xen_open_beside(&caller->xen, crew->xen, err) != 0)
		return -1;
	return xnb_operation_begin(&caller->state, why, caller->xen, crew->request, err);
}

static int close_caller(struct caller *caller, struct xnb_error *err)
{
	int rc = xnb_operation_end(caller->state, err);

	xnb_xen_close(caller->xen);
	return rc;
}

/* Returns whether there is anything to do. */
static bool wait_for_start(struct crew *crew)
{
	pthread_mutex_lock(&crew->mutex);
	crew->waiting++;
	pthread_cond_broadcast(&crew->changed);
	while (!crew->started)
		pthread_cond_wait(&crew->changed, &crew->mutex);
	pthread_mutex_unlock(&crew->mutex);
	return !crew->cancelled;
}

/* Two on one CPU would take turns, not make calls at the same time. */
static int bind(struct caller *caller)
{
	cpu_set_t cpus;
	int cause;

	CPU_ZERO(&cpus);
	CPU_SET(caller->cpu, &cpus);
	cause = pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
	if (cause)
		return xnb_fail(&caller->err, XNB_EXIT_FAILED, cause,
		                "a caller: cannot be bound to dom0's CPU %u: %s; see "
		                "whether it is still online",
		                caller->cpu, strerror(cause));
	return 0;
}

/* Busy, because who is woken up later would leave the others alone for many calls. */
static void meet(struct crew *crew)
{
	atomic_fetch_sub(&crew->not_yet, 1);
	while (atomic_load(&crew->not_yet) > 0)
		sched_yield();
}

/* The others are to have as many beside them up to their last call. */
static void keep_company(struct caller *caller)
{
	uint64_t ticks;

	while (caller->rc == 0 && atomic_load(&caller->crew->unfinished) > 0)
		caller->rc = xnb_operation_run(caller->state, 1, &ticks, &caller->err);
}

static void *make_calls(void *arg)
{
	struct caller *caller = arg;
	struct crew *crew = caller->crew;

	caller->rc = bind(caller);
	if (!wait_for_start(crew))
		return NULL;
	meet(crew);
	if (caller->rc == 0)
		caller->rc = xnb_operation_run(caller->state, caller->n, caller->ticks,
		                               &caller->err);
	atomic_fetch_sub(&crew->unfinished, 1);
	keep_company(caller);
	return NULL;
}

static int start_threads(struct caller *callers, unsigned n, struct xnb_error *err)
{
	for (unsigned i = 0; i < n; i++) {
		int cause =
		    pthread_create(&callers[i].thread, NULL, make_calls, &callers[i]);

		if (cause)
			return xnb_fail(err, XNB_EXIT_FAILED, cause,
			                "caller %u of %u: no thread: %s; allow more "
			                "processes (ulimit -u)",
			                i + 1, n, strerror(cause));
		callers[i].running = true;
	}
	return 0;
}

/* Lets them go when all are there, or, where not all could be made, go home. */
static void let_go(struct crew *crew, unsigned n, bool cancelled)
{
	pthread_mutex_lock(&crew->mutex);
	while (!cancelled && crew->waiting < n)
		pthread_cond_wait(&crew->changed, &crew->mutex);
	crew->cancelled = cancelled;
	crew->started = true;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->mutex);
}

static int join(struct caller *caller, int rc, struct xnb_error *err)
{
	if (!caller->running)
		return rc;
	pthread_join(caller->thread, NULL);
	if (caller->rc != 0 && rc == 0)
		*err = caller->err;
	return caller->rc != 0 ? -1 : rc;
}

static int run_crew(struct crew *crew, struct caller *callers, unsigned n,
                    struct xnb_error *err)
{
	int rc = start_threads(callers, n, err);

	let_go(crew, n, rc != 0);
	for (unsigned i = 0; i < n; i++)
		rc = join(&callers[i], rc, err);
	return rc;
}

static int time_crew(struct crew *crew, struct caller *callers, unsigned n,
                     const char **why, struct xnb_error *err)
{
	int rc = 0;

	for (unsigned i = 0; i < n && rc == 0 && !*why; i++)
		rc = open_caller(&callers[i], why, err);
	if (rc == 0 && !*why)
		rc = run_crew(crew, callers, n, err);
	for (unsigned i = 0; i < n; i++)
		if (close_caller(&callers[i], rc == 0 ? err : NULL) != 0)
			rc = -1;
	return rc;
}

/* Gives each the next of the CPUs that this process may use; false: there are too few. */
static bool share_cpus(struct caller *callers, unsigned n)
{
	cpu_set_t allowed;
	unsigned given = 0;

	if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
		return false;
	for (unsigned cpu = 0; cpu < CPU_SETSIZE && given < n; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			callers[given++].cpu = cpu;
	return given == n;
}

int xnb_hypercall_callers_time(struct xnb_xen *xen,
                               const struct xnb_operation_request *request, unsigned n,
                               size_t n_calls, uint64_t *ticks, const char **why,
                               struct xnb_error *err)
{
	struct caller *callers = calloc(n, sizeof(*callers));
	struct crew crew = {
	    .xen = xen,
	    .request = request,
	    .mutex = PTHREAD_MUTEX_INITIALIZER,
	    .changed = PTHREAD_COND_INITIALIZER,
	    .not_yet = n,
	    .unfinished = n,
	};
	int rc = 0;

	if (!callers)
		return xnb_fail_nomem(err);
	for (unsigned i = 0; i < n; i++) {
		callers[i].crew = &crew;
		callers[i].n = n_calls;
		callers[i].ticks = ticks + i * n_calls;
	}
	if (share_cpus(callers, n))
		rc = time_crew(&crew, callers, n, why, err);
	else
		*why = "this process may use fewer of dom0's CPUs, see `taskset -p' of "
		       "the shell";
	free(callers);
	return rc;
}
