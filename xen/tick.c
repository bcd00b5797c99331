/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/tick.h"

#include <errno.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)

/* The tick does its work first. */
#define AFTER_TICK_NS UINT64_C(20000)

static uint64_t to_ns(struct timespec t)
{
	return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

uint64_t xnb_tick_last(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return to_ns(t);
}

static uint64_t tick_period(void)
{
	struct timespec t;

	clock_getres(CLOCK_MONOTONIC_COARSE, &t);
	return to_ns(t);
}

void xnb_tick_wait(void)
{
	uint64_t until = xnb_tick_last() + 2 * tick_period() + AFTER_TICK_NS;
	const struct timespec t = {.tv_sec = (time_t)(until / NS_PER_S),
	                           .tv_nsec = (long)(until % NS_PER_S)};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}
