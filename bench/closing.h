/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last sample of every attempt at a unit: item `unit`, metric `duration` in s, with
 * the unit's A and B in the parameters, its order and type where the experiment compares
 * them, and the attempt in `iteration`; flagged `failed`
 * where something in it went wrong, or `suspect` where something in it is flagged as not
 * to be trusted. It marks the unit as done, so that --resume goes on behind it; a failed
 * one is done again.
 */
#ifndef XNB_BENCH_CLOSING_H
#define XNB_BENCH_CLOSING_H

#include "base/error.h"
#include "bench/experiment.h"
#include "bench/plan.h"
#include "rundir/sample.h"

#include <stdbool.h>
#include <stdint.h>

/* What is known of one unit of the plan. */
struct xnb_unit_state {
	int64_t attempts; /* that were closed */
	bool done;        /* one of them without a failure */
	bool suspect;     /* the last of them */
	bool empty; /* this process ran it, and it had nothing that could be measured */
};

/* Closes an attempt, with what `state` says of it, and brings all rows to the disk. */
int xnb_closing_add(struct xnb_session *session, const struct xnb_unit *unit,
                    struct xnb_unit_state *state, double seconds, struct xnb_error *err);

/* Notes a sample of an earlier part of the run; `states` are those of the plan's units.
 */
void xnb_closing_note(struct xnb_unit_state *states, const struct xnb_plan *plan,
                      const struct xnb_sample *sample);

/*
 * The first of `names`, as `name` gives a unit's, that has units in the plan, all of them
 * empty; NULL: each has something.
 */
const char *xnb_closing_nothing_of(const struct xnb_plan *plan,
                                   const struct xnb_unit_state *states,
                                   const char *(*name)(const struct xnb_unit *),
                                   const char *const *names, size_t n);

/* Of a unit, for xnb_closing_nothing_of(): "" where it has no scenario. */
const char *xnb_unit_experiment(const struct xnb_unit *unit);
const char *xnb_unit_scenario(const struct xnb_unit *unit);

#endif
