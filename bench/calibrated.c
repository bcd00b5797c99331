/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/calibrated.h"

#include <stdlib.h>
#include <string.h>

/*
 * Runs of one loop on a quiet machine differ by less than 1 %. A sibling thread at work
 * takes a tenth of the wide loop's speed at the very least, mostly a third to a half.
 */
#define SLOW_CLOCK 1.03
#define SLOW_WIDTH 1.10

static uint64_t key_of(uint32_t cpu, uint32_t together)
{
	return (uint64_t)cpu << 32 | together;
}

/* The first entry that is not before the key. */
static size_t place_of(const struct xnb_calibrated *c, uint64_t key)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct xnb_calibrated_cpu *cpu = &c->cpus[middle];

		if (key_of(cpu->cpu, cpu->together) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct xnb_calibrated_cpu *find(const struct xnb_calibrated *c, uint32_t cpu,
                                       uint32_t together)
{
	size_t at = place_of(c, key_of(cpu, together));

	if (at < c->n && c->cpus[at].cpu == cpu && c->cpus[at].together == together)
		return &c->cpus[at];
	return NULL;
}

static int grow(struct xnb_calibrated *c, struct xnb_error *err)
{
	size_t room = c->room ? 2 * c->room : 64;
	struct xnb_calibrated_cpu *cpus;

	if (c->n < c->room)
		return 0;
	cpus = reallocarray(c->cpus, room, sizeof(*cpus));
	if (!cpus)
		return xnb_fail_nomem(err);
	c->cpus = cpus;
	c->room = room;
	return 0;
}

static int find_or_add(struct xnb_calibrated *c, uint32_t cpu, uint32_t together,
                       struct xnb_calibrated_cpu **out, struct xnb_error *err)
{
	size_t at = place_of(c, key_of(cpu, together));

	*out = find(c, cpu, together);
	if (*out)
		return 0;
	if (grow(c, err))
		return -1;
	memmove(&c->cpus[at + 1], &c->cpus[at], (c->n - at) * sizeof(c->cpus[0]));
	c->cpus[at] = (struct xnb_calibrated_cpu){.cpu = cpu, .together = together};
	c->n++;
	*out = &c->cpus[at];
	return 0;
}

static void keep_least(uint32_t *least, uint32_t ticks)
{
	if (ticks > 0 && (*least == 0 || ticks < *least))
		*least = ticks;
}

int xnb_calibrated_see(struct xnb_calibrated *c, uint32_t cpu, uint32_t together,
                       uint32_t clock_ticks, uint32_t width_ticks, struct xnb_error *err)
{
	struct xnb_calibrated_cpu *entry;

	if (clock_ticks == 0 && width_ticks == 0)
		return 0;
	if (find_or_add(c, cpu, together, &entry, err))
		return -1;
	keep_least(&entry->clock_ticks, clock_ticks);
	keep_least(&entry->width_ticks, width_ticks);
	return 0;
}

static bool exceeds(uint32_t ticks, double times, uint32_t least)
{
	return least > 0 && (double)ticks > times * (double)least;
}

bool xnb_calibrated_is_slow(const struct xnb_calibrated *c, uint32_t cpu,
                            uint32_t together, uint32_t clock_ticks)
{
	const struct xnb_calibrated_cpu *entry = find(c, cpu, together);

	return entry && exceeds(clock_ticks, SLOW_CLOCK, entry->clock_ticks);
}

bool xnb_calibrated_is_narrow(const struct xnb_calibrated *c, uint32_t cpu,
                              uint32_t together, uint32_t width_ticks)
{
	const struct xnb_calibrated_cpu *entry = find(c, cpu, together);

	return entry && exceeds(width_ticks, SLOW_WIDTH, entry->width_ticks);
}

void xnb_calibrated_free(struct xnb_calibrated *c)
{
	free(c->cpus);
	*c = (struct xnb_calibrated){0};
}
