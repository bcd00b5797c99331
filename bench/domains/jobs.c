/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/jobs.h"

#include "bench/domains/follower.h"
#include "bench/domains/rendezvous.h"
#include "bench/supervisor.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define POLL_NS 2000000

/* The domains that run together. */
struct parties {
	struct xnb_follower *followers;
	unsigned n;
	struct xnb_rendezvous rendezvous;
};

/* Each may have to wait for all others. */
static void share_limit(struct parties *all)
{
	double limit = 0;

	for (unsigned i = 0; i < all->n; i++)
		limit += all->followers[i].limit_seconds;
	for (unsigned i = 0; i < all->n; i++)
		all->followers[i].limit_seconds = limit;
}

static int load(struct parties *all, const struct xnb_jobs_party *parties,
                struct xnb_error *err)
{
	for (unsigned i = 0; i < all->n; i++)
		if (xnb_follower_load(&all->followers[i], parties[i].outcome,
		                      parties[i].domain, parties[i].request, err))
			return -1;
	share_limit(all);
	return 0;
}

static int start(struct parties *all, struct xnb_error *err)
{
	for (unsigned i = 0; i < all->n; i++)
		if (xnb_follower_start(&all->followers[i], err))
			return -1;
	return 0;
}

static bool has_failed(const struct xnb_follower *f)
{
	return f->done &&
	       (f->out->ending != XNB_ENDING_FINISHED || !f->mailbox->finished);
}

/* Looks at all; *done when none is left. Of one that failed the others would wait. */
static int look(struct parties *all, bool *done, struct xnb_error *err)
{
	bool failed = false;

	*done = true;
	for (unsigned i = 0; i < all->n; i++) {
		struct xnb_follower *f = &all->followers[i];

		if (!f->done && xnb_follower_look(f, err))
			return -1;
		failed = failed || has_failed(f);
		*done = *done && f->done;
	}
	for (unsigned i = 0; failed && i < all->n; i++)
		xnb_follower_stop(&all->followers[i]);
	*done = *done || failed;
	return xnb_rendezvous_look(&all->rendezvous, all->followers, all->n, err);
}

static int look_until_done(struct parties *all, struct xnb_error *err)
{
	const struct timespec pause = {.tv_nsec = POLL_NS};
	struct xnb_xen *xen = all->followers[0].request->xen;
	bool done = false;

	while (!done) {
		nanosleep(&pause, NULL);
		if (xnb_stop_signal())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
		if (look(all, &done, err))
			return -1;
		xnb_xen_ask_again(xen, true);
	}
	return 0;
}

static int follow(struct parties *all, struct xnb_error *err)
{
	int result = look_until_done(all, err);

	xnb_xen_ask_again(all->followers[0].request->xen, false);
	return result;
}

static int end(struct parties *all, struct xnb_error *err)
{
	for (unsigned i = 0; i < all->n; i++)
		if (xnb_follower_end(&all->followers[i], err))
			return -1;
	return 0;
}

int xnb_jobs_run_together(const struct xnb_jobs_party *parties, unsigned n,
                          struct xnb_error *err)
{
	struct parties all = {calloc(n, sizeof(*all.followers)), n, {0}};
	int result = -1;

	for (unsigned i = 0; i < n; i++)
		*parties[i].outcome = (struct xnb_outcome){0};
	if (!all.followers)
		return xnb_fail_nomem(err);
	if (!load(&all, parties, err) && !start(&all, err) && !follow(&all, err))
		result = end(&all, err);
	free(all.followers);
	return result;
}

int xnb_jobs_run(struct xnb_outcome *out, struct xnb_domain *domain,
                 const struct xnb_jobs_request *request, struct xnb_error *err)
{
	const struct xnb_jobs_party party = {domain, request, out};

	return xnb_jobs_run_together(&party, 1, err);
}

void xnb_outcome_free(struct xnb_outcome *outcome)
{
	free(outcome->copy);
	*outcome = (struct xnb_outcome){0};
}
