/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the counters say of a native trial's repetitions, as samples: `counted-bytes`,
 * `counted-local` and `counted-remote`, whichever group counted that repetition, and
 * `claimed-bytes`, what the kernel says to have moved on the bus. A repetition in which
 * the two disagree (xnb_counted_disagrees()) is flagged `counted-bytes`.
 */
#ifndef XNB_BENCH_NATIVE_COUNTERS_SAMPLES_H
#define XNB_BENCH_NATIVE_COUNTERS_SAMPLES_H

#include "base/error.h"
#include "bench/judge.h"
#include "bench/measure.h"
#include "bench/native/counters_watch.h"

#include <stdint.h>

struct xnb_native;
struct xnb_native_trial;

/* For the whole run, on all of its CPUs; what cannot be counted is `absent`. Call it
 * while the process has one thread. */
void xnb_native_counters_open(struct xnb_native *native, struct xnb_warnings *warnings);

/* Puts a watch before what the trial's runner would ask. Nothing without counters. -1
 * without memory. Free trial->watch. */
int xnb_native_counters_attach(struct xnb_native_trial *trial, struct xnb_error *err);

/* Behind a job that was judged: marks the repetitions whose counts disagree with the
 * claim of `measure`. Of measures that claim no bytes nothing is marked or emitted. */
void xnb_native_counters_judge(const struct xnb_native_trial *trial,
                               const struct xnb_measure *measure,
                               struct xnb_judged_job *judged);

/* Emits what was counted, by measured->emit. */
int xnb_native_counters_emit(const struct xnb_native_trial *trial,
                             const struct xnb_measured *measured, struct xnb_error *err);

/* The metrics, for the table of an experiment. */
#define XNB_COUNTED_METRICS                                                         \
	{"counted-bytes", "B", XNB_NOT_JUDGED,                                      \
	 "moved by the memory controllers, as LIKWID's group MEM counts"},          \
	    {"counted-local", "B", XNB_NOT_JUDGED,                                  \
	     "from the own node, as LIKWID's group NUMA counts"},                   \
	    {"counted-remote", "B", XNB_NOT_JUDGED,                                 \
	     "from other nodes, as LIKWID's group NUMA counts"},                    \
	{                                                                           \
		"claimed-bytes", "B", XNB_NOT_JUDGED,                               \
		    "moved on the bus, as the kernel claims, where that is counted" \
	}

#endif
