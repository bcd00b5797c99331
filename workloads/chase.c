/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/chase.h"

#include "workloads/random.h"

#include <stddef.h>

struct line {
	struct line *next;
	char rest[XNB_CHASE_LINE - sizeof(struct line *)];
};
_Static_assert(sizeof(struct line) == XNB_CHASE_LINE, "one node per cache line");

static void swap_next(struct line *x, struct line *y)
{
	struct line *next = x->next;

	x->next = y->next;
	y->next = next;
}

/* Sattolo's shuffle, in place: the pointers are the permutation. */
static void link_cycle(struct line *lines, uint64_t n, uint64_t *random,
                       struct xnb_beat *beat)
{
	for (uint64_t i = 0; i < n; i++) {
		lines[i].next = &lines[i];
		xnb_beat(beat);
	}
	for (uint64_t i = n - 1; i > 0; i--) {
		swap_next(&lines[i], &lines[xnb_random_below(random, i)]);
		xnb_beat(beat);
	}
}

/* By position, not along the chain: a sequential scan. */
static struct line *before_first(struct line *lines, struct xnb_beat *beat)
{
	struct line *at = lines;

	for (; at->next != lines; at++)
		xnb_beat(beat);
	return at;
}

void xnb_chase_prepare(void *base, uint64_t bytes, uint64_t window, uint64_t seed,
                       struct xnb_beat *beat)
{
	struct line *lines = base, *last = NULL;
	const uint64_t n = bytes / XNB_CHASE_LINE;
	uint64_t of_window = window / XNB_CHASE_LINE;

	if (of_window == 0 || of_window > n)
		of_window = n;
	for (uint64_t i = 0; i < n; i += of_window) {
		link_cycle(&lines[i], of_window < n - i ? of_window : n - i, &seed, beat);
		if (last)
			last->next = &lines[i];
		last = before_first(&lines[i], beat);
		last->next = lines;
	}
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

/* Whether a pointer is the address of one of n lines. */
static int is_line(const struct line *lines, uint64_t n, const struct line *at)
{
	const uint64_t offset = (uintptr_t)at - (uintptr_t)lines;

	return offset / XNB_CHASE_LINE < n && offset % XNB_CHASE_LINE == 0;
}

int xnb_chase_check(const void *base, uint64_t bytes, struct xnb_beat *beat)
{
	const struct line *lines = base, *at = lines;
	const uint64_t n = bytes / XNB_CHASE_LINE;
	uint64_t steps = 0;

	/* Back at the start after n steps, and not before: all lines were visited. */
	do {
		at = at->next;
		steps++;
		xnb_beat(beat);
	} while (steps < n && at != lines && is_line(lines, n, at));
	return n > 0 && steps == n && at == lines;
}
