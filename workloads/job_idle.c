/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sleep: each vCPU blocks in Xen until its next period begins, as an idle guest does. */
#include "workloads/job_kinds.h"

#include "workloads/xen_abi.h"

struct sleeper {
	uint64_t slept_ns;
	int64_t answer; /* of the first call that Xen refused; else 0 */
};

/*
 * One call a period, whatever the clock says afterwards: in an emulator that of another
 * CPU may be some ms behind the one that woke it, and asking again would spin for those.
 */
static int sleep_until(struct xnb_runner *r, struct sleeper *sleeper, uint64_t when_ns)
{
	const struct xnb_abi_poll poll = {.timeout_ns = when_ns};

	if (xnb_runner_stopped(r))
		return -1;
	sleeper->answer =
	    r->hypercall(XNB_ABI_SCHED_OP, XNB_ABI_SCHEDOP_POLL, (uint64_t)&poll, 0);
	xnb_show_life(r);
	return 0;
}

/* The periods count from one start, so that what a waking is late does not add up. */
static int sleep_periods(struct xnb_runner *r, struct xnb_turn *turn, void *state)
{
	struct sleeper *sleeper = state;
	const uint64_t start = r->now_ns(turn->vcpu);

	if (start == 0)
		sleeper->answer = -1;
	while (turn->done < r->job.iterations && sleeper->answer == 0) {
		turn->done++;
		if (sleep_until(r, sleeper, start + turn->done * r->job.period_ns))
			return -1;
	}
	sleeper->slept_ns += r->now_ns(turn->vcpu) - start;
	return 0;
}

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	if (!r->hypercall || !r->now_ns)
		return XNB_STATUS_UNSUPPORTED;
	return job->period_ns == 0 || job->iterations > UINT64_MAX / job->period_ns
	           ? XNB_STATUS_REFUSED
	           : XNB_STATUS_DONE;
}

static int run(struct xnb_runner *r, uint32_t member)
{
	static const struct xnb_work periods = {.timed = sleep_periods};
	const uint64_t asked_ns =
	    xnb_repetitions(&r->job) * r->job.iterations * r->job.period_ns;
	struct sleeper sleeper = {0};
	struct xnb_verdict *verdict = &r->verdicts[member];

	if (xnb_repeat(r, member, &periods, &sleeper))
		return -1;
	/* Less than half of the time is no clock's error. */
	verdict->wrong = sleeper.answer != 0 || sleeper.slept_ns < asked_ns / 2;
	verdict->wrong_at = sleeper.answer ? (uint64_t)sleeper.answer : sleeper.slept_ns;
	return 0;
}

const struct xnb_job_handler xnb_job_idle = {.judge = judge, .run = run};
