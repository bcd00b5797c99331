/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the members of a team, and the domains of a group, start at one time. */
#ifndef XNB_WORKLOADS_START_H
#define XNB_WORKLOADS_START_H

#include "workloads/job_kinds.h"

/*
 * Says that the job at work is prepared, and waits until dom0 has said when it is to
 * start: on every member. 0; -1 when stopped; 1 when nobody said so.
 */
int xnb_meet(struct xnb_runner *runner, uint32_t member);

/*
 * Waits until a repetition is to start: behind a barrier of the team and, where there is
 * a common clock, at one time on it, which is in runner->start_ns then. *now_ns gets the
 * last reading of the clock, 0 without one.
 */
int xnb_start(struct xnb_runner *runner, const struct xnb_turn *turn, uint64_t *now_ns);

#endif
