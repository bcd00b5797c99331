/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/observe.h"

#include "native/run_delay.h"
#include "native/sources.h"
#include "workloads/noise.h"

#include <sched.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct seat {
	alignas(128) uint32_t cpu; /* no line of it is another thread's */
	long switches;
	int run_delay; /* file descriptor, opened by the thread itself */
	bool has_thread;
	bool knows_delay;
	uint64_t delay;             /* when the repetition started */
	uint64_t stolen, throttled; /* before the repetition */
	struct xnb_native_sources sources;
};

struct xnb_native_observer {
	struct seat *seats;
	uint32_t n;
	struct xnb_native_unwatched unwatched[XNB_NATIVE_N_SOURCES];
	size_t n_unwatched;
};

static void note_unwatched(struct xnb_native_observer *observer)
{
	for (int i = 0; i < XNB_NATIVE_N_SOURCES; i++) {
		const char *why = NULL;

		for (uint32_t v = 0; v < observer->n && !why; v++)
			why = observer->seats[v].sources.why[i];
		if (why)
			observer->unwatched[observer->n_unwatched++] =
			    (struct xnb_native_unwatched){xnb_native_source_names[i],
			                                  why};
	}
}

int xnb_native_observer_new(struct xnb_native_observer **out, const uint32_t *cpus,
                            uint32_t n, const char *root, struct xnb_error *err)
{
	struct xnb_native_observer *observer = calloc(1, sizeof(*observer));

	if (!observer)
		return xnb_fail_nomem(err);
	observer->seats = aligned_alloc(alignof(struct seat), n * sizeof(struct seat));
	if (!observer->seats) {
		free(observer);
		return xnb_fail_nomem(err);
	}
	memset(observer->seats, 0, n * sizeof(struct seat));
	for (; observer->n < n; observer->n++) {
		struct seat *seat = &observer->seats[observer->n];

		seat->cpu = cpus[observer->n];
		xnb_native_sources_open(&seat->sources, seat->cpu, root);
	}
	note_unwatched(observer);
	*out = observer;
	return 0;
}

void xnb_native_observer_free(struct xnb_native_observer *observer)
{
	if (!observer)
		return;
	for (uint32_t v = 0; v < observer->n; v++) {
		xnb_native_sources_close(&observer->seats[v].sources);
		if (observer->seats[v].has_thread && observer->seats[v].run_delay >= 0)
			close(observer->seats[v].run_delay);
	}
	free(observer->seats);
	free(observer);
}

static long involuntary_switches(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nivcsw : 0;
}

static void look_before(struct seat *seat)
{
	if (!seat->has_thread)
		seat->run_delay = xnb_run_delay_open();
	seat->has_thread = true;
	seat->stolen = xnb_native_stolen(&seat->sources, seat->cpu);
	seat->throttled = xnb_native_throttled(&seat->sources);
}

/* The kernel also counts as involuntary who gives way to a thread of the team before they
 * start: only what comes behind that counts. */
static void look_at_start(struct seat *seat)
{
	seat->knows_delay =
	    seat->has_thread && xnb_run_delay_read(seat->run_delay, &seat->delay);
	seat->switches = involuntary_switches();
}

/* A kernel thread that ran for a moment took next to nothing of a long repetition. */
static bool was_preempted(const struct seat *seat, const struct xnb_raw_sample *sample)
{
	const uint64_t lasted = sample->end_ns - sample->start_ns;
	uint64_t delay;

	if (involuntary_switches() == seat->switches)
		return false;
	if (!seat->knows_delay || !xnb_run_delay_read(seat->run_delay, &delay))
		return true;
	return delay - seat->delay > lasted / XNB_NATIVE_PREEMPTED_PART;
}

/* The switches and the CPU first, for the same reason. */
static uint32_t look_behind(const struct seat *seat, const struct xnb_raw_sample *sample)
{
	uint32_t noise = 0;

	if (was_preempted(seat, sample))
		noise |= XNB_NOISE_PREEMPTED;
	if (sched_getcpu() != (int)seat->cpu)
		noise |= XNB_NOISE_MIGRATED;
	if (xnb_native_stolen(&seat->sources, seat->cpu) != seat->stolen)
		noise |= XNB_NOISE_STOLEN;
	if (xnb_native_throttled(&seat->sources) != seat->throttled)
		noise |= XNB_NOISE_THROTTLED;
	return noise;
}

void xnb_native_observe(void *arg, uint32_t vcpu, struct xnb_raw_sample *sample,
                        enum xnb_look look)
{
	struct xnb_native_observer *observer = arg;

	if (vcpu >= observer->n)
		return;
	if (look == XNB_LOOK_START)
		look_at_start(&observer->seats[vcpu]);
	else if (look == XNB_LOOK_BEFORE)
		look_before(&observer->seats[vcpu]);
	else
		sample->noise |= look_behind(&observer->seats[vcpu], sample);
}

size_t xnb_native_unwatched(const struct xnb_native_observer *observer,
                            struct xnb_native_unwatched *out, size_t most)
{
	for (size_t i = 0; i < observer->n_unwatched && i < most; i++)
		out[i] = observer->unwatched[i];
	return observer->n_unwatched;
}
