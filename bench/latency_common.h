/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the latency experiments of all targets share: the names of their items and
 * parameters, the delays of a loaded latency, and what one repetition of XNB_JOB_LOADED
 * or XNB_JOB_PINGPONG says.
 *
 * Idle latency (experiment `latency`): a dependent chase of a random cycle of lines, once
 * over everything (item `chase`), with the TLB misses of that, and once window by window
 * (`chase-window`). multichase (github.com/google/multichase) keeps to 64 pages at a time
 * for the same reason.
 *
 * Loaded latency (`loaded-latency`): the same chase while other CPUs draw bandwidth, with
 * a pause of swept length between the blocks of their accesses, as Intel's Memory Latency
 * Checker does it (its --loaded_latency has 19 delays, from 0 to 20000). Latency (item
 * `chase`) and bandwidth (`inject`) of one point have the same parameters, block and
 * iteration: `delay` is what the job's steps say, or `idle` where nothing is injected, of
 * which there is no bandwidth; `kernel` is that of the injectors; `threads` or `vcpus`
 * counts the chaser, too. The metric `overlap` is the part of the time in which all were
 * at work. Curves are compared at equal bandwidth, not at equal delays, so that neither
 * the bandwidth of a point nor its overlap is judged (XNB_NOT_JUDGED).
 *
 * Core-to-core (`core-to-core`, item `transfer`): two CPUs write one line in turns; half
 * of a round trip is the latency of a transfer, which is so the same in both directions.
 */
#ifndef XNB_BENCH_LATENCY_COMMON_H
#define XNB_BENCH_LATENCY_COMMON_H

#include "base/error.h"
#include "bench/judge.h"
#include "bench/measure.h"
#include "rundir/params.h"
#include "workloads/mailbox.h"

#include <stdbool.h>
#include <stdint.h>

/* 64 small pages, which every first-level TLB of the last decade holds. */
#define XNB_TLB_WINDOW ((uint64_t)256 << 10)

#define XNB_ITEM_CHASE        "chase"
#define XNB_ITEM_CHASE_WINDOW "chase-window"
#define XNB_ITEM_INJECT       "inject"
#define XNB_ITEM_TRANSFER     "transfer"

/*
 * The delays of a sweep, in steps of an injector (struct xnb_job): from full load to the
 * idle chase. A block of `load` is 4 KiB, some 100 ns of one core's time, and a step some
 * 1 ns, so that the bandwidth falls to about 1/150 of the full one before it ends.
 */
extern const uint32_t xnb_delays[];
extern const uint32_t xnb_n_delays;

/* Kernels of injectors where none is chosen; ends with NULL. */
extern const char *const xnb_injectors[];

/*
 * Another chain in each domain or team, and the same one when the run is repeated: from
 * the run's seed and the number of the domain, both recorded.
 */
uint64_t xnb_chain_seed(const struct xnb_session *session, int64_t domain);

/* XNB_EXIT_USAGE where `bytes` hold no chain: fewer than two lines, or 2^32. */
int xnb_chase_fits(const char *experiment, uint64_t bytes, struct xnb_error *err);

/* The parameter `delay`: a number of steps, or "idle" for XNB_DELAY_NEVER. */
int xnb_params_set_delay(struct xnb_params *params, uint32_t delay,
                         struct xnb_error *err);

/* Gives a job the whole sweep: its delays, and `rounds` times all of them behind
 * `warmups` times all of them. */
void xnb_sweep_delays(struct xnb_job *job, uint32_t rounds, uint32_t warmups);

/* One repetition of XNB_JOB_LOADED. */
struct xnb_loaded_point {
	double latency_ns; /* of a load */
	double bandwidth;  /* B/s of all injectors, from the first one's start to the last
	                      one's end; 0: nothing was injected */
	double overlap;    /* 0 to 1 */
};

/* -1 where the repetition has no times or no loads, and so is implausible; `index` is the
 * job's in the mailbox. */
int xnb_loaded_point(struct xnb_loaded_point *point, const struct xnb_evidence *evidence,
                     uint32_t index, const struct xnb_job *job,
                     const struct xnb_judged_job *judged, uint32_t repetition);

/*
 * Emits one point: latency, and where something was injected bandwidth and overlap, with
 * the parameters of the measure and the delay of the repetition.
 */
int xnb_loaded_emit_point(const struct xnb_measured *measured, uint32_t repetition,
                          const struct xnb_loaded_point *point, struct xnb_error *err);

/*
 * Emits all points of a judged XNB_JOB_LOADED: latency, bandwidth and overlap of each
 * repetition, with the parameters of the measure and the delay. Iterations count from 0
 * for each delay, warm-ups first. The measure has the item `chase` and no figures of its
 * own; what could not be measured is as xnb_measure_emit() has it.
 */
int xnb_loaded_emit(const struct xnb_measured *measured,
                    const struct xnb_evidence *evidence, uint32_t index,
                    struct xnb_error *err);

#endif
