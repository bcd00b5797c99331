/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs for another Xen, and where they are kept. cmake, ninja and the compiler are
 * scripts here, which do as a test wants them to; that the real ones build the real thing
 * is for the lab's tests.
 */
#include "tests/unit/test.h"

#include "base/io.h"
#include "lab/dom0_key.h"
#include "lab/dom0_store.h"
#include "lab/files.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct xnb_dom0_recipe recipe = {
    .name = "4.99",
    .sources = "src",
    .prefix = "prefix",
    .compiler = "bin/cc",
    .build_type = "Release",
    .flags = "",
    .version = "1",
    .commit = "abc",
};

static void plant_script(const char *path, const char *text)
{
	char script[2048];

	snprintf(script, sizeof(script), "#!/bin/sh\n%s\n", text);
	plant(path, script);
	assert_int_equal(chmod(path, 0755), 0);
}

#define BUILD_DIR "for word; do case $word in -[BC]*) dir=${word#-[BC]};; esac; done\n"

/* The program that comes out of it says how often there was one. */
static const char works[] = BUILD_DIR "mkdir -p $dir/cli\n"
                                      "echo one more >>$dir/../../../count\n"
                                      "echo program >$dir/cli/xen-numabench-dom0\n"
                                      "chmod +x $dir/cli/xen-numabench-dom0\n";

static void plant_all(void)
{
	char path[PATH_MAX * 2], here[PATH_MAX];

	plant("src/CMakeLists.txt", "project\n");
	plant("src/base/buf.c", "int buf;\n");
	plant("prefix/usr/include/xenctrl.h", "#define A 1\n");
	plant("prefix/usr/local/include/xen/xen.h", "#define B 1\n");
	plant("prefix/usr/lib/x86_64-linux-gnu/libxenctrl.a", "archive\n");
	plant_script("bin/cc", "echo cc 12");
	plant_script("bin/cmake", "echo flags are [$CFLAGS]");
	plant_script("bin/ninja", works);
	plant_script("bin/pkg-config", "");
	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(path, sizeof(path), "%s/bin:/usr/bin:/bin", here);
	assert_int_equal(setenv("PATH", path, 1), 0);
}

/* Of the recipe as it is now; two of them are kept at a time. */
static const char *key_of(const struct xnb_dom0_recipe *r)
{
	static char keys[2][XNB_SHA256_SIZE];
	static unsigned next;
	char *key = keys[next++ % 2];
	struct xnb_error err;

	if (xnb_dom0_key(key, r, &err))
		fail_msg("%s", err.text);
	return key;
}

static void all_that_decides_is_in_the_key(void **state)
{
	static const char *const deciding[] = {
	    "src/CMakeLists.txt",
	    "src/base/buf.c",
	    "src/base/new.h",
	    "src/xen/hypercalls/life_calls.c",
	    "src/workloads/payload/payload.ld",
	    "prefix/usr/include/xenctrl.h",
	    "prefix/usr/local/include/xen/xen.h",
	    "prefix/usr/local/include/xen/arch/deep.h",
	    "prefix/usr/lib/x86_64-linux-gnu/libxenctrl.a",
	    "prefix/usr/local/lib/libxenlight.a",
	};
	static const char *const idle[] = {
	    "src/tests/unit/test.c", "src/base/buf.c~",
	    "src/cli/cmd_report.c",  "prefix/usr/lib/x86_64-linux-gnu/libxenctrl.so",
	    "prefix/boot/xen.gz",
	};
	char before[XNB_SHA256_SIZE];

	(void)state;
	plant_all();
	strcpy(before, key_of(&recipe));
	for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++) {
		plant(idle[i], "changed\n");
		assert_string_equal(key_of(&recipe), before);
	}
	for (size_t i = 0; i < sizeof(deciding) / sizeof(deciding[0]); i++) {
		plant(deciding[i], "changed\n");
		assert_string_not_equal(key_of(&recipe), before);
		strcpy(before, key_of(&recipe));
	}
	assert_int_equal(rename("src/base/buf.c", "src/base/bug.c"), 0);
	assert_string_not_equal(key_of(&recipe), before);
}

