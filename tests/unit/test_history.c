/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes into the history is all there, whatever happens, and comes out as it went in.
 */
#include "tests/unit/test.h"

#include "analysis/history/add.h"
#include "analysis/history/find.h"
#include "analysis/history/history.h"
#include "base/io.h"
#include "base/sha256.h"
#include "tests/unit/made_up_run.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct place {
	char *folder;
	char *db;
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	place->folder = make_folder();
	assert_true(asprintf(&place->db, "%s/deep/er/history.db", place->folder) > 0);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	remove_folder(place->folder);
	free(place->db);
	free(place);
	return 0;
}

static const struct xnb_history_add_request as_it_says;

static int try_add(const char *db, const char *path,
                   const struct xnb_history_add_request *request,
                   struct xnb_history_add_result *result, struct xnb_error *err)
{
	sqlite3 *sql;
	int failed;

	if (xnb_history_open(&sql, db, XNB_HISTORY_WRITE, err))
		return -1;
	failed = xnb_history_add(sql, result, path, request, err);
	xnb_history_close(sql);
	return failed;
}

static enum xnb_history_added add(const char *db, const char *path)
{
	struct xnb_history_add_result result;
	struct xnb_error err;

	if (try_add(db, path, &as_it_says, &result, &err))
		fail_msg("%s", err.text);
	return result.how;
}

