/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much memory is free while no domain of ours is there and Xen owes nothing: what is
 * owed is counted from there. It is no constant. dom0 balloons, and on a shared host
 * other guests come and go; a reading that is out of date would make every extent
 * unknown.
 */
#ifndef XNB_BENCH_QUIET_H
#define XNB_BENCH_QUIET_H

#include "base/error.h"
#include "bench/domains/locality.h"
#include "xen/xen.h"

#include <stdbool.h>

/*
 * Waits until the free memory of all nodes has stood still for XNB_QUIET_MS, and so the
 * memory of domains that were destroyed just before has come back; XNB_QUIET_MOST_MS at
 * most, for on a busy host it never does. *quiet gets the last reading.
 */
#define XNB_QUIET_MS      1200u
#define XNB_QUIET_MOST_MS 5000u
int xnb_wait_quiet(struct xnb_xen *xen, struct xnb_free_pages *quiet,
                   struct xnb_error *err);

/*
 * What is owed now, while no domain of ours is there; brings *quiet up to date where it
 * is not. Extents are to be of 2^order pages.
 */
int xnb_quiet_owed(struct xnb_owed *owed, struct xnb_xen *xen,
                   struct xnb_free_pages *quiet, unsigned order, struct xnb_error *err);

/* The judgement alone. Takes over what is more now: some was owed already then. False
 * when an extent or more is missing on a node: so much no domain of ours that gave its
 * memory back is owed for, and extents could not be told apart from it. */
bool xnb_quiet_holds(struct xnb_free_pages *quiet, const struct xnb_free_pages *now,
                     unsigned order);

#endif
