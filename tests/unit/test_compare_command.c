/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `xen-numabench compare` as a user meets it. */
#include "tests/unit/test.h"

#include "tests/unit/folder.h"
#include "tests/unit/run_files.h"
#include "tests/unit/simulated_run.h"
#include "tests/unit/spawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGS = 10 };

static const struct simulated_series triad = {
    "bandwidth", "local", "triad", "bytes=1048576", "0", "0", "bandwidth", "B/s"};
static const struct simulated_noise quiet = {0.002, 0.001, 0.003};

/* Runs that the tests share, in one folder. */
struct runs {
	char folder[64];
	char fast[96], slow[96], again[96], once[96], hostile[96];
	char damaged[96], missing[96];
};

static void simulate(char path[96], const struct runs *runs, const char *name, int boots,
                     double mean)
{
	struct simulated_run run;

	snprintf(path, 96, "%s/%s", runs->folder, name);
	simulate_begin(&run, path, (uint64_t)name[0]);
	simulate_boots(&run, name, boots, 2, 4, &triad, mean, &quiet);
	simulate_end(&run);
}

/* Names that would be an escape sequence, markup, or a program of a shell. */
static void simulate_hostile(struct runs *runs)
{
	struct simulated_series series = triad;
	struct simulated_run run;

	series.item = "\"\033[2J<b>`id`$(id)\"\"\n,\"";
	snprintf(runs->hostile, sizeof(runs->hostile), "%s/hostile", runs->folder);
	simulate_begin(&run, runs->hostile, 1);
	simulate_boots(&run, "h", 3, 1, 1, &series, 1e9, &quiet);
	simulate_meta(&run, "environment.host", json_string("\033]0;title\a"));
	simulate_end(&run);
}

static int make_runs(void **state)
{
	struct runs *runs = calloc(1, sizeof(*runs));
	char path[160];

	if (!runs)
		return -1;
	snprintf(runs->folder, sizeof(runs->folder), "/tmp/xnb-compare-XXXXXX");
	*state = runs;
	if (!mkdtemp(runs->folder))
		return -1;
	simulate(runs->fast, runs, "fast", 5, 10e9);
	simulate(runs->slow, runs, "slow", 5, 9e9);
	simulate(runs->again, runs, "again", 5, 10e9);
	simulate(runs->once, runs, "once", 1, 10e9);
	simulate(runs->damaged, runs, "damaged", 1, 10e9);
	snprintf(path, sizeof(path), "%s/samples.csv", runs->damaged);
	run_files_append(path, "bandwidth,local\n");
	snprintf(runs->missing, sizeof(runs->missing), "%s/missing", runs->folder);
	simulate_hostile(runs);
	return 0;
}

static int remove_runs(void **state)
{
	struct runs *runs = *state;
	int rc = remove_tree(runs->folder);

	free(runs);
	return rc;
}

static int run_compare(const char *const args[], struct xnb_buf *out, struct xnb_buf *err)
{
	char *argv[MOST_ARGS + 3] = {(char *)XNB_PROGRAM, (char *)"compare"};

	for (size_t i = 0; i < MOST_ARGS && args[i]; i++)
		argv[i + 2] = (char *)args[i];
	return spawn(argv, out, err);
}

