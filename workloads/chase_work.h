/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pointer chase at work: what the kinds of jobs that run one have in common. */
#ifndef XNB_WORKLOADS_CHASE_WORK_H
#define XNB_WORKLOADS_CHASE_WORK_H

#include "workloads/job_kinds.h"

#include <stdint.h>

struct xnb_chase_work {
	void *base;
	uint64_t bytes;
	void *at;       /* where it is */
	uint64_t loads; /* so far */
};

/* XNB_STATUS_DONE where the job's window suits a chase over so many bytes. */
uint32_t xnb_chase_judge(const struct xnb_job *job, uint64_t bytes);

/* Links the chain of `bytes` from `base`. */
void xnb_chase_begin(struct xnb_runner *runner, struct xnb_chase_work *work, void *base,
                     uint64_t bytes);

/* The `timed` of a struct xnb_work: the job's iterations, as loads; its duration, as lots
 * of XNB_CHASE_LOT. */
int xnb_chase_loads(struct xnb_runner *runner, struct xnb_turn *turn, void *work);
int xnb_chase_lots(struct xnb_runner *runner, struct xnb_turn *turn, void *work);

/* Whether the chain is still whole, and the chase where its loads must have led it. */
void xnb_chase_verify(struct xnb_runner *runner, const struct xnb_chase_work *work,
                      struct xnb_verdict *verdict);

#endif
