/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `check' runs, what it runs against, and what it reads of a box that failed. */
#include "tests/unit/test.h"

#include "base/io.h"
#include "base/program.h"
#include "cli/check_base.h"
#include "cli/check_log.h"
#include "cli/check_parts.h"
#include "cli/check_suite.h"
#include "lab/files.h"
#include "tests/unit/folder.h"
#include "tests/unit/spawn.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PLACEMENT = 1u << XNB_GATE_PLACEMENT,
	SEMANTICS = 1u << XNB_GATE_SEMANTICS,
	PATHS = 1u << XNB_GATE_PATHS,
	ALL = PLACEMENT | SEMANTICS | PATHS,
};

static const struct xnb_suite_box *box_of(const char *name)
{
	for (const struct xnb_suite_box *box = xnb_suite_boxes; box->name; box++)
		if (strcmp(box->name, name) == 0)
			return box;
	fail_msg("%s: no such box", name);
	return NULL;
}

static void every_part_has_a_box(void **state)
{
	unsigned parts = 0;
	size_t n = 0;

	(void)state;
	for (const struct xnb_suite_box *box = xnb_suite_boxes; box->name; box++, n++)
		parts |= box->parts;
	assert_int_equal(parts, ALL);
	assert_true(n <= XNB_CHECK_MOST_BOXES);
}

static void only_and_nodes_choose_boxes(void **state)
{
	static const struct {
		const char *box;
		unsigned only, nodes, parts;
	} choices[] = {
	    {"nodes-2", 0, 0, PLACEMENT | SEMANTICS},
	    {"nodes-2", SEMANTICS, 0, SEMANTICS},
	    {"nodes-2", SEMANTICS | PATHS, 2, SEMANTICS},
	    {"nodes-2", PATHS, 0, 0},
	    {"nodes-2", 0, 4, 0},
	    {"nodes-4", 0, 0, PLACEMENT},
	    {"nodes-4", 0, 4, PLACEMENT},
	    {"nodes-4", SEMANTICS, 4, 0},
	    {"nodes-4", 0, 2, 0},
	    {"paths", 0, 0, PATHS},
	    {"paths", PATHS, 2, PATHS},
	    {"paths", PATHS, 4, 0},
	    {"paths", PLACEMENT | SEMANTICS, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		assert_int_equal(xnb_suite_parts(box_of(choices[i].box), choices[i].only,
		                                 choices[i].nodes),
		                 choices[i].parts);
}

/* Of all that a command line of `lab run' can be refused for before a box is booted, its
 * directory comes last. */
static void assert_lab_takes(const struct xnb_suite_box *box, unsigned parts,
                             bool toolstack)
{
	struct xnb_args argv = {0};
	struct xnb_buf err = {0};
	int status;

	xnb_args_add(&argv, "%s", XNB_PROGRAM);
	xnb_args_add(&argv, "lab");
	xnb_args_add(&argv, "run");
	xnb_args_add(&argv, "--out=full");
	xnb_suite_words(&argv, box, parts, toolstack);
	assert_false(argv.failed);
	status = spawn(argv.v, NULL, &err);
	if (status != XNB_EXIT_ENVIRONMENT ||
	    !strstr(xnb_buf_text(&err), "full: exists and is not empty"))
		fail_msg("%s: status %d: %s", box->name, status, xnb_buf_text(&err));
	xnb_buf_free(&err);
	xnb_args_free(&argv);
}

static void the_lab_takes_the_words_of_every_box(void **state)
{
	struct xnb_error err;

	(void)state;
	assert_int_equal(mkdir("full", 0777), 0);
	assert_int_equal(xnb_replace_file("full/something", "x", 1, &err), 0);
	for (const struct xnb_suite_box *box = xnb_suite_boxes; box->name; box++)
		for (unsigned parts = 1; parts <= ALL; parts++)
			if (xnb_suite_parts(box, parts, 0) == parts) {
				assert_lab_takes(box, parts, true);
				assert_lab_takes(box, parts, false);
			}
}

/* ---- the base ---- */

static void plant_run(const char *dir)
{
	char path[PATH_MAX];
	struct xnb_error err;
	const char text[] = "{\"environment\": {\"xen_version\": \"4.99\"}}";

	assert_int_equal(xnb_make_dirs(dir, &err), 0);
	snprintf(path, sizeof(path), "%s/run.json", dir);
	assert_int_equal(xnb_replace_file(path, text, strlen(text), &err), 0);
}

static void assert_no_base(const char *text, const char *told)
{
	struct xnb_check_base base;
	struct xnb_error err;

	assert_int_equal(xnb_check_base_choose(&base, text, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, told));
}

