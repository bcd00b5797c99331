/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/doctor/doctor.h"
#include "bench/doctor/facts_native.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Available memory below which a node is too small to compare anything on it. */
enum { LEAST_MIB = 256 };

/* Leaving C1 takes 1 or 2 us, C1E up to 10, what is deeper 30 to 1000. */
enum { SHALLOW_US = 20 };

/* A share of time that is seen in a mean; and other work that takes a CPU half the time.
 */
static const double much_stolen = 0.001, much_load = 0.5;

/* What one setting is, and what is said of it. */
static void judge_setting(struct xnb_finding *finding, enum xnb_setting setting,
                          enum xnb_setting good, const char *unknown, const char *on,
                          const char *off)
{
	if (setting == XNB_SETTING_UNKNOWN)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "%s", unknown);
	else
		xnb_find(finding, setting == good ? XNB_DOCTOR_OK : XNB_DOCTOR_WARNING,
		         "%s", setting == XNB_SETTING_ON ? on : off);
}

static void judge_xen(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->on_xen)
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "this kernel runs on Xen: its CPUs and nodes are not those of the "
		    "host");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "this kernel does not run on Xen");
}

static void judge_timing(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (strcmp(facts->timing, "real") == 0)
		xnb_find(finding, XNB_DOCTOR_OK, "a bare machine: timings are real");
	else if (facts->timing[0])
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "a virtual machine (%s): timings are those of a guest, whose CPUs "
		    "and memory its host may share and move",
		    facts->timing);
	else
		xnb_find(finding, XNB_DOCTOR_UNKNOWN,
		         "nothing tells whether this is a bare machine");
}

static void judge_lock(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->run_active)
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "another run is active");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "no other run is active");
}

static void judge_cpus(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->no_cpus[0])
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "%s", facts->no_cpus);
	else if (facts->n_cpus < facts->n_online)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "%zu of %zu CPUs are allowed, the others run something else",
		         facts->n_cpus, facts->n_online);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "all %zu CPUs are allowed",
		         facts->n_cpus);
}

static void judge_nodes(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->n_nodes < 2)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "one NUMA node: local and remote are the same");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "%zu NUMA nodes with memory",
		         facts->n_nodes);
}

static void judge_binding(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->no_binding[0])
		xnb_find(finding, XNB_DOCTOR_WARNING, "%s", facts->no_binding);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "memory can be bound to a node");
}

static void judge_memory(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;
	enum xnb_doctor_verdict verdict = XNB_DOCTOR_OK;
	char text[sizeof(finding->text)] = "";

	for (size_t i = 0; i < facts->n_nodes; i++) {
		const struct xnb_native_node_facts *node = &facts->nodes[i];
		const uint64_t mib = node->available_bytes >> 20;
		const size_t at = strlen(text);

		if (node->available_bytes == UINT64_MAX)
			continue;
		if (mib < LEAST_MIB)
			verdict = XNB_DOCTOR_WARNING;
		snprintf(text + at, sizeof(text) - at,
		         "%s%" PRIu64 " MiB on node %" PRIu32, at ? ", " : "", mib,
		         node->id);
	}
	if (text[0])
		xnb_find(finding, verdict, "available: %.900s", text);
	else
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "the kernel does not tell it");
}

static void judge_thp(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (!facts->thp[0])
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "this kernel has none");
	else if (strcmp(facts->thp, "madvise") == 0)
		xnb_find(finding, XNB_DOCTOR_OK,
		         "transparent huge pages where asked for");
	else if (strcmp(facts->thp, "never") == 0)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "transparent huge pages never: --page thp gets small ones");
	else
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "transparent huge pages %s: programs that are compared with, as "
		         "likwid-bench, get them unasked",
		         facts->thp);
}

static void judge_huge_pages(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;
	const bool none = facts->pool_2m == 0 && facts->pool_1g == 0;

	xnb_find(finding, none ? XNB_DOCTOR_WARNING : XNB_DOCTOR_OK,
	         "%" PRIu64 " huge pages of 2 MiB and %" PRIu64 " of 1 GiB are free",
	         facts->pool_2m, facts->pool_1g);
}

static void judge_numa_balancing(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	judge_setting(finding, facts->numa_balancing, XNB_SETTING_OFF,
	              "this kernel has none",
	              "the kernel takes pages away to see who uses them, and moves those "
	              "that are not bound",
	              "the kernel moves no pages between nodes");
}

static void judge_governor(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (!facts->governor[0])
		xnb_find(
		    finding, XNB_DOCTOR_UNKNOWN,
		    "the kernel does not manage the frequency: hardware, firmware or a "
		    "hypervisor does");
	else if (strcmp(facts->governor, "performance") != 0)
		xnb_find(finding, XNB_DOCTOR_WARNING, "frequency governor %s",
		         facts->governor);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "frequency governor performance");
}

static void judge_turbo(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	judge_setting(finding, facts->turbo, XNB_SETTING_OFF,
	              "the kernel does not manage the frequency",
	              "turbo is on: the clock depends on load and temperature",
	              "turbo is off");
}

