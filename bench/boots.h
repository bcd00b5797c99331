/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of several boots: "plans" and "boots" of run.json.
 *
 * Each boot that a run is to have is a plan: all units of all rounds, in an order of its
 * own. A plan that was cut off goes on wherever the run is resumed; rows say by `boot` in
 * which boot of the host they were taken. Rounds are numbered through all plans, so that
 * a `block` is of one plan.
 */
#ifndef XNB_BENCH_BOOTS_H
#define XNB_BENCH_BOOTS_H

#include "base/error.h"
#include "bench/warnings.h"

#include <jansson.h>
#include <stdint.h>

struct xnb_boot_plan {
	int64_t index;       /* in "plans" */
	int64_t first_block; /* number of its first round */
	uint64_t seed;       /* of its order and of all that is drawn in it */
};

/* The list for a new run: one plan, whose seed is the run's. NULL without memory. */
json_t *xnb_boot_plans_json(uint64_t seed, unsigned rounds);

/* The last plan, which is the one to go on with. XNB_EXIT_FAILED: the record makes no
 * sense. */
int xnb_boot_plan_last(struct xnb_boot_plan *out, const json_t *record,
                       struct xnb_error *err);

/*
 * Adds a plan behind the others, for this boot. Its seed follows from the run's and from
 * its index, so that the whole run can be done again. XNB_EXIT_USAGE where the run has
 * this boot already.
 */
int xnb_boot_plan_add(struct xnb_boot_plan *out, json_t *record, struct xnb_error *err);

/* Sets how many rounds the last plan has. */
void xnb_boot_plan_set_rounds(json_t *record, unsigned rounds);

/* The seed of the plan `index` of a run. */
uint64_t xnb_boot_seed(uint64_t seed, int64_t index);

/*
 * Writes into "boots"[boot] what of the environment differs from that of the run's
 * beginning (a dom0 kernel, a rate of the TSC), and warns of it. What must not differ was
 * refused before (xnb_record_fits()).
 */
void xnb_boot_note_environment(json_t *record, int64_t boot, const json_t *environment,
                               struct xnb_warnings *warnings);

#endif
