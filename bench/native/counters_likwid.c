/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls of liblikwid, by way of dlopen(): the program has to start where the library
 * is not installed, and nothing of it (its constructors, Lua, its names) belongs into a
 * process that measures. Their types are those of the header that this was built with.
 */
#include "bench/native/counters_parts.h"
#include "config.h"

#include <stdio.h>

#if XNB_WITH_LIKWID

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <likwid.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The header is that of 5.2, and so must be what is loaded. */
#define LIBRARY "liblikwid.so.5.2"

#define CALLS(X)                      \
	X(HPMmode)                    \
	X(topology_init)              \
	X(numa_init)                  \
	X(affinity_init)              \
	X(timer_init)                 \
	X(perfmon_init)               \
	X(perfmon_addEventSet)        \
	X(perfmon_setupCounters)      \
	X(perfmon_startCounters)      \
	X(perfmon_stopCounters)       \
	X(perfmon_getNumberOfMetrics) \
	X(perfmon_getMetricName)      \
	X(perfmon_getLastMetric)      \
	X(perfmon_finalize)

struct xnb_likwid {
#define POINTER(name) __typeof__(name) *name;
	CALLS(POINTER)
	int n_cpus;
	int id[XNB_N_COUNTER_GROUPS]; /* likwid's */
};

static int find_calls(struct xnb_likwid *likwid, void *library)
{
#define FIND(name)                                               \
	*(void **)(void *)&likwid->name = dlsym(library, #name); \
	if (!likwid->name)                                       \
		return -1;
	CALLS(FIND)
	return 0;
}

static void *load(struct xnb_likwid *likwid, const char *name, char *why, size_t size)
{
	void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		snprintf(why, size, "%s; install it with: apt-get install likwid",
		         dlerror());
		return NULL;
	}
	if (find_calls(likwid, library)) {
		snprintf(why, size, "%s is not LIKWID 5.2: %s", name, dlerror());
		return NULL;
	}
	return library;
}

/* Whether direct access is there: the registers of each CPU that is to be counted. */
static bool has_access(const struct xnb_counters_config *config, char *why, size_t size)
{
	char path[256];

	for (uint32_t i = 0; config->root && i < config->n_cpus; i++) {
		int fd;

		snprintf(path, sizeof(path), "%s/dev/cpu/%" PRIu32 "/msr", config->root,
		         config->cpus[i]);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0) {
			snprintf(why, size,
			         "not loaded, for it has no access to the counters: %s: "
			         "%s; be root, and load the module msr (no virtual "
			         "machine without a PMU has any)",
			         path, strerror(errno));
			return false;
		}
		close(fd);
	}
	return true;
}

/* Direct access: the daemon would need a program with the setuid bit. */
static int set_up(struct xnb_likwid *likwid, const struct xnb_counters_config *config)
{
	int *cpus = calloc(config->n_cpus, sizeof(*cpus));
	int rc = -1;

	if (!cpus)
		return -1;
	for (uint32_t i = 0; i < config->n_cpus; i++)
		cpus[i] = (int)config->cpus[i];
	likwid->n_cpus = (int)config->n_cpus;
	if (!likwid->topology_init() && !likwid->numa_init()) {
		likwid->affinity_init();
		likwid->timer_init();
		/* Not before: topology_init() sets what its configuration says. */
		likwid->HPMmode(ACCESSMODE_DIRECT);
		rc = likwid->perfmon_init(likwid->n_cpus, cpus);
	}
	free(cpus);
	return rc;
}

struct xnb_likwid *xnb_likwid_open(const struct xnb_counters_config *config, char *why,
                                   size_t size)
{
	const char *name = config->library ? config->library : LIBRARY;
	struct xnb_likwid *likwid;

	if (!has_access(config, why, size))
		return NULL;
	likwid = calloc(1, sizeof(*likwid));
	if (!likwid) {
		snprintf(why, size, "no memory");
		return NULL;
	}
	if (!load(likwid, name, why, size)) {
		free(likwid);
		return NULL;
	}
	if (set_up(likwid, config)) {
		snprintf(why, size,
		         "it has no access to the counters of this CPU, or does not know "
		         "it; be root, and load the module msr");
		free(likwid);
		return NULL;
	}
	return likwid;
}

