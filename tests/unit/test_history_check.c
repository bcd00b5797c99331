/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `xen-numabench history' as a user meets it. */
#include "tests/unit/test.h"

#include "base/buf.h"
#include "tests/unit/made_up_run.h"
#include "tests/unit/spawn.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGS = 64 };

struct place {
	char *folder, *db;
	struct xnb_buf out, err;
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	place->folder = make_folder();
	assert_true(asprintf(&place->db, "%s/h.db", place->folder) > 0);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	remove_folder(place->folder);
	xnb_buf_free(&place->out);
	xnb_buf_free(&place->err);
	free(place->db);
	free(place);
	return 0;
}

/* Runs `history WORD --db ...` with the arguments, which end with a NULL. */
static int history(struct place *place, const char *action, ...)
{
	char *argv[MOST_ARGS] = {(char *)XNB_PROGRAM, (char *)"history", (char *)action,
	                         (char *)"--db", place->db};
	size_t n = 5;
	va_list args;

	va_start(args, action);
	while (n < MOST_ARGS - 1 && (argv[n] = va_arg(args, char *)))
		n++;
	va_end(args);
	xnb_buf_clear(&place->out);
	xnb_buf_clear(&place->err);
	return spawn(argv, &place->out, &place->err);
}

static void add(struct place *place, const struct made_up_run *run)
{
	char *path = make_up_run(place->folder, run);

	if (history(place, "add", path, NULL))
		fail_msg("%s", xnb_buf_text(&place->err));
	free(path);
}

/* Noise of about 0.5 %, the same each time. */
static double noise(int number)
{
	return 1 + 0.005 * sin(number * 12.9898) * cos(number * 78.233);
}

static struct made_up_run steady(int number)
{
	return (struct made_up_run){.number = number,
	                            .bandwidth = 1e10 * noise(number),
	                            .locality = 1,
	                            .instructions = 12345678};
}

/* `n` runs, put in at once; `change` has its way with each. */
static void add_all(struct place *place, int n, void (*change)(struct made_up_run *run))
{
	char *argv[MOST_ARGS] = {(char *)XNB_PROGRAM, (char *)"history", (char *)"add",
	                         (char *)"--db", place->db};

	for (int i = 0; i < n; i++) {
		struct made_up_run run = steady(i);

		if (change)
			change(&run);
		argv[5 + i] = make_up_run(place->folder, &run);
	}
	xnb_buf_clear(&place->out);
	if (spawn(argv, &place->out, &place->err))
		fail_msg("%s", xnb_buf_text(&place->err));
	for (int i = 0; i < n; i++)
		free(argv[5 + i]);
}

static void assert_says(const struct xnb_buf *text, const char *what)
{
	if (!strstr(xnb_buf_text(text), what))
		fail_msg("\"%s\" is missing in:\n%s", what, xnb_buf_text(text));
}

static void assert_silent_of(const struct xnb_buf *text, const char *what)
{
	if (strstr(xnb_buf_text(text), what))
		fail_msg("\"%s\" is in:\n%s", what, xnb_buf_text(text));
}

static void slower_from_12(struct made_up_run *run)
{
	if (run->number >= 12) {
		run->bandwidth *= 0.95;
		run->changeset = "b";
	}
}

static void faster_from_12(struct made_up_run *run)
{
	if (run->number >= 12)
		run->bandwidth *= 1.05;
}

static void a_regression_is_told_with_what_changed(void **state)
{
	struct place *place = *state;

	add_all(place, 24, slower_from_12);
	assert_int_equal(history(place, "check", NULL), 1);
	assert_says(&place->out, "REGRESSION: ");
	assert_says(&place->out, " GB/s (");
	assert_says(&place->out, "2026-01-01T12:00:00Z");
	assert_says(&place->out, "environment.xen_changeset: \"a\" -> \"b\"");
	/* Xen measures that anew at each boot. */
	assert_silent_of(&place->out, "tsc_khz");
	assert_says(&place->out, "24 runs, 3 series: 1 REGRESSION, 2 unchanged");

	/* What is long past is shown and does not count. */
	assert_int_equal(history(place, "check", "--last", "5", NULL), 0);
	assert_says(&place->out, "REGRESSION (past)");
	assert_says(&place->out,
	            "3 series: 3 unchanged (1 of them with changes in the past)\n");
	assert_int_equal(history(place, "check", "--last", "12", NULL), 1);
	assert_int_equal(history(place, "check", "--since", "2026-01-01T13:00:00Z", NULL),
	                 0);
	assert_int_equal(history(place, "check", "--since", "2026-01-01T12:00:00Z", NULL),
	                 1);
	/* A day begins at midnight: the change at noon is of that day. */
	assert_int_equal(history(place, "check", "--since", "2026-01-01", NULL), 1);
	assert_int_equal(history(place, "check", "--since", "2026-01-02", NULL), 0);
}

static void long_lines_from_12(struct made_up_run *run)
{
	slower_from_12(run);
	run->changeset =
	    run->number < 12
	        ? "console=com1 loglvl=all dom0_mem=4096M sched=credit2 smt=1 nmi=dom0"
	        : "console=com1 loglvl=all dom0_mem=4096M sched=credit smt=1 nmi=dom0";
}

static void of_long_values_the_words_that_differ_are_told(void **state)
{
	struct place *place = *state;

	add_all(place, 24, long_lines_from_12);
	assert_int_equal(history(place, "check", NULL), 1);
	assert_says(&place->out, "environment.xen_changeset: \"... sched=credit2 ...\" "
	                         "-> \"... sched=credit ...\"\n");
	assert_int_equal(history(place, "check", "--format", "json", NULL), 1);
	assert_says(&place->out, "dom0_mem=4096M sched=credit smt=1");
}

static void an_improvement_is_no_failure(void **state)
{
	struct place *place = *state;

	add_all(place, 24, faster_from_12);
	assert_int_equal(history(place, "check", NULL), 0);
	assert_says(&place->out, "IMPROVEMENT");
	assert_says(&place->out,
	            "nothing that is known of the environment changed there");
}

static void one_run_alone_is_suspect(void **state)
{
	struct place *place = *state;
	struct made_up_run last = steady(20);

	add_all(place, 20, NULL);
	assert_int_equal(history(place, "check", NULL), 0);
	last.bandwidth *= 0.9;
	add(place, &last);
	assert_int_equal(history(place, "check", NULL), 4);
	assert_says(&place->out, "suspect");
}

static void slower_and_emulated(struct made_up_run *run)
{
	slower_from_12(run);
	run->timing = "emulated";
}

static void emulated_timings_get_no_verdict(void **state)
{
	struct place *place = *state;

	add_all(place, 24, slower_and_emulated);
	assert_int_equal(history(place, "check", NULL), 0);
	assert_silent_of(&place->out, "REGRESSION");
	assert_says(&place->out, "not judged: 1 series: emulated timings get no verdict");
	assert_int_equal(history(place, "export", "--format", "otava", NULL), 0);
	assert_says(&place->out, "bandwidth [B/s] (emulated)");
}

/* Placement and paths are judged in a box, too: one run suffices. */
static void a_constant_that_changes_is_told(void **state)
{
	struct place *place = *state;
	struct made_up_run run = steady(2);

	add_all(place, 2, NULL);
	run.timing = NULL;
	run.locality = 0;
	add(place, &run);
	assert_int_equal(history(place, "check", NULL), 1);
	assert_says(&place->out, "placement/local/populated: locality");
	assert_says(&place->out, "REGRESSION: 1 -> 0");

	run = steady(3);
	run.instructions = 12345677;
	add(place, &run);
	run = steady(4);
	run.instructions = 12345678;
	add(place, &run);
	history(place, "check", NULL);
	assert_says(&place->out, "IMPROVEMENT: 0 -> 1");
	assert_says(&place->out, "IMPROVEMENT: 12345678 -> 12345677 instructions");
	assert_says(&place->out, "REGRESSION: 12345677 -> 12345678 instructions");
}

static void refused_once(struct made_up_run *run)
{
	run->refused = run->number == 3 ? 16 : 0;
}

/* No sample of a code is the value 0. */
static void a_refusal_is_told(void **state)
{
	struct place *place = *state;

	add_all(place, 5, refused_once);
	assert_int_equal(history(place, "check", NULL), 1);
	assert_says(&place->out, "placement/local/refused: errno  (5 runs)");
	assert_says(&place->out, "REGRESSION: 0 -> 16 errno with run");
	assert_says(&place->out, "IMPROVEMENT: 16 -> 0 errno");
	assert_int_equal(history(place, "check", "--last", "1", NULL), 0);
}

static void two_hosts(struct made_up_run *run)
{
	if (run->number % 2) {
		run->host = "beta";
		run->bandwidth *= 0.7;
	}
}

static void hosts_are_not_mixed(void **state)
{
	struct place *place = *state;

	add_all(place, 24, two_hosts);
	assert_int_equal(history(place, "check", NULL), 0);
	assert_says(&place->out, "24 runs, 6 series: 6 unchanged");
	assert_int_equal(history(place, "check", "--host", "beta", NULL), 0);
	assert_says(&place->out, "12 runs, 3 series");
	assert_int_equal(history(place, "export", "--format", "otava", NULL), 2);
	assert_says(&place->err, "--host");
	assert_int_equal(
	    history(place, "export", "--format", "otava", "--host", "beta", NULL), 0);
	/* A header and 12 runs. */
	assert_int_equal(history(place, "list", "--host", "beta", NULL), 0);
	assert_says(&place->out, "12 runs\n");
}

static json_t *parse(const struct place *place)
{
	json_error_t error;
	json_t *root =
	    json_loads(xnb_buf_text(&place->out), JSON_REJECT_DUPLICATES, &error);

	if (!root)
		fail_msg("%s in:\n%s", error.text, xnb_buf_text(&place->out));
	return root;
}

static void json_says_the_same(void **state)
{
	struct place *place = *state;
	json_t *root, *series, *change;

	add_all(place, 24, slower_from_12);
	assert_int_equal(history(place, "check", "--format", "json", NULL), 1);
	root = parse(place);
	assert_int_equal(json_integer_value(json_object_get(
	                     json_object_get(root, "counts"), "regression")),
	                 1);
	assert_int_equal(json_array_size(json_object_get(root, "runs")), 24);
	series = json_array_get(json_object_get(root, "series"), 0);
	assert_string_equal(json_string_value(json_object_get(series, "verdict")),
	                    "regression");
	assert_int_equal(json_array_size(json_object_get(series, "points")), 24);
	change = json_array_get(json_object_get(series, "changes"), 0);
	assert_int_equal(json_integer_value(json_object_get(change, "point")), 12);
	assert_true(fabs(json_number_value(json_object_get(change, "relative")) + 0.05) <
	            0.01);
	json_decref(root);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(history(place, "list", "--format", "json",
		                         i ? "--series" : NULL, NULL),
		                 0);
		json_decref(parse(place));
	}
}

static size_t count(const struct xnb_buf *text, const char *what)
{
	size_t n = 0;

	for (const char *at = xnb_buf_text(text); (at = strstr(at, what)); at++)
		n++;
	return n;
}

/* Commas and quotes of a name stand in one cell (RFC 4180). */
static void quoted(struct made_up_run *run)
{
	run->item = "a \"b\", c";
}

static void tables_hold_all(void **state)
{
	struct place *place = *state;

	add_all(place, 3, quoted);
	assert_int_equal(history(place, "export", NULL), 0);
	assert_int_equal(count(&place->out, "\r\n"), 1 + 3 * 6);
	assert_says(&place->out, "host,topology,run,time,timing,experiment,");
	assert_int_equal(count(&place->out, ",\"a \"\"b\"\", c\","), 9);
	assert_int_equal(history(place, "export", "--format", "otava", NULL), 0);
	assert_int_equal(count(&place->out, "\r\n"), 1 + 3);
	assert_says(&place->out, "time,run,xen_version,xen_changeset,tool_commit,"
	                         "\"bandwidth/local/a \"\"b\"\", c, nodes 0 -> 0: "
	                         "bandwidth [B/s]\",");
	assert_int_equal(history(place, "export", "--experiment", "placement", NULL), 0);
	assert_int_equal(count(&place->out, "\r\n"), 1 + 3 * 2);
}

static void what_there_is_can_be_shown(void **state)
{
	struct place *place = *state;
	char name[13];

	add_all(place, 3, NULL);
	assert_int_equal(history(place, "list", NULL), 0);
	memcpy(name, strchr(xnb_buf_text(&place->out), '\n') + 1, 12);
	name[12] = '\0';
	assert_int_equal(history(place, "show", name, NULL), 0);
	assert_int_equal(count(&place->out, "2026-01-01T"), 3);
	assert_says(&place->out, "3 domains, 3 samples");
	assert_int_equal(history(place, "list", "--series", NULL), 0);
	assert_says(&place->out,
	            "s3 placement/local/populated: locality  (3 runs, last 1)");
	assert_int_equal(history(place, "show", "s1", NULL), 0);
	assert_int_equal(count(&place->out, "2026-01-01T"), 3);
	assert_int_equal(history(place, "show", "s99", NULL), 2);
	assert_says(&place->err, "no such run or series");
	assert_int_equal(history(place, "show", "", NULL), 2);
	assert_says(&place->err, "several runs");
}

static void wrong_use_is_named(void **state)
{
	struct place *place = *state;

	assert_int_equal(history(place, "list", NULL), 3);
	assert_says(&place->err, "there is no history yet");
	assert_int_equal(history(place, "add", NULL), 2);
	assert_int_equal(history(place, "check", "--last", "0", NULL), 2);
	assert_int_equal(history(place, "check", "--since", "yesterday", NULL), 2);
	assert_int_equal(history(place, "check", "--since", "2026-02-31", NULL), 2);
	assert_says(&place->err, "no day as in");
	assert_int_equal(history(place, "check", "--since", "2026-02-31T10:00:00Z", NULL),
	                 2);
	assert_int_equal(history(place, "check", "--since", "2026-01-01T25:00:00Z", NULL),
	                 2);
	assert_int_equal(history(place, "check", "--format", "yaml", NULL), 2);
	assert_says(&place->err, "text and json");
	assert_int_equal(history(place, "check", "--timing", "reel", NULL), 2);
	assert_says(&place->err, "there are real, virtualized");
	assert_int_equal(history(place, "check", "--column", "acm", NULL), 2);
	assert_says(&place->err, "give --out as well");
	assert_int_equal(history(place, "list", "--experiment", "latency", NULL), 2);
	assert_says(&place->err, "--series as well");
	assert_int_equal(history(place, "check", "x", NULL), 2);
	assert_int_equal(history(place, "add", "/nonexistent", NULL), 3);
	assert_int_equal(history(place, "chekc", NULL), 2);
	assert_says(&place->err, "did you mean check?");
}

/* Also of a name that is mistyped. */
static void a_check_of_nothing_does_not_pass(void **state)
{
	struct place *place = *state;

	assert_int_equal(history(place, "add", "/nonexistent", NULL), 3);
	assert_int_equal(history(place, "check", NULL), 3);
	assert_says(&place->err, "there are no series yet");
	add_all(place, 5, NULL);
	assert_int_equal(history(place, "check", NULL), 0);
	assert_int_equal(history(place, "check", "--experiment", "bandwith", NULL), 2);
	assert_says(&place->err, "there is no series of that");
	assert_int_equal(history(place, "check", "--timing", "rael", NULL), 2);
	assert_int_equal(history(place, "check", "--host", "nowhere", NULL), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(a_regression_is_told_with_what_changed),
	    TEST(of_long_values_the_words_that_differ_are_told),
	    TEST(an_improvement_is_no_failure),
	    TEST(one_run_alone_is_suspect),
	    TEST(emulated_timings_get_no_verdict),
	    TEST(a_constant_that_changes_is_told),
	    TEST(a_refusal_is_told),
	    TEST(hosts_are_not_mixed),
	    TEST(json_says_the_same),
	    TEST(tables_hold_all),
	    TEST(what_there_is_can_be_shown),
	    TEST(a_check_of_nothing_does_not_pass),
	    TEST(wrong_use_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
