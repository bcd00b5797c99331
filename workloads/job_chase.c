/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/job_kinds.h"

#include "workloads/chase.h"

/* Half a second of them or less, beside which a step between two slices is nothing. */
#define SLICE_LOADS ((uint64_t)1 << 22)

static int run_loads(struct xnb_runner *r, void *state)
{
	uint64_t left = r->job.iterations;
	void **at = state;

	for (; left > SLICE_LOADS; left -= SLICE_LOADS) {
		*at = xnb_chase_run(*at, SLICE_LOADS);
		xnb_show_life(r);
	}
	*at = xnb_chase_run(*at, left);
	return 0;
}

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	(void)r;
	if (job->vcpus != 1 || job->bytes < 2 * XNB_CHASE_LINE ||
	    job->bytes / XNB_CHASE_LINE > UINT32_MAX || job->window % XNB_CHASE_LINE ||
	    job->window == XNB_CHASE_LINE)
		return XNB_STATUS_REFUSED;
	return XNB_STATUS_DONE;
}

/* The line where a chain of n < 2^32 lines is after `repeats` times `loads` loads. */
static uint64_t destination(uint64_t n, uint64_t repeats, uint64_t loads)
{
	return repeats % n * (loads % n) % n;
}

static int run(struct xnb_runner *r, uint32_t vcpu)
{
	const struct xnb_job *job = &r->job;
	struct xnb_beat beat = {.step = xnb_show_life, .arg = r};
	void *at = r->buffer;

	xnb_chase_prepare(r->buffer, job->bytes, job->window, job->seed, &beat);
	xnb_step(r, vcpu);
	if (xnb_repeat(r, vcpu, run_loads, &at))
		return -1;
	r->verdicts[vcpu].wrong_at = UINT64_MAX;
	r->verdicts[vcpu].wrong =
	    !xnb_chase_check(r->buffer, job->bytes, &beat) ||
	    xnb_chase_position(at) != destination(job->bytes / XNB_CHASE_LINE,
	                                          xnb_repetitions(job), job->iterations);
	xnb_step(r, vcpu);
	return 0;
}

const struct xnb_job_handler xnb_job_chase = {judge, run};
