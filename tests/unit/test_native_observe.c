/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signs of noise, on hosts made of files and against this thread's own accounts; and the
 * clock. */
#include "native/clock.h"
#include "native/observe.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"
#include "tests/unit/test.h"
#include "workloads/noise.h"
#include "workloads/tsc.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define THROTTLE "./sys/devices/system/cpu/cpu%u/thermal_throttle/%s_throttle_count"

static uint32_t here;
static cpu_set_t before;

/* Pinned, so that nothing but what a test does is a migration. */
static int pin(void **state)
{
	cpu_set_t set;
	int cpu = sched_getcpu();

	if (cpu < 0 || enter_folder(state) != 0)
		return -1;
	here = (uint32_t)cpu;
	CPU_ZERO(&set);
	CPU_SET(here, &set);
	return sched_getaffinity(0, sizeof(before), &before) ||
	       sched_setaffinity(0, sizeof(set), &set);
}

static int unpin(void **state)
{
	return leave_folder(state) || sched_setaffinity(0, sizeof(before), &before);
}

/* A /proc/stat in which CPU `here` was stolen so many ticks, behind many other CPUs, and
 * its line begins `pad` bytes later than it would. */
static void plant_padded_stat(unsigned stolen, int pad)
{
	char *text = malloc(1 << 20);
	int at;

	assert_non_null(text);
	at = sprintf(text, "cpu  9 9 9 9 9 9 9 999 0 0%0*d\n", pad + 1, 0);
	for (unsigned cpu = here + 1000; cpu > here; cpu--)
		at +=
		    sprintf(text + at, "cpu%u 1 2 3 4 5 6 7 %u 9 10\n", cpu, 50000 + cpu);
	sprintf(text + at, "cpu%u 1 2 3 4 5 6 7 %u 9 10\nintr 1 2 3\n", here, stolen);
	plant("./proc/stat", text);
	free(text);
}

static void plant_stat(unsigned stolen)
{
	plant_padded_stat(stolen, 0);
}

static void plant_throttle(const char *what, const char *count)
{
	char path[128];

	snprintf(path, sizeof(path), THROTTLE, here, what);
	plant(path, count);
}

static struct xnb_native_observer *observe_here(uint32_t cpu)
{
	struct xnb_native_observer *observer;
	struct xnb_error err;

	assert_int_equal(xnb_native_observer_new(&observer, &cpu, 1, ".", &err), 0);
	return observer;
}

/* Without what the scheduler did meanwhile. */
static uint32_t noise_behind(struct xnb_native_observer *observer)
{
	struct xnb_raw_sample sample = {0};

	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEHIND);
	return sample.noise & ~(uint32_t)XNB_NOISE_PREEMPTED;
}

static void stolen_time_and_throttling_are_seen(void **state)
{
	struct xnb_raw_sample sample = {0};
	struct xnb_native_unwatched absent[4];
	struct xnb_native_observer *observer;

	(void)state;
	plant("./proc/cpuinfo", "flags\t\t: fpu hypervisor constant_tsc\n");
	plant_stat(7);
	plant_throttle("core", "3\n");
	plant_throttle("package", "0\n");
	observer = observe_here(here);
	assert_int_equal(xnb_native_unwatched(observer, absent, 4), 0);
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEFORE);
	assert_int_equal(noise_behind(observer), 0);
	plant_stat(8);
	assert_int_equal(noise_behind(observer), XNB_NOISE_STOLEN);
	plant_stat(7);
	plant_throttle("package", "1\n");
	assert_int_equal(noise_behind(observer), XNB_NOISE_THROTTLED);
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEFORE);
	assert_int_equal(noise_behind(observer), 0);
	xnb_native_observer_free(observer);
}

/* It is read in pieces of less than 4096 bytes: the line is once across each border. */
static void a_long_account_is_read_to_its_line(void **state)
{
	struct xnb_native_unwatched absent[4];

	(void)state;
	plant("./proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
	for (int pad = 0; pad < 4096; pad += 16) {
		struct xnb_native_observer *observer;

		plant_padded_stat(7, pad);
		observer = observe_here(here);
		assert_int_equal(xnb_native_unwatched(observer, absent, 4), 1);
		assert_string_equal(absent[0].what, "thermal throttling");
		xnb_native_observer_free(observer);
	}
}

static void what_cannot_be_watched_is_said_once(void **state)
{
	struct xnb_native_unwatched absent[4];
	struct xnb_native_observer *observer;
	struct xnb_raw_sample sample = {0};

	(void)state;
	plant("./proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
	observer = observe_here(here);
	assert_int_equal(xnb_native_unwatched(observer, absent, 4), 2);
	assert_string_equal(absent[0].what, "steal time");
	assert_string_equal(absent[1].what, "thermal throttling");
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEFORE);
	assert_int_equal(noise_behind(observer), 0);
	xnb_native_observer_free(observer);
	/* No hypervisor, nobody who could steal: nothing is missing. */
	plant("./proc/cpuinfo", "flags\t\t: fpu\n");
	observer = observe_here(here);
	assert_int_equal(xnb_native_unwatched(observer, absent, 4), 1);
	xnb_native_observer_free(observer);
}

static void another_cpu_is_a_migration(void **state)
{
	struct xnb_native_observer *observer = observe_here(here + 1);
	struct xnb_raw_sample sample = {0};

	(void)state;
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEFORE);
	assert_int_equal(noise_behind(observer), XNB_NOISE_MIGRATED);
	xnb_native_observer_free(observer);
}

