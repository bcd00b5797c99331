/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/doctor/facts_native.h"

#include "base/io.h"
#include "bench/doctor/doctor.h"
#include "bench/lock.h"
#include "bench/timing.h"
#include "native/clock.h"
#include "native/cpus.h"
#include "native/fields.h"
#include "native/id_list.h"
#include "native/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CPU_FOLDER "/sys/devices/system/cpu"

/* The first line of root + path; "" where it cannot be read. */
static bool read_line(const char *root, const char *path, char *line, size_t size)
{
	char file[512];

	snprintf(file, sizeof(file), "%s%s", root, path);
	return xnb_read_line(file, line, size);
}

/* `on` is the number that means that it is on. */
static enum xnb_setting read_setting(const char *root, const char *path, uint64_t on)
{
	uint64_t value;

	if (!xnb_native_read_number(root, path, &value))
		return XNB_SETTING_UNKNOWN;
	return value == on ? XNB_SETTING_ON : XNB_SETTING_OFF;
}

/* Bits for ways of balancing, since tiered memory has one of its own (Linux 5.18, sysctl
 * kernel.numa_balancing): any of them moves pages. */
static enum xnb_setting read_balancing(const char *root)
{
	enum xnb_setting off = read_setting(root, "/proc/sys/kernel/numa_balancing", 0);

	if (off == XNB_SETTING_UNKNOWN)
		return off;
	return off == XNB_SETTING_ON ? XNB_SETTING_OFF : XNB_SETTING_ON;
}

/* ---- CPUs ---- */

static void read_governor(struct xnb_native_facts *facts, const char *root, uint32_t cpu)
{
	char path[128], governor[sizeof(facts->governor)];

	snprintf(path, sizeof(path),
	         CPU_FOLDER "/cpu%" PRIu32 "/cpufreq/scaling_governor", cpu);
	if (!read_line(root, path, governor, sizeof(governor)))
		return;
	if (!facts->governor[0])
		memcpy(facts->governor, governor, sizeof(governor));
	else if (strcmp(facts->governor, governor) != 0)
		snprintf(facts->governor, sizeof(facts->governor), "several");
}

/* intel_pstate says what it forbids, the others what they allow. */
static void read_turbo(struct xnb_native_facts *facts, const char *root)
{
	facts->turbo = read_setting(root, CPU_FOLDER "/intel_pstate/no_turbo", 0);
	if (facts->turbo == XNB_SETTING_UNKNOWN)
		facts->turbo = read_setting(root, CPU_FOLDER "/cpufreq/boost", 1);
}

/* Whether there is such a state; where it is enabled and deeper, it is taken. */
static bool read_idle_state(struct xnb_native_facts *facts, const char *root,
                            uint32_t cpu, unsigned state)
{
	char folder[96], path[128], name[sizeof(facts->idle_state)];
	uint64_t latency;

	snprintf(folder, sizeof(folder), CPU_FOLDER "/cpu%" PRIu32 "/cpuidle/state%u",
	         cpu, state);
	snprintf(path, sizeof(path), "%s/name", folder);
	if (!read_line(root, path, name, sizeof(name)))
		return false;
	snprintf(path, sizeof(path), "%s/disable", folder);
	if (read_setting(root, path, 1) == XNB_SETTING_ON)
		return true;
	snprintf(path, sizeof(path), "%s/latency", folder);
	if (xnb_native_read_number(root, path, &latency) &&
	    (!facts->idle_state[0] || latency >= facts->idle_us)) {
		memcpy(facts->idle_state, name, sizeof(name));
		facts->idle_us = latency;
	}
	return true;
}

static void read_cpus(struct xnb_native_facts *facts, const char *root)
{
	struct xnb_native_cpus cpus;
	struct xnb_error err;

	if (xnb_native_cpus_read(&cpus, root, NULL, 0, &err) < 0) {
		snprintf(facts->no_cpus, sizeof(facts->no_cpus), "%.500s", err.text);
		return;
	}
	facts->n_cpus = cpus.n;
	facts->n_online = cpus.n_online;
	facts->n_cores = cpus.n_cores;
	for (size_t i = 0; i < cpus.n; i++)
		read_governor(facts, root, cpus.cpus[i].id);
	for (unsigned state = 0; read_idle_state(facts, root, cpus.cpus[0].id, state);)
		state++;
	xnb_native_cpus_free(&cpus);
}

/* ---- memory ---- */

