/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/counters_watch.h"

#include <math.h>

/* Whether this is the last of the team. */
static bool is_last(struct xnb_counters_watch *watch, enum xnb_look look)
{
	const uint32_t team = watch->runner->job.vcpus;
	uint32_t *arrived = &watch->arrived[look == XNB_LOOK_BEHIND];

	if (__atomic_add_fetch(arrived, 1, __ATOMIC_ACQ_REL) < team)
		return false;
	__atomic_store_n(arrived, 0, __ATOMIC_RELEASE);
	return true;
}

/* Those that there are take turns; without one of them, the other. */
static bool group_of(const struct xnb_counters_watch *watch,
                     enum xnb_counter_group *group)
{
	for (uint32_t i = 0; i < XNB_N_COUNTER_GROUPS; i++) {
		*group = (watch->n + i) % XNB_N_COUNTER_GROUPS;
		if (xnb_counters_have(watch->counters, *group, NULL))
			return true;
	}
	return false;
}

/* That they are lost is known to whoever asks the counters. */
static void start(struct xnb_counters_watch *watch)
{
	enum xnb_counter_group group;
	struct xnb_error ignored;

	if (group_of(watch, &group))
		xnb_counters_start(watch->counters, group, &ignored);
}

static void stop(struct xnb_counters_watch *watch)
{
	struct xnb_error ignored;
	double *bytes;

	if (watch->n >= XNB_MAX_REPETITIONS)
		return;
	bytes = watch->bytes[watch->n++];
	xnb_counters_stop(watch->counters, bytes, &ignored);
}

void xnb_counters_watch_observe(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                                enum xnb_look look)
{
	struct xnb_counters_watch *watch = arg;

	/* The other one looks as closely at the repetition as without this. */
	if (look != XNB_LOOK_BEFORE && watch->observe)
		watch->observe(watch->observe_arg, vcpu, sample, look);
	if (look == XNB_LOOK_START)
		return;
	if (is_last(watch, look))
		(look == XNB_LOOK_BEHIND ? stop : start)(watch);
	if (look == XNB_LOOK_BEFORE && watch->observe)
		watch->observe(watch->observe_arg, vcpu, sample, look);
}

void xnb_counters_watch_reset(struct xnb_counters_watch *watch)
{
	watch->arrived[0] = watch->arrived[1] = 0;
	watch->n = 0;
	for (uint32_t r = 0; r < XNB_MAX_REPETITIONS; r++)
		for (uint32_t i = 0; i < XNB_N_COUNTED; i++)
			watch->bytes[r][i] = (double)NAN;
}
