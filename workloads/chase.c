/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/chase.h"

#include "workloads/random.h"

#include <stddef.h>

/*
 * The order in which lines are visited is kept beside the pointers, in the space that a
 * line has anyway: line i holds the number of the i-th line of the cycle. So neither
 * linking nor checking has to follow the chain, of which each step waits for memory.
 */
struct line {
	struct line *next;
	uint32_t visited;  /* the line that is visited as the i-th, in line i */
	uint32_t position; /* of this line in the cycle */
	char rest[XNB_CHASE_LINE - sizeof(struct line *) - 2 * sizeof(uint32_t)];
};
_Static_assert(sizeof(struct line) == XNB_CHASE_LINE, "one node per cache line");

/* Durstenfeld's shuffle, of the places from `first` to before `end`. */
static void shuffle(struct line *lines, uint64_t first, uint64_t end, uint64_t *random,
                    struct xnb_beat *beat)
{
	for (uint64_t i = end; i > first + 1; i--) {
		struct line *x = &lines[i - 1];
		struct line *y = &lines[first + xnb_random_below(random, i - first)];
		const uint32_t kept = x->visited;

		x->visited = y->visited;
		y->visited = kept;
		xnb_beat(beat);
	}
}

static void link_in_order(struct line *lines, uint64_t n, struct xnb_beat *beat)
{
	for (uint64_t i = 0; i < n; i++) {
		struct line *at = &lines[lines[i].visited];

		at->next = &lines[lines[i + 1 < n ? i + 1 : 0].visited];
		at->position = (uint32_t)i;
		xnb_beat(beat);
	}
}

void xnb_chase_prepare(void *base, uint64_t bytes, uint64_t window, uint64_t seed,
                       struct xnb_beat *beat)
{
	struct line *lines = base;
	const uint64_t n = bytes / XNB_CHASE_LINE;
	uint64_t of_window = window / XNB_CHASE_LINE;

	if (of_window == 0 || of_window > n)
		of_window = n;
	for (uint64_t i = 0; i < n; i++) {
		lines[i].visited = (uint32_t)i;
		xnb_beat(beat);
	}
	/* The first line stays the first: a cycle has no other beginning to choose. */
	for (uint64_t i = 0; i < n; i += of_window)
		shuffle(lines, i ? i : 1, of_window < n - i ? i + of_window : n, &seed,
		        beat);
	link_in_order(lines, n, beat);
}

void *xnb_chase_run(void *start, uint64_t loads)
{
	struct line *at = start;

	for (; loads >= 8; loads -= 8) {
		at = at->next->next->next->next;
		at = at->next->next->next->next;
	}
	for (; loads > 0; loads--)
		at = at->next;
	/* A loop whose result nobody uses must run all the same. */
	__asm__ volatile("" : "+r"(at));
	return at;
}

uint64_t xnb_chase_position(const void *line)
{
	return ((const struct line *)line)->position;
}

/* Two places with one line would need two positions of it: so each line has its place. */
int xnb_chase_check(const void *base, uint64_t bytes, struct xnb_beat *beat)
{
	const struct line *lines = base;
	const uint64_t n = bytes / XNB_CHASE_LINE;

	for (uint64_t i = 0; i < n; i++) {
		const uint64_t at = lines[i].visited;
		const uint64_t next = lines[i + 1 < n ? i + 1 : 0].visited;

		if (at >= n || next >= n || lines[at].position != i ||
		    lines[at].next != &lines[next])
			return 0;
		xnb_beat(beat);
	}
	return n > 0 && lines[0].visited == 0;
}
