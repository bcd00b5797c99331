/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's judgement, on hosts made up here; gathering is tested in the lab. */
#include "bench/doctor/doctor.h"
#include "bench/doctor/facts_xen.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static struct xnb_xen_node two_nodes[] = {
    {.present = 1, .spanned_bytes = 8ull << 30, .free_bytes = 4ull << 30},
    {.present = 1, .spanned_bytes = 8ull << 30, .free_bytes = 6ull << 30},
};

/* dom0 is on the second node, whose CPUs no domain takes unasked. */
static struct xnb_xen_cpu four_cpus[] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 1}, {1, 1, 1}};

/* A host without fault. */
static struct xnb_xen_facts good_host(void)
{
	return (struct xnb_xen_facts){
	    .timing = "real",
	    .on_xen = true,
	    .privileged = true,
	    .capabilities = "control_d",
	    .connected = true,
	    .version = {.major = 4,
	                .minor = 17,
	                .command_line = "dom0_mem=768M,max:768M dom0_vcpus_pin",
	                .scheduler = "credit2"},
	    .sysctls = {.nr_cpus = 4,
	                .nr_nodes = 2,
	                .threads_per_core = 1,
	                .hvm = 1,
	                .hap = 1,
	                .cpus = four_cpus,
	                .n_cpus = 4,
	                .nodes = two_nodes,
	                .n_nodes = 2},
	    .dom0 = {.online_vcpus = 2,
	             .pinned_vcpus = 2,
	             .allowed = {.words = {0xc}},
	             .pages = 196608,
	             .max_pages = 196609},
	    .power = {.known = true, .governor = "performance"},
	    .idle = {.known = true, .deepest = 1},
	};
}

static struct xnb_finding judge(const char *name, const struct xnb_xen_facts *facts)
{
	struct xnb_finding finding = {.verdict = XNB_N_DOCTOR_VERDICTS};

	for (const struct xnb_doctor_check *c = xnb_doctor_xen.checks; c->name; c++)
		if (strcmp(c->name, name) == 0)
			xnb_doctor_judge(&xnb_doctor_xen, c, facts, &finding);
	assert_int_not_equal(finding.verdict, XNB_N_DOCTOR_VERDICTS);
	return finding;
}

static void good_host_is_good(void **state)
{
	struct xnb_xen_facts facts = good_host();

	(void)state;
	for (const struct xnb_doctor_check *c = xnb_doctor_xen.checks; c->name; c++) {
		struct xnb_finding finding;

		xnb_doctor_judge(&xnb_doctor_xen, c, &facts, &finding);
		assert_string_equal(xnb_doctor_verdict_names[finding.verdict], "ok");
		assert_true(strlen(c->remedy) > 0);
	}
	assert_true(xnb_doctor_run_is_possible(&xnb_doctor_xen, &facts));
}

static void without_xen_the_rest_is_unknown(void **state)
{
	struct xnb_xen_facts facts = {.privileged = true, .why_not = "no Xen here"};

	(void)state;
	assert_int_equal(judge("xen", &facts).verdict, XNB_DOCTOR_PROBLEM);
	assert_int_equal(judge("connection", &facts).verdict, XNB_DOCTOR_UNKNOWN);
	assert_int_equal(judge("nodes", &facts).verdict, XNB_DOCTOR_UNKNOWN);
	assert_int_equal(judge("guests", &facts).verdict, XNB_DOCTOR_UNKNOWN);
	assert_false(xnb_doctor_run_is_possible(&xnb_doctor_xen, &facts));
	facts.on_xen = true;
	assert_int_equal(judge("connection", &facts).verdict, XNB_DOCTOR_PROBLEM);
	assert_string_equal(judge("connection", &facts).text, "no Xen here");
}

static void unprivileged_guests_and_users_are_told(void **state)
{
	struct xnb_xen_facts facts = good_host();

	(void)state;
	facts.capabilities[0] = '\0';
	assert_int_equal(judge("privileges", &facts).verdict, XNB_DOCTOR_PROBLEM);
	facts = good_host();
	facts.privileged = false;
	assert_int_equal(judge("privileges", &facts).verdict, XNB_DOCTOR_PROBLEM);
}

static void domains_are_told_apart(void **state)
{
	struct xnb_domain_entry domains[] = {{.domid = 1, .ours = true},
	                                     {.domid = 2, .ours = false}};
	struct xnb_xen_facts facts = good_host();

	(void)state;
	facts.domains = domains;
	facts.n_domains = 1;
	assert_int_equal(judge("leftovers", &facts).verdict, XNB_DOCTOR_PROBLEM);
	assert_int_equal(judge("guests", &facts).verdict, XNB_DOCTOR_OK);
	assert_false(xnb_doctor_run_is_possible(&xnb_doctor_xen, &facts));
	facts.n_domains = 2;
	assert_int_equal(judge("guests", &facts).verdict, XNB_DOCTOR_PROBLEM);
	facts.run_active = true;
	assert_int_equal(judge("leftovers", &facts).verdict, XNB_DOCTOR_OK);
	assert_int_equal(judge("lock", &facts).verdict, XNB_DOCTOR_PROBLEM);
}

