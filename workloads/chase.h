/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A dependent pointer chase: one pointer per cache line, linked into a single cycle in
 * random order, so that each load waits for the one before it and no prefetcher can guess
 * the next. The order is a shuffle of the lines (Durstenfeld, "Algorithm 235: Random
 * permutation", Communications of the ACM 7, 1964), linked to one ring: every cycle is
 * equally likely, and there are no short ones that would fit a cache.
 *
 * Beside its pointer each line holds its position in the cycle. So a chain is linked and
 * checked by independent accesses, in a fraction of the time that following it takes, and
 * where a chase must have ended is known without another one.
 */
#ifndef XNB_WORKLOADS_CHASE_H
#define XNB_WORKLOADS_CHASE_H

#include "workloads/beat.h"

#include <stdint.h>

#define XNB_CHASE_LINE 64u

/*
 * Links `bytes` / XNB_CHASE_LINE lines at `base`, fewer than 2^32 of them; `base` is
 * aligned to a line. With `window` != 0, a multiple of a line, the cycle begins at
 * `base`, visits all lines of one window of that many bytes before it goes on to the next
 * one behind it, which keeps it within the reach of the TLB; 0 shuffles over everything.
 * Equal seeds give equal chains.
 */
void xnb_chase_prepare(void *base, uint64_t bytes, uint64_t window, uint64_t seed,
                       struct xnb_beat *beat);

/* Follows `loads` pointers from `start`; returns where it ended. */
void *xnb_chase_run(void *start, uint64_t loads);

/* How many loads after the first line of its chain a line is reached. */
uint64_t xnb_chase_position(const void *line);

/* 1 when the chain is one cycle through all lines that begins at `base`, and their
 * positions are true; else 0. Follows no pointer. */
int xnb_chase_check(const void *base, uint64_t bytes, struct xnb_beat *beat);

#endif
