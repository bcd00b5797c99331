/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An idle chase on a team: what latency and sizes have in common. */
#ifndef XNB_BENCH_NATIVE_CHASE_JOB_H
#define XNB_BENCH_NATIVE_CHASE_JOB_H

#include "bench/native/trial.h"

#include <stdint.h>

/*
 * The first thread of the trial chases alone over the first `bytes` of its buffer, window
 * by window (items and windows: bench/latency_common.h; 0: over everything): metric
 * `latency`, of the preset's loads a repetition. `bytes` hold a chain (xnb_chase_fits()).
 */
int xnb_native_chase_run(struct xnb_native_trial *trial, uint64_t bytes, uint64_t window,
                         struct xnb_error *err);

#endif
