/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "tests/unit/run_files.h"

#include "base/buf.h"
#include "base/io.h"
#include "rundir/reader.h"
#include "rundir/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The header rows as docs/design.md gives them: a contract with everybody's scripts. */
#define SAMPLES_HEADER                                                                   \
	"experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,cpu_node," \
	"mem_node,locality,metric,unit,value,flags\n"
#define EXTENTS_HEADER "boot,domain,first_gfn,order,count,node,method\n"

struct fixture {
	char base[32]; /* a fresh directory */
	char dir[64];  /* the run in it; not there yet */
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->base, "/tmp/xnb-rundir-XXXXXX");
	if (!mkdtemp(f->base))
		return -1;
	snprintf(f->dir, sizeof(f->dir), "%s/run", f->base);
	*state = f;
	return 0;
}

static void remove_in(const char *dir, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static void empty(const struct fixture *f)
{
	static const char *const names[] = {"run.json",   "samples.csv",  "extents.csv",
	                                    "checks.csv", "topology.xml", "other"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove_in(f->dir, names[i]);
	rmdir(f->dir);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	chmod(f->dir, 0777);
	empty(f);
	rmdir(f->base);
	free(f);
	return 0;
}

static const char *path_in(const struct fixture *f, const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", f->dir, name);
	return path;
}

static struct xnb_sample sample_of(const char *scenario, double value)
{
	return (struct xnb_sample){
	    .experiment = "bandwidth",
	    .scenario = scenario,
	    .item = "triad",
	    .params = "bytes=1048576;isa=avx2",
	    .domain = 3,
	    .vcpu = -1,
	    .cpu_node = "0",
	    .mem_node = "0+1",
	    .locality = 0.5,
	    .metric = "bandwidth",
	    .unit = "B/s",
	    .value = value,
	};
}

static void add(struct xnb_run_writer *run, const char *scenario, double value)
{
	struct xnb_sample sample = sample_of(scenario, value);
	struct xnb_error err = {0};

	if (xnb_run_add_sample(run, &sample, &err))
		fail_msg("%s", err.text);
}

static void writes_the_columns_of_the_design(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *run = run_files_create(f->dir);
	struct xnb_sample sample = sample_of("local", 1.5e10);
	const struct xnb_extent_run extents[] = {{0, 9, 12, 1, "delta"},
	                                         {6144, 0, 3, -1, "delta"}};
	struct xnb_error err;

	add(run, "a \"b\", c", 0.1);
	sample.domain = -1;
	sample.vcpu = 2;
	sample.locality = NAN;
	sample.flags = "warmup;moved";
	assert_int_equal(xnb_run_add_sample(run, &sample, &err), 0);
	assert_int_equal(sample.seq, 1);
	assert_int_equal(xnb_run_add_extents(run, 0, 7, extents, 2, &err), 0);
	run_files_finish(run, "complete");
	run_files_assert_text(
	    path_in(f, "samples.csv"), SAMPLES_HEADER
	    "bandwidth,\"a \"\"b\"\", c\",triad,bytes=1048576;isa=avx2,0,3,0,0,"
	    "0,,0,0+1,0.5,bandwidth,B/s,0.1,\n"
	    "bandwidth,local,triad,bytes=1048576;isa=avx2,0,,0,0,1,2,0,0+1,,"
	    "bandwidth,B/s,15000000000,warmup;moved\n");
	run_files_assert_text(path_in(f, "extents.csv"),
	                      EXTENTS_HEADER "0,7,0,9,12,1,delta\n0,7,6144,0,3,,delta\n");
}

static void reads_what_it_wrote(void **state)
{
	static const double values[] = {0.1,     1.0 / 3, -2.5e-300, 5e-324, 0,
	                                1.7e308, M_PI,    1e15 + 1,  0x1p53};
	static const char *const texts[] = {
	    "plain", "", "a,b", "\"", "line\nline", "cr\r", "caf\xc3\xa9", " ", ","};
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_run *run;

	for (size_t i = 0; i < 9; i++)
		add(writer, texts[i], values[i]);
	run_files_finish(writer, "complete");
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_samples, 9);
	for (size_t i = 0; i < 9; i++) {
		assert_string_equal(run->samples[i].scenario, texts[i]);
		assert_true(run->samples[i].value == values[i]);
		assert_int_equal(run->samples[i].seq, i);
		assert_int_equal(run->samples[i].vcpu, -1);
		assert_ptr_equal(run->samples[i].item, run->samples[0].item);
	}
	assert_string_equal(xnb_run_timing(run), "emulated");
	assert_int_equal(run->n_warnings, 0);
	xnb_run_free(run);
}

static void refuses_values_that_are_no_numbers(void **state)
{
	static const double values[] = {NAN, INFINITY, -INFINITY};
	const struct fixture *f = *state;
	struct xnb_run_writer *run = run_files_create(f->dir);
	struct xnb_sample sample;
	struct xnb_error err;

	for (size_t i = 0; i < 3; i++) {
		sample = sample_of("local", values[i]);
		assert_int_equal(xnb_run_add_sample(run, &sample, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_FAILED);
		assert_non_null(strstr(err.text, "column value"));
	}
	sample = sample_of("\xff", 1);
	assert_int_equal(xnb_run_add_sample(run, &sample, &err), -1);
	assert_non_null(strstr(err.text, "column scenario"));
	add(run, "local", 1);
	run_files_finish(run, "complete");
	xnb_run_free(run_files_load(f->dir, XNB_READ_STRICT));
}

static void refuses_a_directory_in_use(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *run = NULL;
	struct xnb_error err;
	json_t *meta = json_object();

	assert_int_equal(mkdir(f->dir, 0777), 0);
	assert_int_equal(xnb_replace_file(path_in(f, "other"), "x", 1, &err), 0);
	assert_int_equal(xnb_run_create(&run, f->dir, meta, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, f->dir));
	assert_non_null(strstr(err.text, "--resume"));
	run_files_assert_text(path_in(f, "other"), "x");
	assert_int_equal(access(path_in(f, "run.json"), F_OK), -1);
	json_decref(meta);
}

static void leaves_nothing_where_it_cannot_write(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *run = NULL;
	struct xnb_error err;
	json_t *meta = json_object();

	assert_int_equal(xnb_run_create(&run, "/proc/xnb", meta, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "/proc/xnb"));
	assert_int_equal(mkdir(f->dir, 0555), 0);
	if (geteuid() != 0) { /* root may write everywhere */
		assert_int_equal(xnb_run_create(&run, f->dir, meta, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
		assert_non_null(strstr(err.text, "--out"));
	}
	json_decref(meta);
}

/* A limit on the size of files does to write() what a full disk does: a part, then an
 * error. */
static void a_full_disk_leaves_whole_rows(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_sample sample = sample_of("local", 1);
	struct rlimit old, small;
	struct xnb_run *run;
	struct xnb_error err;
	size_t written = 0;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = (struct rlimit){1000, old.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	while (written < 100 && !xnb_run_add_sample(writer, &sample, &err))
		written++;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_in_range(written, 5, 20);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	assert_int_equal(err.errnum, EFBIG);
	assert_non_null(strstr(err.text, path_in(f, "samples.csv")));
	add(writer, "later", 2);
	run_files_finish(writer, "failed");
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_samples, written + 1);
	assert_int_equal(run->samples[written].seq, written);
	assert_string_equal(run->samples[written].scenario, "later");
	xnb_run_free(run);
}

/* Goes on with the run, whose record is `*meta` then. */
static struct xnb_run_writer *resume(const struct fixture *f, json_t **meta)
{
	struct xnb_run_writer *run = NULL;
	struct xnb_error err = {0};

	if (xnb_run_reopen(&run, f->dir, meta, &err) ||
	    xnb_run_scan(run, NULL, NULL, NULL, &err) || xnb_run_go_on(run, *meta, &err))
		fail_msg("%s", err.text);
	return run;
}

static void resumes_behind_a_torn_line(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_error err = {0};
	struct xnb_run *run;
	json_t *meta;

	add(writer, "one", 1);
	run_files_finish(writer, "interrupted");
	run_files_append(path_in(f, "samples.csv"), "bandwidth,two,tri");
	run_files_append(path_in(f, "extents.csv"), "0,1,2");
	assert_int_equal(xnb_run_load(&run, f->dir, XNB_READ_STRICT, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	assert_non_null(strstr(err.text, "samples.csv:3: the last line is torn"));
	run = run_files_load(f->dir, XNB_READ_LENIENT);
	assert_int_equal(run->n_samples, 1);
	assert_int_equal(run->n_warnings, 2);
	assert_non_null(strstr(run->warnings[1], "extents.csv:2:"));
	xnb_run_free(run);
	writer = resume(f, &meta);
	assert_string_equal(json_string_value(json_object_get(meta, "state")), "running");
	json_decref(meta);
	add(writer, "two", 2);
	run_files_finish(writer, "complete");
	run = run_files_load(f->dir, XNB_READ_STRICT);
	assert_int_equal(run->n_samples, 2);
	assert_int_equal(run->samples[1].seq, 1);
	xnb_run_free(run);
	assert_int_equal(xnb_run_reopen(&writer, f->dir, &meta, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
}

static void resumes_behind_a_torn_header(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	json_t *meta;

	xnb_run_writer_free(writer);
	assert_int_equal(truncate(path_in(f, "samples.csv"), 0), 0);
	assert_int_equal(truncate(path_in(f, "extents.csv"), 10), 0);
	writer = resume(f, &meta);
	json_decref(meta);
	xnb_run_writer_free(writer);
	run_files_assert_text(path_in(f, "samples.csv"), SAMPLES_HEADER);
	run_files_assert_text(path_in(f, "extents.csv"), EXTENTS_HEADER);
}

/* Samples that are gone are not a run with none. */
static void a_missing_csv_file_is_not_made_up(void **state)
{
	static const char *const names[] = {"checks.csv", "extents.csv", "samples.csv"};
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_error err = {0};
	json_t *meta;

	xnb_run_writer_free(writer);
	for (size_t i = 0; i < 3; i++) {
		unlink(path_in(f, names[i]));
		assert_int_equal(xnb_run_reopen(&writer, f->dir, &meta, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
		assert_non_null(strstr(err.text, path_in(f, names[i])));
		assert_int_equal(access(path_in(f, names[i]), F_OK), -1);
	}
}

static char *contents(const struct fixture *f, const char *name)
{
	struct xnb_buf buf = {0};

	assert_int_equal(xnb_read_file(path_in(f, name), &buf, 0, NULL), 0);
	return buf.text;
}

/* The caller may refuse until it says go on. */
static void looking_at_a_run_changes_nothing(void **state)
{
	static const char *const names[] = {"run.json", "samples.csv", "extents.csv",
	                                    "checks.csv"};
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_error err = {0};
	char *before[4];
	json_t *meta;

	add(writer, "one", 1);
	run_files_finish(writer, "interrupted");
	run_files_append(path_in(f, "samples.csv"), "bandwidth,two,tri");
	for (size_t i = 0; i < 4; i++)
		before[i] = contents(f, names[i]);
	assert_int_equal(xnb_run_reopen(&writer, f->dir, &meta, &err), 0);
	assert_int_equal(xnb_run_scan(writer, NULL, NULL, NULL, &err), 0);
	xnb_run_writer_free(writer);
	json_decref(meta);
	for (size_t i = 0; i < 4; i++) {
		run_files_assert_text(path_in(f, names[i]), before[i]);
		free(before[i]);
	}
}

struct seen {
	unsigned samples, extents;
};

static int see_sample(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct seen *seen = arg;

	(void)err;
	assert_int_equal(row->sample.seq, seen->samples);
	seen->samples++;
	return 0;
}

static int see_extent(void *arg, const union xnb_row *row, struct xnb_error *err)
{
	struct seen *seen = arg;

	(void)err;
	assert_int_equal(row->extent.domain, 4);
	seen->extents++;
	return 0;
}

static void a_scan_shows_every_row(void **state)
{
	const struct xnb_extent_run extents[] = {{0, 9, 1, 0, "delta"},
	                                         {512, 9, 1, 1, "delta"}};
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct seen seen = {0};
	struct xnb_error err;
	json_t *meta;

	for (unsigned i = 0; i < 1000; i++)
		add(writer, "one", i);
	assert_int_equal(xnb_run_add_extents(writer, 0, 4, extents, 2, &err), 0);
	run_files_finish(writer, "failed");
	assert_int_equal(xnb_run_reopen(&writer, f->dir, &meta, &err), 0);
	assert_int_equal(xnb_run_scan(writer, see_sample, see_extent, &seen, &err), 0);
	assert_int_equal(seen.samples, 1000);
	assert_int_equal(seen.extents, 2);
	json_decref(meta);
	xnb_run_writer_free(writer);
}

enum { RACERS = 4, RACES = 40 };

/* What the processes of a race share. */
struct race {
	atomic_uint ready, tried, winners;
};

static void run_race(const struct fixture *f, struct race *race)
{
	struct xnb_sample sample = sample_of("winner", 1);
	struct xnb_run_writer *run = NULL;
	json_t *meta = json_object();

	atomic_fetch_add(&race->ready, 1);
	while (atomic_load(&race->ready) < RACERS)
		;
	if (!xnb_run_create(&run, f->dir, meta, NULL) &&
	    !xnb_run_add_sample(run, &sample, NULL))
		atomic_fetch_add(&race->winners, 1);
	/* The winner stays, as a run does, until the others have given up. */
	atomic_fetch_add(&race->tried, 1);
	while (atomic_load(&race->tried) < RACERS)
		sched_yield();
	_exit(0);
}

/* A loser that cleaned up by name would take the winner's files. */
static void of_several_runs_one_gets_the_directory(void **state)
{
	const struct fixture *f = *state;
	struct race *race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
	                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(race != MAP_FAILED);
	for (unsigned i = 0; i < RACES; i++) {
		struct xnb_run *run;

		memset(race, 0, sizeof(*race));
		for (unsigned n = 0; n < RACERS; n++)
			if (fork() == 0)
				run_race(f, race);
		while (wait(NULL) > 0)
			;
		assert_int_equal(race->winners, 1);
		run = run_files_load(f->dir, XNB_READ_STRICT);
		assert_int_equal(run->n_samples, 1);
		xnb_run_free(run);
		empty(f);
	}
	munmap(race, sizeof(*race));
}

/* Cutting the file at an open quote would throw every row behind it away. */
static void resuming_never_cuts_whole_lines(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_error err = {0};
	struct stat before, after;
	json_t *meta;

	add(writer, "one", 1);
	xnb_run_writer_free(writer);
	run_files_append(path_in(f, "samples.csv"),
	                 "bandwidth,\"two,tri\nbandwidth,three,tri\n");
	assert_int_equal(stat(path_in(f, "samples.csv"), &before), 0);
	assert_int_equal(xnb_run_reopen(&writer, f->dir, &meta, &err), 0);
	assert_int_equal(xnb_run_scan(writer, NULL, NULL, NULL, &err), -1);
	assert_non_null(strstr(err.text, "samples.csv:3: a quote is opened"));
	xnb_run_writer_free(writer);
	json_decref(meta);
	assert_int_equal(stat(path_in(f, "samples.csv"), &after), 0);
	assert_int_equal(before.st_size, after.st_size);
}

static void one_process_writes(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *first = run_files_create(f->dir), *second;
	struct xnb_error err = {0};
	json_t *meta;

	assert_int_equal(xnb_run_reopen(&second, f->dir, &meta, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "another process"));
	xnb_run_writer_free(first);
}

/* SIGKILL at any moment loses at most the sample in flight. */
static void a_killed_writer_leaves_whole_rows(void **state)
{
	const struct fixture *f = *state;
	struct xnb_run_writer *writer = run_files_create(f->dir);
	struct xnb_run *run;
	char byte;
	int fds[2];
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	if (child == 0) {
		struct xnb_sample sample = sample_of("local", 1);

		while (!xnb_run_add_sample(writer, &sample, NULL))
			if (sample.seq == 200 && write(fds[1], "x", 1) != 1)
				_exit(1);
		_exit(1);
	}
	assert_true(child > 0);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(fds[0]);
	close(fds[1]);
	xnb_run_writer_free(writer);
	/* A kill can end a write between two pages: that row is torn. */
	run = run_files_load(f->dir, XNB_READ_LENIENT);
	assert_true(run->n_samples > 200);
	for (size_t i = 0; i < run->n_samples; i++)
		assert_int_equal(run->samples[i].seq, i);
	xnb_run_free(run);
}

/* docs/design.md promises the columns to everybody's scripts: all, and in this order. */
static void the_design_lists_the_columns(void **state)
{
	struct xnb_error err = {0};
	struct xnb_buf text = {0};
	const char *at;
	char name[32];

	(void)state;
	if (xnb_read_file(XNB_TEST_DATA "/../../docs/design.md", &text, 0, &err))
		fail_msg("%s", err.text);
	at = strstr(xnb_buf_text(&text), "Columns of `samples.csv`");
	assert_non_null(at);
	for (const struct xnb_column *c = xnb_sample_columns; c->name; c++) {
		snprintf(name, sizeof(name), "`%s`", c->name);
		at = strstr(at, name);
		if (!at)
			fail_msg("docs/design.md does not list %s in its place", name);
	}
	assert_non_null(strstr(xnb_buf_text(&text), "boot,block,check,verdict,evidence"));
	xnb_buf_free(&text);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_FIXTURE(writes_the_columns_of_the_design),
	    WITH_FIXTURE(reads_what_it_wrote),
	    WITH_FIXTURE(refuses_values_that_are_no_numbers),
	    WITH_FIXTURE(refuses_a_directory_in_use),
	    WITH_FIXTURE(leaves_nothing_where_it_cannot_write),
	    WITH_FIXTURE(a_full_disk_leaves_whole_rows),
	    WITH_FIXTURE(resumes_behind_a_torn_line),
	    WITH_FIXTURE(resumes_behind_a_torn_header),
	    WITH_FIXTURE(a_missing_csv_file_is_not_made_up),
	    WITH_FIXTURE(looking_at_a_run_changes_nothing),
	    WITH_FIXTURE(a_scan_shows_every_row),
	    WITH_FIXTURE(of_several_runs_one_gets_the_directory),
	    WITH_FIXTURE(resuming_never_cuts_whole_lines),
	    WITH_FIXTURE(one_process_writes),
	    WITH_FIXTURE(a_killed_writer_leaves_whole_rows),
	    cmocka_unit_test(the_design_lists_the_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
