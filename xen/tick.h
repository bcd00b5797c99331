/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dom0's timer interrupt as a program sees it, without asking the kernel:
 * CLOCK_MONOTONIC_COARSE is the time of the last one, read from the vDSO. Where
 * instructions are counted (lab/accel.h) it tells which calls were hit.
 *
 * That holds for a dom0 of one vCPU, whose tick keeps the time, and for the interrupts
 * that dom0 gets. Those that Xen keeps to itself are not seen.
 */
#ifndef XNB_XEN_TICK_H
#define XNB_XEN_TICK_H

#include <stdint.h>

/* When the last tick was, ns since dom0 booted. */
uint64_t xnb_tick_last(void);

/*
 * Sleeps until a moment after a tick, so that the next one is a whole period away, and
 * for at least one period: what Xen put off until it is idle (scrubbing, freeing by RCU)
 * is done by then, and its scheduler begins a new time slice.
 */
void xnb_tick_wait(void);

#endif
