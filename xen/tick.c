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

static uint64_t read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return to_ns(t);
}

uint64_t xnb_tick_last(void)
{
	return read_clock(CLOCK_MONOTONIC_COARSE);
}

uint64_t xnb_tick_find(void)
{
	uint64_t last = xnb_tick_last();

	while (xnb_tick_last() == last)
		;
	return read_clock(CLOCK_MONOTONIC);
}

static uint64_t tick_period(void)
{
	struct timespec t;

	clock_getres(CLOCK_MONOTONIC_COARSE, &t);
	return to_ns(t);
}

void xnb_tick_wait(uint64_t seen)
{
	uint64_t period = tick_period();
	uint64_t passed = (read_clock(CLOCK_MONOTONIC) - seen) / period;
	uint64_t until = seen + (passed + 2) * period + AFTER_TICK_NS;
	const struct timespec t = {.tv_sec = (time_t)(until / NS_PER_S),
	                           .tv_nsec = (long)(until % NS_PER_S)};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}
