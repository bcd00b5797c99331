/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of `check': what is wrong use before anything is fetched or booted. */
#include "tests/unit/test.h"

#include "base/error.h"
#include "base/program.h"
#include "tests/unit/folder.h"
#include "tests/unit/spawn.h"

#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Runs `check' with the words, up to NULL; its status, and what it said. */
static int check(struct xnb_buf *out, struct xnb_buf *err, va_list words)
{
	struct xnb_args argv = {0};
	const char *word;
	int status;

	xnb_args_add(&argv, "%s", XNB_PROGRAM);
	xnb_args_add(&argv, "check");
	while ((word = va_arg(words, const char *)))
		xnb_args_add(&argv, "%s", word);
	assert_false(argv.failed);
	status = spawn(argv.v, out, err);
	xnb_args_free(&argv);
	return status;
}

static void assert_refused(int wanted, const char *told, ...)
{
	struct xnb_buf out = {0}, err = {0};
	va_list words;
	int status;

	va_start(words, told);
	status = check(&out, &err, words);
	va_end(words);
	if (status != wanted || !strstr(xnb_buf_text(&err), told) || out.length)
		fail_msg("status %d, wanted %d and \"%s\"; it said: %s%s", status, wanted,
		         told, xnb_buf_text(&err), xnb_buf_text(&out));
	xnb_buf_free(&out);
	xnb_buf_free(&err);
}

static void wrong_words_are_wrong_use(void **state)
{
	(void)state;
	assert_refused(2, "--only speed: there are placement, semantics and paths",
	               "--only", "speed", NULL);
	assert_refused(2, "--only paths,: there are", "--only", "paths,", NULL);
	assert_refused(2, "--only : there are", "--only=", NULL);
	assert_refused(2, "--nodes 0: not a number from 1 to 64", "--nodes", "0", NULL);
	assert_refused(2, "--format xml: no such format; there are text, json, junit",
	               "--format", "xml", NULL);
	assert_refused(2, "--timeout 0: not a time", "--timeout", "0", NULL);
	assert_refused(2, "--out: the name of a folder is missing", "--out=", NULL);
	assert_refused(2, "dist: no argument is expected", "dist", NULL);
	assert_refused(2, "unrecognized option '--fast'", "--fast", NULL);
}

static void options_that_contradict_are_wrong_use(void **state)
{
	(void)state;
	assert_refused(2, "--xen and --xen-dir: give one of them", "--xen", "4.17",
	               "--xen-dir", ".", NULL);
	assert_refused(2, "leave nothing to check: no box of 4 nodes", "--only",
	               "semantics,paths", "--nodes", "4", NULL);
	assert_refused(2, "leave nothing to check: no box of 3 nodes", "--nodes", "3",
	               NULL);
}

static void a_xen_that_there_is_none_of_is_wrong_use(void **state)
{
	(void)state;
	assert_refused(2, "4.16", "--xen", "4.16", NULL);
	assert_refused(2, "--xen-dir: the name of a directory is missing",
	               "--xen-dir=", NULL);
	assert_refused(2, "--base 4.16: neither a release (4.17, 4.20", "--base", "4.16",
	               NULL);
}

/* Neither good nor bad, nor one to skip: git must stop, for it is so at every commit. */
static void for_bisect_wrong_use_stops(void **state)
{
	(void)state;
	assert_refused(255, "--only speed", "--bisect", "--only", "speed", NULL);
	assert_refused(255, "unrecognized option", "--bis", "--fast", NULL);
	assert_refused(255, "leave nothing", "--bisect", "--nodes", "3", NULL);
	assert_refused(255, "--base 4.16", "--base", "4.16", "--bisect", NULL);
}

static void an_out_that_is_taken_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir("taken", 0777), 0);
	assert_int_equal(mkdir("taken/run", 0777), 0);
	assert_refused(3, "taken: exists and is not an empty directory", "--out", "taken",
	               NULL);
	assert_refused(125, "taken: exists", "--bisect", "--out", "taken", NULL);
	/* Also for root, who may write everywhere else. */
	assert_refused(3, "/proc/self/runs", "--out", "/proc/self/runs", NULL);
	assert_int_equal(access("taken/run", F_OK), 0);
}

static void help_names_the_formats(void **state)
{
	char program[] = XNB_PROGRAM, command[] = "check", help[] = "--help";
	char *argv[] = {program, command, help, NULL};
	struct xnb_buf out = {0};

	(void)state;
	assert_int_equal(spawn(argv, &out, NULL), 0);
	assert_non_null(strstr(xnb_buf_text(&out), "\n  junit "));
	assert_non_null(strstr(xnb_buf_text(&out), "\n  4.17 "));
	xnb_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wrong_words_are_wrong_use),
	    cmocka_unit_test(options_that_contradict_are_wrong_use),
	    cmocka_unit_test(a_xen_that_there_is_none_of_is_wrong_use),
	    cmocka_unit_test(for_bisect_wrong_use_stops),
	    in_a_folder(an_out_that_is_taken_is_refused),
	    cmocka_unit_test(help_names_the_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
