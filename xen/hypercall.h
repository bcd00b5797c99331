/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timed hypercalls, each along two paths: `wrapper`, the libxenctrl function as users
 * call it, and `raw`, xencall on memory from xencall_alloc_buffer(), so that the
 * library's share shows. bench/experiments/hypercall.c walks the catalogue.
 *
 * Per call: fence, TSC, fence, call, fence, TSC, fence. The empty pair is measured as an
 * operation of its own ("empty") and reported beside, never subtracted. It is service
 * time in a closed loop: the next call begins when the one before has returned.
 *
 * An operation is one entry of a table in xen/hypercalls/NAME_calls.c, with the small
 * functions that it names beside it. What it is measured with (how many vCPUs the domain
 * has, its node affinity, the order of the extent, ...) are axes; each combination of
 * their values is a variant, and a series of samples.
 */
#ifndef XNB_XEN_HYPERCALL_H
#define XNB_XEN_HYPERCALL_H

#include "base/error.h"
#include "xen/xen.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum xnb_path { XNB_PATH_WRAPPER, XNB_PATH_RAW, XNB_N_PATHS };
extern const char *const xnb_path_names[XNB_N_PATHS]; /* "wrapper", "raw" */

/* ---- what an operation is measured with ---- */

enum xnb_axis {
	XNB_AXIS_VCPUS, /* of the scratch domain */
	XNB_AXIS_AFFINITY,
	XNB_AXIS_ORDER, /* of the extent: 2^order pages */
	XNB_AXIS_POLICY,
	XNB_N_AXES
};
/* The keys of the samples' params: "vcpus", "affinity", "order", "policy". */
extern const char *const xnb_axis_names[XNB_N_AXES];

/* Values of XNB_AXIS_AFFINITY. */
enum {
	XNB_MAP_AUTOMATIC, /* the domain has automatic affinity before each call */
	XNB_MAP_EXPLICIT,  /* it has one node, explicitly */
	XNB_MAP_ALL,       /* it has one node, and is given the full map: a reset */
	XNB_MAP_NONE,      /* it is given a map without an online node: EINVAL */
};

/* Values of XNB_AXIS_POLICY: how populate asks for a node. */
enum {
	XNB_POLICY_ANY,    /* the domain's affinity is automatic */
	XNB_POLICY_AFFINE, /* the domain's affinity is one node */
	XNB_POLICY_PREFER, /* XENMEMF_node() */
	XNB_POLICY_EXACT,  /* XENMEMF_exact_node() */
};

#define XNB_NO_VALUE (-1)
#define XNB_NO_ORDER XNB_NO_VALUE

struct xnb_variant {
	int value[XNB_N_AXES]; /* XNB_NO_VALUE: the operation has no such axis */
};

/* ---- operations ---- */

/* What the functions of an operation work on: xen/hypercalls/state.h. */
struct xnb_operation_state;

struct xnb_operation {
	const char *name; /* "version", "set-node-affinity", ... */
	const char *summary;
	/* Values of each axis, which end with XNB_NO_VALUE; NULL: not one of its axes. */
	const int *axes[XNB_N_AXES];
	bool scratch; /* it needs a domain of its own, of 1 vCPU where no axis says how
	                 many; the domain never runs */
	bool bare;    /* ... whose vCPUs are not allocated yet */
	unsigned divisor;   /* one call where others have so many; 0: 1 */
	int expected_errno; /* it is meant to fail so; 0: to succeed */
	unsigned argument;  /* the operation's own: flags of the call, ... */
	const char *no_raw; /* why it has no raw path, where it has none */
	/* Whether it can be timed on this host: where not, *why is the reason, a constant
	 * text. Called with the scratch domain there and nothing prepared. */
	int (*applies)(struct xnb_operation_state *state, const char **why);
	/* Once, before the first call: the arguments of both paths. */
	int (*prepare)(struct xnb_operation_state *state);
	/* Before and after each call, outside of what is timed: bring the domain to
	 * where the call begins, and undo the call. */
	int (*before)(struct xnb_operation_state *state);
	int (*after)(struct xnb_operation_state *state);
	/* One call; 0, or -1 with errno. NULL: there is no such path. */
	int (*call[XNB_N_PATHS])(struct xnb_operation_state *state);
};
/* All functions return -1 with errno set when they fail; each may be NULL but one call.
 * What they change is the scratch domain's, and goes with it. */

/* The i-th of the catalogue, NULL behind the last one. */
const struct xnb_operation *xnb_operation_at(size_t i);
/* NULL when there is none of that name. */
const struct xnb_operation *xnb_operation_find(const char *name);

/* The i-th combination of the values of its axes; false behind the last one. The last
 * axis varies fastest. */
bool xnb_operation_variant(const struct xnb_operation *operation, size_t i,
                           struct xnb_variant *variant);
/* A value as the cell `params` has it: "64", "explicit", ... */
const char *xnb_axis_text(enum xnb_axis axis, int value, char *text, size_t size);
/* The errno that a call of the variant is to fail with; 0: it is to succeed. */
int xnb_operation_expects(const struct xnb_operation *operation,
                          const struct xnb_variant *variant);
/* How many calls stand for `n` of an operation that is quick; at least 1. */
size_t xnb_operation_calls(const struct xnb_operation *operation,
                           const struct xnb_variant *variant, size_t n);

/* ---- timing ---- */

struct xnb_operation_request {
	const struct xnb_operation *operation;
	struct xnb_variant variant;
	enum xnb_path path;
	unsigned node;    /* the one that explicit affinities and populate name */
	uint64_t run_tag; /* of the scratch domain */
	/* Where instructions are counted: one for each call of xnb_operation_run(), set
	 * where dom0's timer ticked about then. Each call then begins a moment after a
	 * tick (xen/tick.h). NULL: nobody asks. */
	bool *ticked;
	/* For tests: called after each call, before it is undone. */
	void (*observe)(void *arg, const struct xnb_operation_state *state);
	void *arg;
};

/*
 * Makes the scratch domain and prepares the calls. Where the operation cannot be timed
 * here, *absent is the reason (a constant text), else NULL; *out is NULL then, and when
 * it fails, and nothing is left.
 */
int xnb_operation_begin(struct xnb_operation_state **out, const char **absent,
                        struct xnb_xen *xen, const struct xnb_operation_request *request,
                        struct xnb_error *err);
/*
 * Times `n` calls into ticks[n] (TSC), the first one cold: as cold as its preparation
 * leaves it, which may have made the same call, to see whether there is an extent or how
 * many nodes there are. A call that does not end as it is meant to ends it, with the
 * operation's name. Where the TSC went backwards between the two readings, the ticks are
 * negative as int64_t.
 */
int xnb_operation_run(struct xnb_operation_state *state, size_t n, uint64_t *ticks,
                      struct xnb_error *err);
/* Destroys what there is, in any case; NULL is fine. */
int xnb_operation_end(struct xnb_operation_state *state, struct xnb_error *err);

#endif
