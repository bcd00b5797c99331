/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/chase_work.h"

#include "workloads/chase.h"

/* Some 30 ms or less, beside which a step and a look for a trap are nothing. */
#define SLICE_LOADS ((uint64_t)1 << 18)

/* Lots from one sign of life to the next: milliseconds. */
#define LOADS_PER_STEP (XNB_CHASE_LOT * 256u)

uint32_t xnb_chase_judge(const struct xnb_job *job, uint64_t bytes)
{
	if (bytes < 2 * XNB_CHASE_LINE || bytes / XNB_CHASE_LINE > UINT32_MAX ||
	    job->window % XNB_CHASE_LINE || job->window == XNB_CHASE_LINE)
		return XNB_STATUS_REFUSED;
	return XNB_STATUS_DONE;
}

void xnb_chase_begin(struct xnb_runner *r, struct xnb_chase_work *work, void *base,
                     uint64_t bytes)
{
	struct xnb_beat beat = {.step = xnb_show_life, .arg = r};

	*work = (struct xnb_chase_work){.base = base, .bytes = bytes, .at = base};
	xnb_chase_prepare(base, bytes, r->job.window, r->job.seed, &beat);
}

static void run_some(struct xnb_turn *turn, struct xnb_chase_work *work, uint64_t loads)
{
	work->at = xnb_chase_run(work->at, loads);
	work->loads += loads;
	turn->done += loads;
}

int xnb_chase_loads(struct xnb_runner *r, struct xnb_turn *turn, void *work)
{
	uint64_t left = r->job.iterations;

	for (; left > SLICE_LOADS; left -= SLICE_LOADS) {
		run_some(turn, work, SLICE_LOADS);
		xnb_show_life(r);
		if (xnb_runner_stopped(r))
			return -1;
	}
	run_some(turn, work, left);
	return 0;
}

int xnb_chase_lots(struct xnb_runner *r, struct xnb_turn *turn, void *work)
{
	do {
		run_some(turn, work, XNB_CHASE_LOT);
		if (turn->done % LOADS_PER_STEP == 0)
			xnb_show_life(r);
	} while (!xnb_turn_is_over(r, turn));
	return xnb_runner_stopped(r) ? -1 : 0;
}

void xnb_chase_verify(struct xnb_runner *r, const struct xnb_chase_work *work,
                      struct xnb_verdict *verdict)
{
	struct xnb_beat beat = {.step = xnb_show_life, .arg = r};

	verdict->wrong_at = UINT64_MAX;
	verdict->wrong =
	    !xnb_chase_check(work->base, work->bytes, &beat) ||
	    xnb_chase_position(work->at) != work->loads % (work->bytes / XNB_CHASE_LINE);
}
