/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One hypercall again and again, each call a sample of its own. */
#include "workloads/job_kinds.h"

#include "workloads/tsc.h"

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	if (!r->hypercall)
		return XNB_STATUS_UNSUPPORTED;
	if (job->vcpus != 1 || job->first != 0 || job->iterations != 1 ||
	    job->call >= XNB_N_GUEST_CALLS || job->order > XNB_GUEST_MAX_ORDER)
		return XNB_STATUS_REFUSED;
	if (xnb_guest_calls[job->call].about_extent && job->bytes < (uint64_t)4096
	                                                                << job->order)
		return XNB_STATUS_REFUSED;
	return XNB_STATUS_DONE;
}

/* Answers 0, or what Xen said where that is not what it says when all is well. */
static int64_t around(const struct xnb_runner *r,
                      int64_t (*what)(xnb_hypercall_fn *hypercall, uint32_t order))
{
	const int64_t answer = what ? what(r->hypercall, r->job.order) : 1;

	return answer == 1 ? 0 : answer ? answer : -1;
}

static int64_t time_one(struct xnb_runner *r, uint32_t repetition)
{
	const struct xnb_guest_call_entry *call = &xnb_guest_calls[r->job.call];
	struct xnb_raw_sample sample = {.job = (uint16_t)r->at, .done = 1};
	int64_t answer = around(r, call->before);

	if (answer)
		return answer;
	sample.start = xnb_tsc();
	answer = call->make(r->hypercall, r->job.order);
	sample.end = xnb_tsc();
	*xnb_sample_of(r, repetition, 0) = sample;
	if (answer < call->least || answer > call->most)
		return answer ? answer : -1;
	return around(r, call->after);
}

static int run(struct xnb_runner *r, uint32_t member)
{
	struct xnb_verdict *verdict = &r->verdicts[member];
	int64_t answer = 0;

	for (uint64_t i = 0; i < xnb_repetitions(&r->job) && answer == 0; i++) {
		if (xnb_runner_stopped(r))
			return -1;
		answer = time_one(r, (uint32_t)i);
		xnb_publish(&r->mailbox->sample_at, r->used + (uint32_t)i + 1);
		xnb_step(r, member);
	}
	verdict->wrong = answer != 0;
	verdict->wrong_at = (uint64_t)answer;
	return 0;
}

const struct xnb_job_handler xnb_job_hypercall = {.judge = judge, .run = run};
