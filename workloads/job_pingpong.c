/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two members hand a cache line to and fro. Its number says whose turn it is: even, that
 * of the first; each adds one, and counts in the same line what it has handed over.
 */
#include "workloads/job_kinds.h"

/* Before the CPU is given to the other one, which may be waiting for it: some 10 us. */
#define SPINS (1u << 14)

/* Times that it was given away, and transfers, from one sign of life to the next. */
#define RELAXES   1024u
#define TRANSFERS (1u << 16)

struct line {
	_Alignas(64) uint64_t number;
	uint64_t handed; /* not atomic: right only if they really took turns */
};

struct player {
	struct line *line;
	uint64_t next; /* the number that makes it this player's turn */
	uint32_t relaxes;
};

static int give_way(struct xnb_runner *r, struct player *player)
{
	if (xnb_runner_stopped(r))
		return -1;
	r->relax();
	if (++player->relaxes % RELAXES == 0)
		xnb_show_life(r);
	return 0;
}

/* No `pause` between two looks: it would be part of the latency. */
static int wait_for_turn(struct xnb_runner *r, struct player *player)
{
	uint32_t spins = 0;

	while (__atomic_load_n(&player->line->number, __ATOMIC_ACQUIRE) != player->next)
		if (++spins % SPINS == 0 && give_way(r, player))
			return -1;
	return 0;
}

static int hand_over(struct xnb_runner *r, struct player *player)
{
	if (wait_for_turn(r, player))
		return -1;
	player->line->handed++;
	__atomic_store_n(&player->line->number, player->next + 1, __ATOMIC_RELEASE);
	player->next += 2;
	return 0;
}

/* The first also waits for the last answer, so that its rounds are whole. */
static int play(struct xnb_runner *r, struct xnb_turn *turn, void *state)
{
	struct player *player = state;

	for (; turn->done < r->job.iterations; turn->done++) {
		if (hand_over(r, player))
			return -1;
		if (turn->member == 0 && player->next / 2 % TRANSFERS == 0)
			xnb_show_life(r);
	}
	return turn->member == 0 ? wait_for_turn(r, player) : 0;
}

static uint32_t judge(const struct xnb_runner *r, const struct xnb_job *job)
{
	(void)r;
	return job->vcpus != 2 || job->bytes < sizeof(struct line) ? XNB_STATUS_REFUSED
	                                                           : XNB_STATUS_DONE;
}

static int run(struct xnb_runner *r, uint32_t member)
{
	static const struct xnb_work work = {.timed = play};
	struct player player = {.line = r->buffer, .next = member};
	const uint64_t transfers = 2 * xnb_repetitions(&r->job) * r->job.iterations;
	struct xnb_verdict *verdict = &r->verdicts[member];

	if (member == 0)
		*player.line = (struct line){0};
	if (xnb_wait_for_team(r))
		return -1;
	xnb_step(r, member);
	if (xnb_repeat(r, member, &work, &player))
		return -1;
	verdict->wrong =
	    player.line->number != transfers || player.line->handed != transfers;
	verdict->wrong_at = player.line->handed;
	xnb_step(r, member);
	return 0;
}

const struct xnb_job_handler xnb_job_pingpong = {.judge = judge, .run = run};
