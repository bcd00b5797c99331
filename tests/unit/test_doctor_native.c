/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor of native runs: its judgement on hosts made up here, and what it gathers
 * from hosts made of files. */
#include "bench/doctor/doctor.h"
#include "bench/doctor/facts_native.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"
#include "tests/unit/test.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

#define CPU "./sys/devices/system/cpu/"

static struct xnb_native_node_facts two_nodes[] = {{0, (uint64_t)4 << 30},
                                                   {1, (uint64_t)6 << 30}};

/* A host without fault. */
static struct xnb_native_facts good_host(void)
{
	return (struct xnb_native_facts){
	    .timing = "real",
	    .n_cpus = 4,
	    .n_online = 4,
	    .n_cores = 4,
	    .nodes = two_nodes,
	    .n_nodes = 2,
	    .thp = "madvise",
	    .pool_2m = 512,
	    .governor = "performance",
	    .turbo = XNB_SETTING_OFF,
	    .numa_balancing = XNB_SETTING_OFF,
	    .nmi_watchdog = XNB_SETTING_OFF,
	    .idle_state = "C1",
	    .idle_us = 2,
	    .has_pmu = true,
	    .has_msr = true,
	};
}

static struct xnb_finding judge(const char *name, const struct xnb_native_facts *facts)
{
	struct xnb_finding finding = {.verdict = XNB_N_DOCTOR_VERDICTS};

	for (const struct xnb_doctor_check *c = xnb_doctor_native.checks; c->name; c++)
		if (strcmp(c->name, name) == 0)
			xnb_doctor_judge(&xnb_doctor_native, c, facts, &finding);
	assert_int_not_equal(finding.verdict, XNB_N_DOCTOR_VERDICTS);
	return finding;
}

static void good_host_is_good(void **state)
{
	struct xnb_native_facts facts = good_host();

	(void)state;
	for (const struct xnb_doctor_check *c = xnb_doctor_native.checks; c->name; c++) {
		struct xnb_finding finding;

		xnb_doctor_judge(&xnb_doctor_native, c, &facts, &finding);
		assert_string_equal(xnb_doctor_verdict_names[finding.verdict], "ok");
		assert_true(strlen(c->remedy) > 0);
	}
	assert_true(xnb_doctor_run_is_possible(&xnb_doctor_native, &facts));
}

/* One fault at a time: its check sees it, and all others stay as they are. */
static void assert_only(const char *name, const struct xnb_native_facts *facts,
                        enum xnb_doctor_verdict verdict)
{
	for (const struct xnb_doctor_check *c = xnb_doctor_native.checks; c->name; c++)
		assert_int_equal(judge(c->name, facts).verdict,
		                 strcmp(c->name, name) ? XNB_DOCTOR_OK : verdict);
	assert_int_equal(xnb_doctor_run_is_possible(&xnb_doctor_native, facts),
	                 verdict != XNB_DOCTOR_PROBLEM);
}

#define with(member_and_value)                                    \
	({                                                        \
		struct xnb_native_facts with_facts = good_host(); \
		with_facts.member_and_value;                      \
		with_facts;                                       \
	})

