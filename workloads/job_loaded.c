/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One member chases while the others inject traffic, each over memory of its own. */
#include "workloads/chase_work.h"
#include "workloads/stream_work.h"

static uint64_t bytes_of_injectors(const struct xnb_job *job)
{
	return job->bytes - job->chase_bytes;
}

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	uint32_t status;

	if (job->chase_bytes > job->bytes || job->chase_bytes % XNB_STREAM_ALIGN)
		return XNB_STATUS_REFUSED;
	status = xnb_chase_judge(job, job->chase_bytes);
	if (status != XNB_STATUS_DONE || job->vcpus == 1)
		return status;
	return xnb_stream_judge(r, job, bytes_of_injectors(job), job->vcpus - 1);
}

static int chase(struct xnb_runner *r, uint32_t member)
{
	static const struct xnb_work lots = {.timed = xnb_chase_lots};
	struct xnb_chase_work work;

	xnb_chase_begin(r, &work, r->buffer, r->job.chase_bytes);
	xnb_step(r, member);
	if (xnb_repeat(r, member, &lots, &work))
		return -1;
	xnb_chase_verify(r, &work, &r->verdicts[member]);
	xnb_step(r, member);
	return 0;
}

static int inject(struct xnb_runner *r, uint32_t member)
{
	static const struct xnb_work blocks = {.timed = xnb_stream_blocks,
	                                       .rest = xnb_stream_rest};
	char *base = (char *)r->buffer + r->job.chase_bytes;
	struct xnb_stream_work work;

	if (xnb_stream_begin(r, &work, base, bytes_of_injectors(&r->job),
	                     r->job.vcpus - 1, member - 1) ||
	    xnb_repeat(r, member, &blocks, &work))
		return -1;
	xnb_stream_check(r, &work, &r->verdicts[member]);
	return 0;
}

static int run(struct xnb_runner *r, uint32_t member)
{
	return member == 0 ? chase(r, member) : inject(r, member);
}

const struct xnb_job_handler xnb_job_loaded = {
    .judge = judge, .run = run, .timing = XNB_ALWAYS_TIMED, .injects = 1};
