/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command `list': of which target, and what there is of all. */
#include "tests/unit/test.h"

#include "base/error.h"
#include "tests/unit/spawn.h"

#include <stdio.h>
#include <string.h>

static int list(const char *what, const char *target, struct xnb_buf *out)
{
	char program[] = XNB_PROGRAM, command[] = "list", name[32], option[64];
	char *argv[] = {program, command, name, option, NULL};
	struct xnb_buf err = {0};
	int status;

	snprintf(name, sizeof(name), "%s", what);
	snprintf(option, sizeof(option), "--target=%s", target);
	status = spawn(argv, out, &err);
	xnb_buf_free(&err);
	return status;
}

static bool lists(const char *what, const char *target, const char *row)
{
	struct xnb_buf out = {0};
	bool has;

	assert_int_equal(list(what, target, &out), 0);
	has = strstr(xnb_buf_text(&out), row) != NULL;
	xnb_buf_free(&out);
	return has;
}

static void each_target_has_its_own(void **state)
{
	(void)state;
	assert_true(lists("experiments", "native", "\nsizes "));
	assert_false(lists("experiments", "native", "\nplacement "));
	assert_true(lists("scenarios", "native", "\nall-nodes "));
	assert_false(lists("scenarios", "native", "\nspill "));
}

/* Also of the target that a program without Xen's libraries cannot measure. */
static void kernels_are_of_all_targets(void **state)
{
	(void)state;
	assert_true(lists("kernels", "native", "\ntriad-nt "));
	assert_true(lists("kernels", "xen", "\ntriad-nt "));
}

static void what_is_no_target_is_wrong_use(void **state)
{
	static const char *const whats[] = {"experiments", "kernels", "checks"};
	struct xnb_buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(whats) / sizeof(whats[0]); i++)
		assert_int_equal(list(whats[i], "nativ", &out), XNB_EXIT_USAGE);
	assert_int_equal(out.length, 0);
	xnb_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_target_has_its_own),
	    cmocka_unit_test(kernels_are_of_all_targets),
	    cmocka_unit_test(what_is_no_target_is_wrong_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
