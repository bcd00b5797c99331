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
 * Waits, busy, until the timer ticks, and returns when that was, by CLOCK_MONOTONIC. (The
 * coarse clock moves with the tick, but in whole periods since another beginning, so that
 * it does not tell where between two of its values the tick comes.)
 */
uint64_t xnb_tick_find(void);

/*
 * Sleeps until a moment after a tick, so that the next one is a whole period away, and
 * for at least one period: what Xen put off until it is idle (scrubbing, freeing by RCU)
 * is done by then, and its scheduler begins a new time slice. `seen` is from
 * xnb_tick_find(), not long ago.
 */
void xnb_tick_wait(uint64_t seen);

#endif
