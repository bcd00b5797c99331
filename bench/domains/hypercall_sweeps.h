/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which series of hypercalls a run takes: the catalogue with all variants of each
 * operation, and then some operations against what is around them, each a line of the
 * table of sweeps. Pure: what the host offers is given.
 */
#ifndef XNB_BENCH_HYPERCALL_SWEEPS_H
#define XNB_BENCH_HYPERCALL_SWEEPS_H

#include "base/error.h"
#include "xen/hypercall.h"

#include <stdbool.h>
#include <stddef.h>

/* Values of the sweep `caller`. */
enum { XNB_CALLER_NEAR, XNB_CALLER_FAR };

/* What is around the calls of a series. At most one is not XNB_NO_VALUE. */
struct xnb_surroundings {
	int domains; /* others on the host, made for it */
	int callers; /* threads that make the call at the same time */
	int caller;  /* where the caller's CPU is, seen from the domain's node */
};

/* One operation as it is measured, along one of its paths. */
struct xnb_hypercall_series {
	const struct xnb_operation *operation;
	struct xnb_variant variant;
	enum xnb_path path;
	struct xnb_surroundings around;
};

struct xnb_hypercall_list {
	struct xnb_hypercall_series
	    *series; /* those with the same surroundings together */
	size_t n;
};

struct xnb_hypercall_facts {
	unsigned callers; /* threads that can run at once: dom0's online vCPUs */
	bool counted;     /* instructions are counted, on one CPU: no sweep of callers */
	bool each_once;   /* the least that has each operation: one variant, in turn
	                     through the wrapper and raw, and no sweep */
};

/* xnb_hypercall_list_free() in any case. */
int xnb_hypercall_list_make(struct xnb_hypercall_list *list,
                            const struct xnb_hypercall_facts *facts,
                            struct xnb_error *err);
void xnb_hypercall_list_free(struct xnb_hypercall_list *list);

/* "near" or "far". */
extern const char *const xnb_caller_names[];

#endif
