/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/doctor/doctor.h"
#include "bench/doctor/facts_xen.h"

#include "bench/timing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Free memory below which a node is too small to compare anything on it. */
enum { LEAST_FREE_MIB = 256 };

/* The value of `option` on Xen's command line, as a pointer into it; "" for a bare word;
 * NULL when it is not there. A later one wins, as it does in Xen. */
static const char *xen_option(const struct xnb_xen_facts *facts, const char *option)
{
	const char *at = facts->version.command_line, *value = NULL;
	size_t length = strlen(option);

	while (*at) {
		at += strspn(at, " ");
		if (strncmp(at, option, length) == 0) {
			if (at[length] == '=')
				value = at + length + 1;
			else if (at[length] == ' ' || at[length] == '\0')
				value = "";
		}
		at += strcspn(at, " ");
	}
	return value;
}

static int word_length(const char *text)
{
	return (int)strcspn(text, " ");
}

static void judge_xen(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (!facts->on_xen)
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "this system does not run on Xen");
	else if (facts->connected)
		xnb_find(finding, XNB_DOCTOR_OK, "Xen %u.%u%s", facts->version.major,
		         facts->version.minor, facts->version.extra);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "this system runs on Xen");
}

static void judge_privileges(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (!facts->privileged)
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "not root");
	else if (facts->on_xen && !strstr(facts->capabilities, "control_d"))
		xnb_find(finding, XNB_DOCTOR_PROBLEM,
		         "not in a control domain: /proc/xen/capabilities does not say "
		         "control_d");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "%s",
		         facts->on_xen ? "root in a control domain" : "root");
}

static void judge_connection(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (facts->connected)
		xnb_find(finding, XNB_DOCTOR_OK,
		         "hypervisor and libxenctrl understand each other");
	else if (!facts->on_xen)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "needs Xen");
	else
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "%s", facts->why_not);
}

static void judge_timing(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (!facts->on_xen)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "needs Xen");
	else if (!facts->timing[0])
		xnb_find(finding, XNB_DOCTOR_PROBLEM,
		         XNB_LAB_FILE " says nothing that a run understands");
	else if (strcmp(facts->timing, "real"))
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "no bare machine (%s): placement is real, timings say nothing of "
		    "hardware",
		    facts->timing);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "a bare machine: timings are real");
}

static void judge_lock(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (facts->run_active)
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "another run is active");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "no other run is active");
}

static size_t count_domains(const struct xnb_xen_facts *facts, bool ours)
{
	size_t n = 0;

	for (size_t i = 0; i < facts->n_domains; i++)
		n += facts->domains[i].ours == ours;
	return n;
}

static void judge_leftovers(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	size_t n = count_domains(facts, true);

	if (n == 0)
		xnb_find(finding, XNB_DOCTOR_OK, "no domain of an earlier run");
	else if (facts->run_active)
		xnb_find(finding, XNB_DOCTOR_OK, "%zu of this tool's domains in use", n);
	else
		xnb_find(finding, XNB_DOCTOR_PROBLEM,
		         "%zu of this tool's domains, left by a run that was killed", n);
}

static void judge_guests(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	size_t n = count_domains(facts, false);

	if (n == 0)
		xnb_find(finding, XNB_DOCTOR_OK, "no other guest");
	else
		xnb_find(finding, XNB_DOCTOR_PROBLEM,
		         "%zu other guest%s: they would be disturbed, and disturb", n,
		         n == 1 ? "" : "s");
}

static void judge_nodes(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (facts->sysctls.nr_nodes < 2)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "one NUMA node: local and remote are the same");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "%u NUMA nodes",
		         facts->sysctls.nr_nodes);
}

static void judge_hap(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (!facts->sysctls.hvm)
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "no hardware virtualization");
	else if (!facts->sysctls.hap)
		xnb_find(finding, XNB_DOCTOR_PROBLEM, "no nested paging");
	else
		xnb_find(finding, XNB_DOCTOR_OK,
		         "hardware virtualization, nested paging");
}

