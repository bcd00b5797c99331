/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checks.csv: verdicts on claims, with evidence that may be any text. */
#include "tests/unit/test.h"

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

static struct xnb_run_writer *create(const struct fixture *f)
{
	struct xnb_run_writer *run = NULL;
	json_t *meta = json_object();
	struct xnb_error err = {0};

	if (xnb_run_create(&run, f->dir, meta, &err))
		fail_msg("%s", err.text);
	json_decref(meta);
	return run;
}

static void add(struct xnb_run_writer *run, const char *check, const char *evidence)
{
	const struct xnb_check_row row = {
	    .block = 2, .check = check, .verdict = "holds", .evidence = evidence};
	struct xnb_error err = {0};

	if (xnb_run_add_check(run, &row, &err))
		fail_msg("%s", err.text);
}

static void finish(struct xnb_run_writer *run, const char *how)
{
	json_t *meta = json_object();
	struct xnb_error err = {0};

	assert_int_equal(xnb_run_finish(run, meta, how, &err), 0);
	json_decref(meta);
	xnb_run_writer_free(run);
}

static struct xnb_run *load(const struct fixture *f, enum xnb_read_mode mode)
{
	struct xnb_run *run = NULL;
	struct xnb_error err = {0};

	if (xnb_run_load(&run, f->dir, mode, &err))
		fail_msg("%s", err.text);
	return run;
}

static void assert_text(const struct fixture *f, const char *text)
{
	struct xnb_error err = {0};
	struct xnb_buf buf = {0};

	assert_int_equal(xnb_read_file(f->path, &buf, 0, &err), 0);
	assert_string_equal(xnb_buf_text(&buf), text);
	xnb_buf_free(&buf);
}

static void append(const struct fixture *f, const char *text)
{
	int fd = open(f->path, O_WRONLY | O_APPEND);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
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
	struct xnb_run_writer *writer = create(f);
	struct xnb_run *run;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add(writer, "one", texts[i].said);
	finish(writer, "complete");
	run = load(f, XNB_READ_STRICT);
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
	struct xnb_run_writer *writer = create(f);

	add(writer, "set", "a, \"b\"");
	finish(writer, "complete");
	assert_text(f, HEADER "0,2,set,holds,\"a, \"\"b\"\"\"\n");
}

/* Others' programs may break lines within quotes. */
static void reads_line_breaks_of_others(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = create(f);
	struct xnb_run *run;

	append(f, "1,0,set,holds,\"one\ntwo\"\n");
	finish(writer, "complete");
	run = load(f, XNB_READ_STRICT);
	assert_int_equal(run->n_checks, 1);
	assert_string_equal(run->checks[0].evidence, "one\ntwo");
	xnb_run_free(run);
}

static void a_run_without_the_file_has_no_verdicts(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run *run;

	finish(create(f), "complete");
	assert_int_equal(unlink(f->path), 0);
	run = load(f, XNB_READ_STRICT);
	assert_int_equal(run->n_checks, 0);
	assert_int_equal(run->n_warnings, 0);
	xnb_run_free(run);
}

static void goes_on_behind_a_torn_line(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = create(f);
	struct xnb_error err = {0};
	struct xnb_run *run;
	json_t *meta;

	add(writer, "one", "seen");
	finish(writer, "interrupted");
	append(f, "0,2,two,holds,\"it was");
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err), -1);
	assert_non_null(strstr(err.text, "checks.csv:3: the last line is torn"));
	run = load(f, XNB_READ_LENIENT);
	assert_int_equal(run->n_checks, 1);
	assert_int_equal(run->n_warnings, 1);
	xnb_run_free(run);
	assert_int_equal(xnb_run_reopen(&writer, f->dir, &meta, &err), 0);
	assert_int_equal(xnb_run_scan(writer, NULL, NULL, NULL, &err), 0);
	assert_int_equal(xnb_run_go_on(writer, meta, &err), 0);
	json_decref(meta);
	add(writer, "two", "again");
	finish(writer, "complete");
	assert_text(f, HEADER "0,2,one,holds,seen\n0,2,two,holds,again\n");
}

static void names_a_bad_cell(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = create(f);
	struct xnb_error err = {0};
	struct xnb_run *run;

	append(f, "0,x,one,holds,seen\n");
	finish(writer, "complete");
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
