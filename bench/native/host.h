/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a native run finds out of its host before it writes anything, and what it then
 * chooses or refuses. */
#ifndef XNB_BENCH_NATIVE_HOST_H
#define XNB_BENCH_NATIVE_HOST_H

#include "base/error.h"
#include "bench/run_parts.h"

#include <stdint.h>

/*
 * Chooses what the user left open: threads from 1 to the cores of A, and a working set of
 * at least four times the last-level caches of the largest team, which is less where half
 * of the free memory is, with a warning. Not of a run that goes on, which has chosen.
 */
int xnb_native_choose(struct xnb_run_parts *run, struct xnb_error *err);

/*
 * Whether all that is chosen can be had. XNB_EXIT_USAGE: more threads than cores, or CPUs
 * that are not on A. XNB_EXIT_ENVIRONMENT: more memory than there is, or none of the page
 * sizes asked for.
 */
int xnb_native_check(const struct xnb_run_parts *run, struct xnb_error *err);

/* Warns of a working set that the caches hold, and of a clock in doubt. */
void xnb_native_warn(struct xnb_run_parts *run);

/* The operation `possible`: memory of the scenario can be bound here, and the CPUs of
 * --cpus are those of the unit's node. */
int xnb_native_possible(struct xnb_session *session, const struct xnb_unit *unit,
                        bool *possible, struct xnb_error *err);

#endif