static void judge_smt(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->no_cpus[0])
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "the CPUs are not known");
	else if (facts->n_cpus > facts->n_cores)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "%zu CPUs on %zu cores: threads of others may share one",
		         facts->n_cpus, facts->n_cores);
	else if (facts->siblings == XNB_SETTING_ON)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "cores have siblings that this process may not use: others may");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "one CPU per core, as far as is told");
}

static void judge_idle(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (!facts->idle_state[0])
		xnb_find(finding, XNB_DOCTOR_UNKNOWN,
		         "the kernel does not manage idle states");
	else
		xnb_find(finding,
		         facts->idle_us > SHALLOW_US ? XNB_DOCTOR_WARNING : XNB_DOCTOR_OK,
		         "deepest idle state %s, %" PRIu64 " us to leave it",
		         facts->idle_state, facts->idle_us);
}

static void judge_watchdog(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	judge_setting(finding, facts->nmi_watchdog, XNB_SETTING_OFF,
	              "this kernel has none",
	              "the NMI watchdog is on: it interrupts, and takes a counter",
	              "the NMI watchdog is off");
}

static void judge_steal(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->stolen < 0)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "the kernel does not tell it");
	else
		xnb_find(finding,
		         facts->stolen > much_stolen ? XNB_DOCTOR_WARNING : XNB_DOCTOR_OK,
		         "a hypervisor took %.2f %% of the time since boot",
		         100 * facts->stolen);
}

static void judge_load(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->load < 0)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "the kernel does not tell it");
	else
		xnb_find(finding,
		         facts->load > much_load ? XNB_DOCTOR_WARNING : XNB_DOCTOR_OK,
		         "%.2f tasks ran or waited in the last minute", facts->load);
}

/* LIKWID is asked for direct access; what perf_event_paranoid allows is of no use to it.
 */
static void judge_counters(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (!facts->has_pmu)
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "no performance counters: bytes on the bus cannot be compared with "
		    "those claimed");
	else if (!facts->has_msr)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "the counters of memory cannot be set: /dev/cpu/0/msr is not "
		         "there, or not for this user");
	else
		xnb_find(finding, XNB_DOCTOR_OK,
		         "there are performance counters, and they can be set");
}

static void judge_tsc(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_native_facts *facts = of_host;

	if (facts->tsc_doubt[0])
		xnb_find(finding, XNB_DOCTOR_WARNING, "%s", facts->tsc_doubt);
	else
		xnb_find(finding, XNB_DOCTOR_OK,
		         "the counter that times samples has one rate");
}

static const struct xnb_doctor_check checks[] = {
    {"xen", "whether this is no domain on Xen", "measure domains: --target xen, in dom0",
     false, judge_xen},
    {"timing", "whether this is a bare machine",
     "compare only with runs in the same machine, and look at `steal' and at flags",
     false, judge_timing},
    {"lock", "whether another run is active", "wait for it, or end it", false,
     judge_lock},
    {"cpus", "all CPUs allowed", "leave the cpuset, or taskset(1)", false, judge_cpus},
    {"nodes", "several NUMA nodes", "switch node interleaving off in the firmware", false,
     judge_nodes},
    {"binding", "memory that can be bound to a node",
     "in a container, allow mbind and move_pages (docker: --cap-add SYS_NICE)", false,
     judge_binding},
    {"memory", "available memory on each node",
     "end programs, or raise the cgroup's limit", false, judge_memory},
    {"thp", "transparent huge pages where asked for",
     "echo madvise >/sys/kernel/mm/transparent_hugepage/enabled", false, judge_thp},
    {"huge-pages", "free huge pages in the pools",
     "sysctl vm.nr_hugepages=N, if runs with --page 2m are wanted", false,
     judge_huge_pages},
    {"numa-balancing", "no automatic NUMA balancing", "sysctl kernel.numa_balancing=0",
     false, judge_numa_balancing},
    {"governor", "a fixed clock frequency", "cpupower frequency-set -g performance",
     false, judge_governor},
    {"turbo", "no turbo",
     "echo 1 >/sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 "
     ">/sys/devices/system/cpu/cpufreq/boost",
     false, judge_turbo},
    {"smt", "one CPU per core",
     "echo off >/sys/devices/system/cpu/smt/control, or in the firmware", false,
     judge_smt},
    {"idle-states", "no deep idle state", "cpupower idle-set -D 20", false, judge_idle},
    {"watchdog", "the NMI watchdog", "sysctl kernel.nmi_watchdog=0", false,
     judge_watchdog},
    {"steal", "time that a hypervisor took", "give the virtual machine CPUs of its own",
     false, judge_steal},
    {"load", "other work on this machine", "end it; see top(1)", false, judge_load},
    {"counters", "performance counters of memory",
     "be root, and modprobe msr; virtual machines seldom have them", false,
     judge_counters},
    {"tsc", "a time stamp counter of one rate",
     "take timings on a machine whose counter is invariant", false, judge_tsc},
    {NULL, NULL, NULL, false, NULL},
};

const struct xnb_doctor xnb_doctor_native = {
    .checks = checks,
    .gather = xnb_native_facts_gather,
    .free = xnb_native_facts_free,
};
