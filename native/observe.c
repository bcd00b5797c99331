/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/observe.h"

#include "native/sources.h"
#include "workloads/noise.h"

#include <sched.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct seat {
	alignas(128) uint32_t cpu; /* no line of it is another thread's */
	long switches;
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
	for (uint32_t v = 0; v < observer->n; v++)
		xnb_native_sources_close(&observer->seats[v].sources);
	free(observer->seats);
	free(observer);
}

static long involuntary_switches(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nivcsw : 0;
}

/* The switches last: reading the other sources may itself bring one. */
static void look_before(struct seat *seat)
{
	seat->stolen = xnb_native_stolen(&seat->sources, seat->cpu);
	seat->throttled = xnb_native_throttled(&seat->sources);
	seat->switches = involuntary_switches();
}

/* The switches and the CPU first, for the same reason. */
static uint32_t look_behind(const struct seat *seat)
{
	uint32_t noise = 0;

	if (involuntary_switches() != seat->switches)
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
                        uint32_t ends)
{
	struct xnb_native_observer *observer = arg;

	if (vcpu >= observer->n)
		return;
	if (ends)
		sample->noise |= look_behind(&observer->seats[vcpu]);
	else
		look_before(&observer->seats[vcpu]);
}

size_t xnb_native_unwatched(const struct xnb_native_observer *observer,
                            struct xnb_native_unwatched *out, size_t most)
{
	for (size_t i = 0; i < observer->n_unwatched && i < most; i++)
		out[i] = observer->unwatched[i];
	return observer->n_unwatched;
}
