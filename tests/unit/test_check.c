/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the gate makes of the runs of two Xens, with planted runs: what deviates in one,
 * in both alike, and in both otherwise; lengths that differ by one instruction; boxes
 * that have no run. */
#include "tests/unit/test.h"

#include "tests/unit/box_run.h"
#include "tests/unit/folder.h"
#include "tests/unit/run_files.h"

#include "analysis/check/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLACEMENT (1u << XNB_GATE_PLACEMENT)
#define SEMANTICS (1u << XNB_GATE_SEMANTICS)
#define PATHS     (1u << XNB_GATE_PATHS)

/* A run that has something of each part, and nothing wrong but what the design knows. */
static void begin(struct box_run *box, const char *dir)
{
	box_begin(box, dir);
	box_domain(box, "local", 9, 32, "");
	box_domain(box, "remote", 9, 0, "");
	box_domain(box, "default", 9, 16, "");
	box_domain(box, "unscrubbed", 0, 32, "");
	box_claim(box, "read-back", "holds", "it reads back");
}

static void plain(const char *dir)
{
	struct box_run box;

	begin(&box, dir);
	box_domain(&box, "unscrubbed", 9, 0, "");
	box_claim(&box, "first-cpu", "does not hold", "it begins on node 0");
	box_path(&box, "set", "path=raw;vcpus=1", 2500);
	box_path(&box, "set", "path=wrapper;vcpus=1", 3700);
	box_path(&box, "get", "path=raw", 2400);
	box_end(&box);
}

static struct xnb_gate *judge(const struct xnb_gate_box *boxes, size_t n, unsigned named)
{
	const struct xnb_gate_request request = {
	    .xens = {[XNB_BASE] = "4.20", [XNB_NEW] = "4.23"},
	    .boxes = boxes,
	    .n_boxes = n,
	    .named = named,
	};
	struct xnb_error err = {0};
	struct xnb_gate *gate;

	if (xnb_gate_judge(&gate, &request, &err))
		fail_msg("%s", err.text);
	return gate;
}

/* Of one box with these runs. */
static struct xnb_gate *judge_runs(unsigned parts, const char *base, const char *changed)
{
	const struct xnb_gate_box box = {
	    "box", parts, {[XNB_BASE] = {.dir = base}, [XNB_NEW] = {.dir = changed}}};

	return judge(&box, 1, 0);
}

static const struct xnb_gate_check *find(const struct xnb_gate *gate, const char *group,
                                         const char *variant)
{
	for (size_t i = 0; i < gate->n_checks; i++)
		if (strcmp(gate->checks[i].group, group) == 0 &&
		    strcmp(gate->checks[i].variant, variant) == 0)
			return &gate->checks[i];
	fail_msg("no check %s %s", group, variant);
	return NULL;
}

static void assert_result(const struct xnb_gate *gate, const char *group,
                          const char *variant, enum xnb_gate_result result)
{
	assert_string_equal(xnb_gate_result_name(find(gate, group, variant)->result),
	                    xnb_gate_result_name(result));
}

static void assert_codes(const struct xnb_gate *gate, enum xnb_gate_verdict verdict,
                         int exit, int bisect)
{
	assert_string_equal(xnb_gate_verdict_word(gate->verdict),
	                    xnb_gate_verdict_word(verdict));
	assert_int_equal(gate->exit, exit);
	assert_int_equal(gate->bisect, bisect);
}

static void a_xen_against_itself_is_clean(void **state)
{
	struct xnb_gate *gate;
	const struct xnb_gate_check *known;

	(void)state;
	plain("base");
	plain("new");
	gate = judge_runs(PLACEMENT | SEMANTICS | PATHS, "base", "new");
	assert_codes(gate, XNB_GATE_CLEAN, 0, 0);
	assert_int_equal(gate->counts[XNB_GATE_HOLDS], 4 + 1 + 3);
	assert_int_equal(gate->counts[XNB_GATE_KNOWN], 2);
	assert_int_equal(gate->n_checks, 10);
	known = find(gate, "unscrubbed", "order=9;type=pvh");
	assert_int_equal(known->result, XNB_GATE_KNOWN);
	assert_string_equal(known->seen[XNB_NEW], "0 of 32 extents on node A");
	assert_string_equal(known->note, "should be 32");
	assert_result(gate, "first-cpu", "", XNB_GATE_KNOWN);
	xnb_gate_free(gate);
}

