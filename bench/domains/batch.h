/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several domains built at once, each by a thread with a connection to Xen of its own, or
 * one after the other by the same code; then their memory is given back, domain by
 * domain, and they are destroyed.
 *
 *   if (!xnb_batch_open(&batch, xen, n, err)) {
 *           fill in each member's request
 *           xnb_batch_build(), xnb_batch_release(), read the members
 *   }
 *   xnb_batch_close() in any case
 */
#ifndef XNB_BENCH_BATCH_H
#define XNB_BENCH_BATCH_H

#include "base/error.h"
#include "bench/domains/builder.h"
#include "bench/domains/locality.h"
#include "xen/xen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct xnb_batch;

struct xnb_batch_member {
	struct xnb_build_request
	    request; /* the caller's; `quiet` and `cancelled` are not */
	struct xnb_built built;
	uint64_t begin_ns, end_ns;       /* of its building, xnb_now_ns() */
	struct xnb_page_counts returned; /* where its pages came back */
	bool returned_exactly;
	/* inside */
	struct xnb_batch *batch;
	struct xnb_xen *xen;
	pthread_t thread;
	int result;
	struct xnb_error err;
};

struct xnb_batch {
	struct xnb_batch_member *members;
	unsigned n;
	uint64_t elapsed_ns; /* from the common start to the end of the last one */
	/* inside */
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool gate_open;
	atomic_bool cancelled;
};

/* The members, zeroed, each with a connection that was opened beside `xen`. */
int xnb_batch_open(struct xnb_batch *batch, struct xnb_xen *xen, unsigned n,
                   struct xnb_error *err);

/*
 * Builds all members: `at_once`, by a thread each, which start together when all of them
 * are there; else in turn. When one fails the others stop at their next extent, and the
 * error is that of the one that failed; give the batch to xnb_batch_close() in any case.
 *
 * The requests' `flush` is called by the threads: one at a time, for all members.
 */
int xnb_batch_build(struct xnb_batch *batch, bool at_once, struct xnb_error *err);

/*
 * Gives the memory of each member back, one after the other, and counts where it comes
 * back. `owed`: what Xen owed on each node before the batch was built.
 */
int xnb_batch_release(struct xnb_batch *batch, const struct xnb_owed *owed,
                      struct xnb_error *err);

/*
 * Destroys what there is and closes the connections; harmless on a batch that was not
 * opened, if it is all zeroes. -1: a domain could not be destroyed; the supervisor reaps
 * it.
 */
int xnb_batch_close(struct xnb_batch *batch, struct xnb_error *err);

#endif
