/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A truncated, edited or foreign run: always one error that names the file and the line,
 * never a crash (the asan preset runs this too) and never a sample that is not there.
 */
#include "tests/unit/test.h"

#include "tests/unit/run_files.h"

#include "base/buf.h"
#include "base/io.h"
#include "rundir/reader.h"

#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SMALL XNB_TEST_DATA "/runs/small/"

struct fixture {
	char dir[32];
	char json[64], samples[64], extents[64];
	struct xnb_buf good; /* samples.csv */
};

static void copy(const char *from, const char *to)
{
	struct xnb_error err = {0};
	struct xnb_buf buf = {0};

	assert_int_equal(xnb_read_file(from, &buf, 0, &err), 0);
	assert_int_equal(xnb_replace_file(to, buf.text, buf.length, &err), 0);
	xnb_buf_free(&buf);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct xnb_error err = {0};

	*state = f;
	strcpy(f->dir, "/tmp/xnb-bad-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->json, sizeof(f->json), "%s/run.json", f->dir);
	snprintf(f->samples, sizeof(f->samples), "%s/samples.csv", f->dir);
	snprintf(f->extents, sizeof(f->extents), "%s/extents.csv", f->dir);
	copy(SMALL "run.json", f->json);
	copy(SMALL "extents.csv", f->extents);
	copy(SMALL "samples.csv", f->samples);
	return xnb_read_file(f->samples, &f->good, 0, &err);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->json);
	unlink(f->samples);
	unlink(f->extents);
	rmdir(f->dir);
	xnb_buf_free(&f->good);
	free(f);
	return 0;
}

/* The run must be refused with `exit` and an error that has `what` in it. */
static void assert_refused(const struct fixture *f, enum xnb_exit exit, const char *what)
{
	struct xnb_run *run = NULL;
	struct xnb_error err = {0};

	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err), -1);
	assert_null(run);
	assert_int_equal(err.exit, exit);
	if (!strstr(err.text, what))
		fail_msg("\"%s\" does not say \"%s\"", err.text, what);
	assert_null(strpbrk(err.text, "\n\x1b\xff"));
}

static const char header[] =
    "experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,cpu_node,"
    "mem_node,locality,metric,unit,value,flags\n";
static const char row[] = "e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,1.5,\n";

static void assert_row_refused(const struct fixture *f, const char *bad, const char *what)
{
	char text[1024];
	int length = snprintf(text, sizeof(text), "%s%s%s%s", header, row, bad, row);

	run_files_write(f->samples, text, (size_t)length);
	assert_refused(f, XNB_EXIT_FAILED, what);
}

