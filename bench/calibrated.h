/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How fast the calibration loops (workloads/calibrate.h) ran at their best in a run, for
 * each CPU: what a later, slower one is compared with. Kept apart by the number of vCPUs
 * that run together, since those may share a core with one another by intention.
 */
#ifndef XNB_BENCH_CALIBRATED_H
#define XNB_BENCH_CALIBRATED_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start from {0}, one for a run; free with xnb_calibrated_free(). */
struct xnb_calibrated {
	struct xnb_calibrated_cpu {
		uint32_t cpu, together;
		uint32_t clock_ticks, width_ticks; /* the least seen */
	} * cpus;                                  /* sorted by both numbers */
	size_t n, room;
};

/* Takes note of both loops' ticks; 0: not run, of which no note is taken. */
int xnb_calibrated_see(struct xnb_calibrated *calibrated, uint32_t cpu, uint32_t together,
                       uint32_t clock_ticks, uint32_t width_ticks, struct xnb_error *err);

/* Whether ticks are more than 1.03 (clock) and 1.10 (width) times the least seen. */
bool xnb_calibrated_is_slow(const struct xnb_calibrated *calibrated, uint32_t cpu,
                            uint32_t together, uint32_t clock_ticks);
bool xnb_calibrated_is_narrow(const struct xnb_calibrated *calibrated, uint32_t cpu,
                              uint32_t together, uint32_t width_ticks);

void xnb_calibrated_free(struct xnb_calibrated *calibrated);

#endif