static void a_base_is_a_release_or_a_directory(void **state)
{
	struct xnb_check_base base;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_check_base_choose(&base, NULL, &err), 0);
	assert_string_equal(base.choice.version, xnb_lab_newest()->version);
	assert_int_equal(xnb_check_base_choose(&base, "4.17", &err), 0);
	assert_string_equal(base.choice.version, "4.17");
	assert_null(base.dir);
	plant_run("runs/nodes-4");
	assert_int_equal(xnb_check_base_choose(&base, "runs", &err), 0);
	assert_string_equal(base.dir, "runs");
	assert_null(base.choice.version);
	assert_no_base("4.1", "neither a release (4.17, 4.20) nor");
}

/* That it does not serve is said before anything is got or booted. */
static void a_directory_without_runs_is_no_base(void **state)
{
	struct xnb_error err;

	(void)state;
	assert_int_equal(mkdir("empty", 0777), 0);
	assert_no_base("empty", "--base empty: holds no run of any box");
	assert_int_equal(xnb_make_dirs("xen/dist/install/boot", &err), 0);
	assert_no_base("xen/dist/install", "is a Xen tree");
	assert_no_base("xen", "make them with check --xen-dir xen --out DIR");
}

static struct xnb_check_work *against(const char *dir, const char *const *boxes)
{
	static struct xnb_check_work work;

	work = (struct xnb_check_work){.base = {.dir = dir, .lock = -1}};
	for (; *boxes; boxes++)
		work.boxes[work.n_boxes++] = (struct xnb_check_box){
		    .box = box_of(*boxes), .parts = box_of(*boxes)->parts};
	return &work;
}

static void a_directory_that_lacks_a_box_is_refused(void **state)
{
	static const char *const all[] = {"paths", "nodes-2", "nodes-4", NULL};
	static const char *const one[] = {"nodes-4", NULL};
	struct xnb_check_work *work;
	struct xnb_error err;

	(void)state;
	plant_run("runs/nodes-4");
	assert_int_equal(xnb_check_lock_base(against("runs", one), &err), 0);
	assert_int_equal(xnb_check_lock_base(against("runs", all), &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(
	    strstr(err.text, "runs: has no run of paths and nodes-2 to judge"));
	/* Of a debug build no path is counted, and none of the base is wanted. */
	plant_run("runs/nodes-2");
	work = against("runs", all);
	work->xen.debug = true;
	assert_int_equal(xnb_check_lock_base(work, &err), 0);
}

static void a_directory_says_what_its_runs_are_of(void **state)
{
	const struct xnb_lab_cache none = {.dir = ""};
	struct xnb_check_base base;
	struct xnb_error err;
	char path[PATH_MAX];

	(void)state;
	plant_run("runs/nodes-4");
	assert_int_equal(xnb_check_base_choose(&base, "runs", &err), 0);
	assert_int_equal(xnb_check_base_open(&base, &none, &err), 0);
	assert_string_equal(base.name, "4.99");
	assert_int_equal(
	    xnb_check_base_path(&base, path, box_of("nodes-4"), PLACEMENT, &err), 0);
	assert_string_equal(path, "runs/nodes-4");
	assert_true(xnb_check_base_has(path));
	assert_false(xnb_check_base_has("runs/nodes-2"));
}

static void path_of(char path[PATH_MAX], const char *program, const char *box,
                    unsigned parts, bool toolstack)
{
	struct xnb_check_base base = {.checks = "check", .toolstack = toolstack};
	struct xnb_error err;

	snprintf(base.program, sizeof(base.program), "%s", program);
	assert_int_equal(xnb_check_base_path(&base, path, box_of(box), parts, &err), 0);
}

static void runs_are_kept_by_all_that_decides_them(void **state)
{
	static const struct {
		const char *program, *box;
		unsigned parts;
		bool toolstack;
	} keys[] = {
	    {"a", "nodes-2", PLACEMENT | SEMANTICS, true},
	    {"b", "nodes-2", PLACEMENT | SEMANTICS, true},
	    {"a", "nodes-4", PLACEMENT, true},
	    {"a", "nodes-2", PLACEMENT, true},
	    {"a", "nodes-2", PLACEMENT, false},
	    {"a", "paths", PATHS, true},
	};
	enum { N = sizeof(keys) / sizeof(keys[0]) };
	char paths[N][PATH_MAX], again[PATH_MAX];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		path_of(paths[i], keys[i].program, keys[i].box, keys[i].parts,
		        keys[i].toolstack);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(paths[i], paths[j]);
	}
	path_of(again, "a", "nodes-2", PLACEMENT | SEMANTICS, true);
	assert_string_equal(again, paths[0]);
	/* A counted box has no toolstack anyway. */
	path_of(again, "a", "paths", PATHS, false);
	assert_string_equal(again, paths[N - 1]);
}

static size_t count_runs(void)
{
	char path[PATH_MAX];
	size_t n = 0;

	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "check/old-%d", i);
		n += xnb_check_base_has(path);
	}
	return n;
}