static void xen_options_are_words(void **state)
{
	static const struct {
		const char *command_line, *check;
		enum xnb_doctor_verdict verdict;
	} cases[] = {
	    {"", "dom0-memory", XNB_DOCTOR_WARNING},
	    {"xdom0_mem=1G", "dom0-memory", XNB_DOCTOR_WARNING},
	    {"loglvl=all  dom0_mem=1G", "dom0-memory", XNB_DOCTOR_OK},
	    {"", "watchdog", XNB_DOCTOR_OK},
	    {"watchdog", "watchdog", XNB_DOCTOR_WARNING},
	    {"watchdog=force", "watchdog", XNB_DOCTOR_WARNING},
	    {"watchdog=off", "watchdog", XNB_DOCTOR_OK},
	    {"watchdog watchdog=0", "watchdog", XNB_DOCTOR_OK},
	    {"watchdog_timeout=9", "watchdog", XNB_DOCTOR_OK},
	    {"spec-ctrl=no", "mitigations", XNB_DOCTOR_WARNING},
	};
	struct xnb_xen_facts facts = good_host();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(facts.version.command_line, sizeof(facts.version.command_line),
		         "%s", cases[i].command_line);
		assert_int_equal(judge(cases[i].check, &facts).verdict, cases[i].verdict);
	}
}

static void scarce_node_is_named(void **state)
{
	struct xnb_xen_node nodes[] = {
	    {.present = 1, .spanned_bytes = 8ull << 30, .free_bytes = 4ull << 30},
	    {.present = 0},
	    {.present = 1, .spanned_bytes = 8ull << 30, .free_bytes = 100ull << 20},
	};
	struct xnb_xen_facts facts = good_host();
	struct xnb_finding finding;

	(void)state;
	facts.sysctls.nodes = nodes;
	facts.sysctls.n_nodes = 3;
	finding = judge("memory", &facts);
	assert_int_equal(finding.verdict, XNB_DOCTOR_WARNING);
	assert_string_equal(finding.text, "free: 4096 MiB on node 0, 100 MiB on node 2");
}

static void hardware_is_judged(void **state)
{
	struct xnb_xen_facts facts = good_host();

	(void)state;
	facts.sysctls.hap = 0;
	facts.sysctls.nr_nodes = 1;
	facts.sysctls.threads_per_core = 2;
	facts.dom0.pinned_vcpus = 0;
	facts.dom0.max_pages = 262144;
	facts.power =
	    (struct xnb_power){.known = true, .governor = "ondemand", .turbo = true};
	assert_int_equal(judge("hap", &facts).verdict, XNB_DOCTOR_PROBLEM);
	assert_int_equal(judge("nodes", &facts).verdict, XNB_DOCTOR_WARNING);
	assert_int_equal(judge("smt", &facts).verdict, XNB_DOCTOR_WARNING);
	assert_int_equal(judge("dom0-vcpus", &facts).verdict, XNB_DOCTOR_WARNING);
	assert_string_equal(judge("dom0-memory", &facts).text,
	                    "dom0 has 768 MiB and may take up to 1024: it may balloon "
	                    "during a run");
	assert_int_equal(judge("governor", &facts).verdict, XNB_DOCTOR_WARNING);
	assert_int_equal(judge("turbo", &facts).verdict, XNB_DOCTOR_WARNING);
	facts.power = (struct xnb_power){0};
	assert_int_equal(judge("governor", &facts).verdict, XNB_DOCTOR_UNKNOWN);
	assert_int_equal(judge("turbo", &facts).verdict, XNB_DOCTOR_UNKNOWN);
}

static void dom0_in_the_way_is_told(void **state)
{
	struct xnb_xen_facts facts = good_host();
	struct xnb_finding finding;

	(void)state;
	facts.dom0.allowed.words[0] = 0x5;
	finding = judge("dom0-pcpus", &facts);
	assert_int_equal(finding.verdict, XNB_DOCTOR_WARNING);
	assert_string_equal(finding.text, "dom0 may run on 1 of the 2 pCPUs of node 0, "
	                                  "where domains are measured by default");
	facts.sysctls.n_cpus = 0;
	assert_int_equal(judge("dom0-pcpus", &facts).verdict, XNB_DOCTOR_UNKNOWN);
}

static void idle_states_are_judged(void **state)
{
	struct xnb_xen_facts facts = good_host();

	(void)state;
	facts.idle.deepest = 3;
	assert_int_equal(judge("idle-states", &facts).verdict, XNB_DOCTOR_WARNING);
	assert_non_null(strstr(judge("idle-states", &facts).text, "C3"));
	facts.idle.known = false;
	assert_int_equal(judge("idle-states", &facts).verdict, XNB_DOCTOR_UNKNOWN);
}

static void foreign_bytes_are_made_harmless(void **state)
{
	struct xnb_xen_facts facts = good_host();

	(void)state;
	snprintf(facts.version.scheduler, sizeof(facts.version.scheduler), "\x1b[2J\xff");
	assert_non_null(strstr(judge("scheduler", &facts).text, "scheduler ?[2J? "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_host_is_good),
	    cmocka_unit_test(without_xen_the_rest_is_unknown),
	    cmocka_unit_test(unprivileged_guests_and_users_are_told),
	    cmocka_unit_test(domains_are_told_apart),
	    cmocka_unit_test(xen_options_are_words),
	    cmocka_unit_test(scarce_node_is_named),
	    cmocka_unit_test(hardware_is_judged),
	    cmocka_unit_test(dom0_in_the_way_is_told),
	    cmocka_unit_test(idle_states_are_judged),
	    cmocka_unit_test(foreign_bytes_are_made_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
