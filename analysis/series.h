/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorts the samples of a run into series. A series is (experiment, scenario, item,
 * params, cpu_node, mem_node, metric, unit); values of different series are never pooled.
 *
 * No sample is dropped. Two kinds are kept apart from the values and counted: one flagged
 * `warmup`, because it measures the warming up, and one of a time or a rate whose flag
 * says that it is no measurement (analysis/flags.h). Every other flagged one is among the
 * values. A count or a code is what it is: `status` 3, flagged `hung`, is the fact.
 */
#ifndef XNB_ANALYSIS_SERIES_H
#define XNB_ANALYSIS_SERIES_H

#include "analysis/flags.h"
#include "base/error.h"
#include "rundir/reader.h"
#include "rundir/sample.h"

#include <stddef.h>

struct xnb_series {
	/* The key; texts of the run. */
	const char *experiment, *scenario, *item, *params;
	const char *cpu_node, *mem_node; /* as measured: "0", "0+1", "" */
	const char *metric, *unit;

	const struct xnb_sample **samples; /* the values, in order of time */
	size_t n_samples;
	const struct xnb_sample **left_out; /* flagged as no measurement */
	size_t n_left_out;
	const struct xnb_sample **warmups;
	size_t n_warmups;
	size_t n_flagged; /* of `samples` and `left_out`, those with any flag */
};

/*
 * Sorted by experiment, item, params, metric, unit, scenario (in the order of run.json's
 * scenarios[], others after those by name), cpu_node, mem_node (node lists by number):
 * so the series of one figure lie together.
 */
struct xnb_series_set {
	struct xnb_series *series;
	size_t n;
	const struct xnb_sample **order; /* what the series' pointers point into */
};

/* The run must outlive the set. */
int xnb_series_group(struct xnb_series_set *out, const struct xnb_run *run,
                     struct xnb_error *err);
void xnb_series_set_free(struct xnb_series_set *set);

#endif
