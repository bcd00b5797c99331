/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/job_kinds.h"

#include "workloads/calibrate.h"
#include "workloads/noise.h"
#include "workloads/start.h"
#include "workloads/steal.h"
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

void xnb_step(struct xnb_runner *r, uint32_t member)
{
	if (member == 0)
		xnb_show_life(r);
}

struct xnb_raw_sample *xnb_sample_of(struct xnb_runner *r, uint32_t repetition,
                                     uint32_t member)
{
	return &r->ring[r->used + repetition * r->job.vcpus + member];
}

uint64_t xnb_repetitions(const struct xnb_job *job)
{
	return (uint64_t)job->warmups + job->samples;
}

int xnb_turn_is_over(const struct xnb_runner *r, const struct xnb_turn *turn)
{
	const uint64_t now = r->now_ns(turn->vcpu);

	return xnb_runner_stopped(r) ||
	       (now > r->start_ns && now - r->start_ns >= r->job.duration_ns);
}

/* What is looked at around a repetition. */
struct looks {
	struct xnb_calibration calibration; /* before it */
	struct xnb_spent spent;
};

static void look_before(const struct xnb_runner *r, const struct xnb_turn *turn,
                        struct xnb_raw_sample *sample, struct looks *looks)
{
	if (r->hypercall)
		looks->spent = xnb_spent_now(r->hypercall, turn->vcpu);
	if (r->observe)
		r->observe(r->observe_arg, turn->vcpu, sample, XNB_LOOK_BEFORE);
}

static void look_behind(const struct xnb_runner *r, const struct xnb_turn *turn,
                        struct xnb_raw_sample *sample, const struct looks *looks)
{
	struct xnb_spent spent;

	if (r->observe)
		r->observe(r->observe_arg, turn->vcpu, sample, XNB_LOOK_BEHIND);
	if (!r->hypercall)
		return;
	spent = xnb_spent_now(r->hypercall, turn->vcpu);
	if (xnb_was_stolen(&looks->spent, &spent))
		sample->noise |= XNB_NOISE_STOLEN;
}

static int measure(struct xnb_runner *r, struct xnb_turn *turn,
                   const struct xnb_work *work, void *state,
                   struct xnb_raw_sample *sample)
{
	if (xnb_start(r, turn, &sample->start_ns))
		return -1;
	if (r->observe)
		r->observe(r->observe_arg, turn->vcpu, sample, XNB_LOOK_START);
	sample->start = xnb_tsc();
	if (work->timed(r, turn, state))
		return -1;
	sample->end = xnb_tsc();
	sample->end_ns = r->now_ns ? r->now_ns(turn->vcpu) : 0;
	sample->done = turn->done;
	return 0;
}

/* What is calibrated behind one repetition is what was so before the next. */
static void calibrate(const struct xnb_runner *r, struct looks *looks,
                      struct xnb_raw_sample *sample)
{
	const struct xnb_calibration now = xnb_calibrate(r->job.calibrations),
	                             worse =
	                                 xnb_calibration_worse(looks->calibration, now);

	sample->clock_ticks = worse.clock_ticks;
	sample->width_ticks = worse.width_ticks;
	looks->calibration = now;
}

/* A fast member is not to disturb a slow one with what it does behind a repetition; all
 * of a team must agree whether there is something to do. */
static int wait_for_slow(struct xnb_runner *r)
{
	return r->job.duration_ns || r->job.calibrations ? xnb_wait_for_team(r) : 0;
}

/* The last barrier also tells the first member that all samples are written. */
static int repeat_once(struct xnb_runner *r, struct xnb_turn *turn,
                       const struct xnb_work *work, void *state, struct looks *looks)
{
	struct xnb_raw_sample sample = {.job = (uint16_t)r->at,
	                                .member = (uint16_t)turn->member};

	look_before(r, turn, &sample, looks);
	if (measure(r, turn, work, state, &sample))
		return -1;
	look_behind(r, turn, &sample, looks);
	if (wait_for_slow(r))
		return -1;
	calibrate(r, looks, &sample);
	*xnb_sample_of(r, turn->number, turn->member) = sample;
	if (work->rest && work->rest(r, turn, state))
		return -1;
	if (xnb_wait_for_team(r))
		return -1;
	if (turn->member == 0)
		xnb_publish(&r->mailbox->sample_at,
		            r->used + (turn->number + 1) * r->job.vcpus);
	xnb_step(r, turn->member);
	return 0;
}

int xnb_repeat(struct xnb_runner *r, uint32_t member, const struct xnb_work *work,
               void *state)
{
	const int met = xnb_meet(r, member);
	struct looks looks = {0};

	if (met)
		return met < 0 ? -1 : 0;
	if (xnb_wait_for_team(r))
		return -1;
	looks.calibration = xnb_calibrate(r->job.calibrations);
	for (uint32_t i = 0; i < xnb_repetitions(&r->job); i++) {
		struct xnb_turn turn = {
		    .member = member, .vcpu = xnb_job_vcpu(&r->job, member), .number = i};

		if (repeat_once(r, &turn, work, state, &looks))
			return -1;
	}
	return 0;
}
