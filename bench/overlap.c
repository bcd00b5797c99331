/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/overlap.h"

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t higher(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

void xnb_overlap_add(struct xnb_overlap *o, uint64_t start, uint64_t end)
{
	if (o->longest == 0)
		*o = (struct xnb_overlap){start, end, start, end, 0};
	o->first = lower(o->first, start);
	o->last = higher(o->last, end);
	o->last_start = higher(o->last_start, start);
	o->first_end = lower(o->first_end, end);
	o->longest = higher(o->longest, end - start);
}

double xnb_overlap_fraction(const struct xnb_overlap *o)
{
	if (o->longest == 0 || o->first_end <= o->last_start)
		return 0;
	return (double)(o->first_end - o->last_start) / (double)o->longest;
}
