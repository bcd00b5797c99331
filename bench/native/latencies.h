/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The experiments on latency: `latency` (idle), `loaded-latency` and `core-to-core`.
 * bench/latency_common.h says what their items and parameters are.
 */
#ifndef XNB_BENCH_NATIVE_LATENCIES_H
#define XNB_BENCH_NATIVE_LATENCIES_H

#include "bench/experiment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const struct xnb_experiment xnb_native_latency;
extern const struct xnb_experiment xnb_native_loaded_latency;
extern const struct xnb_experiment xnb_native_core_to_core;

/* What every trial says of itself, for the tables of metrics. */
#define XNB_NATIVE_TRIAL_METRICS                                                       \
	{"locality", "1", XNB_EXACT, "pages on A / pages of the buffer"},              \
	    {"huge-pages", "1", XNB_NOT_JUDGED,                                        \
	     "part of the buffer that lies in pages of 2 MiB or more"},                \
	    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took"},               \
	{                                                                              \
		"status", "1", XNB_EXACT, "how it ended; not 0 where something failed" \
	}

/*
 * Teams of a loaded latency with `most` threads, the chaser among them: the whole sweep
 * of delays is that of the largest; before it come 1, 2, 4, ... injectors at full load.
 * Writes their numbers of threads, ascending, the last one `most`; returns how many, 0
 * where most < 2. At most XNB_LOADED_TEAMS.
 */
enum { XNB_LOADED_TEAMS = 34 };
size_t xnb_loaded_teams(uint32_t most, uint32_t teams[XNB_LOADED_TEAMS]);

/* Pairs of CPUs that one unit of `core-to-core` measures, at most: all those of 25. */
#define XNB_MOST_PAIRS 300u

/*
 * Chooses CPUs so that all pairs of them are no more than XNB_MOST_PAIRS: writes the
 * places, among n, of as many as possible, evenly spread and ascending, beginning with
 * the first. Returns how many.
 */
enum { XNB_MOST_PAIRED = 25 };
size_t xnb_choose_paired(size_t n, size_t chosen[XNB_MOST_PAIRED]);

#endif