static int64_t ask(const char *db, const char *query)
{
	sqlite3_stmt *statement;
	int64_t answer;
	sqlite3 *sql;

	assert_int_equal(sqlite3_open(db, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(sql, query, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	answer = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(sql);
	return answer;
}

/* Each run has its three series, with their units: 3 domains, 2 domains, 1 round. */
static void assert_whole(const char *db, int64_t runs)
{
	assert_int_equal(ask(db, "SELECT count(*) = 0 FROM pragma_foreign_key_check"), 1);
	assert_int_equal(ask(db,
	                     "SELECT count(*) = 1 AND min(integrity_check) = 'ok' FROM "
	                     "pragma_integrity_check"),
	                 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM run"), runs);
	assert_int_equal(ask(db, "SELECT count(*) FROM summary"), 3 * runs);
	assert_int_equal(ask(db, "SELECT count(*) FROM unit"), 6 * runs);
}

static struct made_up_run steady(int number)
{
	return (struct made_up_run){
	    .number = number, .bandwidth = 1e10, .locality = 1, .instructions = 1646};
}

static char *make_steady(const struct place *place, int number)
{
	const struct made_up_run run = steady(number);

	return make_up_run(place->folder, &run);
}

/* FIPS 180-2, appendix B; and the empty text. */
static void hashes_are_those_of_the_standard(void **state)
{
	static const struct {
		const char *text, *hash;
	} cases[] = {
	    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[XNB_SHA256_SIZE];
		struct xnb_sha256 hash;

		xnb_sha256_begin(&hash);
		for (const char *c = cases[i].text; *c; c++)
			xnb_sha256_add(&hash, c, 1);
		xnb_sha256_end(&hash, text);
		assert_string_equal(text, cases[i].hash);
	}
}

static void a_run_comes_out_as_it_went_in(void **state)
{
	const struct place *place = *state;
	const struct xnb_history_filter all = {0};
	char *path = make_steady(place, 5);
	struct xnb_history history;
	struct xnb_error err;
	sqlite3 *sql;

	assert_int_equal(add(place->db, path), XNB_HISTORY_ADDED);
	assert_whole(place->db, 1);
	assert_int_equal(ask(place->db, "PRAGMA user_version"), 1);
	assert_int_equal(xnb_history_open(&sql, place->db, XNB_HISTORY_READ, &err), 0);
	assert_int_equal(xnb_history_load(&history, sql, &all, &err), 0);
	assert_int_equal(history.n_runs, 1);
	assert_string_equal(history.runs[0].host, "alpha");
	assert_string_equal(history.runs[0].topology, "2 nodes: 2+4 CPUs");
	assert_string_equal(history.runs[0].time, "2026-01-01T05:00:00Z");
	assert_int_equal(history.n_series, 3);
	assert_string_equal(history.series[0].key.metric, "bandwidth");
	assert_string_equal(history.series[0].level, "domain");
	assert_int_equal(history.series[0].rule, XNB_HISTORY_LOG);
	assert_int_equal(history.series[0].better, XNB_BETTER_HIGHER);
	assert_int_equal(history.series[0].points[0].n_units, 3);
	/* The geometric mean of 0.99, 1 and 1.01. */
	assert_true(fabs(history.series[0].points[0].value / 1e10 - cbrt(0.9999)) < 1e-9);
	assert_int_equal(history.series[1].rule, XNB_HISTORY_EXACT);
	assert_true(history.series[2].points[0].ideal == 1);
	assert_string_equal(history.series[2].key.mem_node, "");
	xnb_history_free(&history);
	xnb_history_close(sql);
	free(path);
}

static void the_same_run_twice_changes_nothing(void **state)
{
	const struct place *place = *state;
	char *path = make_steady(place, 0);

	assert_int_equal(add(place->db, path), XNB_HISTORY_ADDED);
	assert_int_equal(add(place->db, path), XNB_HISTORY_THERE);
	assert_whole(place->db, 1);
	free(path);
}

static void append(const char *path, const char *file, const char *text)
{
	char name[4096];
	FILE *out;

	snprintf(name, sizeof(name), "%s/%s", path, file);
	out = fopen(name, "a");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void a_run_that_went_on_takes_its_own_place_when_asked(void **state)
{
	const struct place *place = *state;
	const struct xnb_history_add_request replace = {.replace = true};
	char *path = make_steady(place, 0);
	struct xnb_history_add_result result;
	struct xnb_error err;

	assert_int_equal(add(place->db, path), XNB_HISTORY_ADDED);
	append(path, "samples.csv",
	       "hypercall,,version,path=raw,1,,0,0,6,,,,,path-mode,instructions,1646,\n");
	assert_int_equal(try_add(place->db, path, &as_it_says, &result, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "--replace"));
	assert_whole(place->db, 1);
	assert_int_equal(try_add(place->db, path, &replace, &result, &err), 0);
	assert_int_equal(result.how, XNB_HISTORY_REPLACED);
	assert_int_equal(ask(place->db, "SELECT count(*) FROM run"), 1);
	assert_int_equal(ask(place->db, "SELECT count(*) FROM unit"), 7);
	free(path);
}

static void what_cannot_be_added_is_refused(void **state)
{
	const struct place *place = *state;
	struct made_up_run run = steady(0);
	struct xnb_history_add_result result;
	struct xnb_error err;
	char *path, *csv;

	run.state = "running";
	path = make_up_run(place->folder, &run);
	assert_int_equal(try_add(place->db, path, &as_it_says, &result, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "not complete"));

	assert_true(asprintf(&csv, "%s/samples.csv", path) > 0);
	assert_int_equal(try_add(place->db, csv, &as_it_says, &result, &err), -1);
	assert_non_null(strstr(err.text, "--host"));
	assert_int_equal(try_add(place->db, csv,
	                         &(struct xnb_history_add_request){.host = "beta"},
	                         &result, &err),
	                 -1);
	assert_non_null(strstr(err.text, "--time"));
	assert_int_equal(try_add(place->db, csv,
	                         &(struct xnb_history_add_request){
	                             .host = "beta", .time = "2026-01-01T00:00:00Z"},
	                         &result, &err),
	                 0);
	assert_whole(place->db, 1);
	free(csv);
	free(path);
}

/* Names from a run are names, whatever they would be elsewhere. */
static void text_is_never_a_statement(void **state)
{
	static const char evil[] = "x'; DROP TABLE run; --\"\n`touch pwned`,";
	const struct place *place = *state;
	const struct xnb_history_filter all = {0};
	struct made_up_run run = steady(0);
	struct xnb_history history;
	struct xnb_error err;
	sqlite3 *sql;
	char *path;

	run.item = evil;
	run.host = evil;
	path = make_up_run(place->folder, &run);
	assert_int_equal(add(place->db, path), XNB_HISTORY_ADDED);
	assert_whole(place->db, 1);
	assert_int_equal(xnb_history_open(&sql, place->db, XNB_HISTORY_READ, &err), 0);
	assert_int_equal(xnb_history_load(&history, sql, &all, &err), 0);
	assert_string_equal(history.series[0].key.item, evil);
	assert_string_equal(history.runs[0].host, evil);
	xnb_history_free(&history);
	assert_int_equal(
	    xnb_history_find(sql, &(struct xnb_history_filter){0}, "' OR 1 --", &err),
	    -1);
	xnb_history_close(sql);
	free(path);
}

static void change(const char *db, const char *statement)
{
	sqlite3 *sql;

	assert_int_equal(sqlite3_open(db, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_exec(sql, statement, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(sql), SQLITE_OK);
}

static void assert_refused(const char *db, enum xnb_exit exit, const char *says)
{
	for (int use = XNB_HISTORY_READ; use <= XNB_HISTORY_WRITE; use++) {
		struct xnb_error err;
		sqlite3 *sql;

		assert_int_equal(
		    xnb_history_open(&sql, db, (enum xnb_history_use)use, &err), -1);
		assert_int_equal(err.exit, exit);
		if (!strstr(err.text, says))
			fail_msg("\"%s\" does not say \"%s\"", err.text, says);
		assert_null(sql);
	}
}

static void other_files_are_refused(void **state)
{
	const struct place *place = *state;
	char *path = make_steady(place, 0), *other;
	struct xnb_error err;
	sqlite3 *sql;

	assert_int_equal(xnb_history_open(&sql, place->db, XNB_HISTORY_READ, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "history add"));
	assert_int_equal(add(place->db, path), XNB_HISTORY_ADDED);
	change(place->db, "PRAGMA user_version = 2");
	assert_refused(place->db, XNB_EXIT_FAILED, "newer xen-numabench");
	assert_int_equal(ask(place->db, "PRAGMA user_version"), 2);

	assert_true(asprintf(&other, "%s/other.db", place->folder) > 0);
	change(other, "CREATE TABLE bookmarks (url)");
	assert_refused(other, XNB_EXIT_FAILED, "another program's database");
	assert_int_equal(ask(other, "SELECT count(*) FROM sqlite_schema"), 1);
	free(other);

	assert_true(asprintf(&other, "%s/run.json", path) > 0);
	assert_refused(other, XNB_EXIT_FAILED, "not a database");
	free(other);
	assert_refused(place->folder, XNB_EXIT_ENVIRONMENT, "permissions");
	free(path);
}

/* To SQLite both names mean something else. */
static void any_name_is_that_of_a_file(void **state)
{
	static const char *const names[] = {":memory:", "file:a?mode=memory"};
	const struct place *place = *state;
	char *path = make_steady(place, 0);
	char *here = getcwd(NULL, 0);

	assert_int_equal(chdir(place->folder), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(add(names[i], path), XNB_HISTORY_ADDED);
		assert_int_equal(access(names[i], F_OK), 0);
		assert_int_equal(add(names[i], path), XNB_HISTORY_THERE);
	}
	assert_int_equal(chdir(here), 0);
	free(here);
	free(path);
}

/* Permissions are nothing to root. */
static void become_somebody(uid_t id)
{
	if (getuid() == 0)
		assert_int_equal(seteuid(id), 0);
}

static int count_runs(const char *db, size_t *n, struct xnb_error *err)
{
	const struct xnb_history_filter all = {0};
	struct xnb_history history;
	sqlite3 *sql;

	if (xnb_history_open(&sql, db, XNB_HISTORY_READ, err))
		return -1;
	assert_int_equal(xnb_history_load(&history, sql, &all, err), 0);
	*n = history.n_runs;
	xnb_history_free(&history);
	xnb_history_close(sql);
	return 0;
}

static void who_may_not_write_can_read(void **state)
{
	const struct place *place = *state;
	char *path = make_steady(place, 0), *db, *log;
	struct xnb_error err = {0};
	FILE *file;
	size_t n;

	assert_true(asprintf(&db, "%s/history.db", place->folder) > 0);
	assert_true(asprintf(&log, "%s-wal", db) > 0);
	assert_int_equal(add(db, path), XNB_HISTORY_ADDED);
	assert_int_equal(chmod(db, 0444) || chmod(place->folder, 0555), 0);
	become_somebody(65534);
	if (count_runs(db, &n, &err))
		fail_msg("%s", err.text);
	assert_int_equal(n, 1);
	assert_int_not_equal(access(log, F_OK), 0);
	become_somebody(0);
	assert_int_equal(chmod(place->folder, 0755), 0);

	/* What is in the log of a writer would be missing. */
	file = fopen(log, "w");
	assert_non_null(file);
	fputs("something", file);
	assert_int_equal(fclose(file) || chmod(log, 0400) || chmod(place->folder, 0555),
	                 0);
	become_somebody(65534);
	assert_int_equal(count_runs(db, &n, &err), -1);
	become_somebody(0);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(chmod(place->folder, 0755) || chmod(db, 0644), 0);
	free(log);
	free(db);
	free(path);
}

static void damage_is_told(void **state)
{
	const struct place *place = *state;
	const struct xnb_history_filter all = {0};
	unsigned char junk[65536];
	struct xnb_history history;
	struct xnb_error err;
	sqlite3 *sql;
	int fd;

	for (int i = 0; i < 5; i++) {
		char *path = make_steady(place, i);

		assert_int_equal(add(place->db, path), XNB_HISTORY_ADDED);
		free(path);
	}
	change(place->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	memset(junk, 0x5a, sizeof(junk));
	fd = open(place->db, O_WRONLY);
	assert_true(pwrite(fd, junk, sizeof(junk), 8192) == sizeof(junk));
	close(fd);
	assert_int_equal(xnb_history_open(&sql, place->db, XNB_HISTORY_READ, &err), 0);
	assert_int_equal(xnb_history_load(&history, sql, &all, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	assert_non_null(strstr(err.text, "backup"));
	xnb_history_close(sql);
}

/* ---- bad luck ---- */

enum { WRITERS = 4, EACH = 6 };

static pid_t fork_writer(const struct place *place, char *const paths[], size_t n)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	for (size_t i = 0; i < n; i++) {
		struct xnb_history_add_result result;
		struct xnb_error err;

		if (try_add(place->db, paths[i], &as_it_says, &result, &err)) {
			fprintf(stderr, "%s\n", err.text);
			_exit(1);
		}
	}
	_exit(0);
}

/* All begin with the database not there, and all add one run that the others add, too. */
static void writers_wait_for_each_other(void **state)
{
	const struct place *place = *state;
	char *paths[WRITERS][EACH];
	pid_t pids[WRITERS];

	for (int i = 0; i < WRITERS; i++)
		for (int j = 1; j < EACH; j++)
			paths[i][j] = make_steady(place, i * EACH + j);
	paths[0][0] = make_steady(place, 0);
	for (int i = 1; i < WRITERS; i++)
		paths[i][0] = strdup(paths[0][0]);
	for (int i = 0; i < WRITERS; i++)
		pids[i] = fork_writer(place, paths[i], EACH);
	for (int i = 0; i < WRITERS; i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
		for (int j = 0; j < EACH; j++)
			free(paths[i][j]);
	}
	assert_whole(place->db, WRITERS * (EACH - 1) + 1);
}

/* Killed at some moment of an add, again and again; a run that was told is there. */
static void a_kill_loses_nothing(void **state)
{
	const struct place *place = *state;
	char *paths[40];
	int64_t told = 0;

	for (int i = 0; i < 40; i++)
		paths[i] = make_steady(place, i);
	assert_int_equal(add(place->db, paths[0]), XNB_HISTORY_ADDED);
	for (int round = 0; round < 12; round++) {
		const struct timespec moment = {.tv_nsec =
		                                    (1 + round * 7 % 12) * 1000000L};
		pid_t pid = fork_writer(place, paths, 40);
		int64_t now;
		int status;

		nanosleep(&moment, NULL);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		now = ask(place->db, "SELECT count(*) FROM run");
		assert_true(now >= told);
		assert_whole(place->db, now);
		told = now;
	}
	for (int i = 0; i < 40; i++) {
		add(place->db, paths[i]);
		free(paths[i]);
	}
	assert_whole(place->db, 40);
}

/* Adds until the files may not grow any more. Exits with 0 where that was told. */
static void fill(const struct place *place, char *const paths[], size_t n, rlim_t most)
{
	const struct rlimit limit = {most, most};

	/* A file that may not grow is a full disk, with EFBIG for ENOSPC. */
	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit))
		_exit(2);
	for (size_t i = 0; i < n; i++) {
		struct xnb_history_add_result result;
		struct xnb_error err;

		if (try_add(place->db, paths[i], &as_it_says, &result, &err) == 0)
			continue;
		_exit(err.exit == XNB_EXIT_ENVIRONMENT &&
		              strstr(err.text, "room on the disk")
		          ? 0
		          : 3);
	}
	_exit(4);
}

static void a_full_disk_loses_nothing(void **state)
{
	const struct place *place = *state;
	char *paths[60];
	int64_t before;

	for (int i = 0; i < 60; i++)
		paths[i] = make_steady(place, i);
	assert_int_equal(add(place->db, paths[0]), XNB_HISTORY_ADDED);
	before = ask(place->db, "SELECT page_count * page_size FROM pragma_page_count, "
	                        "pragma_page_size");
	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0)
			fill(place, paths, 60, (rlim_t)(before + 8192 * i));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		assert_whole(place->db, ask(place->db, "SELECT count(*) FROM run"));
	}
	for (int i = 0; i < 60; i++) {
		add(place->db, paths[i]);
		free(paths[i]);
	}
	assert_whole(place->db, 60);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hashes_are_those_of_the_standard),
	    TEST(a_run_comes_out_as_it_went_in),
	    TEST(the_same_run_twice_changes_nothing),
	    TEST(a_run_that_went_on_takes_its_own_place_when_asked),
	    TEST(what_cannot_be_added_is_refused),
	    TEST(text_is_never_a_statement),
	    TEST(other_files_are_refused),
	    TEST(any_name_is_that_of_a_file),
	    TEST(who_may_not_write_can_read),
	    TEST(damage_is_told),
	    TEST(writers_wait_for_each_other),
	    TEST(a_kill_loses_nothing),
	    TEST(a_full_disk_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
