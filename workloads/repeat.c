/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/job_kinds.h"

#include "workloads/tsc.h"

static struct xnb_wait wait_of(const struct xnb_runner *r)
{
	return (struct xnb_wait){&r->mailbox->trap.vector, XNB_NO_TRAP, r->relax};
}

int xnb_wait_for_all(struct xnb_runner *r)
{
	const struct xnb_wait wait = wait_of(r);

	return xnb_barrier_wait(&r->all, r->mailbox->vcpus, &wait);
}

int xnb_wait_for_team(struct xnb_runner *r)
{
	const struct xnb_wait wait = wait_of(r);

	return xnb_barrier_wait(&r->team, r->job.vcpus, &wait);
}

int xnb_runner_stopped(const struct xnb_runner *r)
{
	const struct xnb_wait wait = wait_of(r);

	return xnb_stopped(&wait);
}

void xnb_publish(volatile uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

void xnb_show_life(void *runner)
{
	struct xnb_runner *r = runner;

	__atomic_add_fetch(&r->mailbox->step_at, 1, __ATOMIC_RELEASE);
}

void xnb_step(struct xnb_runner *r, uint32_t vcpu)
{
	if (vcpu == 0)
		xnb_show_life(r);
}

struct xnb_raw_sample *xnb_sample_of(struct xnb_runner *r, uint32_t repetition,
                                     uint32_t vcpu)
{
	const uint32_t at = r->used + repetition * r->job.vcpus + vcpu;

	return &r->ring[at];
}

uint64_t xnb_repetitions(const struct xnb_job *job)
{
	return (uint64_t)job->warmups + job->samples;
}

/*
 * The second barrier keeps a fast vCPU from disturbing a slow one, and tells vCPU 0 that
 * all samples are written.
 */
static int repeat_once(struct xnb_runner *r, uint32_t vcpu, uint64_t i,
                       int (*what)(struct xnb_runner *r, void *state), void *state)
{
	struct xnb_raw_sample sample = {.job = (uint16_t)r->at, .member = (uint16_t)vcpu};
	const uint32_t repetition = (uint32_t)i; /* judged: fewer than the ring holds */

	if (xnb_wait_for_team(r))
		return -1;
	sample.start = xnb_tsc();
	if (what(r, state))
		return -1;
	sample.end = xnb_tsc();
	*xnb_sample_of(r, repetition, vcpu) = sample;
	if (xnb_wait_for_team(r))
		return -1;
	if (vcpu == 0)
		xnb_publish(&r->mailbox->sample_at,
		            r->used + (repetition + 1) * r->job.vcpus);
	xnb_step(r, vcpu);
	return 0;
}

int xnb_repeat(struct xnb_runner *r, uint32_t vcpu,
               int (*what)(struct xnb_runner *r, void *state), void *state)
{
	for (uint64_t i = 0; i < xnb_repetitions(&r->job); i++)
		if (repeat_once(r, vcpu, i, what, state))
			return -1;
	return 0;
}
