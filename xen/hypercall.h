/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timed hypercalls, each along two paths: `wrapper`, the libxenctrl function as users
 * call it, and `raw`, xencall on memory from xencall_alloc_buffer(), so that the
 * library's share shows. The catalogue is one table; bench/experiments/hypercall.c walks
 * it.
 *
 * Per call: fence, TSC, fence, call, fence, TSC, fence. The empty pair is measured as an
 * operation of its own ("empty") and reported beside, never subtracted. It is service
 * time in a closed loop: the next call begins when the one before has returned.
 */
#ifndef XNB_XEN_HYPERCALL_H
#define XNB_XEN_HYPERCALL_H

#include "base/error.h"
#include "xen/xen.h"

#include <stddef.h>
#include <stdint.h>

enum xnb_path { XNB_PATH_WRAPPER, XNB_PATH_RAW, XNB_N_PATHS };
extern const char *const xnb_path_names[XNB_N_PATHS]; /* "wrapper", "raw" */

/* What an operation works on; xen/hypercall_ops.h. */
struct xnb_operation_state;

#define XNB_NO_SCRATCH (-1)
#define XNB_NO_ORDER   (-1)

struct xnb_operation {
	const char *name; /* "version", "set-node-affinity", ... */
	const char *summary;
	int vcpus; /* of the scratch domain, never run; XNB_NO_SCRATCH: it needs none */
	int order; /* of the extents; XNB_NO_ORDER: it has none */
	/* Prepares the arguments of both paths. NULL: there are none. */
	int (*prepare)(struct xnb_operation_state *state, struct xnb_error *err);
	/* One call; 0 or -1 with errno. NULL: there is no such path. */
	int (*call[XNB_N_PATHS])(struct xnb_operation_state *state);
	/* Undoes one call outside of the timed region. NULL: nothing to undo. */
	int (*undo)(struct xnb_operation_state *state, struct xnb_error *err);
};

extern const struct xnb_operation xnb_operations[]; /* ends with a NULL name */

/*
 * Times `n` calls of one path into ticks[n] (TSC), from the first, cold one on. Makes the
 * scratch domain and destroys it. A call that fails ends it, with the operation's name.
 * Where the TSC went backwards between the two readings, the ticks are negative as
 * int64_t.
 */
int xnb_operation_time(struct xnb_xen *xen, const struct xnb_operation *operation,
                       enum xnb_path path, uint64_t run_tag, size_t n, uint64_t *ticks,
                       struct xnb_error *err);

#endif