static void bad_cells_are_named(void **state)
{
	static const struct {
		const char *row, *what;
	} cases[] = {
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,fast,\n", ":3: column value: \"fast\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,,\n", ":3: column value: \"\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,nan,\n", ":3: column value: \"nan\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,inf,m,u,1,\n", ":3: column locality: \"inf\""},
	    {"e,s,i,p,,1,2,3,4,,0,1,0.5,m,u,1,\n", ":3: column boot: \"\""},
	    {"e,s,i,p,0,-1,2,3,4,,0,1,0.5,m,u,1,\n", ":3: column domain: \"-1\""},
	    {"e,s,i,p,0,1,2,3,4.0,,0,1,0.5,m,u,1,\n", ":3: column seq: \"4.0\""},
	    {"e,s,i,p,0,1,2,3,9223372036854775808,,0,1,0.5,m,u,1,\n", ":3: column seq: "},
	    {"e,s,i,p,99999999999999999999999,1,2,3,4,,,,,m,u,1,\n", ":3: column boot: "},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,1,5,\n", ":3: has 18 cells"},
	    {"e,s,i,p,0,1,2,3,4,,0,1,\"0,5\",m,u,1,\n", ":3: column locality: \"0,5\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,\"1,5\",\n", ":3: column value: \"1,5\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,1'000,\n", ":3: column value: \"1'000\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,1 000,\n", ":3: column value: \"1 000\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,0x1p3,\n", ":3: column value: \"0x1p3\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,-inf,\n", ":3: column value: \"-inf\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,1e309,\n", ":3: column value: \"1e309\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,\xd9\xa1,\n", ":3: column value: \"??\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u\r,1,\n", ":3: cell 15: a carriage return"},
	    {"e,s,i,\"p,0,1,2,3,4,,0,1,0.5,m,u,1,\n", ":3: a quote is opened"},
	    {"e,\xff,i,p,0,1,2,3,4,,0,1,0.5,m,u,1,\n", ":3: column scenario: \"?\""},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,1\n", ":3: has 16 cells"},
	    {"e,s,i,p,0,1,2,3,4,,0,1,0.5,m,u,1,,\n", ":3: has 18 cells"},
	    {"\n", ":3: has 1 cells"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_row_refused(*state, cases[i].row, cases[i].what);
	assert_row_refused(*state, "e,\x1b[31m\xff\xff\n", "has 2 cells");
}

/* At the edge of what a number may be. */
static void odd_numbers_are_read(void **state)
{
	static const struct {
		const char *text;
		double value;
	} cases[] = {
	    {"1e308", 1e308},       {"-1E+308", -1e308},
	    {"5e-324", 5e-324},     {"+.5", 0.5},
	    {"00000000000001.", 1}, {"-0", 0},
	    {"\"7\"", 7},           {"123456789012345678901", 123456789012345678901.0}};
	const struct fixture *f = *state;
	char text[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int length =
		    snprintf(text, sizeof(text), "%se,s,i,p,0,,2,3,%s,,,,,m,u,%s,\n",
		             header, "9223372036854775807", cases[i].text);
		struct xnb_run *run;

		run_files_write(f->samples, text, (size_t)length);
		run = run_files_load(f->dir, XNB_READ_STRICT);
		assert_int_equal(run->n_samples, 1);
		assert_true(run->samples[0].value == cases[i].value);
		assert_true(run->samples[0].seq == INT64_MAX);
		xnb_run_free(run);
	}
}

/* Written as spreadsheets do: the byte order mark, CRLF, quotes everywhere. */
static void other_dialects_are_read(void **state)
{
	const struct fixture *f = *state;
	struct xnb_buf text = {0};
	struct xnb_run *run;

	xnb_buf_puts(&text, "\xef\xbb\xbf");
	for (const char *c = header; *c; c++)
		xnb_buf_append(&text, *c == '\n' ? "\r\n" : c, *c == '\n' ? 2 : 1);
	for (int i = 0; i < 3; i++)
		xnb_buf_printf(&text,
		               "\"e\",\"a \"\"b\"\"\",\"line\r\nline\",p,0,1,2,3,%d,,0,1,"
		               "0.5,m,u,1.5,\r\n",
		               i);
	run_files_write(f->samples, text.text, text.length);
	xnb_buf_free(&text);
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_samples, 3);
	assert_string_equal(run->samples[2].scenario, "a \"b\"");
	assert_string_equal(run->samples[2].item, "line\r\nline");
	assert_int_equal(run->samples[2].seq, 2);
	xnb_run_free(run);
}

static void assert_loads(const struct fixture *f, const char *rows, size_t n,
                         const char *warning)
{
	struct xnb_buf text = {0};
	struct xnb_run *run;

	xnb_buf_printf(&text, "%s%s", header, rows);
	run_files_write(f->samples, text.text, text.length);
	xnb_buf_free(&text);
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_samples, n);
	assert_int_equal(run->n_warnings, warning != NULL);
	if (warning && !strstr(run->warnings[0], warning))
		fail_msg("\"%s\" does not say \"%s\"", run->warnings[0], warning);
	xnb_run_free(run);
}

#define A "e,s,i,p,0,1,2,3,4,,0,1,,m,u,1.5,\n"
#define B "e,s,i,p,0,1,2,3,5,,0,1,0.5,m,u,1.5,\n"
#define C "e,s,i,p,0,1,2,3,6,7,0,1,0.5,m,u,2.5,moved\n"

