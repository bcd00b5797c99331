/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "base/io.h"
#include "bench/lab_nodes.h"
#include "bench/timing.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A root directory of its own for each test. */
static int make_root(void **state)
{
	static char root[64];

	snprintf(root, sizeof(root), "/tmp/xnb-timing-XXXXXX");
	*state = mkdtemp(root);
	return *state ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static int remove_root(void **state)
{
	return nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void say(const char *root, const char *dir, const char *name, const char *text)
{
	struct xnb_error err;
	char path[256];

	snprintf(path, sizeof(path), "%s%s", root, dir);
	assert_int_equal(xnb_make_dirs(path, &err), 0);
	snprintf(path, sizeof(path), "%s%s/%s", root, dir, name);
	assert_int_equal(xnb_replace_file(path, text, strlen(text), &err), 0);
}

static void say_lab(const char *root, const char *text)
{
	say(root, "/etc", "xen-numabench-lab", text);
}

static void say_dmi(const char *root, const char *name, const char *text)
{
	say(root, "/sys/class/dmi/id", name, text);
}

static void expect(const char *root, const char *timing)
{
	struct xnb_error err;
	char found[32];

	assert_int_equal(xnb_read_timing(root, found, sizeof(found), &err), 0);
	assert_string_equal(found, timing);
}

static void a_box_whose_nodes_the_hypervisor_misses_is_named(void **state)
{
	struct xnb_error err;

	assert_int_equal(xnb_check_lab_nodes(*state, 1, &err), 0);
	say(*state, "/etc", "xen-numabench-lab-nodes", "4\n");
	assert_int_equal(xnb_check_lab_nodes(*state, 4, &err), 0);
	assert_int_equal(xnb_check_lab_nodes(*state, 5, &err), -1);
	assert_non_null(strstr(err.text, "has 4: it makes some of its own"));
	assert_int_equal(xnb_check_lab_nodes(*state, 1, &err), -1);
	assert_non_null(strstr(err.text, "has 4: it lacks NUMA"));
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "1 NUMA node, and the box has 4"));
	assert_non_null(strstr(err.text, "numa=off"));
	say(*state, "/etc", "xen-numabench-lab-nodes", "\n");
	assert_int_equal(xnb_check_lab_nodes(*state, 1, &err), -1);
}

static void a_bare_machine_is_real(void **state)
{
	say_dmi(*state, "sys_vendor", "Supermicro\n");
	say_dmi(*state, "product_name", "AS -2023US-TR4\n");
	expect(*state, "real");
}

static void a_virtual_machine_is_not(void **state)
{
	say_dmi(*state, "sys_vendor", "QEMU\n");
	expect(*state, "virtualized");
	say_dmi(*state, "sys_vendor", "Red Hat\n");
	say_dmi(*state, "product_name", "KVM\n");
	expect(*state, "virtualized");
	/* The lab knows better. */
	say_lab(*state, "emulated\nmore\n");
	expect(*state, "emulated");
}

/* Firmware that says nothing does not say that it is real. */
static void an_unknown_machine_is_not_real(void **state)
{
	expect(*state, "virtualized");
	say_dmi(*state, "sys_vendor", "\n");
	expect(*state, "virtualized");
	say_dmi(*state, "bios_vendor", "American Megatrends Inc.\n");
	expect(*state, "real");
}

/* What clouds and hypervisors write there, and what makers of machines do. */
static void makers_are_known(void **state)
{
	static const struct {
		const char *vendor, *product, *timing;
	} machines[] = {
	    {"OpenStack Foundation\n", "OpenStack Nova\n", "virtualized"},
	    {"Amazon EC2\n", "m5.large\n", "virtualized"},
	    {"Amazon EC2\n", "m5.metal\n", "real"},
	    {"VMware, Inc.\n", "VMware Virtual Platform\n", "virtualized"},
	    {"Microsoft Corporation\n", "Virtual Machine\n", "virtualized"},
	    {"Microsoft Corporation\n", "C2080\n", "real"},
	    {"innotek GmbH\n", "VirtualBox\n", "virtualized"},
	    {"Oracle Corporation\n", "SUN SERVER X4-2\n", "real"},
	    {"Google\n", "Google Compute Engine\n", "virtualized"},
	    {"Xen\n", "HVM domU\n", "virtualized"},
	    {"Dell Inc.\n", "PowerEdge R7525\n", "real"},
	};

	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		say_dmi(*state, "sys_vendor", machines[i].vendor);
		say_dmi(*state, "product_name", machines[i].product);
		expect(*state, machines[i].timing);
	}
	say_dmi(*state, "bios_vendor", "BHYVE\n");
	expect(*state, "virtualized");
}

static void the_lab_cannot_call_timings_real(void **state)
{
	static const char *const texts[] = {"real\n", "", "emulate", "emulated!"};
	struct xnb_error err;
	char found[32];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		say_lab(*state, texts[i]);
		assert_int_equal(xnb_read_timing(*state, found, sizeof(found), &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        a_box_whose_nodes_the_hypervisor_misses_is_named, make_root, remove_root),
	    cmocka_unit_test_setup_teardown(a_bare_machine_is_real, make_root,
	                                    remove_root),
	    cmocka_unit_test_setup_teardown(a_virtual_machine_is_not, make_root,
	                                    remove_root),
	    cmocka_unit_test_setup_teardown(an_unknown_machine_is_not_real, make_root,
	                                    remove_root),
	    cmocka_unit_test_setup_teardown(makers_are_known, make_root, remove_root),
	    cmocka_unit_test_setup_teardown(the_lab_cannot_call_timings_real, make_root,
	                                    remove_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