static void places_and_times_are_not_in_the_key(void **state)
{
	struct xnb_dom0_recipe moved = recipe;
	const struct timespec old[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
	char before[XNB_SHA256_SIZE];

	(void)state;
	plant_all();
	strcpy(before, key_of(&recipe));
	assert_int_equal(utimensat(AT_FDCWD, "src/base/buf.c", old, 0), 0);
	assert_int_equal(rename("src", "elsewhere"), 0);
	assert_int_equal(rename("prefix", "another"), 0);
	moved.sources = "elsewhere";
	moved.prefix = "another";
	assert_string_equal(key_of(&moved), before);
}

static void the_words_are_in_the_key(void **state)
{
	char before[XNB_SHA256_SIZE];
	struct xnb_dom0_recipe changed[5];

	(void)state;
	plant_all();
	strcpy(before, key_of(&recipe));
	for (size_t i = 0; i < 5; i++)
		changed[i] = recipe;
	changed[0].build_type = "Debug";
	changed[1].flags = "-O1";
	changed[2].version = "2";
	changed[3].commit = "abd";
	changed[4].compiler = "bin/cc13";
	plant_script("bin/cc13", "echo cc 13");
	for (size_t i = 0; i < 5; i++)
		assert_string_not_equal(key_of(&changed[i]), before);
}

/* How many entries there are in the folder, less the lock. */
static int entries_in(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.' && strcmp(entry->d_name, "lock") != 0;
	closedir(dir);
	return n;
}

static void assert_text(const char *path, const char *expected)
{
	struct xnb_buf text = {0};

	assert_int_equal(xnb_read_file(path, &text, 0, NULL), 0);
	assert_string_equal(xnb_buf_text(&text), expected);
	xnb_buf_free(&text);
}

static int lines_of(const char *path)
{
	struct xnb_buf text = {0};
	int n = 0;

	assert_int_equal(xnb_read_file(path, &text, 0, NULL), 0);
	for (const char *at = xnb_buf_text(&text); (at = strchr(at, '\n')); at++)
		n++;
	xnb_buf_free(&text);
	return n;
}

static void get(char path[PATH_MAX])
{
	struct xnb_error err;

	if (xnb_dom0_get(path, "own/dom0", &recipe, &err))
		fail_msg("%s", err.text);
	assert_int_equal(access(path, X_OK), 0);
}

static void it_is_built_once_for_its_contents(void **state)
{
	char first[PATH_MAX], again[PATH_MAX], log[PATH_MAX];

	(void)state;
	plant_all();
	setenv("CFLAGS", "-O7", 1);
	get(first);
	unsetenv("CFLAGS");
	assert_text(first, "program\n");
	get(again);
	assert_string_equal(first, again);
	assert_text("own/count", "one more\n");
	assert_int_equal(xnb_path(log, NULL, "%s", first), 0);
	strcpy(strrchr(log, '/'), "/build.log");
	assert_text(log, "flags are []\n");
	assert_int_equal(entries_in("own/dom0"), 1);

	plant("src/base/buf.c", "changed\n");
	get(again);
	assert_string_not_equal(first, again);
	assert_text("own/count", "one more\none more\n");
}

/* What a word of CMake's begins or ends with is no part of the prefix as it gets it. */
static void the_prefix_may_have_any_name(void **state)
{
	struct xnb_dom0_recipe odd = recipe;
	char path[PATH_MAX], here[PATH_MAX], prefix[PATH_MAX * 2];
	struct xnb_error err;

	(void)state;
	plant_all();
	plant("a; [b]/usr/include/xenctrl.h", "header\n");
	plant_script("bin/cmake", "for word; do case $word in -DXEN_PREFIX=*)\n"
	                          "cat ${word#*=}/usr/include/xenctrl.h;; esac; done");
	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(prefix, sizeof(prefix), "%s/a; [b]", here);
	odd.prefix = prefix;
	if (xnb_dom0_get(path, "own/dom0", &odd, &err))
		fail_msg("%s", err.text);
	strcpy(strrchr(path, '/'), "/build.log");
	assert_text(path, "header\n");
	strcpy(strrchr(path, '/'), "/build");
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(access("a; [b]/usr/include/xenctrl.h", F_OK), 0);
}

static void few_are_kept_and_those_in_use(void **state)
{
	char first[PATH_MAX], path[PATH_MAX], text[32];

	(void)state;
	plant_all();
	get(first);
	for (int i = 0; i < 14; i++) {
		snprintf(text, sizeof(text), "int i = %d;\n", i);
		plant("src/base/buf.c", text);
		get(path);
		plant("src/base/buf.c", "int buf;\n");
		get(path);
		assert_string_equal(path, first);
	}
	assert_int_equal(entries_in("own/dom0"), 12);
	/* The first one never went. */
	assert_int_equal(lines_of("own/count"), 15);
}

static void expect_failure(const char *reason)
{
	char path[PATH_MAX];
	struct xnb_error err;

	assert_int_equal(xnb_dom0_get(path, "own/dom0", &recipe, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	if (!strstr(err.text, reason))
		fail_msg("'%s' is not in: %s", reason, err.text);
}

static void a_failure_is_told_with_its_log(void **state)
{
	char path[PATH_MAX];

	(void)state;
	plant_all();
	plant_script("bin/ninja",
	             "echo '[1/2] x'; echo 'x.c:1: error: no such field' >&2\n"
	             "echo 1 error.; exit 1");
	expect_failure(
	    "cannot be built: x.c:1: error: no such field; see own/dom0/failed.log");
	assert_text("own/dom0/failed.log", "flags are []\n[1/2] x\n"
	                                   "x.c:1: error: no such field\n1 error.\n");
	assert_int_equal(entries_in("own/dom0"), 1);
	plant_script("bin/ninja", "printf 'x.c:1: error: \\033[2J\\n'; exit 1");
	expect_failure("x.c:1: error: ?[2J; see");
	/* It is tried again. */
	plant_script("bin/ninja", works);
	get(path);
}

static void what_cmake_says_is_found(void **state)
{
	(void)state;
	plant_all();
	plant_script("bin/cmake",
	             "echo -- Found; echo 'CMake Error at Xen.cmake:7 (message):'\n"
	             "echo '  Missing: xenctrl.h'; echo; echo -- Incomplete\n"
	             "exit 1");
	expect_failure("cannot be built: Missing: xenctrl.h; see own/dom0/failed.log");
	plant_script("bin/cmake", "echo one; echo two; exit 1");
	expect_failure("cannot be built: two; see");
	plant_script("bin/cmake",
	             "echo objcopy: x.a: No space left on device; echo; exit 1");
	expect_failure("cannot be built: objcopy: x.a: No space left on device; see");
	plant_script("bin/cmake", "kill -9 $$");
	expect_failure("cmake: ended by signal 9");
}

static void what_is_missing_is_named_with_its_package(void **state)
{
	static const char *const programs[][2] = {
	    {"bin/ninja", "ninja-build"},
	    {"bin/cmake", "cmake"},
	    {"bin/cc", "gcc"},
	};
	char remedy[64];

	(void)state;
	plant_all();
	plant_script("bin/ld", "");
	plant_script("bin/objcopy", "");
	strchr(getenv("PATH"), ':')[0] = '\0';
	for (size_t i = 0; i < 3; i++) {
		uproot(programs[i][0]);
		snprintf(remedy, sizeof(remedy), "apt-get install %s", programs[i][1]);
		expect_failure(remedy);
	}
	assert_int_equal(access("own/dom0/failed.log", F_OK), -1);
}

static void sources_that_are_gone_are_told(void **state)
{
	(void)state;
	plant_all();
	assert_int_equal(remove_tree("src"), 0);
	expect_failure("src: no sources of xen-numabench");
}

/* A process that asks for the program. */
static pid_t ask(void)
{
	char path[PATH_MAX];
	pid_t pid = fork();

	if (pid == 0)
		_exit(xnb_dom0_get(path, "own/dom0", &recipe, NULL) ? 1 : 0);
	assert_true(pid > 0);
	return pid;
}

static int end_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void who_asks_meanwhile_waits(void **state)
{
	char slow[1024];
	pid_t first, second;

	(void)state;
	plant_all();
	snprintf(slow, sizeof(slow), "sleep 0.3\n%s", works);
	plant_script("bin/ninja", slow);
	first = ask();
	second = ask();
	assert_int_equal(end_of(first), 0);
	assert_int_equal(end_of(second), 0);
	assert_text("own/count", "one more\n");
}

static void wait_until_there(const char *path)
{
	const struct timespec moment = {.tv_nsec = 10000000};

	for (int i = 0; access(path, F_OK); i++) {
		if (i == 2000)
			fail_msg("%s: does not come", path);
		nanosleep(&moment, NULL);
	}
}

static void an_interrupted_build_leaves_nothing(void **state)
{
	struct xnb_buf ninja = {0};
	int status;
	pid_t pid;

	(void)state;
	plant_all();
	plant_script("bin/ninja", "echo $$ >pid.new; mv pid.new pid; exec sleep 60");
	pid = ask();
	wait_until_there("pid");
	assert_int_equal(kill(pid, SIGTERM), 0);
	status = end_of(pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	assert_int_equal(entries_in("own/dom0"), 0);
	assert_int_equal(xnb_read_file("pid", &ninja, 0, NULL), 0);
	assert_int_equal(kill(atoi(xnb_buf_text(&ninja)), 0), -1);
	xnb_buf_free(&ninja);
}

/* What a killed one left is in nobody's way. */
static void leftovers_are_built_over(void **state)
{
	char path[PATH_MAX], name[PATH_MAX];

	(void)state;
	plant_all();
	snprintf(name, sizeof(name), "own/dom0/%.16s.new/build/half", key_of(&recipe));
	plant(name, "half\n");
	get(path);
	assert_int_equal(entries_in("own/dom0"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(all_that_decides_is_in_the_key),
	    in_a_folder(places_and_times_are_not_in_the_key),
	    in_a_folder(the_words_are_in_the_key),
	    in_a_folder(it_is_built_once_for_its_contents),
	    in_a_folder(the_prefix_may_have_any_name),
	    in_a_folder(few_are_kept_and_those_in_use),
	    in_a_folder(a_failure_is_told_with_its_log),
	    in_a_folder(what_cmake_says_is_found),
	    in_a_folder(what_is_missing_is_named_with_its_package),
	    in_a_folder(sources_that_are_gone_are_told),
	    in_a_folder(who_asks_meanwhile_waits),
	    in_a_folder(an_interrupted_build_leaves_nothing),
	    in_a_folder(leftovers_are_built_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
