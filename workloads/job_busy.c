/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work without memory: a linear congruential generator (Knuth's MMIX, "The Art of
 * Computer Programming" volume 2, 3.3.4), each step waiting for the one before. Where it
 * is after n steps is known from log n others, so the result is verified.
 */
#include "workloads/job_kinds.h"

#include "workloads/tsc.h"

#define MULTIPLIER 6364136223846793005u
#define INCREMENT  1442695040888963407u

/* Between two looks at the clock: 20 us at 3 GHz. */
#define SLICE_STEPS ((uint64_t)1 << 14)

struct worker {
	uint64_t number;
	uint64_t slices;
};

static uint64_t after_slice(uint64_t number)
{
	for (uint64_t i = 0; i < SLICE_STEPS; i++)
		number = number * MULTIPLIER + INCREMENT;
	return number;
}

/* Two steps are one with a square for multiplier, and so on for each bit of n. */
static uint64_t after_steps(uint64_t number, uint64_t n)
{
	uint64_t multiplier = MULTIPLIER, increment = INCREMENT;

	for (; n > 0; n >>= 1) {
		if (n & 1)
			number = number * multiplier + increment;
		increment *= multiplier + 1;
		multiplier *= multiplier;
	}
	return number;
}

static int work(struct xnb_runner *r, struct xnb_turn *turn, void *state)
{
	const uint64_t start = xnb_tsc();
	struct worker *worker = state;

	do {
		if (xnb_runner_stopped(r))
			return -1;
		worker->number = after_slice(worker->number);
		worker->slices++;
		turn->done++;
		xnb_show_life(r);
	} while ((int64_t)(xnb_tsc() - start) < (int64_t)r->job.iterations);
	return 0;
}

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	(void)r;
	return job->iterations > INT64_MAX ? XNB_STATUS_REFUSED : XNB_STATUS_DONE;
}

static int run(struct xnb_runner *r, uint32_t member)
{
	static const struct xnb_work slices = {.timed = work};
	const uint64_t seed = r->job.seed + member;
	struct worker worker = {.number = seed};
	struct xnb_verdict *verdict = &r->verdicts[member];

	if (xnb_repeat(r, member, &slices, &worker))
		return -1;
	verdict->wrong = worker.number != after_steps(seed, worker.slices * SLICE_STEPS);
	verdict->wrong_at = worker.slices;
	return 0;
}

const struct xnb_job_handler xnb_job_busy = {.judge = judge, .run = run};
