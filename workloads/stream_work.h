/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A streaming kernel at work on one member's share: what the kinds of jobs that run one
 * have in common. */
#ifndef XNB_WORKLOADS_STREAM_WORK_H
#define XNB_WORKLOADS_STREAM_WORK_H

#include "workloads/job_kinds.h"
#include "workloads/kernels.h"

#include <stdint.h>

struct xnb_stream_work {
	const struct xnb_kernel *kernel;
	xnb_kernel_fn *run;
	struct xnb_streams streams;
	uint64_t block;  /* elements to do at a time, at most */
	uint32_t delay;  /* behind each block, in steps */
	uint32_t looks;  /* at the clock, so far */
	uint64_t at;     /* element that the pass at work has come to */
	uint64_t passes; /* that are complete */
	double partial;  /* of the pass at work */
	double sum;      /* of the last complete one */
};

/*
 * XNB_STATUS_DONE where the job's kernel can run with its ISA, and `bytes` give each of
 * `parts` members a share.
 */
uint32_t xnb_stream_judge(const struct xnb_runner *runner, const struct xnb_job *job,
                          uint64_t bytes, uint32_t parts);

/* Lays out and fills share `part` of `parts` of the `bytes` from `base`; -1 when there is
 * none. */
int xnb_stream_begin(struct xnb_runner *runner, struct xnb_stream_work *work, void *base,
                     uint64_t bytes, uint32_t parts, uint32_t part);

/* The `timed` of a struct xnb_work: the job's iterations, as passes; and its duration, as
 * blocks. Then `rest` completes the pass at work. */
int xnb_stream_passes(struct xnb_runner *runner, struct xnb_turn *turn, void *work);
int xnb_stream_blocks(struct xnb_runner *runner, struct xnb_turn *turn, void *work);
int xnb_stream_rest(struct xnb_runner *runner, struct xnb_turn *turn, void *work);

/* Whether the streams hold what the passes must have left. */
void xnb_stream_check(struct xnb_runner *runner, const struct xnb_stream_work *work,
                      struct xnb_verdict *verdict);

#endif
