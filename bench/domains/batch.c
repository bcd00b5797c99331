/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int xnb_batch_open(struct xnb_batch *batch, struct xnb_xen *xen, unsigned n,
                   struct xnb_error *err)
{
	*batch = (struct xnb_batch){
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .moved = PTHREAD_COND_INITIALIZER,
	};
	batch->members = calloc(n, sizeof(*batch->members));
	if (!batch->members)
		return xnb_fail_nomem(err);
	for (; batch->n < n; batch->n++) {
		struct xnb_batch_member *member = &batch->members[batch->n];

		member->batch = batch;
		if (xnb_xen_open_beside(&member->xen, xen, err))
			return -1;
	}
	return 0;
}

static void build_member(struct xnb_batch_member *member)
{
	member->begin_ns = xnb_now_ns();
	member->result =
	    xnb_build(&member->built, member->xen, &member->request, &member->err);
	member->end_ns = xnb_now_ns();
	if (member->result)
		atomic_store(&member->batch->cancelled, true);
}

/* ---- in turn ---- */

static void build_in_turn(struct xnb_batch *batch)
{
	for (unsigned i = 0; i < batch->n && !atomic_load(&batch->cancelled); i++)
		build_member(&batch->members[i]);
}

/* ---- at once ---- */

static void *wait_and_build(void *arg)
{
	struct xnb_batch_member *member = arg;
	struct xnb_batch *batch = member->batch;

	pthread_mutex_lock(&batch->lock);
	while (!batch->gate_open)
		pthread_cond_wait(&batch->moved, &batch->lock);
	pthread_mutex_unlock(&batch->lock);
	if (!atomic_load(&batch->cancelled))
		build_member(member);
	return NULL;
}

static void open_gate(struct xnb_batch *batch)
{
	pthread_mutex_lock(&batch->lock);
	batch->gate_open = true;
	pthread_cond_broadcast(&batch->moved);
	pthread_mutex_unlock(&batch->lock);
}

static int build_at_once(struct xnb_batch *batch, struct xnb_error *err)
{
	unsigned started = 0;
	int cause = 0;

	while (started < batch->n && !cause) {
		struct xnb_batch_member *member = &batch->members[started];

		cause = pthread_create(&member->thread, NULL, wait_and_build, member);
		started += cause == 0;
	}
	/* Those that wait are let go in any case, if only to end. */
	atomic_store(&batch->cancelled, cause != 0);
	open_gate(batch);
	for (unsigned i = 0; i < started; i++)
		pthread_join(batch->members[i].thread, NULL);
	if (cause)
		return xnb_fail(err, XNB_EXIT_FAILED, cause,
		                "a thread for domain %u of %u: %s; build fewer at once",
		                started + 1, batch->n, strerror(cause));
	return 0;
}

/* ---- both ---- */

/* The one that failed first by itself; one that was cancelled tells nothing. */
static const struct xnb_batch_member *find_failed(const struct xnb_batch *batch)
{
	const struct xnb_batch_member *found = NULL;

	for (unsigned i = 0; i < batch->n; i++) {
		const struct xnb_batch_member *member = &batch->members[i];

		if (!member->result || member->err.errnum == ECANCELED)
			continue;
		if (!found || member->end_ns < found->end_ns)
			found = member;
	}
	return found;
}

static void find_elapsed(struct xnb_batch *batch)
{
	uint64_t begin = UINT64_MAX, end = 0;

	for (unsigned i = 0; i < batch->n; i++) {
		if (batch->members[i].begin_ns < begin)
			begin = batch->members[i].begin_ns;
		if (batch->members[i].end_ns > end)
			end = batch->members[i].end_ns;
	}
	batch->elapsed_ns = end - begin;
}

static int build(struct xnb_batch *batch, bool at_once, struct xnb_error *err)
{
	const struct xnb_batch_member *failed;

	if (!at_once)
		build_in_turn(batch);
	else if (build_at_once(batch, err))
		return -1;
	find_elapsed(batch);
	failed = find_failed(batch);
	if (!failed)
		return 0;
	if (err)
		*err = failed->err;
	errno = failed->err.errnum;
	return xnb_fail_prefix(err, "domain %u of %u built %s",
	                       (unsigned)(failed - batch->members) + 1, batch->n,
	                       at_once ? "at once" : "in turn");
}

/* Members share what stands behind their `flush`. */
struct shared_flush {
	pthread_mutex_t *lock;
	xnb_extents_flush_fn *flush;
	void *arg;
};

static int flush_alone(void *arg, const struct xnb_extent_run *runs, size_t n,
                       struct xnb_error *err)
{
	const struct shared_flush *shared = arg;
	int result;

	pthread_mutex_lock(shared->lock);
	result = shared->flush(shared->arg, runs, n, err);
	pthread_mutex_unlock(shared->lock);
	return result;
}

int xnb_batch_build(struct xnb_batch *batch, bool at_once, struct xnb_error *err)
{
	struct shared_flush *shared = calloc(batch->n, sizeof(*shared));
	int result;

	if (!shared)
		return xnb_fail_nomem(err);
	for (unsigned i = 0; i < batch->n; i++) {
		struct xnb_build_request *request = &batch->members[i].request;

		shared[i] =
		    (struct shared_flush){&batch->lock, request->flush, request->arg};
		if (request->flush) {
			request->flush = flush_alone;
			request->arg = &shared[i];
		}
		/* What is free changes under the hands of all of them. */
		request->quiet = NULL;
		request->cancelled = &batch->cancelled;
	}
	result = build(batch, at_once, err);
	free(shared);
	return result;
}

int xnb_batch_release(struct xnb_batch *batch, const struct xnb_owed *owed,
                      struct xnb_error *err)
{
	struct xnb_owed left = *owed;

	for (unsigned i = 0; i < batch->n; i++) {
		struct xnb_batch_member *member = &batch->members[i];

		member->built.owed = left;
		if (xnb_built_release(&member->built, member->xen, &member->returned,
		                      &member->returned_exactly, err))
			return -1;
		left = member->built.owed;
	}
	return 0;
}

int xnb_batch_close(struct xnb_batch *batch, struct xnb_error *err)
{
	int result = 0;

	for (unsigned i = 0; i < batch->n; i++) {
		struct xnb_batch_member *member = &batch->members[i];

		/* The first failure is the one to tell. */
		if (xnb_built_destroy(&member->built, result ? NULL : err))
			result = -1;
		xnb_xen_close(member->xen);
	}
	free(batch->members);
	batch->members = NULL;
	batch->n = 0;
	return result;
}
