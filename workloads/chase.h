/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A dependent pointer chase: one pointer per cache line, linked into a single cycle in
 * random order (Sattolo's shuffle), so that each load waits for the one before it and no
 * prefetcher can guess the next.
 *
 * Sattolo, "An algorithm to generate a random cyclic permutation", Information Processing
 * Letters 22 (1986): every single cycle is equally likely, where an ordinary shuffle
 * would leave short ones that fit a cache.
 */
#ifndef XNB_WORKLOADS_CHASE_H
#define XNB_WORKLOADS_CHASE_H

#include "workloads/beat.h"

#include <stdint.h>

#define XNB_CHASE_LINE 64u

/*
 * Links `bytes` / XNB_CHASE_LINE lines at `base`, which is aligned to a line. With
 * `window` != 0, a multiple of a line, the cycle begins at `base`, visits all lines of
 * one window of that many bytes before it goes on to the next one behind it, which keeps
 * it within the reach of the TLB; 0 shuffles over everything. Equal seeds give equal
 * chains.
 */
void xnb_chase_prepare(void *base, uint64_t bytes, uint64_t window, uint64_t seed,
                       struct xnb_beat *beat);

/* Follows `loads` pointers from `start`; returns where it ended. */
void *xnb_chase_run(void *start, uint64_t loads);

/* 1 when the chain is one cycle through all lines (walks it once), else 0; follows no
 * pointer that leads elsewhere. */
int xnb_chase_check(const void *base, uint64_t bytes, struct xnb_beat *beat);

#endif