/* Extents on A of the domains of a scenario, -1 being none; and what that is. */
struct placed {
	const char *scenario;
	int base[3], changed[3];
	enum xnb_gate_result result;
	int exit;
};

static void place(const char *dir, const char *scenario, const int on_a[3])
{
	struct box_run box;

	box_begin(&box, dir);
	box_domain(&box, "local", 0, 32, "");
	for (int i = 0; i < 3; i++)
		if (on_a[i] >= 0)
			box_domain(&box, scenario, 9, on_a[i], "");
	box_end(&box);
}

static void placement_is_told_from_the_base_and_the_design(void **state)
{
	static const struct placed cases[] = {
	    {"local", {32, -1, -1}, {0, -1, -1}, XNB_GATE_DEVIATES, 1},
	    {"local", {32, 32, 32}, {32, 31, 32}, XNB_GATE_DEVIATES, 1},
	    {"remote", {0, 0, 0}, {1, 1, 1}, XNB_GATE_DEVIATES, 1},
	    {"default", {16, 16, 16}, {15, 17, 16}, XNB_GATE_HOLDS, 0},
	    {"default", {16, 16, 16}, {16, 18, 16}, XNB_GATE_DEVIATES, 1},
	    /* BASE says nothing. */
	    {"unscrubbed", {-1, -1, -1}, {0, 0, 0}, XNB_GATE_DEVIATES, 1},
	    {"unscrubbed", {-1, -1, -1}, {32, 32, 32}, XNB_GATE_HOLDS, 0},
	    /* Mended. */
	    {"unscrubbed", {0, 0, 0}, {32, 32, 32}, XNB_GATE_IMPROVED, 0},
	    {"local", {0, 0, 0}, {16, 16, 16}, XNB_GATE_IMPROVED, 0},
	    /* Known, and worse; one extent is what a fraction may differ by. */
	    {"local", {0, 0, 0}, {0, 0, 0}, XNB_GATE_KNOWN, 0},
	    {"local", {16, -1, -1}, {0, -1, -1}, XNB_GATE_WORSE, 1},
	    {"local", {16, 16, 16}, {15, 15, 15}, XNB_GATE_KNOWN, 0},
	    {"local", {16, 16, 16}, {14, 14, 14}, XNB_GATE_WORSE, 1},
	    /* How far scrubbing has come is a matter of time. */
	    {"unscrubbed", {0, -1, -1}, {0, -1, -1}, XNB_GATE_KNOWN, 0},
	    {"unscrubbed", {16, -1, -1}, {0, -1, -1}, XNB_GATE_KNOWN, 0},
	    {"unscrubbed", {0, -1, -1}, {31, -1, -1}, XNB_GATE_KNOWN, 0},
	    {"unscrubbed", {32, -1, -1}, {31, -1, -1}, XNB_GATE_DEVIATES, 1},
	    /* Otherwise: on the other side of what should be. */
	    {"default", {0, 0, 0}, {32, 32, 32}, XNB_GATE_WORSE, 1},
	    {"default", {0, 0, 0}, {0, 0, 0}, XNB_GATE_KNOWN, 0},
	    /* So few domains that vary say nothing about a difference. */
	    {"local", {0, 32, 0}, {0, 0, 0}, XNB_GATE_KNOWN, 0},
	    {"local", {0, 0, 0}, {0, 20, 0}, XNB_GATE_KNOWN, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_gate *gate;

		place("base", cases[i].scenario, cases[i].base);
		place("new", cases[i].scenario, cases[i].changed);
		gate = judge_runs(PLACEMENT, "base", "new");
		if (find(gate, cases[i].scenario, "order=9;type=pvh")->result !=
		        cases[i].result ||
		    (int)gate->exit != cases[i].exit)
			fail_msg("case %zu: %s, exit %d", i,
			         xnb_gate_result_name(
			             find(gate, cases[i].scenario, "order=9;type=pvh")
			                 ->result),
			         (int)gate->exit);
		xnb_gate_free(gate);
		assert_int_equal(remove_tree("base"), 0);
		assert_int_equal(remove_tree("new"), 0);
	}
}

static void doubt(const char *dir, const char *flags)
{
	struct box_run box;

	begin(&box, dir);
	box_domain(&box, "local", 0, 32, flags);
	box_end(&box);
}

static void what_cannot_be_told_is_inconclusive_unless_base_is_so_too(void **state)
{
	struct xnb_gate *gate;

	(void)state;
	doubt("good", "");
	doubt("doubtful", "unknown-placement");
	gate = judge_runs(PLACEMENT, "good", "doubtful");
	assert_result(gate, "local", "order=0;type=pvh", XNB_GATE_UNTOLD);
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	xnb_gate_free(gate);
	gate = judge_runs(PLACEMENT, "doubtful", "doubtful");
	assert_result(gate, "local", "order=0;type=pvh", XNB_GATE_UNCLAIMED);
	assert_codes(gate, XNB_GATE_CLEAN, 0, 0);
	xnb_gate_free(gate);
}

/* Checks of one scenario stand together, whoever has them. */
static void scenarios_are_whole(void **state)
{
	static const char *const groups[] = {"local", "local", "remote", "remote",
	                                     "unscrubbed"};
	struct xnb_gate *gate;
	struct box_run box;

	(void)state;
	box_begin(&box, "base");
	box_domain(&box, "local", 9, 32, "");
	box_domain(&box, "remote", 9, 0, "");
	box_domain(&box, "unscrubbed", 9, 0, "");
	box_end(&box);
	box_begin(&box, "new");
	box_domain(&box, "local", 0, 32, "");
	box_domain(&box, "remote", 0, 0, "");
	box_end(&box);
	gate = judge_runs(PLACEMENT, "base", "new");
	assert_int_equal(gate->n_checks, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(gate->checks[i].group, groups[i]);
	assert_int_equal(gate->counts[XNB_GATE_HOLDS], 2);
	assert_int_equal(gate->counts[XNB_GATE_UNTOLD], 3);
	xnb_gate_free(gate);
}

static void a_scenario_that_new_lacks_has_not_passed(void **state)
{
	static const int some[] = {32, -1, -1}, none[] = {-1, -1, -1};
	struct xnb_gate *gate;

	(void)state;
	place("base", "unscrubbed", some);
	place("new", "unscrubbed", none);
	gate = judge_runs(PLACEMENT, "base", "new");
	assert_result(gate, "unscrubbed", "order=9;type=pvh", XNB_GATE_UNTOLD);
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	xnb_gate_free(gate);
}

/* What the rounds say of a claim: h, n (does not hold), c (cannot be told). */
static void claim(const char *dir, const char *rounds)
{
	struct box_run box;

	box_begin(&box, dir);
	box_claim(&box, "another", "holds", "as claimed");
	for (; *rounds; rounds++)
		box_claim(&box, "claim",
		          *rounds == 'h'   ? "holds"
		          : *rounds == 'n' ? "does not hold"
		                           : "cannot be told",
		          "seen");
	box_end(&box);
}

static void claims_are_told_from_the_base(void **state)
{
	static const struct {
		const char *base, *changed;
		enum xnb_gate_result result;
		int exit;
	} cases[] = {
	    {"hhh", "hhh", XNB_GATE_HOLDS, 0},     {"", "hhh", XNB_GATE_HOLDS, 0},
	    {"hhh", "nnn", XNB_GATE_DEVIATES, 1},  {"hhh", "hnh", XNB_GATE_DEVIATES, 1},
	    {"ccc", "nnn", XNB_GATE_DEVIATES, 1},  {"", "nnn", XNB_GATE_DEVIATES, 1},
	    {"nnn", "nnn", XNB_GATE_KNOWN, 0},     {"nnn", "hnn", XNB_GATE_KNOWN, 0},
	    {"hnn", "nnn", XNB_GATE_KNOWN, 0},     {"nnn", "hhh", XNB_GATE_IMPROVED, 0},
	    {"hhh", "ccc", XNB_GATE_UNTOLD, 4},    {"nnn", "ccc", XNB_GATE_UNTOLD, 4},
	    {"hhh", "hch", XNB_GATE_UNTOLD, 4},    {"hhh", "", XNB_GATE_UNTOLD, 4},
	    {"ccc", "ccc", XNB_GATE_UNCLAIMED, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_gate *gate;

		claim("base", cases[i].base);
		claim("new", cases[i].changed);
		gate = judge_runs(SEMANTICS, "base", "new");
		if (find(gate, "claim", "")->result != cases[i].result ||
		    (int)gate->exit != cases[i].exit)
			fail_msg("case %zu: %s, exit %d", i,
			         xnb_gate_result_name(find(gate, "claim", "")->result),
			         (int)gate->exit);
		xnb_gate_free(gate);
		assert_int_equal(remove_tree("base"), 0);
		assert_int_equal(remove_tree("new"), 0);
	}
}

static void one_instruction_is_seen(void **state)
{
	struct box_run box;
	struct xnb_gate *gate;

	(void)state;
	plain("base");
	box_begin(&box, "new");
	box_path(&box, "set", "path=raw;vcpus=1", 2501);
	box_path(&box, "set", "path=wrapper;vcpus=1", 3700);
	box_path(&box, "get", "path=raw", 2399);
	box_end(&box);
	gate = judge_runs(PATHS, "base", "new");
	assert_int_equal(gate->n_checks, 3);
	assert_result(gate, "set", "path=raw;vcpus=1", XNB_GATE_WORSE);
	assert_result(gate, "set", "path=wrapper;vcpus=1", XNB_GATE_HOLDS);
	assert_result(gate, "get", "path=raw", XNB_GATE_IMPROVED);
	assert_true(find(gate, "get", "path=raw")->values[XNB_NEW] == 2399);
	assert_codes(gate, XNB_GATE_REGRESSION, 1, 1);
	assert_string_equal(gate->why, "1 path is longer, 1 path is shorter");
	xnb_gate_free(gate);
	gate = judge_runs(PATHS, "new", "base");
	assert_codes(gate, XNB_GATE_REGRESSION, 1, 1);
	xnb_gate_free(gate);
}

static void plant_path(const char *dir, int instructions, const char *row)
{
	struct box_run box;

	box_begin(&box, dir);
	box_path(&box, "set", "path=raw", instructions);
	box_end(&box);
	box_parts(dir, row);
}

static void the_parts_of_a_longer_path_are_told(void **state)
{
	const struct xnb_gate_check *check;
	struct xnb_gate *gate;

	(void)state;
	plant_path("base", 2500,
	           "hypercall,set,path=raw,0,0,0,0,0,2500,100,200,2200,,,addresses,\n");
	plant_path("new", 2512,
	           "hypercall,set,path=raw,0,0,0,0,0,2512,100,202,2210,,,addresses,\n");
	gate = judge_runs(PATHS, "base", "new");
	check = find(gate, "set", "path=raw");
	assert_string_equal(check->shares, "userland +0, dom0 kernel +2, hypervisor +10");
	assert_string_equal(check->change.how, "addresses");
	xnb_gate_free(gate);

	/* Of a run of another length they are not this difference's. */
	box_parts("new",
	          "hypercall,set,path=raw,0,0,0,0,0,2511,100,202,2209,,,addresses,\n");
	gate = judge_runs(PATHS, "base", "new");
	check = find(gate, "set", "path=raw");
	assert_string_equal(check->shares, "");
	assert_true(check->change.why[0] != '\0');
	xnb_gate_free(gate);

	/* What cannot be read is said, and lengths are judged without it. */
	box_parts("new", "hypercall,set\n");
	gate = judge_runs(PATHS, "base", "new");
	assert_result(gate, "set", "path=raw", XNB_GATE_WORSE);
	assert_int_equal(gate->n_warnings, 1);
	xnb_gate_free(gate);
}

static void begin_paths(struct box_run *box, const char *dir, const char *operations)
{
	box_begin(box, dir);
	simulate_meta(&box->run, "hypercalls", json_loads(operations, 0, NULL));
	box_path(box, "set", "path=raw", 2500);
}

/* What NEW could have measured and did not is lost; what its program does not know, or
 * BASE's did not, is listed. */
static void operations_of_one_arm_are_listed_and_lost_ones_count(void **state)
{
	static const char both[] = "[{\"name\": \"set\"}, {\"name\": \"get\"}]";
	static const char one[] = "[{\"name\": \"set\"}]";
	struct box_run box;
	struct xnb_gate *gate;

	(void)state;
	begin_paths(&box, "with", both);
	box_path(&box, "get", "path=raw", 2400);
	box_end(&box);
	begin_paths(&box, "lost", both);
	simulate_meta(&box.run, "absent",
	              json_pack("[{s:s, s:s}, {s:s, s:s}]", "what",
	                        "hypercall get, path=guest", "why", "of another path",
	                        "what", "hypercall get, path=raw: path-mode", "why",
	                        "it never ends"));
	box_end(&box);
	begin_paths(&box, "without", one);
	box_end(&box);

	gate = judge_runs(PATHS, "with", "lost");
	assert_result(gate, "get", "path=raw", XNB_GATE_UNTOLD);
	assert_non_null(strstr(find(gate, "get", "path=raw")->note, "it never ends"));
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	xnb_gate_free(gate);
	gate = judge_runs(PATHS, "with", "without");
	assert_result(gate, "get", "path=raw", XNB_GATE_UNCLAIMED);
	assert_codes(gate, XNB_GATE_CLEAN, 0, 0);
	xnb_gate_free(gate);
	gate = judge_runs(PATHS, "without", "with");
	assert_result(gate, "get", "path=raw", XNB_GATE_ONLY_NEW);
	assert_codes(gate, XNB_GATE_CLEAN, 0, 0);
	xnb_gate_free(gate);
}

/* What a base that was cut off lacks says nothing. */
static void paths_of_new_alone_are_not_told_where_base_was_cut_off(void **state)
{
	struct box_run box;
	struct xnb_gate *gate;

	(void)state;
	box_begin(&box, "cut");
	box_path(&box, "set", "path=raw", 2500);
	simulate_meta(&box.run, "state", json_string("interrupted"));
	box_end(&box);
	box_begin(&box, "whole");
	box_path(&box, "set", "path=raw", 2500);
	box_path(&box, "get", "path=raw", 2400);
	box_end(&box);
	gate = judge_runs(PATHS, "cut", "whole");
	assert_result(gate, "get", "path=raw", XNB_GATE_UNTOLD);
	assert_non_null(
	    strstr(find(gate, "get", "path=raw")->note, "BASE is not complete"));
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	xnb_gate_free(gate);
}

/* Nothing to call clean, whatever was judged beside it. */
static void a_part_of_which_nothing_is_judged_is_inconclusive(void **state)
{
	static const char *const dirs[] = {"base", "new"};
	struct xnb_gate *gate;

	(void)state;
	for (int side = 0; side < 2; side++) {
		struct box_run box;

		box_begin(&box, dirs[side]);
		box_domain(&box, "local", 9, 32, "");
		box_claim(&box, "claim", "cannot be told", "seen");
		box_end(&box);
	}
	gate = judge_runs(PLACEMENT | SEMANTICS, "base", "new");
	assert_int_equal(gate->counts[XNB_GATE_UNTOLD], 0);
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	assert_string_equal(gate->why, "nothing could be judged of semantics of box");
	xnb_gate_free(gate);
	gate = judge_runs(PLACEMENT, "base", "new");
	assert_codes(gate, XNB_GATE_CLEAN, 0, 0);
	xnb_gate_free(gate);
}

static void boxes_without_a_run_come_before_what_was_judged(void **state)
{
	static const int fine[] = {32, 32, 32}, wrong[] = {0, 0, 0};
	struct xnb_gate_box boxes[] = {
	    {"two", PLACEMENT, {{.dir = "fine"}, {.dir = "wrong"}}},
	    {"four",
	     PLACEMENT,
	     {{.dir = "fine"},
	      {.why = "panicked at boot", .exit = XNB_EXIT_ENVIRONMENT}}},
	};
	struct xnb_gate *gate;

	(void)state;
	place("fine", "local", fine);
	place("wrong", "local", wrong);
	gate = judge(boxes, 2, 0);
	assert_codes(gate, XNB_GATE_NOT_RUN, 3, 125);
	assert_string_equal(gate->why, "four of 4.23: panicked at boot; 1 new deviation");
	xnb_gate_free(gate);
	boxes[1].runs[XNB_NEW].exit = XNB_EXIT_FAILED;
	gate = judge(boxes, 2, 0);
	assert_codes(gate, XNB_GATE_NOT_RUN, 5, 125);
	xnb_gate_free(gate);
	/* Without BASE, too. */
	boxes[1].runs[XNB_BASE] = boxes[1].runs[XNB_NEW];
	boxes[1].runs[XNB_BASE].exit = XNB_EXIT_ENVIRONMENT;
	boxes[1].runs[XNB_NEW] = (struct xnb_gate_run){.dir = "fine"};
	gate = judge(boxes, 2, 0);
	assert_codes(gate, XNB_GATE_NOT_RUN, 3, 125);
	assert_int_equal(gate->counts[XNB_GATE_HOLDS], 1 + 2);
	xnb_gate_free(gate);
}

/* A debug build has no path lengths, and everything else. */
static void what_a_xen_cannot_have_is_excused_unless_it_was_named(void **state)
{
	static const int fine[] = {32, 32, 32};
	const struct xnb_gate_box boxes[] = {
	    {"two", PLACEMENT, {{.dir = "fine"}, {.dir = "fine"}}},
	    {"paths", PATHS, {{.dir = "fine"}, {.why = "a debug build"}}},
	};
	struct xnb_gate *gate;

	(void)state;
	place("fine", "local", fine);
	gate = judge(boxes, 2, 0);
	assert_codes(gate, XNB_GATE_CLEAN, 0, 0);
	assert_string_equal(gate->why, "nothing is worse than in 4.20; without paths of "
	                               "4.23: a debug build");
	xnb_gate_free(gate);
	gate = judge(boxes, 2, PLACEMENT | PATHS);
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	xnb_gate_free(gate);
	gate = judge(&boxes[1], 1, 0);
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	xnb_gate_free(gate);
}

static void runs_that_cannot_be_read_are_none(void **state)
{
	char folder[4096], base[4200], torn[4200];
	const struct xnb_gate_box boxes[] = {
	    {"gone", PLACEMENT, {{.dir = base}, {.dir = "nowhere"}}},
	    {"torn", PATHS, {{.dir = base}, {.dir = torn}}},
	    {"torn-paths", PATHS, {{.dir = torn}, {.dir = base}}},
	};
	struct xnb_gate *gate;

	(void)state;
	assert_non_null(getcwd(folder, sizeof(folder)));
	snprintf(base, sizeof(base), "%s/base", folder);
	snprintf(torn, sizeof(torn), "%s/base-torn", folder);
	plain("base");
	plain("base-torn");
	run_files_append("base-torn/samples.csv", "placement,local\n");
	gate = judge(boxes, 1, 0);
	assert_codes(gate, XNB_GATE_NOT_RUN, 3, 125);
	xnb_gate_free(gate);
	gate = judge(&boxes[1], 2, 0);
	assert_codes(gate, XNB_GATE_NOT_RUN, 5, 125);
	assert_int_equal(gate->missing[0].side, XNB_NEW);
	assert_int_equal(gate->missing[gate->n_missing - 1].side, XNB_BASE);
	assert_null(strstr(gate->why, folder));
	assert_non_null(strstr(gate->why, "samples.csv"));
	xnb_gate_free(gate);
}

static void a_run_that_was_cut_off_says_so(void **state)
{
	static const int fine[] = {32, 32, 32};
	struct xnb_gate *gate;
	struct box_run box;

	(void)state;
	place("base", "local", fine);
	box_begin(&box, "new");
	box_domain(&box, "local", 0, 32, "");
	simulate_meta(&box.run, "state", json_string("interrupted"));
	box_end(&box);
	gate = judge_runs(PLACEMENT | SEMANTICS, "base", "new");
	assert_int_equal(gate->n_warnings, 1);
	assert_string_equal(gate->warnings[0],
	                    "box: the run of NEW is not complete: interrupted");
	/* local of order 9 is lost, and so is all of semantics. */
	assert_int_equal(gate->counts[XNB_GATE_UNTOLD], 2);
	assert_codes(gate, XNB_GATE_INCONCLUSIVE, 4, 125);
	xnb_gate_free(gate);
}

/* Whoever compiled them and measured them is named by both, or nothing is said. */
static void plant_made(const char *dir, const char *compiler, const char *commit,
                       int instructions)
{
	struct box_run box;

	box_begin(&box, dir);
	json_object_set_new(json_object_get(box.run.meta, "environment"), "xen_compiler",
	                    compiler ? json_string(compiler) : json_null());
	json_object_set_new(json_object_get(box.run.meta, "tool"), "commit",
	                    json_string(commit));
	box_path(&box, "set", "path=raw", instructions);
	box_end(&box);
}

static void what_else_changes_lengths_is_warned_of(void **state)
{
	static const struct {
		const char *dir, *compiler, *commit;
		int instructions;
		const char *warning;
	} cases[] = {
	    {"longer", "gcc 12", "abc", 2501, "by the compiler"},
	    {"shorter", "gcc 12", "abc", 2499, "by the compiler"},
	    {"other-tool", "gcc 14", "def", 2499, "by the version of this tool"},
	    {"alike", "gcc 12", "def", 2500, NULL},
	    {"all-the-same", "gcc 14", "abc", 2501, NULL},
	    {"unknown", NULL, "", 2501, NULL},
	};

	(void)state;
	plant_made("base", "gcc 14", "abc", 2500);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_gate *gate;

		plant_made(cases[i].dir, cases[i].compiler, cases[i].commit,
		           cases[i].instructions);
		gate = judge_runs(PATHS, "base", cases[i].dir);
		assert_int_equal(gate->n_warnings, cases[i].warning ? 1 : 0);
		if (cases[i].warning)
			assert_non_null(strstr(gate->warnings[0], cases[i].warning));
		xnb_gate_free(gate);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(a_xen_against_itself_is_clean),
	    in_a_folder(placement_is_told_from_the_base_and_the_design),
	    in_a_folder(what_cannot_be_told_is_inconclusive_unless_base_is_so_too),
	    in_a_folder(scenarios_are_whole),
	    in_a_folder(a_scenario_that_new_lacks_has_not_passed),
	    in_a_folder(claims_are_told_from_the_base),
	    in_a_folder(one_instruction_is_seen),
	    in_a_folder(the_parts_of_a_longer_path_are_told),
	    in_a_folder(operations_of_one_arm_are_listed_and_lost_ones_count),
	    in_a_folder(paths_of_new_alone_are_not_told_where_base_was_cut_off),
	    in_a_folder(a_part_of_which_nothing_is_judged_is_inconclusive),
	    in_a_folder(boxes_without_a_run_come_before_what_was_judged),
	    in_a_folder(what_a_xen_cannot_have_is_excused_unless_it_was_named),
	    in_a_folder(runs_that_cannot_be_read_are_none),
	    in_a_folder(a_run_that_was_cut_off_says_so),
	    in_a_folder(what_else_changes_lengths_is_warned_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
