/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The series of a boot whose intervals a run waits for, as its samples come: values and
 * the spans that stats/stopping.h looks at.
 *
 * A series counts when its metric is timed (s, ns, B/s) and better higher or lower. Exact
 * series (pages, errno, verdicts, instructions) need no more than the planned least, and
 * neither do emulated timings, which mean nothing: a run that has them watches nothing.
 * Samples that are flagged as warm-ups or as no measurement have no part in it, as in
 * every summary; all others have.
 *
 * Memory is bounded: a span of more than XNB_WATCH_MOST values is kept as the means of
 * equally many consecutive ones, the last one perhaps of fewer. There seem to be fewer
 * effective values than there are, never more.
 */
#ifndef XNB_BENCH_WATCH_H
#define XNB_BENCH_WATCH_H

#include "base/error.h"
#include "bench/experiment.h"
#include "rundir/sample.h"
#include "stats/span.h"
#include "stats/stopping.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values kept of a span: 16 to 31, where there were more of them. */
enum { XNB_WATCH_MOST = 32 };

/* The columns that make a series; texts of their own. */
enum {
	XNB_WATCH_EXPERIMENT,
	XNB_WATCH_SCENARIO,
	XNB_WATCH_ITEM,
	XNB_WATCH_PARAMS,
	XNB_WATCH_CPU_NODE,
	XNB_WATCH_MEM_NODE,
	XNB_WATCH_METRIC,
	XNB_WATCH_UNIT,
	XNB_WATCH_N_KEYS,
};

/* Their names in samples.csv. */
extern const char *const xnb_watch_keys[XNB_WATCH_N_KEYS];

struct xnb_watched {
	char *keys[XNB_WATCH_N_KEYS]; /* one allocation, keys[0] */
	uint32_t hash;
	double *values;
	size_t n_values, room;
	struct xnb_span *spans;
	size_t n_spans;
	size_t n_blocks; /* rounds that have some of it */
	/* Of the last span: how many samples make one of its values, and those of the
	 * value that is not whole yet. */
	size_t batch, pending;
	double pending_sum;
};

struct xnb_watch {
	struct xnb_watched *series;
	size_t n;
	uint32_t *slots; /* index + 1 into `series`; 0: free */
	size_t n_slots;  /* a power of two */
};

/* Whether such a sample is of a series that counts. */
bool xnb_watch_counts(const struct xnb_experiment *const *experiments,
                      const struct xnb_sample *sample);

/* A sample that counts. The samples of a span come one after the other. */
int xnb_watch_add(struct xnb_watch *watch, const struct xnb_sample *sample,
                  struct xnb_error *err);

/* How near the series is to an interval of +- `target`; a value that is not whole yet
 * becomes one. */
int xnb_watch_look(struct xnb_precision *out, struct xnb_watched *series, double target,
                   struct xnb_error *err);

void xnb_watch_free(struct xnb_watch *watch);

#endif
