/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What there is to measure on Xen: experiments on domains, one file each in
 * bench/experiments/, affinity scenarios and presets. Adding one is a line in the table
 * of experiments.c, scenarios.c or presets.c beside this file.
 */
#ifndef XNB_BENCH_DOMAINS_TABLES_H
#define XNB_BENCH_DOMAINS_TABLES_H

#include "bench/experiment.h"
#include "bench/presets.h"

extern const struct xnb_experiment *const xnb_experiments[]; /* ends with NULL */
extern const struct xnb_scenario xnb_scenarios[];            /* ends with a NULL name */
extern const struct xnb_preset xnb_presets[];                /* ends with a NULL name */

/* NULL when there is none of that name. */
const struct xnb_scenario *xnb_scenario_find(const char *name);

/*
 * Whether a domain of this scenario runs a workload: this tool loads it, and where its
 * memory lies is news to the workload. Exact requests and memory that was just freed are
 * questions of placement; what comes of them is as `local' or `remote' to a workload.
 */
bool xnb_scenario_has_workload(const struct xnb_scenario *scenario);

/* Whether it says what one domain is to be, not how several differ. */
bool xnb_scenario_is_of_one(const struct xnb_scenario *scenario);

extern const struct xnb_experiment xnb_experiment_placement;
extern const struct xnb_experiment xnb_experiment_bandwidth;
extern const struct xnb_experiment xnb_experiment_latency;
extern const struct xnb_experiment xnb_experiment_hypercall;
extern const struct xnb_experiment xnb_experiment_creation;
extern const struct xnb_experiment xnb_experiment_builds;
extern const struct xnb_experiment xnb_experiment_scrubbing;
extern const struct xnb_experiment xnb_experiment_semantics;
extern const struct xnb_experiment xnb_experiment_residency;
extern const struct xnb_experiment xnb_experiment_contention;
extern const struct xnb_experiment xnb_experiment_loaded_latency;
extern const struct xnb_experiment xnb_experiment_core_to_core;

#endif
