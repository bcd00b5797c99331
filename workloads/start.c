/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/start.h"

#include "workloads/cpu.h"

/* From the barrier to the common start: longer than it takes to leave a barrier. */
#define LEAD_NS 20000u

/* Further away than this, the CPU is given to others. */
#define FAR_NS 1000000u

/* Times that the CPU was given away, from one sign of life to the next: each takes as
 * long as those who get it like, some 10 ms where many vCPUs share it. */
#define RELAXES 32u

static void relax(struct xnb_runner *r, uint32_t *times)
{
	r->relax();
	if (++*times % RELAXES == 0)
		xnb_show_life(r);
}

static int has_go(struct xnb_runner *r)
{
	return __atomic_load_n(&r->mailbox->go, __ATOMIC_ACQUIRE) == r->job.rendezvous;
}

/* A domain of which dom0 has died is not to spin for ever. */
static int wait_for_go(struct xnb_runner *r, uint32_t vcpu, uint64_t since)
{
	uint32_t times = 0;

	while (!has_go(r)) {
		const uint64_t now = r->now_ns(vcpu);

		if (xnb_runner_stopped(r))
			return -1;
		/* The clock may go back where the vCPU changes its CPU in an emulator. */
		if (now > since + XNB_RENDEZVOUS_NS) {
			r->status = XNB_STATUS_ALONE;
			return 0;
		}
		r->mailbox->ready_ns = now;
		relax(r, &times);
	}
	return 0;
}

/* On the first member. */
static int say_ready(struct xnb_runner *r, uint32_t vcpu)
{
	const uint64_t now = r->now_ns(vcpu);

	r->mailbox->ready_ns = now;
	xnb_publish(&r->mailbox->ready, r->job.rendezvous);
	return wait_for_go(r, vcpu, now);
}

int xnb_meet(struct xnb_runner *r, uint32_t member)
{
	if (r->job.rendezvous == 0)
		return 0;
	if (xnb_wait_for_team(r))
		return -1;
	if (member == 0 && say_ready(r, xnb_job_vcpu(&r->job, 0)))
		return -1;
	if (xnb_wait_for_team(r))
		return -1;
	return r->status == XNB_STATUS_ALONE;
}

static uint64_t planned_start(const struct xnb_runner *r, const struct xnb_turn *turn)
{
	uint64_t now;

	if (r->job.rendezvous)
		return r->mailbox->start_ns + turn->number * r->job.slot_ns;
	now = r->now_ns(turn->vcpu);
	return now && r->job.vcpus > 1 ? now + LEAD_NS : now;
}

static int wait_until(struct xnb_runner *r, uint32_t vcpu, uint64_t *now)
{
	uint32_t times = 0;

	for (;;) {
		*now = r->now_ns(vcpu);
		if (*now == 0 || *now >= r->start_ns)
			return 0;
		if (xnb_runner_stopped(r))
			return -1;
		if (r->start_ns - *now > FAR_NS)
			relax(r, &times);
		else
			xnb_cpu_pause();
	}
}

int xnb_start(struct xnb_runner *r, const struct xnb_turn *turn, uint64_t *now_ns)
{
	*now_ns = 0;
	if (xnb_wait_for_team(r))
		return -1;
	if (!r->now_ns)
		return 0;
	if (turn->member == 0)
		r->start_ns = planned_start(r, turn);
	if (xnb_wait_for_team(r))
		return -1;
	return wait_until(r, turn->vcpu, now_ns);
}
