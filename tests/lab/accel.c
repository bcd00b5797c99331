/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probe that decides on KVM must be able to say yes: the emulated EPYC offers SVM and
 * works everywhere. And whatever "auto" chooses must pass the probe.
 */
#include "tests/unit/test.h"

#include "lab/accel.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_emulated_cpu_passes_the_probe),
	    cmocka_unit_test(what_auto_chooses_passes_the_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
