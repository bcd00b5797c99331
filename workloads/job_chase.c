/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An idle chase: so many loads or for a time, while nobody else does anything. */
#include "workloads/chase_work.h"

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	(void)r;
	return job->vcpus == 1 ? xnb_chase_judge(job, job->bytes) : XNB_STATUS_REFUSED;
}

static int run(struct xnb_runner *r, uint32_t member)
{
	static const struct xnb_work loads = {.timed = xnb_chase_loads},
	                             lots = {.timed = xnb_chase_lots};
	struct xnb_chase_work work;

	xnb_chase_begin(r, &work, r->buffer, r->job.bytes);
	xnb_step(r, member);
	if (xnb_repeat(r, member, r->job.duration_ns ? &lots : &loads, &work))
		return -1;
	xnb_chase_verify(r, &work, &r->verdicts[member]);
	xnb_step(r, member);
	return 0;
}

const struct xnb_job_handler xnb_job_chase = {
    .judge = judge, .run = run, .timing = XNB_MAY_BE_TIMED};
