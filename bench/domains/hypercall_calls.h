/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the calls of one series, in its surroundings: with so many other domains on the
 * host, from so many threads at once, or from a CPU on a given node. Other domains stay
 * for the series that follow and want as many.
 */
#ifndef XNB_BENCH_HYPERCALL_CALLS_H
#define XNB_BENCH_HYPERCALL_CALLS_H

#include "bench/domains/guest_calls.h"
#include "bench/domains/hypercall_sweeps.h"
#include "bench/experiment.h"
#include "xen/domain.h"

struct xnb_hypercall_calls {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	size_t warmups;              /* of each caller, before the calls that count */
	struct xnb_domain **domains; /* made for the surroundings */
	size_t n_domains;
	/* Of the last series. */
	unsigned n_callers;
	size_t n; /* calls of each caller */
	size_t
	    in_a_row; /* of them, from one domain: the first of each such row is cold */
	uint64_t *ticks; /* those of the first caller, then of the second, ... */
	bool *ticked;    /* of each call, where instructions are counted (xen/tick.h) */
	char why[256];   /* it could not be had */
};

void xnb_hypercall_calls_init(struct xnb_hypercall_calls *calls,
                              struct xnb_session *session, const struct xnb_unit *unit,
                              size_t warmups);

/* *absent: the series cannot be had on this host, and `why` says why. */
int xnb_hypercall_calls_time(struct xnb_hypercall_calls *calls,
                             const struct xnb_hypercall_series *series, bool *absent,
                             struct xnb_error *err);

/* The same from inside of a domain, with nothing special around it. */
int xnb_hypercall_calls_guest(struct xnb_hypercall_calls *calls,
                              const struct xnb_guest_operation *operation,
                              struct xnb_error *err);

/* Destroys the domains; in any case. */
int xnb_hypercall_calls_end(struct xnb_hypercall_calls *calls, struct xnb_error *err);

#endif
