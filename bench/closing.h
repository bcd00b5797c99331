/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last sample of every unit: item `unit`, metric `duration` in s, with the unit's A
 * and B in the parameters, and flagged `failed` where something in it went wrong. It
 * marks the unit as done, so that --resume goes on behind it; a failed one is done again.
 */
#ifndef XNB_BENCH_CLOSING_H
#define XNB_BENCH_CLOSING_H

#include "base/error.h"
#include "bench/experiment.h"
#include "bench/plan.h"
#include "rundir/reader.h"

#include <stdbool.h>
#include <stdint.h>

int xnb_closing_add(struct xnb_session *session, const struct xnb_unit *unit,
                    double seconds, bool failed, struct xnb_error *err);

/* Sets done[i] for each unit of the plan that the run has a closing sample of; returns
 * how many. */
size_t xnb_closing_find(bool *done, const struct xnb_plan *plan,
                        const struct xnb_run *run);

/* The number behind the last domain of this boot, in samples and extents. */
int64_t xnb_closing_next_domain(const struct xnb_run *run, int64_t boot);

#endif