static void *compete(void *arg)
{
	while (!atomic_load((atomic_bool *)arg))
		continue;
	return NULL;
}

static long switches(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_THREAD, &usage), 0);
	return usage.ru_nivcsw;
}

/* Two threads on one CPU: sooner or later the kernel takes this one off it. */
static void a_competitor_is_seen(void **state)
{
	struct xnb_native_observer *observer = observe_here(here);
	struct xnb_raw_sample sample = {0};
	atomic_bool enough = false;
	pthread_t competitor;
	long begin;

	(void)state;
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_START);
	begin = switches();
	assert_int_equal(pthread_create(&competitor, NULL, compete, &enough), 0);
	while (switches() == begin)
		continue;
	atomic_store(&enough, true);
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEHIND);
	assert_true(sample.noise & XNB_NOISE_PREEMPTED);
	assert_int_equal(pthread_join(competitor, NULL), 0);
	xnb_native_observer_free(observer);
}

/* Of a long repetition a moment is nothing. */
static void a_short_interruption_is_none(void **state)
{
	struct xnb_native_observer *observer = observe_here(here);
	struct xnb_raw_sample sample = {.end_ns = (uint64_t)3600000000000u};
	atomic_bool enough = false;
	pthread_t competitor;
	long begin;

	(void)state;
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEFORE);
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_START);
	begin = switches();
	assert_int_equal(pthread_create(&competitor, NULL, compete, &enough), 0);
	while (switches() == begin)
		continue;
	atomic_store(&enough, true);
	assert_int_equal(pthread_join(competitor, NULL), 0);
	xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEHIND);
	if (access("/proc/self/schedstat", R_OK))
		skip();
	assert_int_equal(sample.noise & XNB_NOISE_PREEMPTED, 0);
	xnb_native_observer_free(observer);
}

/* What happened while the team waited for each other is nothing of the repetition. */
static void waiting_is_no_disturbance(void **state)
{
	struct xnb_native_observer *observer = observe_here(here);
	struct xnb_raw_sample sample = {.noise = XNB_NOISE_PREEMPTED};
	atomic_bool enough = false;
	pthread_t competitor;
	long begin;

	(void)state;
	/* Something else may take this thread off its CPU in the one moment that counts.
	 */
	for (int i = 0; i < 100 && sample.noise & XNB_NOISE_PREEMPTED; i++) {
		sample.noise = 0;
		atomic_store(&enough, false);
		xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEFORE);
		begin = switches();
		assert_int_equal(pthread_create(&competitor, NULL, compete, &enough), 0);
		while (switches() == begin)
			continue;
		atomic_store(&enough, true);
		assert_int_equal(pthread_join(competitor, NULL), 0);
		xnb_native_observe(observer, 0, &sample, XNB_LOOK_START);
		xnb_native_observe(observer, 0, &sample, XNB_LOOK_BEHIND);
	}
	assert_false(sample.noise & XNB_NOISE_PREEMPTED);
	xnb_native_observer_free(observer);
}

/* ---- the clock ---- */

static uint64_t raw_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void rate_of_the_counter_is_that_of_another_clock(void **state)
{
	struct xnb_native_tsc tsc;
	struct xnb_error err;
	uint64_t ticks = xnb_tsc(), ns = raw_ns();
	double hz;

	(void)state;
	assert_int_equal(xnb_native_tsc_measure(&tsc, "", &err), 0);
	ticks = xnb_tsc() - ticks;
	ns = raw_ns() - ns;
	hz = (double)ticks * 1e9 / (double)ns;
	/* NTP slews one of the two clocks by up to 500 ppm. */
	assert_true(fabs(hz / tsc.hz - 1) < 0.005 + tsc.error);
}

#if defined(__x86_64__)
static void counters_that_are_not_invariant_are_doubted(void **state)
{
	static const struct {
		const char *cpuinfo;
		bool invariant;
	} cases[] = {
	    {"processor\t: 0\nflags\t\t: constant_tsc nonstop_tsc\nbugs: x\n", true},
	    {"processor\t: 0\nflags\t\t: constant_tsc foo\n", false},
	    {"processor\t: 0\nflags\t\t: nonstop_tsc_s3 tsc nonstop_tsc\n", false},
	    {"processor\t: 0\nflags\t\t: constant_tsc\nother\t: nonstop_tsc x\n", false},
	    {"processor\t: 0\nflags\t\t: xconstant_tsc nonstop_tsc\n", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_native_tsc tsc;
		struct xnb_error err;

		plant("./proc/cpuinfo", cases[i].cpuinfo);
		assert_int_equal(xnb_native_tsc_measure(&tsc, ".", &err), 0);
		assert_int_equal(tsc.invariant, cases[i].invariant);
		assert_int_equal(strlen(tsc.doubt) == 0, cases[i].invariant);
	}
}
#endif

#define pinned(test) cmocka_unit_test_setup_teardown(test, pin, unpin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		pinned(stolen_time_and_throttling_are_seen),
		pinned(a_long_account_is_read_to_its_line),
		pinned(what_cannot_be_watched_is_said_once),
		pinned(another_cpu_is_a_migration),
		pinned(a_competitor_is_seen),
		pinned(a_short_interruption_is_none),
		pinned(waiting_is_no_disturbance),
		pinned(rate_of_the_counter_is_that_of_another_clock),
#if defined(__x86_64__)
		pinned(counters_that_are_not_invariant_are_doubted),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