static void read_nodes(struct xnb_native_facts *facts, const char *root)
{
	uint32_t *ids;
	size_t n;

	if (xnb_id_list_read(root, "/sys/devices/system/node/has_memory",
	                     XNB_NATIVE_MOST_NODES, &ids, &n, NULL) < 0)
		return;
	facts->nodes = calloc(n + 1, sizeof(*facts->nodes));
	for (size_t i = 0; facts->nodes && i < n; i++)
		facts->nodes[facts->n_nodes++] = (struct xnb_native_node_facts){
		    ids[i], xnb_native_memory_available(root, ids[i])};
	free(ids);
}

/* "always [madvise] never" */
static void read_thp(struct xnb_native_facts *facts, const char *root)
{
	char line[64], *chosen;

	if (!read_line(root, "/sys/kernel/mm/transparent_hugepage/enabled", line,
	               sizeof(line)))
		return;
	chosen = strchr(line, '[');
	if (chosen)
		snprintf(facts->thp, sizeof(facts->thp), "%.*s",
		         (int)strcspn(chosen + 1, "]"), chosen + 1);
}

static void read_memory(struct xnb_native_facts *facts, const char *root)
{
	struct xnb_error err;

	read_nodes(facts, root);
	read_thp(facts, root);
	xnb_native_read_number(root,
	                       "/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages",
	                       &facts->pool_2m);
	xnb_native_read_number(
	    root, "/sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages",
	    &facts->pool_1g);
	if (xnb_native_memory_can_bind(facts->n_nodes ? facts->nodes[0].id : 0, &err) < 0)
		snprintf(facts->no_binding, sizeof(facts->no_binding), "%.500s",
		         err.text);
}

/* ---- what disturbs ---- */

/* user nice system idle iowait irq softirq steal: proc(5). */
static double read_stolen(const char *root)
{
	enum { FIELDS = 8 };
	uint64_t t[FIELDS], sum = 0;
	char line[256];

	if (!read_line(root, "/proc/stat", line, sizeof(line)) ||
	    sscanf(line,
	           "cpu %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
	           " %" SCNu64 " %" SCNu64 " %" SCNu64,
	           &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7]) != FIELDS)
		return -1;
	for (int i = 0; i < FIELDS; i++)
		sum += t[i];
	return sum ? (double)t[FIELDS - 1] / (double)sum : -1;
}

static double read_load(const char *root)
{
	char line[128];
	double load;

	return read_line(root, "/proc/loadavg", line, sizeof(line)) &&
	               sscanf(line, "%lf", &load) == 1
	           ? load
	           : -1;
}

static void read_counters(struct xnb_native_facts *facts, const char *root)
{
	static const char *const pmus[] = {"cpu", "cpu_core", "armv8_pmuv3_0"};
	char path[512];

	for (size_t i = 0; i < sizeof(pmus) / sizeof(pmus[0]); i++) {
		snprintf(path, sizeof(path), "%s/sys/bus/event_source/devices/%s", root,
		         pmus[i]);
		facts->has_pmu = facts->has_pmu || access(path, F_OK) == 0;
	}
	snprintf(path, sizeof(path), "%s/dev/cpu/0/msr", root);
	facts->has_msr = access(path, R_OK | W_OK) == 0;
}

static void read_tsc(struct xnb_native_facts *facts, const char *root)
{
	struct xnb_native_tsc tsc;
	struct xnb_error err;
	int rc = xnb_native_tsc_measure(&tsc, root, &err);

	snprintf(facts->tsc_doubt, sizeof(facts->tsc_doubt), "%.500s",
	         rc < 0 ? err.text : tsc.doubt);
}

struct xnb_native_facts *xnb_native_facts_read(const char *root)
{
	struct xnb_native_facts *facts = calloc(1, sizeof(*facts));

	if (!facts)
		return NULL;
	facts->on_xen = xnb_runs_on_xen(root);
	if (xnb_read_timing(root, facts->timing, sizeof(facts->timing), NULL))
		facts->timing[0] = '\0';
	facts->run_active = xnb_lock_is_held(XNB_LOCK_FILE);
	read_cpus(facts, root);
	read_turbo(facts, root);
	facts->siblings = read_setting(root, CPU_FOLDER "/smt/active", 1);
	read_memory(facts, root);
	facts->numa_balancing = read_balancing(root);
	facts->nmi_watchdog = read_setting(root, "/proc/sys/kernel/nmi_watchdog", 1);
	facts->stolen = read_stolen(root);
	facts->load = read_load(root);
	read_counters(facts, root);
	read_tsc(facts, root);
	return facts;
}

void *xnb_native_facts_gather(void)
{
	return xnb_native_facts_read("");
}

void xnb_native_facts_free(void *of_host)
{
	struct xnb_native_facts *facts = of_host;

	free(facts->nodes);
	free(facts);
}
