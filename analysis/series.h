/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorts the samples of a run into series. A series is (experiment, scenario, item,
 * params, cpu_node, mem_node, metric, unit); values of different series are never pooled.
 *
 * No sample is dropped. Two kinds are kept apart from the values and counted: one flagged
 * `warmup` or `cold`, because it measures the warming up, and one whose flag says that it
 * is no measurement: `interrupted`, where the path of a call has an interrupt in it, and
 * of a time or a rate what xnb_is_no_measurement() has (rundir/flags.h). Every other
 * flagged one is among the values. A count or a code is what it is: `status` 3, flagged
 * `hung`, is the fact.
 *
 * Two ways lead to the same series: from a run in memory, with pointers to the samples,
 * and streamed from the file, where of each sample only the value is kept.
 */
#ifndef XNB_ANALYSIS_SERIES_H
#define XNB_ANALYSIS_SERIES_H

#include "analysis/flags.h"
#include "base/error.h"
#include "rundir/reader.h"
#include "rundir/sample.h"
#include "stats/span.h"

#include <stddef.h>

struct xnb_series {
	/* The key; texts of the run. */
	const char *experiment, *scenario, *item, *params;
	const char *cpu_node, *mem_node; /* as measured: "0", "0+1", "" */
	const char *metric, *unit;

	double *values; /* what counts, in order of time */
	size_t n_values;
	struct xnb_span *spans; /* in order of time; together they are all values */
	size_t n_spans;
	size_t n_left_out; /* flagged as no measurement */
	size_t n_warmups;
	size_t n_flagged; /* values and left out ones that have any flag */
	/* By their words, in order of first appearance; one with two words counts twice.
	 */
	struct xnb_flag_count *flags;
	size_t n_flags;
	size_t n_moved; /* values flagged `moved`: pages changed their node meanwhile */

	/* The samples themselves, in order of time; NULL where the run was streamed, and
	 * of a series that was made of others. */
	const struct xnb_sample *
	    *samples;     /* n_values of them: values[i] is samples[i]'s */
	size_t n_samples; /* n_values, or 0 without samples */
	const struct xnb_sample **left_out, **warmups;
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
	char **texts; /* of series that were made of others (analysis/load_curve.h) */
	size_t n_texts;
};

/* The run must outlive the set; its texts are interned (rundir/strings.h). */
int xnb_series_group(struct xnb_series_set *out, const struct xnb_run *run,
                     struct xnb_error *err);

/*
 * Reads a run directory or a samples.csv row by row straight into series: 8 bytes a
 * value, and a span for each stretch. `*run` has run.json, checks, warnings and texts,
 * but no samples and no extents; it must outlive the set, and the caller frees both.
 * Errors are those of xnb_run_load(), a torn last line of a run that goes on is a
 * warning.
 */
int xnb_series_read(struct xnb_series_set *out, struct xnb_run **run, const char *path,
                    struct xnb_error *err);

void xnb_series_set_free(struct xnb_series_set *set);

#endif