static void judge_memory(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	size_t at = 0;

	xnb_find(finding, XNB_DOCTOR_OK, "free:");
	for (size_t i = 0; i < facts->sysctls.n_nodes; i++) {
		const struct xnb_xen_node *node = &facts->sysctls.nodes[i];
		uint64_t mib = node->free_bytes >> 20;

		if (!node->present)
			continue;
		if (node->spanned_bytes > 0 && mib < LEAST_FREE_MIB)
			finding->verdict = XNB_DOCTOR_WARNING;
		at = strlen(finding->text);
		snprintf(finding->text + at, sizeof(finding->text) - at,
		         " %" PRIu64 " MiB on node %zu,", mib, i);
	}
	at = strlen(finding->text);
	finding->text[at - 1] = '\0';
}

static void judge_dom0_vcpus(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	const struct xnb_dom0 *dom0 = &facts->dom0;

	xnb_find(finding,
	         dom0->pinned_vcpus == dom0->online_vcpus ? XNB_DOCTOR_OK
	                                                  : XNB_DOCTOR_WARNING,
	         "%u of %u vCPUs of dom0 are pinned, on %u pCPUs", dom0->pinned_vcpus,
	         dom0->online_vcpus, facts->sysctls.nr_cpus);
}

/* The node whose pCPUs a run takes by default; -1 where none has both. */
static int default_node(const struct xnb_xen_sysctls *host)
{
	for (size_t node = 0; node < host->n_nodes; node++)
		for (size_t cpu = 0; cpu < host->n_cpus; cpu++)
			if (host->cpus[cpu].node == node &&
			    host->nodes[node].spanned_bytes > 0)
				return (int)node;
	return -1;
}

static void judge_dom0_pcpus(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	const struct xnb_xen_sysctls *host = &facts->sysctls;
	const int node = default_node(host);
	unsigned n = 0, shared = 0;

	for (size_t cpu = 0; cpu < host->n_cpus; cpu++) {
		if (node < 0 || host->cpus[cpu].node != (uint32_t)node)
			continue;
		n++;
		shared += xnb_set_has(&facts->dom0.allowed, (unsigned)cpu);
	}
	if (n == 0)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "no node has pCPUs and memory");
	else if (shared > 0)
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "dom0 may run on %u of the %u pCPUs of node %d, where domains are "
		    "measured by default",
		    shared, n, node);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "dom0 keeps off the %u pCPUs of node %d",
		         n, node);
}

static void judge_dom0_memory(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	uint64_t has = facts->dom0.pages >> 8, most = facts->dom0.max_pages >> 8;

	if (!xen_option(facts, "dom0_mem"))
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "no dom0_mem on Xen's command line: dom0 begins with all memory, and "
		    "may balloon during a run");
	else if (most > has + has / 16)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "dom0 has %" PRIu64 " MiB and may take up to %" PRIu64
		         ": it may balloon during a run",
		         has, most);
	else
		xnb_find(finding, XNB_DOCTOR_OK,
		         "dom0 has %" PRIu64 " MiB and takes no more", has);
}

static void judge_governor(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (!facts->power.known)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN,
		         "Xen does not manage the frequency: firmware or hardware does");
	else if (strcmp(facts->power.governor, "performance") != 0)
		xnb_find(finding, XNB_DOCTOR_WARNING, "frequency governor %s",
		         facts->power.governor);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "frequency governor performance");
}

static void judge_turbo(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (!facts->power.known)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN,
		         "Xen does not manage the frequency");
	else if (facts->power.turbo)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "turbo is on: the clock depends on load and temperature");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "turbo is off");
}

static void judge_idle(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (!facts->idle.known)
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "Xen does not manage idle states");
	else if (facts->idle.deepest > 1)
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "idle states down to C%u: waking from them takes part in timings",
		    facts->idle.deepest);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "idle states no deeper than C1");
}

static void judge_smt(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;

	if (facts->sysctls.threads_per_core > 1)
		xnb_find(finding, XNB_DOCTOR_WARNING,
		         "%u threads per core: two vCPUs may share one",
		         facts->sysctls.threads_per_core);
	else
		xnb_find(finding, XNB_DOCTOR_OK, "one thread per core");
}

static void judge_scheduler(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	static const char *const usual[] = {"credit", "credit2", "null"};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (strcmp(facts->version.scheduler, usual[i]) == 0) {
			xnb_find(finding, XNB_DOCTOR_OK, "scheduler %s", usual[i]);
			return;
		}
	xnb_find(finding, XNB_DOCTOR_WARNING,
	         "scheduler %s gives vCPUs fixed shares of time",
	         facts->version.scheduler);
}

