/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts what each repetition of a native job moves, beside the look for noise. */
#ifndef XNB_BENCH_NATIVE_COUNTERS_WATCH_H
#define XNB_BENCH_NATIVE_COUNTERS_WATCH_H

#include "bench/judge.h"
#include "bench/native/counters.h"
#include "workloads/jobs.h"

#include <stdbool.h>

#include <stdint.h>

/*
 * Stands between a runner and the `observe` that it would have. The groups take turns: a
 * repetition is counted by one of those that there are. Of the members of a team the last
 * to come starts the counters, behind which is the barrier that all start from, and the
 * last to end stops them: neither is in the timed region.
 */
struct xnb_counters_watch {
	/* set by the caller, the rest zero */
	struct xnb_counters *counters;
	const struct xnb_runner
	    *runner; /* whose job at work says how large the team is */
	void (*observe)(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
	                enum xnb_look look); /* asked too; or NULL */
	void *observe_arg;
	/* the watch's own */
	uint32_t arrived[2];                              /* members, at each end */
	uint32_t n;                                       /* repetitions counted so far */
	double bytes[XNB_MAX_REPETITIONS][XNB_N_COUNTED]; /* NAN: not counted */
};

/* The `observe` of a struct xnb_runner, with the watch as its argument. */
void xnb_counters_watch_observe(void *watch, uint32_t vcpu, struct xnb_raw_sample *sample,
                                enum xnb_look look);

/* Before each job: forgets the repetitions of the one before. */
void xnb_counters_watch_reset(struct xnb_counters_watch *watch);

#endif
