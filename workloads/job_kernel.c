/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel on every member's share: so many passes, or for a time; with a delay
 * between blocks where it injects. */
#include "workloads/stream_work.h"

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	return xnb_stream_judge(r, job, job->bytes, job->vcpus);
}

static int run(struct xnb_runner *r, uint32_t member)
{
	static const struct xnb_work passes = {.timed = xnb_stream_passes},
	                             blocks = {.timed = xnb_stream_blocks,
	                                       .rest = xnb_stream_rest};
	struct xnb_stream_work work;

	if (xnb_stream_begin(r, &work, r->buffer, r->job.bytes, r->job.vcpus, member))
		return -1;
	xnb_step(r, member);
	if (xnb_repeat(r, member, r->job.duration_ns ? &blocks : &passes, &work))
		return -1;
	xnb_stream_check(r, &work, &r->verdicts[member]);
	xnb_step(r, member);
	return 0;
}

const struct xnb_job_handler xnb_job_kernel = {
    .judge = judge, .run = run, .timing = XNB_MAY_BE_TIMED};
const struct xnb_job_handler xnb_job_inject = {
    .judge = judge, .run = run, .timing = XNB_ALWAYS_TIMED, .injects = 1};