/* More rows, but no more data; where that cannot be known, all count. */
static void repeated_rows_are_no_more_data(void **state)
{
	static const struct {
		const char *rows;
		size_t n;
		const char *warning;
	} cases[] = {
	    {A B C, 3, NULL},
	    {C B A, 3, NULL},
	    {A B C A B C, 3, "samples.csv:5: repeats line 2; 3 such rows were left out"},
	    {B B A, 2, "samples.csv:3: repeats line 2; 1 such rows"},
	    {A C B C C, 3, "samples.csv:5: repeats line 3; 2 such rows"},
	    {A A "e,s,i,p,0,1,2,3,4,,0,1,,m,u,1.6,\n", 3,
	     "samples.csv:3: has the place and time of line 2; 2 such rows were all "
	     "counted"},
	    {A "e,s,i,p,0,1,2,3,4,,0,1,,m,u,1.5,moved\n", 2, "3: has the place"},
	    {A "e,s,i,p,0,1,2,3,4,,0,1,1,m,u,1.5,\n", 2, "3: has the place"},
	    {A "e,s,i,p,0,1,2,3,4,0,0,1,,m,u,1.5,\n", 2, NULL},
	    {A "e,s,i,p,1,1,2,3,4,,0,1,,m,u,1.5,\n", 2, NULL},
	    {A "e,s,i,p,0,1,2,3,4,,0,1,,m,v,1.5,\n", 2, NULL},
	    /* Constants, measured often, without numbers in seq. */
	    {A A A, 3, "samples.csv:3: has the place and time of line 2; 2 such rows"},
	    {A A "e,s,i,p,0,2,2,3,4,,0,1,,m,u,1.5,\n", 3, "3: has the place"},
	    {A A "e,s,i,p,0,1,2,3,4,,0,1,,m,v,1.5,\n", 3, "3: has the place"},
	    /* Numbers that start anew in each domain are none. */
	    {A A B "e,s,i,p,0,2,2,3,4,,0,1,,m,u,1.5,\n", 4, "3: has the place"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_loads(*state, cases[i].rows, cases[i].n, cases[i].warning);
}

static void columns_go_by_name(void **state)
{
	static const char text[] =
	    "value,note,experiment,scenario,item,params,boot,domain,iteration,block,seq,"
	    "vcpu,cpu_node,mem_node,locality,metric,unit,flags\r\n"
	    "1.5,\"a, note\",e,s,i,p,0,,2,3,4,7,0,1,,m,u,moved\r\n";
	const struct fixture *f = *state;
	struct xnb_run *run = NULL;
	struct xnb_error err = {0};

	run_files_write(f->samples, text, sizeof(text) - 1);
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err), 0);
	assert_int_equal(run->n_samples, 1);
	assert_true(run->samples[0].value == 1.5);
	assert_string_equal(run->samples[0].experiment, "e");
	assert_string_equal(run->samples[0].flags, "moved");
	assert_int_equal(run->samples[0].domain, -1);
	assert_int_equal(run->samples[0].vcpu, 7);
	assert_true(isnan(run->samples[0].locality));
	xnb_run_free(run);
}

static void a_missing_or_double_column_is_named(void **state)
{
	static const char missing[] = "experiment,scenario,item\n";
	const struct fixture *f = *state;
	char twice[256];

	run_files_write(f->samples, missing, sizeof(missing) - 1);
	assert_refused(f, XNB_EXIT_FAILED, "samples.csv:1: column params is missing");
	snprintf(twice, sizeof(twice), "value,%s", header);
	run_files_write(f->samples, twice, strlen(twice));
	assert_refused(f, XNB_EXIT_FAILED, "samples.csv:1: column value occurs twice");
	run_files_write(f->samples, "", 0);
	assert_refused(f, XNB_EXIT_FAILED, "samples.csv:1: empty");
	run_files_write(f->extents, "boot,domain\n", 12);
	copy(SMALL "samples.csv", f->samples);
	assert_refused(f, XNB_EXIT_FAILED, "extents.csv:1: column first_gfn is missing");
}

static void files_that_are_not_there_are_named(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run *run = NULL;
	struct xnb_error err = {0};

	assert_int_equal(xnb_run_load(&run, "/tmp/xnb-no-such", XNB_READ_STRICT, &err),
	                 -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "/tmp/xnb-no-such"));
	unlink(f->extents);
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err), 0);
	assert_int_equal(run->n_warnings, 1);
	assert_non_null(strstr(run->warnings[0], "extents.csv: missing"));
	xnb_run_free(run);
	unlink(f->samples);
	assert_refused(f, XNB_EXIT_ENVIRONMENT, "samples.csv: cannot open");
	unlink(f->json);
	assert_refused(f, XNB_EXIT_FAILED, "run.json is missing");
}

