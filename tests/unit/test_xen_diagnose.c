/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why there is no connection to Xen, told from the files of recorded hosts. */
#include "tests/unit/test.h"

#include "xen/diagnose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void check(const char *host, int errnum, const char *says, const char *remedy)
{
	struct xnb_error err = {0};
	char root[512];

	snprintf(root, sizeof(root), "%s/xen-hosts/%s", XNB_TEST_DATA, host);
	assert_int_equal(xnb_xen_diagnose(root, errnum, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(err.errnum, errnum);
	if (!strstr(err.text, says) || !strstr(err.text, remedy))
		fail_msg("%s: \"%s\" lacks \"%s\" or \"%s\"", host, err.text, says,
		         remedy);
	assert_null(strchr(err.text, '\n'));
}

static void names_the_cause_and_the_remedy(void **state)
{
	(void)state;
	check("no-such-host", ENOENT, "not running on Xen", "lab run");
	check("no-such-host", EACCES, "no permission", "as root");
	check("other-hypervisor", ENOENT, "not running on Xen", "lab run");
	check("domu", EPERM, "not a control domain", "dom0");
	check("dom0-no-module", ENOENT, "privcmd: missing", "modprobe xen-privcmd");
	check("dom0", EACCES, "no permission", "as root");
	check("dom0", EPERM, "no permission", "as root");
	check("dom0-no-xenfs", EPERM, "no permission", "as root");
	check("dom0", ENOSYS, "does not answer", "xl info");
}

static void names_both_versions(void **state)
{
	struct xnb_error err = {0};

	(void)state;
	assert_int_equal(xnb_xen_version_mismatch(4, 99, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(err.errnum, EACCES);
	assert_non_null(strstr(err.text, "is Xen 4.99"));
	assert_non_null(strstr(err.text, "DOMCTL interface 0x"));
}

/* The history of xen/include/public/domctl.h. */
static void a_version_is_blamed_only_where_it_differs(void **state)
{
	(void)state;
	assert_true(xnb_xen_speaks(0x15, 4, 17));
	assert_false(xnb_xen_speaks(0x15, 4, 18));
	assert_false(xnb_xen_speaks(0x15, 5, 17));
	assert_true(xnb_xen_speaks(0x17, 4, 19));
	assert_true(xnb_xen_speaks(0x17, 4, 21));
	assert_false(xnb_xen_speaks(0x17, 4, 22));
	assert_true(xnb_xen_speaks(0x18, 4, 22));
	assert_true(xnb_xen_speaks(0x18, 4, 23));
	assert_false(xnb_xen_speaks(0x18, 4, 24));
	assert_false(xnb_xen_speaks(0x99, 4, 17));
}

static void a_refusal_by_another_version_names_both(void **state)
{
	struct xnb_error err = {0};

	(void)state;
	assert_int_equal(xnb_xen_refused(4, 99, &err), -1);
	assert_non_null(strstr(err.text, "is Xen 4.99"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_the_cause_and_the_remedy),
	    cmocka_unit_test(names_both_versions),
	    cmocka_unit_test(a_version_is_blamed_only_where_it_differs),
	    cmocka_unit_test(a_refusal_by_another_version_names_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
