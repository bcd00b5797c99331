/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sleep: each vCPU blocks in Xen until its next period begins, as an idle guest does. */
#include "workloads/job_kinds.h"

#include "workloads/xen_abi.h"

struct sleeper {
	uint32_t vcpu;
	uint64_t woken;
	int64_t answer; /* of the first call that Xen refused; else 0 */
};

/*
 * Times that it may wake at most. One for each period; more of them where the clock of
 * another CPU is behind, which in an emulator it is by some ms. One that wakes much more
 * often does not sleep.
 */
static uint64_t most_wakings(const struct xnb_job *job)
{
	return 4 * xnb_repetitions(job) * job->iterations + 16;
}

static int sleep_until(struct xnb_runner *r, struct sleeper *sleeper, uint64_t when_ns)
{
	const struct xnb_abi_poll poll = {.timeout_ns = when_ns};

	do {
		if (xnb_runner_stopped(r))
			return -1;
		if (sleeper->woken == most_wakings(&r->job))
			return 0;
		sleeper->answer = r->hypercall(XNB_ABI_SCHED_OP, XNB_ABI_SCHEDOP_POLL,
		                               (uint64_t)&poll, 0);
		sleeper->woken++;
		xnb_show_life(r);
	} while (sleeper->answer == 0 && r->now_ns(sleeper->vcpu) < when_ns);
	return 0;
}

static int sleep_periods(struct xnb_runner *r, void *state)
{
	struct sleeper *sleeper = state;
	const uint64_t start = r->now_ns(sleeper->vcpu);

	if (start == 0)
		sleeper->answer = -1;
	for (uint64_t i = 1; i <= r->job.iterations && sleeper->answer == 0; i++)
		if (sleep_until(r, sleeper, start + i * r->job.period_ns))
			return -1;
	return 0;
}

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	if (!r->hypercall || !r->now_ns)
		return XNB_STATUS_UNSUPPORTED;
	return job->period_ns == 0 ? XNB_STATUS_REFUSED : XNB_STATUS_DONE;
}

static int run(struct xnb_runner *r, uint32_t vcpu)
{
	struct sleeper sleeper = {.vcpu = vcpu};
	struct xnb_verdict *verdict = &r->verdicts[vcpu];

	if (xnb_repeat(r, vcpu, sleep_periods, &sleeper))
		return -1;
	verdict->wrong = sleeper.answer != 0 || sleeper.woken == most_wakings(&r->job);
	verdict->wrong_at = sleeper.answer ? (uint64_t)sleeper.answer : sleeper.woken;
	return 0;
}

const struct xnb_job_handler xnb_job_idle = {judge, run};