void xnb_likwid_close(struct xnb_likwid *likwid)
{
	likwid->perfmon_finalize();
	free(likwid);
}

int xnb_likwid_add(struct xnb_likwid *likwid, enum xnb_counter_group group, char *why,
                   size_t size)
{
	likwid->id[group] = likwid->perfmon_addEventSet(xnb_counter_group_names[group]);
	if (likwid->id[group] >= 0)
		return 0;
	snprintf(why, size, "it has no group %s for this CPU",
	         xnb_counter_group_names[group]);
	return -1;
}

int xnb_likwid_start(struct xnb_likwid *likwid, enum xnb_counter_group group)
{
	return likwid->perfmon_setupCounters(likwid->id[group]) < 0 ||
	               likwid->perfmon_startCounters() < 0
	           ? -1
	           : 0;
}

/* The names differ by processor, and all go on with "s]" or "]". */
static int counted_by(enum xnb_counter_group group, const char *metric)
{
	static const struct {
		enum xnb_counter_group group;
		enum xnb_counted counted;
		const char *metric;
	} names[] = {
	    {XNB_COUNTERS_MEM, XNB_COUNTED_BYTES, "Memory data volume [GByte"},
	    {XNB_COUNTERS_NUMA, XNB_COUNTED_LOCAL, "Local data volume [GByte"},
	    {XNB_COUNTERS_NUMA, XNB_COUNTED_LOCAL, "Local DRAM data volume [GByte"},
	    {XNB_COUNTERS_NUMA, XNB_COUNTED_REMOTE, "Remote data volume [GByte"},
	    {XNB_COUNTERS_NUMA, XNB_COUNTED_REMOTE, "Remote DRAM data volume [GByte"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].group == group &&
		    !strncmp(metric, names[i].metric, strlen(names[i].metric)))
			return (int)names[i].counted;
	return -1;
}

/* Of all CPUs: what a socket counts stands at one of its CPUs, the others have 0. */
static double sum(struct xnb_likwid *likwid, int id, int metric)
{
	double all = 0;

	for (int i = 0; i < likwid->n_cpus; i++)
		all += likwid->perfmon_getLastMetric(id, metric, i);
	return all * 1e9;
}

int xnb_likwid_stop(struct xnb_likwid *likwid, enum xnb_counter_group group,
                    double bytes[XNB_N_COUNTED])
{
	const int id = likwid->id[group];

	for (size_t i = 0; i < XNB_N_COUNTED; i++)
		bytes[i] = (double)NAN;
	if (likwid->perfmon_stopCounters() < 0)
		return -1;
	for (int i = 0; i < likwid->perfmon_getNumberOfMetrics(id); i++) {
		const char *name = likwid->perfmon_getMetricName(id, i);
		const int counted = name ? counted_by(group, name) : -1;

		if (counted >= 0)
			bytes[counted] = sum(likwid, id, i);
	}
	return 0;
}

#else

struct xnb_likwid *xnb_likwid_open(const struct xnb_counters_config *config, char *why,
                                   size_t size)
{
	(void)config;
	snprintf(why, size,
	         "this program was built without it; build it with "
	         "-DLIKWID=ON where the package likwid is");
	return NULL;
}

void xnb_likwid_close(struct xnb_likwid *likwid)
{
	(void)likwid;
}

int xnb_likwid_add(struct xnb_likwid *likwid, enum xnb_counter_group group, char *why,
                   size_t size)
{
	(void)likwid, (void)group, (void)why, (void)size;
	return -1;
}

int xnb_likwid_start(struct xnb_likwid *likwid, enum xnb_counter_group group)
{
	(void)likwid, (void)group;
	return -1;
}

int xnb_likwid_stop(struct xnb_likwid *likwid, enum xnb_counter_group group,
                    double bytes[XNB_N_COUNTED])
{
	(void)likwid, (void)group, (void)bytes;
	return -1;
}

#endif