static void each_fault_is_seen_by_its_check(void **state)
{
	const struct {
		const char *check;
		enum xnb_doctor_verdict verdict;
		struct xnb_native_facts facts;
	} cases[] = {
	    {"xen", XNB_DOCTOR_WARNING, with(on_xen = true)},
	    {"timing", XNB_DOCTOR_UNKNOWN, with(timing[0] = '\0')},
	    {"lock", XNB_DOCTOR_PROBLEM, with(run_active = true)},
	    {"cpus", XNB_DOCTOR_WARNING, with(n_online = 8)},
	    {"nodes", XNB_DOCTOR_WARNING, with(n_nodes = 1)},
	    {"binding", XNB_DOCTOR_WARNING, with(no_binding[0] = 'x')},
	    {"thp", XNB_DOCTOR_UNKNOWN, with(thp[0] = '\0')},
	    {"huge-pages", XNB_DOCTOR_WARNING, with(pool_2m = 0)},
	    {"numa-balancing", XNB_DOCTOR_WARNING, with(numa_balancing = XNB_SETTING_ON)},
	    {"numa-balancing", XNB_DOCTOR_UNKNOWN,
	     with(numa_balancing = XNB_SETTING_UNKNOWN)},
	    {"governor", XNB_DOCTOR_UNKNOWN, with(governor[0] = '\0')},
	    {"governor", XNB_DOCTOR_WARNING, with(governor[0] = 'x')},
	    {"turbo", XNB_DOCTOR_WARNING, with(turbo = XNB_SETTING_ON)},
	    {"turbo", XNB_DOCTOR_UNKNOWN, with(turbo = XNB_SETTING_UNKNOWN)},
	    {"smt", XNB_DOCTOR_WARNING, with(n_cores = 2)},
	    {"smt", XNB_DOCTOR_WARNING, with(siblings = XNB_SETTING_ON)},
	    {"idle-states", XNB_DOCTOR_WARNING, with(idle_us = 133)},
	    {"idle-states", XNB_DOCTOR_UNKNOWN, with(idle_state[0] = '\0')},
	    {"watchdog", XNB_DOCTOR_WARNING, with(nmi_watchdog = XNB_SETTING_ON)},
	    {"steal", XNB_DOCTOR_WARNING, with(stolen = 0.01)},
	    {"steal", XNB_DOCTOR_UNKNOWN, with(stolen = -1)},
	    {"load", XNB_DOCTOR_WARNING, with(load = 3)},
	    {"load", XNB_DOCTOR_UNKNOWN, with(load = -1)},
	    {"counters", XNB_DOCTOR_WARNING, with(has_pmu = false)},
	    {"counters", XNB_DOCTOR_WARNING, with(has_msr = false)},
	    {"tsc", XNB_DOCTOR_WARNING, with(tsc_doubt[0] = 'x')},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_only(cases[i].check, &cases[i].facts, cases[i].verdict);
}

static void findings_name_what_they_are_about(void **state)
{
	struct xnb_native_node_facts scarce[] = {{0, (uint64_t)4 << 30}, {3, 100 << 20}};
	struct xnb_native_facts facts = good_host();
	struct xnb_finding finding;

	(void)state;
	facts.nodes = scarce;
	finding = judge("memory", &facts);
	assert_int_equal(finding.verdict, XNB_DOCTOR_WARNING);
	assert_string_equal(finding.text,
	                    "available: 4096 MiB on node 0, 100 MiB on node 3");
	snprintf(facts.timing, sizeof(facts.timing), "virtualized");
	finding = judge("timing", &facts);
	assert_int_equal(finding.verdict, XNB_DOCTOR_WARNING);
	assert_non_null(strstr(finding.text, "virtualized"));
	snprintf(facts.no_cpus, sizeof(facts.no_cpus), "no /sys\x1b here");
	finding = judge("cpus", &facts);
	assert_int_equal(finding.verdict, XNB_DOCTOR_PROBLEM);
	assert_string_equal(finding.text, "no /sys? here");
	snprintf(facts.thp, sizeof(facts.thp), "always");
	assert_non_null(strstr(judge("thp", &facts).text, "unasked"));
	snprintf(facts.thp, sizeof(facts.thp), "never");
	assert_int_equal(judge("thp", &facts).verdict, XNB_DOCTOR_WARNING);
}

/* ---- gathering ---- */

static void plant_machine(void)
{
	plant(CPU "online", "0-1023\n");
	plant(CPU "present", "0-1023\n");
	plant(CPU "cpufreq/boost", "1\n");
	plant("./sys/devices/system/node/has_memory", "0\n");
	plant("./sys/devices/system/node/node0/meminfo", "Node 0 MemFree: 2048 kB\n");
	plant("./sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
	plant("./sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "7\n");
	plant("./sys/bus/event_source/devices/cpu/type", "4\n");
	plant("./proc/sys/kernel/numa_balancing", "0\n");
	plant("./proc/sys/kernel/nmi_watchdog", "1\n");
	plant(CPU "smt/active", "0\n");
	plant("./proc/loadavg", "1.25 0.50 0.25 2/345 6789\n");
	plant("./proc/stat", "cpu  10 20 30 40 50 60 70 20 0 0\ncpu0 1 2\n");
	plant("./proc/cpuinfo", "processor\t: 0\nflags\t\t: constant_tsc nonstop_tsc\n");
}

static void plant_state(unsigned cpu, unsigned state, const char *name,
                        const char *latency, const char *disable)
{
	char path[128];

	snprintf(path, sizeof(path), CPU "cpu%u/cpuidle/state%u/name", cpu, state);
	plant(path, name);
	snprintf(path, sizeof(path), CPU "cpu%u/cpuidle/state%u/latency", cpu, state);
	plant(path, latency);
	snprintf(path, sizeof(path), CPU "cpu%u/cpuidle/state%u/disable", cpu, state);
	plant(path, disable);
}

/* The CPU is one that this process may use; which, its kernel says. */
static void plant_cpu(const char *governor)
{
	const unsigned cpu = (unsigned)sched_getcpu();
	char path[128];

	snprintf(path, sizeof(path), CPU "cpu%u/cpufreq/scaling_governor", cpu);
	plant(path, governor);
	for (unsigned i = 0; i < CPU_SETSIZE; i++) {
		plant_state(i, 0, "POLL\n", "0\n", "0\n");
		plant_state(i, 1, "C1\n", "2\n", "0\n");
		plant_state(i, 2, "C6\n", "133\n", "1\n");
		if (i > 8 && i > cpu)
			break;
	}
}

static void files_are_understood(void **state)
{
	struct xnb_native_facts *facts;

	(void)state;
	plant_machine();
	plant_cpu("powersave\n");
	facts = xnb_native_facts_read(".");
	assert_non_null(facts);
	assert_string_equal(facts->no_cpus, "");
	assert_string_equal(facts->governor, "powersave");
	assert_int_equal(facts->turbo, XNB_SETTING_ON);
	assert_string_equal(facts->idle_state, "C1");
	assert_int_equal(facts->idle_us, 2);
	assert_int_equal(facts->n_nodes, 1);
	assert_int_equal(facts->nodes[0].available_bytes, 2 << 20);
	assert_string_equal(facts->thp, "madvise");
	assert_int_equal(facts->pool_2m, 7);
	assert_int_equal(facts->pool_1g, 0);
	assert_int_equal(facts->numa_balancing, XNB_SETTING_OFF);
	assert_int_equal(facts->nmi_watchdog, XNB_SETTING_ON);
	assert_int_equal(facts->siblings, XNB_SETTING_OFF);
	assert_true(facts->has_pmu);
	assert_false(facts->has_msr);
	assert_true(facts->load == 1.25);
	assert_true(facts->stolen == 20.0 / 300);
	assert_string_equal(facts->tsc_doubt, "");
	assert_false(facts->on_xen);
	xnb_native_facts_free(facts);
	plant(CPU "intel_pstate/no_turbo", "1\n");
	plant("./sys/hypervisor/type", "xen\n");
	plant(CPU "smt/active", "1\n");
	/* Of tiered memory alone, which is a bit of its own. */
	plant("./proc/sys/kernel/numa_balancing", "2\n");
	facts = xnb_native_facts_read(".");
	assert_int_equal(facts->turbo, XNB_SETTING_OFF);
	assert_true(facts->on_xen);
	assert_int_equal(facts->siblings, XNB_SETTING_ON);
	assert_int_equal(facts->numa_balancing, XNB_SETTING_ON);
	xnb_native_facts_free(facts);
}

static void a_host_that_tells_nothing_is_unknown(void **state)
{
	static const char *const unknown[] = {
	    "timing", "memory",      "thp",      "numa-balancing", "governor", "turbo",
	    "smt",    "idle-states", "watchdog", "steal",          "load"};
	struct xnb_native_facts *facts = xnb_native_facts_read(".");

	(void)state;
	assert_non_null(facts);
	snprintf(facts->timing, sizeof(facts->timing), "%s", "");
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_int_equal(judge(unknown[i], facts).verdict, XNB_DOCTOR_UNKNOWN);
	assert_int_equal(judge("cpus", facts).verdict, XNB_DOCTOR_PROBLEM);
	assert_int_equal(judge("tsc", facts).verdict, XNB_DOCTOR_WARNING);
	xnb_native_facts_free(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_host_is_good),
	    cmocka_unit_test(each_fault_is_seen_by_its_check),
	    cmocka_unit_test(findings_name_what_they_are_about),
	    in_a_folder(files_are_understood),
	    in_a_folder(a_host_that_tells_nothing_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
