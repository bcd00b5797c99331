/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that make the same hypercall at the same time. */
#ifndef XNB_BENCH_HYPERCALL_CALLERS_H
#define XNB_BENCH_HYPERCALL_CALLERS_H

#include "xen/hypercall.h"

#include <stddef.h>

/*
 * Each of `n` threads has its own connection to Xen and its own scratch domain, is bound
 * to a CPU of its own of those that this process may use, and makes `n_calls` calls; they
 * begin together, and who is done goes on calling, untimed, until all are. ticks[] has
 * the calls of the first, then those of the second, ... All is set up, and taken down,
 * one after the other. *why: NULL, or the reason, a constant text, why the operation
 * cannot be timed here.
 */
int xnb_hypercall_callers_time(struct xnb_xen *xen,
                               const struct xnb_operation_request *request, unsigned n,
                               size_t n_calls, uint64_t *ticks, const char **why,
                               struct xnb_error *err);

#endif