/* What could block, never end, or is no file at all. */
static void only_files_are_read(void **state)
{
	static const struct {
		const char *link; /* NULL: a pipe */
		const char *what;
	} cases[] = {
	    {"/dev/zero", "no regular file; give a file"},
	    {"/dev/null", "no regular file; give a file"},
	    {"/tmp", "a directory; give a file"},
	    {NULL, "no regular file; give a file, and save what comes from a pipe"},
	};
	const struct fixture *f = *state;
	const char *const paths[] = {f->samples, f->extents, f->json};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t j = 0; j < sizeof(paths) / sizeof(paths[0]); j++) {
			char kept[80];

			snprintf(kept, sizeof(kept), "%s.kept", paths[j]);
			assert_int_equal(rename(paths[j], kept), 0);
			assert_int_equal(cases[i].link ? symlink(cases[i].link, paths[j])
			                               : mkfifo(paths[j], 0600),
			                 0);
			assert_refused(f, XNB_EXIT_ENVIRONMENT, cases[i].what);
			assert_int_equal(rename(kept, paths[j]), 0);
		}
	}
}

static void what_may_not_be_read_is_named(void **state)
{
	const struct fixture *f = *state;
	const bool is_root = geteuid() == 0; /* who may read everything */

	assert_int_equal(chmod(f->dir, 0755), 0);
	assert_int_equal(chmod(f->samples, 0), 0);
	assert_int_equal(is_root ? seteuid(65534) : 0, 0);
	assert_refused(f, XNB_EXIT_ENVIRONMENT, "samples.csv: cannot open: Permission");
	assert_int_equal(is_root ? seteuid(0) : 0, 0);
}

/* Twenty megabytes without an end, of which a few are read. */
static void endless_lines_are_refused(void **state)
{
	static const struct {
		const char *start;
		char letter;
		const char *what;
	} cases[] = {
	    {"e,s", 'x', "samples.csv:2: longer than 1048576 bytes"},
	    {"e,\"", ',', "samples.csv:2: longer than 1048576 bytes"},
	    {"e,\"", '\n', "samples.csv:2: longer than 1048576 bytes"},
	    {"e,\"\"", ',', "samples.csv:2: longer than 1048576 bytes"},
	    {"e,s", '\0', "samples.csv:2: cell 2: a NUL byte"},
	};
	const size_t length = (size_t)20 << 20;
	const struct fixture *f = *state;
	char *text = malloc(length);

	assert_non_null(text);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(text, cases[i].letter, length);
		memcpy(text, header, sizeof(header) - 1);
		memcpy(text + sizeof(header) - 1, cases[i].start, strlen(cases[i].start));
		run_files_write(f->samples, text, length);
		assert_refused(f, XNB_EXIT_FAILED, cases[i].what);
	}
	free(text);
}

static void run_json_is_checked(void **state)
{
	static const struct {
		const char *text, *what;
	} cases[] = {
	    {"", "run.json:1:0: "},
	    {"{\n  \"schema\": 1,\n", "run.json:3:"},
	    {"[]\n", "has no \"schema\""},
	    {"{}\n", "has no \"schema\""},
	    {"{\"schema\": \"1\"}\n", "has no \"schema\""},
	    {"{\"schema\": 2}\n", "has schema 2, this version reads 1"},
	    {"{\"schema\": 1, \"schema\": 1}\n", "run.json:1:"},
	    {"{\"schema\": 1, \"x\": \"\xff\"}\n", "run.json:1:"},
	    {"{\"schema\": \x1b\x01}\n", "run.json:1:12: invalid token near '?"},
	    {"{\"schema\": 1.0}\n", "has no \"schema\""},
	    {"{\"schema\": 1, \"x\": 1e999}\n", "run.json:1:"},
	    {"{\"schema\": 9223372036854775807}\n", "has schema 9223372036854775807"},
	    {"{\"schema\": 9223372036854775808}\n", "run.json:1:"},
	    {"{\"schema\": 1} more\n", "run.json:1:"},
	    {"\xef\xbb\xbf{\"schema\": 1}\n", "run.json:1:"},
	};
	const struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run_files_write(f->json, cases[i].text, strlen(cases[i].text));
		assert_refused(f, XNB_EXIT_FAILED, cases[i].what);
	}
}

static void deep_run_json_is_refused(void **state)
{
	static const char start[] = "{\"schema\": 1, \"x\": ";
	const struct fixture *f = *state;
	char text[200000];

	memset(text, '[', sizeof(text));
	memcpy(text, start, sizeof(start) - 1);
	run_files_write(f->json, text, sizeof(text));
	assert_refused(f, XNB_EXIT_FAILED, "run.json:1:");
}

