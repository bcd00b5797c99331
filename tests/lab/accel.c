/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probe that decides on KVM must be able to say yes: the emulated EPYC offers SVM and
 * works everywhere. And whatever "auto" chooses must pass the probe. It also tells
 * whether QEMU loads a plugin.
 */
#include "tests/unit/test.h"

#include "lab/accel.h"
#include "lab/plugin.h"

#include <string.h>

static void the_emulated_cpu_passes_the_probe(void **state)
{
	struct xnb_error err;
	int failed = xnb_accel_probe(XNB_ACCEL_TCG, NULL, &err);

	(void)state;
	if (failed)
		fail_msg("%s", err.text);
}

static void what_auto_chooses_passes_the_probe(void **state)
{
	enum xnb_accel accel = XNB_ACCEL_AUTO;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_accel_choose(&accel, &err), 0);
	assert_int_not_equal(accel, XNB_ACCEL_AUTO);
	assert_int_equal(xnb_accel_probe(accel, NULL, &err), 0);
}

static void qemu_loads_our_plugin(void **state)
{
	struct xnb_error err = {0};

	(void)state;
	if (xnb_accel_probe(XNB_ACCEL_TCG, "file=" XNB_PLUGIN ",fd=2", &err) != 0)
		fail_msg("%s", err.text);
}

static void what_qemu_does_not_load_is_refused(void **state)
{
	static const char *const wrong[] = {
	    "file=" XNB_PLUGIN,             /* nowhere to write to */
	    "file=" XNB_PLUGIN ",fd=three", /* no descriptor */
	    "file=/proc/self/exe,fd=2",     /* no plugin */
	    "file=/nonexistent,fd=2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct xnb_error err = {0};

		assert_int_equal(xnb_accel_probe(XNB_ACCEL_TCG, wrong[i], &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	}
}

/* This program has none beside it: said, and no reason to give up. */
static void a_plugin_that_was_not_built_is_named(void **state)
{
	struct xnb_error err = {0};

	(void)state;
	assert_int_equal(xnb_lab_plugin_open(&err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "xen-numabench-path-parts.so"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_emulated_cpu_passes_the_probe),
	    cmocka_unit_test(what_auto_chooses_passes_the_probe),
	    cmocka_unit_test(qemu_loads_our_plugin),
	    cmocka_unit_test(what_qemu_does_not_load_is_refused),
	    cmocka_unit_test(a_plugin_that_was_not_built_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
