/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checks.csv: verdicts on claims, with evidence that may be any text. */
#include "tests/unit/test.h"

#include "tests/unit/run_files.h"

#include "base/buf.h"
#include "base/io.h"
#include "rundir/reader.h"
#include "rundir/writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER "boot,block,check,verdict,evidence\n"

struct fixture {
	char dir[32];
	char path[64]; /* of checks.csv */
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->dir, "/tmp/xnb-checks-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/checks.csv", f->dir);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = {"run.json", "samples.csv", "extents.csv",
	                                    "checks.csv"};
	struct fixture *f = *state;
	char path[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", f->dir, names[i]);
		unlink(path);
	}
	rmdir(f->dir);
	free(f);
	return 0;
}

static void add(struct xnb_run_writer *run, const char *check, const char *evidence)
{
	const struct xnb_check_row row = {
	    .block = 2, .check = check, .verdict = "holds", .evidence = evidence};
	struct xnb_error err = {0};

	if (xnb_run_add_check(run, &row, &err))
		fail_msg("%s", err.text);
}

/* A row is one line, whatever was seen, and reads back. */
static void any_evidence_is_one_line(void **state)
{
	static const struct {
		const char *said, *read;
	} texts[] = {
	    {"plain", "plain"},
	    {"", ""},
	    {"a, \"b\"", "a, \"b\""},
	    {"one\ntwo\r\nthree\ttabs", "one two  three tabs"},
	    {"caf\xc3\xa9", "caf\xc3\xa9"},
	    {"latin caf\xe9", "latin caf?"},
	    {"\xff\n\"", "??\""},
	};
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_run *run;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add(writer, "one", texts[i].said);
	run_files_finish(writer, "complete");
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_checks, sizeof(texts) / sizeof(texts[0]));
	for (size_t i = 0; i < run->n_checks; i++) {
		assert_string_equal(run->checks[i].evidence, texts[i].read);
		assert_string_equal(run->checks[i].check, "one");
		assert_string_equal(run->checks[i].verdict, "holds");
		assert_int_equal(run->checks[i].boot, 0);
		assert_int_equal(run->checks[i].block, 2);
	}
	xnb_run_free(run);
}

static void writes_rfc_4180(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);

	add(writer, "set", "a, \"b\"");
	run_files_finish(writer, "complete");
	run_files_assert_text(f->path, HEADER "0,2,set,holds,\"a, \"\"b\"\"\"\n");
}

/* Others' programs may break lines within quotes. */
static void reads_line_breaks_of_others(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_run *run;

	run_files_append(f->path, "1,0,set,holds,\"one\ntwo\"\n");
	run_files_finish(writer, "complete");
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_checks, 1);
	assert_string_equal(run->checks[0].evidence, "one\ntwo");
	xnb_run_free(run);
}

static void a_run_without_the_file_has_no_verdicts(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run *run;

	run_files_finish(run_files_create(f->dir), "complete");
	assert_int_equal(unlink(f->path), 0);
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_checks, 0);
	assert_int_equal(run->n_warnings, 0);
	xnb_run_free(run);
}

static void goes_on_behind_a_torn_line(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_error err = {0};
	struct xnb_run *run;
	json_t *meta;

	add(writer, "one", "seen");
	run_files_finish(writer, "interrupted");
	run_files_append(f->path, "0,2,two,holds,\"it was");
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err), -1);
	assert_non_null(strstr(err.text, "checks.csv:3: the last line is torn"));
	run = run_files_load(f->dir, XNB_READ_LENIENT);
	assert_int_equal(run->n_checks, 1);
	assert_int_equal(run->n_warnings, 1);
	xnb_run_free(run);
	assert_int_equal(xnb_run_reopen(&writer, f->dir, &meta, &err), 0);
	assert_int_equal(xnb_run_scan(writer, NULL, NULL, NULL, &err), 0);
	assert_int_equal(xnb_run_go_on(writer, meta, &err), 0);
	json_decref(meta);
	add(writer, "two", "again");
	run_files_finish(writer, "complete");
	run_files_assert_text(f->path,
	                      HEADER "0,2,one,holds,seen\n0,2,two,holds,again\n");
}

static void names_a_bad_cell(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_error err = {0};
	struct xnb_run *run;

	run_files_append(f->path, "0,x,one,holds,seen\n");
	run_files_finish(writer, "complete");
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err), -1);
	assert_non_null(strstr(err.text, "checks.csv:2: column block: \"x\""));
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_FIXTURE(any_evidence_is_one_line),
	    WITH_FIXTURE(writes_rfc_4180),
	    WITH_FIXTURE(reads_line_breaks_of_others),
	    WITH_FIXTURE(a_run_without_the_file_has_no_verdicts),
	    WITH_FIXTURE(goes_on_behind_a_torn_line),
	    WITH_FIXTURE(names_a_bad_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
