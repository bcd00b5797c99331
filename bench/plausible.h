/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The physical bounds of what one vCPU says that it did, and of the time it took. */
#ifndef XNB_BENCH_PLAUSIBLE_H
#define XNB_BENCH_PLAUSIBLE_H

#include "workloads/mailbox.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether member `member` of the team of a job can have done what its sample says, of
 * which the end lies behind the start:
 *   - a kernel, an injector: at most 512 B moved and 128 flops made in a tick (two loads
 *     and two stores of 64 B, or two multiply-adds of 8 doubles, a cycle, doubled; cores
 *     up to twice the TSC);
 *   - a chase: at most 2 dependent loads a tick;
 *   - a ping-pong: at most one round trip in 8 ticks;
 *   - work for a time: no less than it was ordered; sleep: four fifths of that.
 * Where an amount was ordered and not a time, it is what was done, neither more nor less.
 */
bool xnb_work_is_possible(const struct xnb_job *ordered, uint32_t member,
                          const struct xnb_raw_sample *sample);

#endif
