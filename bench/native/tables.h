/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What there is to measure natively: experiments on threads, one file each in this
 * folder, memory policies as scenarios, and presets. Adding one is a line in the table of
 * experiments.c, scenarios.c or presets.c.
 */
#ifndef XNB_BENCH_NATIVE_TABLES_H
#define XNB_BENCH_NATIVE_TABLES_H

#include "bench/experiment.h"
#include "bench/presets.h"

extern const struct xnb_experiment *const xnb_native_experiments[]; /* ends with NULL */
extern const struct xnb_scenario xnb_native_scenarios[]; /* ends with a NULL name */
extern const struct xnb_preset xnb_native_presets[];     /* ends with a NULL name */

/* What of a preset only the target native has; the counterpart of struct xnb_amounts. */
struct xnb_native_amounts {
	const char *preset;
	unsigned sample_ms;   /* how long one repetition of a kernel is to last */
	const char *pages;    /* as for --page */
	unsigned sizes_ratio; /* of one working set of `sizes` to the one before it */
};
extern const struct xnb_native_amounts xnb_native_amounts[]; /* ends with a NULL preset */
const struct xnb_native_amounts *xnb_native_amounts_of(const char *preset);

/*
 * For experiments that want the memory of one node from the CPUs of one: `local',
 * `remote', and `default' to stand in for `local', which is run only where memory cannot
 * be bound, or where the user chose the scenarios.
 */
bool xnb_native_is_pair(const struct xnb_scenario *scenario);

extern const struct xnb_experiment xnb_native_bandwidth;
extern const struct xnb_experiment xnb_native_threads;
extern const struct xnb_experiment xnb_native_sizes;
extern const struct xnb_experiment xnb_native_reference;

#endif