static void judge_mitigations(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	const char *value = xen_option(facts, "spec-ctrl");

	if (!value)
		xnb_find(finding, XNB_DOCTOR_OK, "default mitigations");
	else
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "spec-ctrl=%.*s on Xen's command line changes the cost of hypercalls",
		    word_length(value), value);
}

static void judge_watchdog(const void *of_host, struct xnb_finding *finding)
{
	const struct xnb_xen_facts *facts = of_host;
	const char *value = xen_option(facts, "watchdog");

	if (value && strncmp(value, "0", 1) != 0 && strncmp(value, "no", 2) != 0 &&
	    strncmp(value, "off", 3) != 0 && strncmp(value, "false", 5) != 0)
		xnb_find(
		    finding, XNB_DOCTOR_WARNING,
		    "Xen's watchdog is on: its interrupts are in the tail of timings");
	else
		xnb_find(finding, XNB_DOCTOR_OK, "Xen's watchdog is off");
}

static const struct xnb_doctor_check checks[] = {
    {"xen", "whether this system runs on Xen",
     "boot Xen, or try the boxed one: xen-numabench lab run", false, judge_xen},
    {"privileges", "root in a control domain", "run as root in dom0", false,
     judge_privileges},
    {"connection", "hypervisor and libxenctrl of the same version",
     "use the xen-numabench-dom0 that was built for this Xen", false, judge_connection},
    {"timing", "whether timings are those of hardware",
     "judge placement here; take timings on hardware", false, judge_timing},
    {"lock", "whether another run is active", "wait for it, or end it", false,
     judge_lock},
    {"leftovers", "domains that an earlier run left behind", "xen-numabench cleanup",
     true, judge_leftovers},
    {"guests", "other guests on this host", "shut them down, or run --shared-host", true,
     judge_guests},
    {"nodes", "several NUMA nodes",
     "switch node interleaving off in the firmware, or give Xen numa=on", true,
     judge_nodes},
    {"hap", "hardware virtualization with nested paging",
     "switch virtualization on in the firmware", true, judge_hap},
    {"memory", "free memory on each node", "shut guests down, or lower dom0_mem", true,
     judge_memory},
    {"dom0-vcpus", "dom0's vCPUs pinned, out of the way of the domains",
     "dom0_max_vcpus=N dom0_vcpus_pin on Xen's command line, or xl vcpu-pin 0", true,
     judge_dom0_vcpus},
    {"dom0-pcpus", "dom0 off the pCPUs that domains are measured on",
     "dom0_nodes=N or dom0_max_vcpus=N dom0_vcpus_pin on Xen's command line, or measure "
     "elsewhere: run --cpu-node",
     true, judge_dom0_pcpus},
    {"dom0-memory", "dom0's memory fixed", "dom0_mem=SIZE,max:SIZE on Xen's command line",
     true, judge_dom0_memory},
    {"governor", "a fixed clock frequency", "xenpm set-scaling-governor performance",
     true, judge_governor},
    {"turbo", "no turbo", "xenpm disable-turbo-mode", true, judge_turbo},
    {"idle-states", "no idle state deeper than C1",
     "xenpm set-max-cstate 1, or max_cstate=1 on Xen's command line", true, judge_idle},
    {"smt", "one thread per core", "smt=off on Xen's command line, or in the firmware",
     true, judge_smt},
    {"scheduler", "a scheduler that lets a vCPU run",
     "sched=credit2 on Xen's command line", true, judge_scheduler},
    {"mitigations", "the default mitigations of speculation",
     "compare only with runs of the same setting", true, judge_mitigations},
    {"watchdog", "Xen's watchdog", "watchdog=off on Xen's command line while measuring",
     true, judge_watchdog},
    {NULL, NULL, NULL, false, NULL},
};

static bool is_connected(const void *of_host)
{
	const struct xnb_xen_facts *facts = of_host;

	return facts->connected;
}

const struct xnb_doctor xnb_doctor_xen = {
    .checks = checks,
    .gather = xnb_xen_facts_gather,
    .free = xnb_xen_facts_free,
    .connected = is_connected,
    .unconnected = "needs a connection to Xen",
};