static void a_run_appears_whole_and_old_ones_go(void **state)
{
	struct xnb_check_base base = {.checks = "check", .lock = -1};
	char path[PATH_MAX];
	struct xnb_error err;

	(void)state;
	plant_run("check/.new-killed/nodes-2");
	for (int i = 0; i < 40; i++) {
		struct timespec times[2] = {{.tv_sec = 1000 + i}, {.tv_sec = 1000 + i}};

		snprintf(path, sizeof(path), "check/old-%d", i);
		plant_run(path);
		assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	}
	xnb_check_base_used("check/old-3");
	assert_int_equal(xnb_check_base_lock(&base, &err), 0);
	assert_int_equal(access("check/.new-killed", F_OK), -1);
	assert_int_equal(xnb_check_base_make(&base, &err), 0);
	assert_int_equal(xnb_path(path, &err, "%s/nodes-2", base.made), 0);
	plant_run(path);
	assert_int_equal(xnb_check_base_keep(&base, path, "check/nodes-2-x", &err), 0);
	assert_true(xnb_check_base_has("check/nodes-2-x"));
	snprintf(path, sizeof(path), "%s", base.made);
	xnb_check_base_close(&base);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(base.lock, -1);
	/* 24 in all: the new one, the one used just now, and the newest of the rest. */
	assert_true(xnb_check_base_has("check/nodes-2-x"));
	assert_true(xnb_check_base_has("check/old-3"));
	assert_int_equal(count_runs(), 23);
	assert_true(xnb_check_base_has("check/old-39"));
	assert_false(xnb_check_base_has("check/old-17"));
}

/* ---- what a box said ---- */

static void plant_text(const char *text)
{
	struct xnb_error err;

	assert_int_equal(xnb_replace_file("log", text, strlen(text), &err), 0);
}

static void assert_last(const char *text, size_t lines, const char *wanted)
{
	struct xnb_buf last = {0};

	plant_text(text);
	xnb_log_last(&last, "log", lines);
	assert_string_equal(xnb_buf_text(&last), wanted);
	xnb_buf_free(&last);
}

static void the_last_lines_of_a_log(void **state)
{
	struct xnb_buf last = {0};

	(void)state;
	assert_last("one\ntwo\nthree\n", 2, "two\nthree\n");
	assert_last("one\ntwo\nthree", 2, "two\nthree\n");
	assert_last("one\n", 5, "one\n");
	assert_last("one\n\n", 2, "one\n\n");
	assert_last("", 5, "");
	assert_last("(XEN) a\r\n(XEN) b\rc\r\r\n", 2, "(XEN) a\n(XEN) b\rc\n");
	xnb_log_last(&last, "no-such-log", 5);
	assert_string_equal(xnb_buf_text(&last), "");
	xnb_buf_free(&last);
}

static void assert_error(const char *text, const char *wanted)
{
	struct xnb_buf why = {0};

	plant_text(text);
	xnb_log_error(&why, "log", "/tmp/x/nodes-2");
	assert_string_equal(xnb_buf_text(&why), wanted);
	xnb_buf_free(&why);
}

static void why_a_box_ended(void **state)
{
	(void)state;
	assert_error("xen-numabench: lab: waiting for another one\n"
	             "  | (XEN) Panic on CPU 0:\n"
	             "xen-numabench: /tmp/x/nodes-2/lab-console.log: the hypervisor "
	             "panicked: no: memory\n",
	             "the hypervisor panicked: no: memory");
	assert_error("xen-numabench: warning: dom0 takes part\n"
	             "xen-numabench: libxl: failed\n"
	             "xen-numabench: go on with: xen-numabench lab run --resume x\n",
	             "libxl: failed");
	assert_error("xen-numabench: /tmp/x/nodes-22/f: no\n", "/tmp/x/nodes-22/f: no");
	assert_error("something else\n", "");
	assert_error("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_part_has_a_box),
	    cmocka_unit_test(only_and_nodes_choose_boxes),
	    in_a_folder(the_lab_takes_the_words_of_every_box),
	    in_a_folder(a_base_is_a_release_or_a_directory),
	    in_a_folder(a_directory_without_runs_is_no_base),
	    in_a_folder(a_directory_that_lacks_a_box_is_refused),
	    in_a_folder(a_directory_says_what_its_runs_are_of),
	    cmocka_unit_test(runs_are_kept_by_all_that_decides_them),
	    in_a_folder(a_run_appears_whole_and_old_ones_go),
	    in_a_folder(the_last_lines_of_a_log),
	    in_a_folder(why_a_box_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
