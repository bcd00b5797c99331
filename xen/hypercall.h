/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timed hypercalls, each along two paths: `wrapper`, the libxenctrl function as users
 * call it, and `raw`, xencall on memory from xencall_alloc_buffer(), so that the
 * library's share shows. The catalogue is one table; bench/experiments/hypercall.c walks
 * it.
 *
 * Per call: fence, TSC, call, TSC, fence. The empty pair is measured as an operation of
 * its own ("empty") and reported beside, never subtracted.
 */
#ifndef XNB_XEN_HYPERCALL_H
#define XNB_XEN_HYPERCALL_H

#include "base/error.h"
#include "xen/domain.h"
#include "xen/xen.h"

#include <stdint.h>

enum xnb_path { XNB_PATH_WRAPPER, XNB_PATH_RAW, XNB_N_PATHS };
extern const char *const xnb_path_names[XNB_N_PATHS]; /* "wrapper", "raw" */

/* What an operation works on; built by its set-up, freed by its tear-down. */
struct xnb_operation_state {
	struct xnb_xen *xen;
	struct xnb_domain *domain; /* scratch, paused; NULL where none is needed */
	void *raw;                 /* memory from xencall_alloc_buffer(), prepared */
	unsigned order;            /* of the extents of populate */
	uint64_t run_tag;
	void *private;
};

struct xnb_operation {
	const char *name; /* "version", "set-node-affinity", ... */
	const char *summary;
	const char *params; /* beside `path`: "vcpus=1", "order=9", or "" */
	int (*setup)(struct xnb_operation_state *state, struct xnb_error *err);
	/* One call; 0 or -1 with errno. NULL: there is no such path. */
	int (*call[XNB_N_PATHS])(struct xnb_operation_state *state);
	/* Undoes one call outside of the timed region; may be NULL. */
	int (*undo)(struct xnb_operation_state *state, struct xnb_error *err);
	void (*teardown)(struct xnb_operation_state *state);
};

extern const struct xnb_operation xnb_operations[]; /* ends with a NULL name */

/*
 * Times `n` calls of one path into ticks[n] (TSC), after `warmups` untimed ones. Does
 * set-up and tear-down itself. *cold gets the first call's ticks.
 */
int xnb_operation_time(struct xnb_xen *xen, const struct xnb_operation *operation,
                       enum xnb_path path, uint64_t run_tag, unsigned warmups, size_t n,
                       uint64_t *ticks, uint64_t *cold, struct xnb_error *err);

#endif