static size_t count_lines(const char *text, size_t length)
{
	size_t lines = 0;

	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	return lines;
}

/* Cut off anywhere: whole behind a line break, else an error that names the line; in a
 * run that goes on, the whole lines and a warning. */
static void every_truncation_is_noticed(void **state)
{
	const struct fixture *f = *state;
	struct xnb_error err;
	struct xnb_run *run;
	char where[64];

	for (size_t cut = 1; cut < f->good.length; cut++) {
		size_t lines = count_lines(f->good.text, cut);
		bool whole = f->good.text[cut - 1] == '\n';

		run_files_write(f->samples, f->good.text, cut);
		if (!whole) {
			snprintf(where, sizeof(where), "samples.csv:%zu: ", lines + 1);
			assert_refused(f, XNB_EXIT_FAILED, where);
			continue;
		}
		if (xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err))
			fail_msg("%s", err.text);
		assert_int_equal(run->n_samples, lines - 1);
		xnb_run_free(run);
	}
}

static void a_run_that_goes_on_may_be_torn(void **state)
{
	static const char running[] = "{\"schema\": 1, \"state\": \"running\"}";
	const struct fixture *f = *state;
	struct xnb_error err = {0};
	struct xnb_run *run;

	run_files_write(f->samples, f->good.text, f->good.length - 5);
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_LENIENT, &err), -1);
	assert_non_null(strstr(err.text, "torn"));
	run_files_write(f->json, running, sizeof(running) - 1);
	assert_refused(f, XNB_EXIT_FAILED, "torn");
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_LENIENT, &err), 0);
	assert_int_equal(run->n_samples, count_lines(f->good.text, f->good.length) - 2);
	assert_int_equal(run->n_warnings, 1);
	assert_non_null(strstr(run->warnings[0], "samples.csv:"));
	xnb_run_free(run);
}

/* Every byte replaced by each of a few that matter to CSV, numbers and UTF-8: read, or an
 * error with file and line. */
static void every_changed_byte_is_read_or_named(void **state)
{
	static const char bytes[] = {'"', ',', '\n', '\r', '\0', '\xff', '-', 'e', '9'};
	const struct fixture *f = *state;
	size_t length = f->good.length < 900 ? f->good.length : 900, refused = 0;
	int fd;

	while (length < f->good.length && f->good.text[length - 1] != '\n')
		length++;
	run_files_write(f->samples, f->good.text, length);
	fd = open(f->samples, O_WRONLY | O_CLOEXEC);
	for (size_t at = 0; at < length; at++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			struct xnb_error err = {0};
			struct xnb_run *run;

			assert_int_equal(pwrite(fd, &bytes[i], 1, (off_t)at), 1);
			if (!xnb_run_load(&run, f->samples, XNB_READ_STRICT, &err)) {
				xnb_run_free(run);
				continue;
			}
			refused++;
			assert_non_null(strstr(err.text, "samples.csv:"));
			assert_int_equal(err.exit, XNB_EXIT_FAILED);
			assert_null(strpbrk(err.text, "\n\r\x1b\xff"));
		}
		assert_int_equal(pwrite(fd, &f->good.text[at], 1, (off_t)at), 1);
	}
	assert_true(refused > length); /* each NUL byte alone makes as many */
	close(fd);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_FIXTURE(bad_cells_are_named),
	    WITH_FIXTURE(odd_numbers_are_read),
	    WITH_FIXTURE(other_dialects_are_read),
	    WITH_FIXTURE(repeated_rows_are_no_more_data),
	    WITH_FIXTURE(columns_go_by_name),
	    WITH_FIXTURE(a_missing_or_double_column_is_named),
	    WITH_FIXTURE(files_that_are_not_there_are_named),
	    WITH_FIXTURE(only_files_are_read),
	    WITH_FIXTURE(what_may_not_be_read_is_named),
	    WITH_FIXTURE(endless_lines_are_refused),
	    WITH_FIXTURE(run_json_is_checked),
	    WITH_FIXTURE(deep_run_json_is_refused),
	    WITH_FIXTURE(every_truncation_is_noticed),
	    WITH_FIXTURE(a_run_that_goes_on_may_be_torn),
	    WITH_FIXTURE(every_changed_byte_is_read_or_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
