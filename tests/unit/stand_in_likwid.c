/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in for liblikwid 5.2, with the few calls that bench/native/counters_likwid.c
 * makes, because the real one cannot count on most machines that run tests. What it does
 * is in the environment, which the child that loads it inherits:
 *   XNB_STAND_IN        how it behaves: a word of the table below
 *   XNB_STAND_IN_BYTES  what it counts behind the two canaries
 *   XNB_STAND_IN_END    a file that it makes when it is told to leave the counters
 */
#include <fcntl.h>
#include <likwid.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CANARY 268435456.0 /* 16 passes over 16 MiB */

static int stops, group, threads, mode;

static bool behaves(const char *how)
{
	const char *word = getenv("XNB_STAND_IN");

	return word && !strcmp(word, how);
}

void HPMmode(int wanted)
{
	mode = wanted;
}

/* As the real one: what was set before is forgotten. */
int topology_init(void)
{
	mode = ACCESSMODE_DAEMON;
	return 0;
}

int numa_init(void)
{
	return 0;
}

void affinity_init(void)
{
}

void timer_init(void)
{
}

int perfmon_init(int nrThreads, const int *threadsToCpu)
{
	(void)threadsToCpu;
	puts("liblikwid says something on standard output");
	fputs("and on standard error\n", stderr);
	threads = nrThreads;
	if (mode != ACCESSMODE_DIRECT)
		_exit(97);
	if (behaves("exits"))
		exit(1);
	if (behaves("crashes"))
		abort();
	if (behaves("hangs"))
		for (;;)
			pause();
	return behaves("refuses") ? -1 : 0;
}

int perfmon_addEventSet(const char *eventCString)
{
	if (!strcmp(eventCString, "MEM"))
		return 0;
	return strcmp(eventCString, "NUMA") || behaves("has no NUMA") ? -1 : 1;
}

int perfmon_setupCounters(int groupId)
{
	group = groupId;
	return 0;
}

int perfmon_startCounters(void)
{
	if (behaves("exits later") && stops >= 2)
		exit(1);
	if (behaves("hangs later") && stops >= 2)
		for (;;)
			pause();
	return behaves("fails later") && stops >= 2 ? -1 : 0;
}

void perfmon_finalize(void)
{
	const char *end = getenv("XNB_STAND_IN_END");

	/* Long enough for who does not wait to be seen. */
	usleep(50000);
	if (end)
		close(open(end, O_WRONLY | O_CREAT, 0600));
}

int perfmon_stopCounters(void)
{
	stops++;
	return 0;
}

static const char *const names[2][3] = {
    {"Runtime (RDTSC) [s]", "Memory read data volume [GBytes]",
     "Memory data volume [GBytes]"},
    {"Local DRAM data volume [GByte]", "Remote DRAM data volume [GByte]",
     "Memory data volume [GByte]"},
};

int perfmon_getNumberOfMetrics(int groupId)
{
	(void)groupId;
	return 3;
}

char *perfmon_getMetricName(int groupId, int metricId)
{
	return (char *)(uintptr_t)names[groupId][metricId];
}

static double all_bytes(void)
{
	const char *planted = getenv("XNB_STAND_IN_BYTES");

	if (behaves("counts nothing"))
		return 0;
	if (behaves("counts all cycles"))
		return 1e13;
	return stops <= 2 || !planted ? CANARY : strtod(planted, NULL);
}

/* Group 0 counts by socket: all of it stands at one CPU. Group 1 counts by CPU. */
double perfmon_getLastMetric(int groupId, int metricId, int threadId)
{
	if (groupId != group || groupId < 0 || groupId > 1)
		_exit(98);
	if (groupId == 0)
		return metricId == 2 && threadId == 0 ? all_bytes() / 1e9 : 0;
	/* A quarter of it remote. */
	return all_bytes() / 1e9 * (metricId == 0 ? 0.75 : 0.25) / threads;
}