static void exit_code_is_the_verdict(void **state)
{
	const struct runs *runs = *state;
	const struct {
		const char *args[MOST_ARGS];
		int exit;
		const char *says; /* on standard output; NULL: nothing is there */
	} cases[] = {
	    {{runs->fast, runs->slow}, 1, "REGRESSION: something is worse"},
	    {{runs->slow, runs->fast}, 0, "IMPROVEMENT: something is better"},
	    {{runs->fast, runs->again}, 0, "EQUIVALENT: all is the same"},
	    {{runs->fast, runs->fast}, 0, "is in both arms"},
	    {{runs->fast, runs->slow, "--margin", "20%"}, 0, "EQUIVALENT"},
	    {{"-m", "0.2", runs->fast, runs->slow}, 0, "margin 20 %"},
	    {{runs->fast, runs->once}, 4, "at least 2 more boots"},
	    {{runs->hostile, runs->fast}, 4, "nothing that could be judged"},
	    {{"--base", runs->fast, runs->again, "--new", runs->slow},
	     1,
	     "10 and 5 boots"},
	    {{"--new", runs->slow, "--base", runs->fast, "--base", runs->again},
	     1,
	     "10 and 5 boots"},
	    {{runs->fast, runs->missing}, 3, NULL},
	    {{runs->fast, runs->damaged}, 5, NULL},
	    /* An error of the files is worse than a regression. */
	    {{"--base", runs->fast, "--new", runs->slow, runs->damaged}, 5, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_buf out = {0}, err = {0};
		int rc = run_compare(cases[i].args, &out, &err);

		if (rc != cases[i].exit ||
		    (cases[i].says && !strstr(xnb_buf_text(&out), cases[i].says)) ||
		    (!cases[i].says && (out.length || !err.length)))
			fail_msg("case %zu: %d\n%s%s", i, rc, xnb_buf_text(&out),
			         xnb_buf_text(&err));
		xnb_buf_free(&out);
		xnb_buf_free(&err);
	}
}

static void wrong_use_is_named(void **state)
{
	const struct runs *runs = *state;
	const char *a = runs->fast, *b = runs->slow;
	const struct {
		const char *args[MOST_ARGS];
		const char *says;
	} cases[] = {
	    {{NULL}, "a run is missing"},
	    {{a}, "a run is missing"},
	    {{"--base", a, b}, "a run is missing"},
	    {{a, b, a}, "a third run"},
	    {{a, "--new", b}, "is in no arm"},
	    {{"--base", a, a, "--new", b}, "is in this arm twice"},
	    {{a, b, "--margin", "nan"}, "--margin nan"},
	    {{a, b, "--margin", "nan%"}, "--margin nan%"},
	    {{a, b, "--margin", "inf"}, "--margin inf"},
	    {{a, b, "--margin", "-1%"}, "--margin -1%"},
	    {{a, b, "--margin", "1e999"}, "--margin 1e999"},
	    {{a, b, "--margin", "%"}, "--margin %"},
	    {{a, b, "--margin", ""}, "--margin "},
	    {{a, b, "--margin", "2 %"}, "--margin 2 %"},
	    {{a, b, "--margin", "5"}, "--margin 5"},
	    {{a, b, "--margin", "100%"}, "--margin 100%"},
	    {{a, b, "--scope", "boots"}, "there is only within-boot"},
	    {{a, b, "--direction", "bandwidth"}, "METRIC=higher"},
	    {{a, b, "--direction", "bandwidth=up"}, "METRIC=higher"},
	    {{a, b, "--direction", "=lower"}, "METRIC=higher"},
	    {{a, b, "--format", "yaml"}, "there are text, json"},
	    {{a, b, "--out", ""}, "the name of a folder is missing"},
	    {{a, b, "--column", "acm"}, "--out"},
	    {{a, ""}, "is empty"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_buf out = {0}, err = {0};
		int rc = run_compare(cases[i].args, &out, &err);

		if (rc != 2 || out.length || !strstr(xnb_buf_text(&err), cases[i].says))
			fail_msg("case %zu: %d %s%s", i, rc, xnb_buf_text(&out),
			         xnb_buf_text(&err));
		xnb_buf_free(&out);
		xnb_buf_free(&err);
	}
}

static const char validate[] =
    "import json, sys, jsonschema\n"
    "schema = json.load(open(sys.argv[1]))\n"
    "jsonschema.Draft202012Validator.check_schema(schema)\n"
    "jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))\n";

/* An independent reader of the schema; needs the package python3-jsonschema. */
static void assert_valid(const struct runs *runs, const char *schema,
                         const char *const *args)
{
	struct xnb_buf out = {0}, err = {0}, said = {0};
	char path[96];
	char *argv[] = {(char *)"/usr/bin/python3", (char *)"-c", (char *)validate,
	                (char *)(uintptr_t)schema,  path,         NULL};

	run_compare(args, &out, &err);
	snprintf(path, sizeof(path), "%s/out.json", runs->folder);
	run_files_write(path, xnb_buf_text(&out), out.length);
	if (spawn(argv, &said, &said))
		fail_msg("%s: %s\n%s", args[3], xnb_buf_text(&said), xnb_buf_text(&err));
	xnb_buf_free(&out);
	xnb_buf_free(&err);
	xnb_buf_free(&said);
}

static void json_is_as_its_schema_says(void **state)
{
	const struct runs *runs = *state;
	const char *const arms[][2] = {
	    {runs->fast, runs->slow},
	    {runs->fast, runs->once},
	    {runs->fast, runs->hostile},
	    {XNB_TEST_DATA "/runs/experiments", XNB_TEST_DATA "/runs/report"},
	    {XNB_TEST_DATA "/runs/hostile", XNB_TEST_DATA "/runs/hostile"},
	};

	for (size_t i = 0; i < sizeof(arms) / sizeof(arms[0]); i++) {
		const char *const args[] = {"--format", "json", arms[i][0], arms[i][1],
		                            NULL};

		assert_valid(runs, XNB_SCHEMAS "/compare.schema.json", args);
	}
}

static void a_self_test_is_as_its_schema_says(void **state)
{
	const struct runs *runs = *state;
	const char *const paths[] = {runs->fast, runs->once, runs->hostile,
	                             XNB_TEST_DATA "/runs/experiments"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *const args[] = {"--format", "json", "--self-test", paths[i],
		                            NULL};

		assert_valid(runs, XNB_SCHEMAS "/self-test.schema.json", args);
	}
}

static void foreign_text_moves_no_cursor(void **state)
{
	const struct runs *runs = *state;
	const char *const args[] = {runs->hostile, runs->fast, NULL};
	struct xnb_buf out = {0}, err = {0};

	run_compare(args, &out, &err);
	assert_non_null(strstr(xnb_buf_text(&out), "<b>`id`$(id)"));
	assert_null(strchr(xnb_buf_text(&out), '\033'));
	assert_null(strchr(xnb_buf_text(&out), '\a'));
	assert_null(strchr(xnb_buf_text(&err), '\033'));
	xnb_buf_free(&out);
	xnb_buf_free(&err);
}

/* A locale with a decimal comma changes no number, neither read nor written. */
static void locale_changes_nothing(void **state)
{
	const struct runs *runs = *state;
	const char *const args[] = {"-m",       "2.5%",     "-f", "json",
	                            runs->fast, runs->slow, NULL};
	struct xnb_buf plain = {0}, german = {0};

	assert_int_equal(run_compare(args, &plain, NULL), 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	assert_int_equal(run_compare(args, &german, NULL), 1);
	unsetenv("LC_ALL");
	assert_string_equal(xnb_buf_text(&plain), xnb_buf_text(&german));
	xnb_buf_free(&plain);
	xnb_buf_free(&german);
}

static void the_forest_plot_is_drawn(void **state)
{
	const struct runs *runs = *state;
	char dir[96], file[128];
	const char *const args[] = {runs->fast, runs->slow, "--out", dir, NULL};
	struct xnb_buf out = {0}, err = {0};
	FILE *pdf;

	snprintf(dir, sizeof(dir), "%s/plots", runs->folder);
	assert_int_equal(run_compare(args, &out, &err), 1);
	snprintf(file, sizeof(file), "%s/forest.pdf", dir);
	pdf = fopen(file, "r");
	if (!pdf)
		fail_msg("no plot: %s", xnb_buf_text(&err));
	else
		fclose(pdf);
	xnb_buf_free(&out);
	xnb_buf_free(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(exit_code_is_the_verdict),
	    cmocka_unit_test(wrong_use_is_named),
	    cmocka_unit_test(json_is_as_its_schema_says),
	    cmocka_unit_test(a_self_test_is_as_its_schema_says),
	    cmocka_unit_test(foreign_text_moves_no_cursor),
	    cmocka_unit_test(locale_changes_nothing),
	    cmocka_unit_test(the_forest_plot_is_drawn),
	};

	return cmocka_run_group_tests(tests, make_runs, remove_runs);
}
