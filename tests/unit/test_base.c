/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/io.h"
#include "base/nearest.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = {"default", "hard",     "local",
                                    "remote",  "set-late", NULL};

static const char *name_at(const void *table, size_t i)
{
	return ((const char *const *)table)[i];
}

static void nearest_finds_the_typo(void **state)
{
	(void)state;
	assert_string_equal(xnb_nearest("locl", name_at, names), "local");
	assert_string_equal(xnb_nearest("set-lat", name_at, names), "set-late");
	assert_string_equal(xnb_nearest("defautl", name_at, names), "default");
	assert_null(xnb_nearest("bandwidth-of-everything", name_at, names));
}

static void buf_grows_and_keeps_its_text(void **state)
{
	struct xnb_buf buf = {0};

	(void)state;
	assert_string_equal(xnb_buf_text(&buf), "");
	for (int i = 0; i < 1000; i++)
		xnb_buf_printf(&buf, "%d,", i);
	assert_false(buf.failed);
	assert_int_equal(buf.length, strlen(buf.text));
	assert_memory_equal(buf.text, "0,1,2,3,", 8);
	assert_string_equal(buf.text + buf.length - 8, "998,999,");
	xnb_buf_clear(&buf);
	assert_string_equal(xnb_buf_text(&buf), "");
	xnb_buf_free(&buf);
}

static void error_keeps_errno_and_order(void **state)
{
	struct xnb_error err;

	(void)state;
	errno = 0;
	assert_int_equal(xnb_fail(&err, XNB_EXIT_FAILED, ENOSPC, "file %d", 7), -1);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(xnb_fail_prefix(&err, "domain %d", 3), -1);
	assert_string_equal(err.text, "domain 3: file 7");
	assert_int_equal(err.errnum, ENOSPC);
	assert_int_equal(errno, ENOSPC);
}

static void replace_file_is_whole_or_not_at_all(void **state)
{
	char dir[] = "/tmp/xnb-base-XXXXXX";
	char path[64], missing[64];
	struct xnb_buf buf = {0};
	struct xnb_error err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a", dir);
	snprintf(missing, sizeof(missing), "%s/no/a", dir);
	assert_int_equal(xnb_replace_file(path, "one", 3, &err), 0);
	assert_int_equal(xnb_replace_file(path, "two!", 4, &err), 0);
	assert_int_equal(xnb_read_file(path, &buf, 0, &err), 0);
	assert_string_equal(xnb_buf_text(&buf), "two!");
	assert_int_equal(xnb_replace_file(dir, "x", 1, &err), -1);
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(xnb_replace_file(missing, "x", 1, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(xnb_read_file(path, &buf, 2, &err), -1);
	assert_int_equal(err.errnum, EFBIG);
	xnb_buf_free(&buf);
	unlink(path);
	rmdir(dir);
}

static void make_dirs_refuses_a_file_in_the_way(void **state)
{
	char dir[] = "/tmp/xnb-base-XXXXXX";
	char path[64], file[64];
	struct xnb_error err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a", dir);
	snprintf(file, sizeof(file), "%s/a/f", dir);
	assert_int_equal(xnb_make_dirs(path, &err), 0);
	assert_int_equal(xnb_make_dirs(path, &err), 0);
	assert_int_equal(xnb_replace_file(file, "", 0, &err), 0);
	assert_int_equal(xnb_make_dirs(file, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, file));
	unlink(file);
	rmdir(path);
	rmdir(dir);
}

/* Well-formed and ill-formed sequences of the Unicode Standard, chapter 3. */
static void tells_utf8_from_other_bytes(void **state)
{
	static const char *const good[] = {
	    "", "a", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbf"};
	static const char *const bad[] = {
	    "\xff",         "\xc0\x80",         "\xc3",   "\x80",        "\xed\xa0\x80",
	    "\xe0\x9f\xbf", "\xf4\x90\x80\x80", "a\xc3(", "\xf0\x9f\x98"};
	char shown[8];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(xnb_utf8_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(xnb_utf8_valid(bad[i]));
	xnb_utf8_show(shown, sizeof(shown), "a\x1b\n\xff");
	assert_string_equal(shown, "a???");
	xnb_utf8_show(shown, sizeof(shown), "12345678");
	assert_string_equal(shown, "1234...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nearest_finds_the_typo),
	    cmocka_unit_test(buf_grows_and_keeps_its_text),
	    cmocka_unit_test(error_keeps_errno_and_order),
	    cmocka_unit_test(replace_file_is_whole_or_not_at_all),
	    cmocka_unit_test(make_dirs_refuses_a_file_in_the_way),
	    cmocka_unit_test(tells_utf8_from_other_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
