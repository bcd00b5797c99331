/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two loops of fixed work without memory, timed between the repetitions of a job, whose
 * ticks tell what has changed of the CPU itself:
 *   - a chain of dependent multiplications waits for its own results alone: it takes
 *     longer only when the core's clock is slower, or when it was interrupted;
 *   - a wide loop of independent additions takes all the room that the core has for whole
 *     numbers: it also takes longer when a sibling thread is at work on the core.
 */
#ifndef XNB_WORKLOADS_CALIBRATE_H
#define XNB_WORKLOADS_CALIBRATE_H

#include <stdint.h>

/* Ticks of one run of each, some 15000 cycles; 0: not run. */
struct xnb_calibration {
	uint32_t clock_ticks;
	uint32_t width_ticks;
};

/* Runs each loop `tries` times; the fastest run counts, so that an interrupt does not. */
struct xnb_calibration xnb_calibrate(uint32_t tries);

/* The slower of two, of each loop; one that was not run does not count. */
struct xnb_calibration xnb_calibration_worse(struct xnb_calibration a,
                                             struct xnb_calibration b);

#endif
