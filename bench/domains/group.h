/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several domains of one unit at once: each is a trial of its own
 * (bench/domains/trial.h), built one after the other, settled and attributed like a
 * single one; then all of them run together, and their memory is given back and they are
 * destroyed.
 *
 *   if (!xnb_group_begin(&group, session, members, n, err)) { xnb_group_run(), emit }
 *   xnb_group_end(&group, ...) in any case
 *
 * Nothing of the group runs while another domain of it is built or gives its memory back:
 * the free memory still tells where each extent lies.
 */
#ifndef XNB_BENCH_GROUP_H
#define XNB_BENCH_GROUP_H

#include "base/error.h"
#include "bench/domains/trial.h"
#include "bench/experiment.h"

#include <stdbool.h>
#include <stdint.h>

/* Domains of one group, at most. */
enum { XNB_MOST_GROUP = 32 };

struct xnb_group_member {
	/* Scenario and nodes of this domain; the rest is that of the group's unit. */
	struct xnb_unit unit;
	struct xnb_shape shape;
	/* Its orders: in all lists the same numbers of rendezvous, in the same order. */
	const struct xnb_job *jobs;
	uint32_t n_jobs;
};

struct xnb_group {
	struct xnb_session *session;
	const struct xnb_group_member *members;
	unsigned n;
	struct xnb_trial *trials;     /* [n] */
	struct xnb_outcome *outcomes; /* [n], of xnb_group_run() */
	unsigned begun;               /* trials that there are */
};

/*
 * Whether all of them fit beside each other, and dom0's reserve (bench/domains/room.h):
 * -1 with XNB_EXIT_ENVIRONMENT and need and have where not.
 */
int xnb_group_check(struct xnb_session *session, const struct xnb_group_member *members,
                    unsigned n, struct xnb_error *err);

/* Settles the memory of all, and builds each; `members` stays the caller's. Where all
 * together have more vCPUs than CPUs they are flagged `overcommitted`. */
int xnb_group_begin(struct xnb_group *group, struct xnb_session *session,
                    const struct xnb_group_member *members, unsigned n,
                    struct xnb_error *err);

/*
 * Runs the lists of all together. A domain that hangs or crashes is an outcome and a
 * warning of the run, and so is that the others were stopped for it.
 */
int xnb_group_run(struct xnb_group *group, struct xnb_error *err);

/*
 * As xnb_trial_end(), for all: all memory is given back before the first domain is
 * destroyed, since what Xen frees late of a destroyed one would be taken for another
 * one's. Every domain is destroyed, whatever fails.
 */
int xnb_group_end(struct xnb_group *group, int result, struct xnb_error *err);

#endif
