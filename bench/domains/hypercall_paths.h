/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the calls of one series become where instructions are counted: `path`, the
 * instructions of each call, those flagged `interrupted' that dom0's timer hit; then
 * `path-mode`, the length that most have, and `path-share`, the share of the calls that
 * have it. Warm-ups, and what was interrupted, take no part in these two.
 */
#ifndef XNB_BENCH_HYPERCALL_PATHS_H
#define XNB_BENCH_HYPERCALL_PATHS_H

#include "base/error.h"
#include "bench/experiment.h"
#include "rundir/sample.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_hypercall_paths {
	const uint64_t *counts; /* instructions of each call */
	const bool *ticked;     /* dom0's timer ticked about then (xen/tick.h) */
	size_t n, warmups;      /* all calls; the first of them, the cold one included */
};

/*
 * Adds the rows; `sample` has everything but the reading. Where a tick came into each
 * call there is no mode, and the run says so.
 */
int xnb_hypercall_paths_add(const struct xnb_session *session, struct xnb_sample *sample,
                            const struct xnb_hypercall_paths *paths,
                            struct xnb_error *err);

#endif
