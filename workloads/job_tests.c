/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jobs that misbehave on purpose, to test whoever watches the payload. */
#include "workloads/job_kinds.h"

#include "workloads/cpu.h"

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	(void)r, (void)job;
	return XNB_STATUS_DONE;
}

static int run_trap(struct xnb_runner *r, uint32_t member)
{
	(void)r;
	if (member == 0)
		__builtin_trap();
	return 0;
}

static int run_hang(struct xnb_runner *r, uint32_t member)
{
	(void)member;
	while (!xnb_runner_stopped(r))
		xnb_cpu_pause();
	return -1;
}

static int run_nonsense(struct xnb_runner *r, uint32_t member)
{
	if (member == 0)
		r->claimed = UINT32_MAX;
	for (uint32_t i = 0; i < r->job.samples; i++)
		*xnb_sample_of(r, i, member) = (struct xnb_raw_sample){
		    .job = UINT16_MAX, .member = UINT16_MAX, .start = UINT64_MAX};
	return 0;
}

const struct xnb_job_handler xnb_job_trap = {.judge = judge, .run = run_trap};
const struct xnb_job_handler xnb_job_hang = {.judge = judge, .run = run_hang};
const struct xnb_job_handler xnb_job_nonsense = {.judge = judge, .run = run_nonsense};
