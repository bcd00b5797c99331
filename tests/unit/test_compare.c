/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a comparison of runs says, on simulated runs. */
#include "tests/unit/test.h"

#include "analysis/compare/compare.h"
#include "analysis/compare/words.h"
#include "stats/multiple.h"
#include "tests/unit/folder.h"
#include "tests/unit/run_files.h"
#include "tests/unit/simulated_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct simulated_series triad = {
    "bandwidth", "local", "triad", "bytes=1048576", "0", "0", "bandwidth", "B/s"};
static const struct simulated_series chase = {
    "latency", "local", "chase", "bytes=1048576", "0", "0", "latency", "ns"};
static const struct simulated_series locality = {
    "placement", "local", "populated", "order=9", "", "0", "locality", "1"};
static const struct simulated_noise quiet = {0.002, 0.001, 0.003};

struct folder {
	char path[64];
	int n;
};

static void name_run(struct folder *folder, char dir[128])
{
	snprintf(dir, 128, "%s/run%d", folder->path, folder->n++);
}

static int make_folder(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	if (!folder)
		return -1;
	snprintf(folder->path, sizeof(folder->path), "/tmp/xnb-compare-XXXXXX");
	*state = folder;
	return mkdtemp(folder->path) ? 0 : -1;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;
	int rc = remove_tree(folder->path);

	free(folder);
	return rc;
}

/* Two runs, one an arm; what each test changes of the request is in `request`. */
struct pair {
	struct simulated_run runs[XNB_N_SIDES];
	char dirs[XNB_N_SIDES][128];
	const char *paths[XNB_N_SIDES][4];
	struct xnb_compare_request request;
};

static void begin(struct pair *pair, void **state)
{
	*pair = (struct pair){.request.margin = 0.02};
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		name_run(*state, pair->dirs[side]);
		simulate_begin(&pair->runs[side], pair->dirs[side], side + 1);
		pair->paths[side][0] = pair->dirs[side];
		pair->request.arms[side].paths = pair->paths[side];
		pair->request.arms[side].n = 1;
	}
}

static struct xnb_compare *compare(const struct xnb_compare_request *request)
{
	struct xnb_compare *out;
	struct xnb_error err;

	if (xnb_compare(&out, request, &err)) {
		fail_msg("%s", err.text);
		abort(); /* the analyzer does not know that fail_msg() ends here */
	}
	return out;
}

static struct xnb_compare *end(struct pair *pair)
{
	simulate_end(&pair->runs[XNB_BASE]);
	simulate_end(&pair->runs[XNB_NEW]);
	return compare(&pair->request);
}

static const struct xnb_compare_series *only(const struct xnb_compare *compare)
{
	assert_int_equal(compare->n_series, 1);
	return &compare->series[0];
}

static void expect_verdict(const struct xnb_compare_series *series,
                           enum xnb_verdict verdict)
{
	if (series->verdict != verdict)
		fail_msg("%s is %s, not %s: %s", series->key.metric,
		         xnb_verdict_word(series->verdict), xnb_verdict_word(verdict),
		         series->note);
}

static void expect_refused(const struct xnb_compare *compare,
                           enum xnb_compare_reason reason)
{
	assert_int_equal(compare->n_series, 0);
	assert_true(compare->n_refused > 0);
	assert_string_equal(xnb_compare_reason_name(compare->refused[0].reason),
	                    xnb_compare_reason_name(reason));
}

/* 3 domains of 10 iterations in each of 5 boots: 150 samples, and yet 5 units. */
static void boots_are_the_units(void **state)
{
	const struct xnb_compare_series *series;
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 5, 3, 10, &triad, 10e9, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "b", 5, 3, 10, &triad, 9e9, &quiet);
	result = end(&pair);
	series = only(result);
	expect_verdict(series, XNB_VERDICT_REGRESSION);
	assert_int_equal(series->level, XNB_LEVEL_BOOT);
	assert_false(series->paired);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		assert_int_equal(series->arms[side].n_units, 5);
		assert_int_equal(series->arms[side].n_boots, 5);
		assert_int_equal(series->arms[side].n_samples, 150);
	}
	assert_true(fabs(series->ratio.center - 0.9) < 0.01);
	assert_true(series->ratio.low < 0.9 && series->ratio.high > 0.9);
	assert_int_equal(result->exit, XNB_EXIT_REGRESSION);
	assert_int_equal(result->arms[XNB_NEW].n_boots, 5);
	xnb_compare_free(result);
}

/* A boot's mean is that of all its samples, as in a summary: (10 + 3 x 50) / 4. */
static void a_boot_is_the_mean_of_its_samples(void **state)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (int boot = 0; boot < 3; boot++) {
			char id[8];

			snprintf(id, sizeof(id), "%u%d", side, boot);
			simulate_boot(&pair.runs[side], id);
			simulate_domain(&pair.runs[side]);
			simulate_sample(&pair.runs[side], &triad, 0, 10, "");
			simulate_domain(&pair.runs[side]);
			for (int i = 0; i < 3; i++)
				simulate_sample(&pair.runs[side], &triad, i, 50, "");
		}
	result = end(&pair);
	expect_verdict(only(result), XNB_VERDICT_EQUIVALENT);
	for (size_t i = 0; i < 3; i++)
		assert_true(only(result)->arms[XNB_NEW].units[i] == 40);
	assert_true(only(result)->arms[XNB_NEW].center == 40);
	xnb_compare_free(result);
}

/* Less bandwidth is worse, less latency is better: run.json says so. */
static void direction_is_that_of_the_run(void **state)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 5, 2, 2, &chase, 100, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "b", 5, 2, 2, &chase, 90, &quiet);
	result = end(&pair);
	expect_verdict(only(result), XNB_VERDICT_IMPROVEMENT);
	assert_int_equal(result->exit, XNB_EXIT_OK);
	xnb_compare_free(result);
}

static void one_boot_each_has_no_timed_verdict(void **state)
{
	struct xnb_buf words = {0};
	const struct xnb_compare_series *series;
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 1, 10, 10, &triad, 10e9, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "b", 1, 10, 10, &triad, 5e9, &quiet);
	result = end(&pair);
	series = only(result);
	expect_verdict(series, XNB_VERDICT_INCONCLUSIVE);
	assert_int_equal(series->arms[XNB_BASE].n_units, 1);
	assert_int_equal(series->further, 2);
	assert_true(series->further_at_least);
	xnb_compare_say_further(&words, series);
	assert_string_equal(xnb_buf_text(&words),
	                    "a verdict takes at least 2 more boots in each arm; how many "
	                    "would settle it cannot be foreseen from 1 boot");
	xnb_buf_free(&words);
	assert_int_equal(result->exit, XNB_EXIT_INCONCLUSIVE);
	xnb_compare_free(result);

	pair.request.within_boot = true;
	result = compare(&pair.request);
	series = only(result);
	expect_verdict(series, XNB_VERDICT_REGRESSION);
	assert_int_equal(series->level, XNB_LEVEL_DOMAIN);
	assert_int_equal(series->arms[XNB_BASE].n_units, 10);
	assert_non_null(strstr(series->note, "boot-to-boot"));
	xnb_compare_free(result);
}

/* What is asked for does not take units away where there are enough boots. */
static void scope_within_boot_leaves_boots_the_units(void **state)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 3, 10, 2, &triad, 10e9, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "b", 3, 10, 2, &triad, 10e9, &quiet);
	pair.request.within_boot = true;
	result = end(&pair);
	assert_int_equal(only(result)->level, XNB_LEVEL_BOOT);
	xnb_compare_free(result);
}

static void one_boot_of_both_arms_has_domains_as_units(void **state)
{
	const struct xnb_compare_series *series;
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "same", 1, 6, 4, &triad, 10e9, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "same", 1, 6, 4, &triad, 10e9, &quiet);
	result = end(&pair);
	series = only(result);
	expect_verdict(series, XNB_VERDICT_EQUIVALENT);
	assert_int_equal(series->level, XNB_LEVEL_DOMAIN);
	assert_int_equal(series->arms[XNB_NEW].n_units, 6);
	assert_non_null(strstr(series->note, "one boot"));
	xnb_compare_free(result);
}

/* Two run directories of the same three boots are three units, not six. */
static void a_boot_in_two_runs_is_one_boot(void **state)
{
	struct simulated_run more;
	struct xnb_compare *result;
	struct pair pair;
	char dir[128];

	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 3, 2, 2, &triad, 10e9, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "b", 3, 2, 2, &triad, 10e9, &quiet);
	name_run(*state, dir);
	simulate_begin(&more, dir, 7);
	simulate_boots(&more, "a", 3, 2, 2, &triad, 10e9, &quiet);
	simulate_end(&more);
	pair.paths[XNB_BASE][1] = dir;
	pair.request.arms[XNB_BASE].n = 2;
	result = end(&pair);
	assert_int_equal(only(result)->arms[XNB_BASE].n_units, 3);
	assert_int_equal(only(result)->arms[XNB_BASE].n_samples, 24);
	assert_int_equal(result->arms[XNB_BASE].n_boots, 3);
	xnb_compare_free(result);
}

/* Boots differ by 30 %, and the arms in each by 5 %: only pairs can tell. */
static void the_same_boots_are_compared_in_pairs(void **state)
{
	static const double boots[] = {1, 1.3, 0.8, 1.1, 0.9};
	static const struct simulated_noise little = {0, 0.001, 0.001};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (int i = 0; i < 5; i++) {
		char id[8];

		snprintf(id, sizeof(id), "%c", 'e' - i);
		simulate_boots(&pair.runs[XNB_BASE], id, 1, 2, 2, &triad, boots[i] * 1e9,
		               &little);
		simulate_boots(&pair.runs[XNB_NEW], id, 1, 2, 2, &triad,
		               boots[i] * 0.95e9, &little);
	}
	result = end(&pair);
	expect_verdict(only(result), XNB_VERDICT_REGRESSION);
	assert_true(only(result)->paired);
	assert_int_equal(only(result)->level, XNB_LEVEL_BOOT);
	xnb_compare_free(result);
}

/* Where instructions are counted each boot draws the same id, and is yet another. */
static void counted_boots_of_one_id_are_several(void **state)
{
	static const double instructions[] = {1844};
	static const struct simulated_series path = {
	    "hypercall", "", "version", "path=raw", "", "", "path-mode", "instructions"};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		simulate_meta(&pair.runs[side], "timing", json_string("counted"));
		simulate_boot(&pair.runs[side], "same");
		simulate_exact(&pair.runs[side], &path, 1, instructions, 1);
		simulate_boot(&pair.runs[side], "same");
		simulate_exact(&pair.runs[side], &path, 1, instructions, 1);
	}
	result = end(&pair);
	expect_verdict(only(result), XNB_VERDICT_EQUIVALENT);
	assert_int_equal(result->arms[XNB_BASE].n_boots, 2);
	xnb_compare_free(result);
}

/* Two boots an arm against one: the rounds of each are the same. */
static void counted_rounds_are_those_of_any_boot(void **state)
{
	static const double base[] = {100, 110, 105}, changed[] = {100, 111, 105};
	static const struct simulated_series path = {
	    "hypercall", "", "version", "path=raw", "", "", "path-mode", "instructions"};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		simulate_meta(&pair.runs[side], "timing", json_string("counted"));
	for (int boot = 0; boot < 2; boot++) {
		simulate_boot(&pair.runs[XNB_BASE], "same");
		simulate_exact(&pair.runs[XNB_BASE], &path, 3, base, 3);
	}
	simulate_boot(&pair.runs[XNB_NEW], "same");
	simulate_exact(&pair.runs[XNB_NEW], &path, 3, changed, 3);
	result = end(&pair);
	expect_verdict(only(result), XNB_VERDICT_REGRESSION);
	assert_true(only(result)->paired);
	xnb_compare_free(result);
}

struct exact_case {
	const struct simulated_series *series;
	int n;
	double base[4], changed[4];
	int n_base, n_changed; /* values that come in turn */
	enum xnb_verdict verdict;
};

static void judge_exact(void **state, const struct exact_case *one, const char *timing)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		simulate_meta(&pair.runs[side], "timing", json_string(timing));
		simulate_boot(&pair.runs[side], side == XNB_BASE ? "a" : "b");
	}
	simulate_exact(&pair.runs[XNB_BASE], one->series, one->n, one->base, one->n_base);
	simulate_exact(&pair.runs[XNB_NEW], one->series, one->n, one->changed,
	               one->n_changed);
	result = end(&pair);
	expect_verdict(only(result), one->verdict);
	assert_true(only(result)->exact && isnan(only(result)->ratio.center));
	/* One boot is enough for what does not vary, and for what a boot repeats. */
	assert_int_equal(only(result)->scope[0] != 0,
	                 strcmp(timing, "counted") != 0 &&
	                     (one->n_base > 1 || one->n_changed > 1));
	assert_int_equal(result->exit, one->verdict == XNB_VERDICT_REGRESSION     ? 1
	                               : one->verdict == XNB_VERDICT_INCONCLUSIVE ? 4
	                                                                          : 0);
	xnb_compare_free(result);
}

/* One boot is enough, emulated or not; the scenario `remote` wants locality 0. */
static void placement_is_judged_by_what_it_should_be(void **state)
{
	static const struct simulated_series
	    remote = {"placement", "remote", "populated", "", "", "1", "locality", "1"},
	    stripes = {"placement", "default", "populated", "memory=67108864;order=9",
	               "",          "0+1",     "locality",  "1"},
	    batch = {"placement", "", "affine", "", "", "0", "locality", "1"};
	static const struct exact_case cases[] = {
	    {&locality, 32, {0}, {1}, 1, 1, XNB_VERDICT_IMPROVEMENT},
	    {&locality, 32, {1}, {0}, 1, 1, XNB_VERDICT_REGRESSION},
	    {&locality, 32, {1}, {1}, 1, 1, XNB_VERDICT_EQUIVALENT},
	    {&locality, 32, {0}, {0}, 1, 1, XNB_VERDICT_EQUIVALENT},
	    {&locality, 1, {1}, {0}, 1, 1, XNB_VERDICT_REGRESSION},
	    {&remote, 32, {0}, {1}, 1, 1, XNB_VERDICT_REGRESSION},
	    {&remote, 32, {1}, {0}, 1, 1, XNB_VERDICT_IMPROVEMENT},
	    /* One extent of 32 is rounding; two are not. */
	    {&stripes, 4, {0.5}, {0.53125}, 1, 1, XNB_VERDICT_EQUIVALENT},
	    {&stripes, 4, {0.5}, {0.5625}, 1, 1, XNB_VERDICT_REGRESSION},
	    /* No scenario says what it should be: on the node that was asked for. */
	    {&batch, 4, {0}, {1}, 1, 1, XNB_VERDICT_IMPROVEMENT},
	    /* 16 of 32 against 32 of 32: p = 1.5e-6; 15 of 30 against 16 of 32: none. */
	    {&locality, 32, {1}, {1, 0}, 1, 2, XNB_VERDICT_REGRESSION},
	    {&locality, 32, {1, 0}, {1}, 2, 1, XNB_VERDICT_IMPROVEMENT},
	    {&locality, 32, {1, 0}, {0, 1}, 2, 2, XNB_VERDICT_INCONCLUSIVE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		judge_exact(state, &cases[i], "emulated");
		judge_exact(state, &cases[i], "real");
	}
}

static void one_instruction_more_is_seen(void **state)
{
	static const struct simulated_series path = {
	    "hypercall", "", "version", "path=raw", "", "", "path-mode", "instructions"};
	static const struct exact_case cases[] = {
	    {&path, 3, {1973591}, {1973592}, 1, 1, XNB_VERDICT_REGRESSION},
	    {&path, 3, {1973591}, {1973590}, 1, 1, XNB_VERDICT_IMPROVEMENT},
	    {&path, 3, {1973591}, {1973591}, 1, 1, XNB_VERDICT_EQUIVALENT},
	    /* Rounds that find another heap each time, the same in each boot. */
	    {&path, 3, {100, 110, 105}, {100, 110, 105}, 3, 3, XNB_VERDICT_EQUIVALENT},
	    {&path, 3, {100, 110, 105}, {100, 111, 105}, 3, 3, XNB_VERDICT_REGRESSION},
	    {&path, 3, {100, 110, 105}, {99, 109, 105}, 3, 3, XNB_VERDICT_IMPROVEMENT},
	    {&path, 3, {100, 110, 105}, {101, 109, 105}, 3, 3, XNB_VERDICT_INCONCLUSIVE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		judge_exact(state, &cases[i], "counted");
}

/* 0 holds, 1 does not hold, 2 cannot be told. */
static void claims_that_no_longer_hold_are_worse(void **state)
{
	static const struct simulated_series claim = {"semantics", "", "map-size", "",
	                                              "",          "", "verdict",  "1"};
	static const struct exact_case cases[] = {
	    {&claim, 3, {0}, {1}, 1, 1, XNB_VERDICT_REGRESSION},
	    {&claim, 3, {1}, {0}, 1, 1, XNB_VERDICT_IMPROVEMENT},
	    {&claim, 3, {1}, {1}, 1, 1, XNB_VERDICT_EQUIVALENT},
	    {&claim, 3, {2}, {2}, 1, 1, XNB_VERDICT_EQUIVALENT},
	    {&claim, 3, {0}, {2}, 1, 1, XNB_VERDICT_INCONCLUSIVE},
	    {&claim, 3, {2}, {0}, 1, 1, XNB_VERDICT_INCONCLUSIVE},
	    {&claim, 3, {0}, {0, 1, 0}, 1, 3, XNB_VERDICT_INCONCLUSIVE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		judge_exact(state, &cases[i], "emulated");
}

static void evidence_of_a_claim_is_kept(void **state)
{
	static const char head[] = "boot,block,check,verdict,evidence\n";
	static const char *const rows[XNB_N_SIDES] = {
	    "0,0,map-size,holds,\"as it was\"\n",
	    "0,0,map-size,does not hold,\"it, is not\"\n",
	};
	static const struct simulated_series claim = {"semantics", "", "map-size", "",
	                                              "",          "", "verdict",  "1"};
	static const double values[XNB_N_SIDES][1] = {{0}, {1}};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		struct xnb_buf text = {0};
		char path[160];

		simulate_boot(&pair.runs[side], "a");
		simulate_exact(&pair.runs[side], &claim, 1, values[side], 1);
		xnb_buf_printf(&text, "%s%s", head, rows[side]);
		snprintf(path, sizeof(path), "%s/checks.csv", pair.dirs[side]);
		run_files_write(path, xnb_buf_text(&text), text.length);
		xnb_buf_free(&text);
	}
	result = end(&pair);
	expect_verdict(only(result), XNB_VERDICT_REGRESSION);
	assert_string_equal(only(result)->arms[XNB_BASE].evidence, "as it was");
	assert_string_equal(only(result)->arms[XNB_NEW].evidence, "it, is not");
	xnb_compare_free(result);
}

/* A code has a sample only where something was refused, so BASE has no such series. */
static void a_refusal_where_there_was_none_is_seen(void **state)
{
	static const struct simulated_series refused = {
	    "placement", "local", "refused", "order=9", "", "0", "errno", "errno"};
	static const double one[] = {1}, enomem[] = {12};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		simulate_boot(&pair.runs[side], side == XNB_BASE ? "a" : "b");
		simulate_exact(&pair.runs[side], &locality, 8, one, 1);
	}
	pair.runs[XNB_NEW].domain = pair.runs[XNB_NEW].block = -1;
	simulate_exact(&pair.runs[XNB_NEW], &refused, 8, enomem, 1);
	result = end(&pair);
	assert_int_equal(result->n_series, 2);
	expect_verdict(&result->series[0], XNB_VERDICT_REGRESSION);
	assert_string_equal(result->series[0].key.metric, "errno");
	assert_int_equal(result->series[0].arms[XNB_BASE].n_units, 8);
	assert_int_equal(result->series[0].arms[XNB_NEW].n_boots, 1);
	assert_true(result->series[0].arms[XNB_BASE].max == 0);
	expect_verdict(&result->series[1], XNB_VERDICT_EQUIVALENT);
	xnb_compare_free(result);
}

/* A run of an older version does not say that the code has to be. */
static void a_code_that_stays_is_the_same_whatever_is_expected(void **state)
{
	static const struct simulated_series refused = {
	    "placement", "local", "refused", "order=9", "", "", "errno", "errno"};
	static const double ebusy[] = {16}, enomem[] = {12};

	for (size_t i = 0; i < 2; i++) {
		struct xnb_compare *result;
		struct pair pair;
		json_t *scenario;

		begin(&pair, state);
		for (unsigned side = 0; side < XNB_N_SIDES; side++) {
			simulate_boot(&pair.runs[side], side ? "b" : "a");
			simulate_exact(&pair.runs[side], &refused, 8,
			               side && i ? enomem : ebusy, 1);
		}
		scenario = json_array_get(
		    json_object_get(pair.runs[XNB_BASE].meta, "scenarios"), 0);
		json_object_set_new(scenario, "expected_errno", json_integer(16));
		result = end(&pair);
		expect_verdict(only(result),
		               i ? XNB_VERDICT_REGRESSION : XNB_VERDICT_EQUIVALENT);
		xnb_compare_free(result);
	}
}

/* Of 8 domains `refused` have nothing but their code, the others nothing but a
 * locality. */
static void simulate_refusals(struct simulated_run *run, const char *boot, int refused)
{
	static const struct simulated_series code = {
	    "placement", "local", "refused", "order=9", "", "", "errno", "errno"};
	static const double one[] = {1}, ebusy[] = {16};

	simulate_boot(run, boot);
	simulate_exact(run, &code, refused, ebusy, 1);
	simulate_exact(run, &locality, 8 - refused, one, 1);
}

static void refused_domains_count_beside_the_others(void **state)
{
	const struct xnb_compare_series *code;
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_refusals(&pair.runs[XNB_BASE], "a", 4);
	simulate_refusals(&pair.runs[XNB_NEW], "b", 6);
	result = end(&pair);
	code = &result->series[0];
	assert_string_equal(code->key.metric, "errno");
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		assert_int_equal(code->arms[side].n_units, 8);
	assert_true(fabs(code->arms[XNB_BASE].center - 8) < 1e-9);
	assert_true(fabs(code->arms[XNB_NEW].center - 12) < 1e-9);
	expect_verdict(code, XNB_VERDICT_INCONCLUSIVE);
	xnb_compare_free(result);
}

/* A gate that passes says that nothing is worse: not where NEW measured nothing. */
static void what_new_has_lost_does_not_pass(void **state)
{
	static const double one[] = {1};
	static const char *const flags[] = {NULL, "failed"};

	for (size_t i = 0; i < 2; i++) {
		struct xnb_compare *result;
		struct pair pair;

		begin(&pair, state);
		for (unsigned side = 0; side < XNB_N_SIDES; side++) {
			simulate_boot(&pair.runs[side], side ? "b" : "a");
			simulate_exact(&pair.runs[side], &locality, 4, one, 1);
			simulate_domain(&pair.runs[side]);
			if (side == XNB_BASE || flags[i])
				simulate_sample(&pair.runs[side], &triad, 0, 1e9,
				                side ? flags[i] : "");
		}
		result = end(&pair);
		expect_verdict(only(result), XNB_VERDICT_EQUIVALENT);
		assert_int_equal(result->n_lost, 1);
		assert_true(result->refused[0].lost);
		assert_int_equal(result->verdict, XNB_VERDICT_INCONCLUSIVE);
		assert_int_equal(result->exit, XNB_EXIT_INCONCLUSIVE);
		xnb_compare_free(result);
	}
}

/* More than was there before is nothing lost, nor are timings that nobody would judge. */
static void what_base_lacks_passes(void **state)
{
	static const double one[] = {1};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		simulate_meta(&pair.runs[side], "timing", json_string("emulated"));
		simulate_boot(&pair.runs[side], side ? "b" : "a");
		simulate_exact(&pair.runs[side], &locality, 4, one, 1);
		simulate_domain(&pair.runs[side]);
		simulate_sample(&pair.runs[side], side ? &chase : &triad, 0, 1e9, "");
	}
	result = end(&pair);
	assert_int_equal(result->n_refused, 2);
	assert_int_equal(result->n_lost, 0);
	assert_int_equal(result->exit, XNB_EXIT_OK);
	xnb_compare_free(result);
}

static void other_units_are_refused(void **state)
{
	struct simulated_series other = triad;
	struct xnb_compare *result;
	struct pair pair;

	other.unit = "MB/s";
	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 3, 2, 2, &triad, 10e9, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "b", 3, 2, 2, &other, 10e3, &quiet);
	result = end(&pair);
	assert_int_equal(result->n_refused, 2);
	expect_refused(result, XNB_REFUSED_UNITS);
	assert_int_equal(result->refused[1].reason, XNB_REFUSED_UNITS);
	assert_int_equal(result->exit, XNB_EXIT_INCONCLUSIVE);
	xnb_compare_free(result);
}

/* Each changes run.json of NEW, and BASE's too where `both`. */
static void what_cannot_be_compared_is_refused(void **state)
{
	static const struct {
		const char *path, *value;
		bool both;
		enum xnb_compare_reason reason;
	} cases[] = {
	    {"timing", "\"emulated\"", true, XNB_REFUSED_TIMING},
	    {"timing", "\"counted\"", true, XNB_REFUSED_TIMING},
	    {"timing", "\"emulated\"", false, XNB_REFUSED_TIMING},
	    {"timing", "\"guessed\"", true, XNB_REFUSED_TIMING},
	    {"timing", "\"virtualized\"", false, XNB_REFUSED_TIMINGS},
	    {"nodes", "[0, 1, 2]", false, XNB_REFUSED_TOPOLOGY},
	    {"node_sizes", "[]", false, XNB_REFUSED_TOPOLOGY},
	    {"experiments",
	     "[{\"name\": \"bandwidth\", \"metrics\": [{\"name\": "
	     "\"bandwidth\", \"direction\": \"none\"}]}]",
	     true, XNB_REFUSED_RECORD},
	    {"experiments",
	     "[{\"name\": \"bandwidth\", \"metrics\": [{\"name\": "
	     "\"bandwidth\", \"direction\": \"lower\"}]}]",
	     false, XNB_REFUSED_DIRECTIONS},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_compare *result;
		struct pair pair;

		begin(&pair, state);
		for (unsigned side = 0; side < XNB_N_SIDES; side++) {
			simulate_boots(&pair.runs[side], side ? "b" : "a", 3, 1, 1,
			               &triad, 1e9, &quiet);
			if (side == XNB_NEW || cases[i].both)
				simulate_meta(
				    &pair.runs[side], cases[i].path,
				    json_loads(cases[i].value, JSON_DECODE_ANY, NULL));
		}
		result = end(&pair);
		expect_refused(result, cases[i].reason);
		xnb_compare_free(result);
	}
}

static void other_distances_refuse_timings_alone(void **state)
{
	static const char *const matrices[XNB_N_SIDES] = {"10 21 21 10", "10 31 31 10"};
	static const double one[] = {1};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		struct xnb_buf xml = {0};
		char path[160];

		simulate_boots(&pair.runs[side], side ? "b" : "a", 3, 1, 1, &triad, 1e9,
		               &quiet);
		simulate_exact(&pair.runs[side], &locality, 2, one, 1);
		xnb_buf_printf(
		    &xml,
		    "<distances2 name=\"NUMALatency\"><indexes length=\"4\">0 1 "
		    "</indexes><u64values length=\"12\">%s "
		    "</u64values></distances2>",
		    matrices[side]);
		snprintf(path, sizeof(path), "%s/topology.xml", pair.dirs[side]);
		run_files_write(path, xnb_buf_text(&xml), xml.length);
		xnb_buf_free(&xml);
	}
	result = end(&pair);
	assert_int_equal(result->n_refused, 1);
	assert_int_equal(result->refused[0].reason, XNB_REFUSED_TOPOLOGY);
	expect_verdict(only(result), XNB_VERDICT_EQUIVALENT);
	assert_int_equal(result->n_differences, 1);
	assert_string_equal(result->differences[0].value[XNB_BASE], "10 21 21 10");
	assert_string_equal(result->differences[0].value[XNB_NEW], "10 31 31 10");
	xnb_compare_free(result);
}

static void zero_has_no_ratio(void **state)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (int boot = 0; boot < 3; boot++) {
			char id[8];

			snprintf(id, sizeof(id), "%u%d", side, boot);
			simulate_boot(&pair.runs[side], id);
			simulate_domain(&pair.runs[side]);
			simulate_sample(&pair.runs[side], &triad, 0, boot - 1.0, "");
		}
	result = end(&pair);
	expect_refused(result, XNB_REFUSED_NOT_POSITIVE);
	xnb_compare_free(result);
}

static void flagged_samples_are_no_measurement(void **state)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 3, 1, 1, &triad, 1e9, &quiet);
	simulate_boot(&pair.runs[XNB_NEW], "b");
	simulate_domain(&pair.runs[XNB_NEW]);
	simulate_sample(&pair.runs[XNB_NEW], &triad, 0, 1e12, "implausible");
	result = end(&pair);
	expect_refused(result, XNB_REFUSED_NO_MEASUREMENT);
	assert_int_equal(result->n_warnings, 1);
	assert_non_null(strstr(result->warnings[0], "1 of the samples"));
	xnb_compare_free(result);
}

static void a_direction_that_is_asked_for_holds(void **state)
{
	struct xnb_compare_direction directions[] = {
	    {"speed=higher", 5, XNB_BETTER_HIGHER},
	    {"bandwidth/speed", 15, XNB_BETTER_LOWER},
	    {"elsewhere/speed", 15, XNB_BETTER_LOWER},
	};
	struct simulated_series unknown = triad;
	struct xnb_compare *result;
	struct xnb_error err;
	struct pair pair;

	unknown.metric = "speed";
	unknown.unit = "knots";
	begin(&pair, state);
	simulate_boots(&pair.runs[XNB_BASE], "a", 5, 1, 1, &unknown, 10, &quiet);
	simulate_boots(&pair.runs[XNB_NEW], "b", 5, 1, 1, &unknown, 9, &quiet);
	result = end(&pair);
	expect_refused(result, XNB_REFUSED_NO_DIRECTION);
	xnb_compare_free(result);

	pair.request.directions = directions;
	pair.request.n_directions = 1;
	result = compare(&pair.request);
	expect_verdict(only(result), XNB_VERDICT_REGRESSION);
	xnb_compare_free(result);

	pair.request.n_directions = 2; /* the last one holds */
	result = compare(&pair.request);
	expect_verdict(only(result), XNB_VERDICT_IMPROVEMENT);
	xnb_compare_free(result);

	directions[1].better = XNB_BETTER_EXACT;
	result = compare(&pair.request);
	assert_true(only(result)->exact);
	xnb_compare_free(result);

	pair.request.n_directions = 3;
	assert_int_equal(xnb_compare(&result, &pair.request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "elsewhere/speed"));
	assert_non_null(strstr(err.text, "; there are: speed")); /* once */
	assert_null(strstr(err.text, "speed, "));
}

static void differences_of_the_environment_come_in_order(void **state)
{
	static const char *const names[] = {"Xen changeset", "microcode",
	                                    "parameters.samples"};
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_meta(&pair.runs[XNB_BASE], "parameters.samples", json_integer(3));
	simulate_meta(&pair.runs[XNB_BASE], "environment.microcode", json_string("0x2"));
	simulate_meta(&pair.runs[XNB_BASE], "environment.xen_changeset", json_null());
	simulate_meta(&pair.runs[XNB_NEW], "environment.xen_changeset",
	              json_string("abc"));
	simulate_meta(&pair.runs[XNB_BASE], "environment.tsc_khz", json_integer(1));
	simulate_meta(&pair.runs[XNB_NEW], "environment.tsc_khz", json_integer(2));
	simulate_meta(&pair.runs[XNB_BASE], "seed", json_integer(2));
	result = end(&pair);
	assert_int_equal(result->n_differences, 3);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(result->differences[i].name, names[i]);
	assert_string_equal(result->differences[0].value[XNB_BASE], "unknown");
	assert_string_equal(result->differences[0].value[XNB_NEW], "abc");
	assert_string_equal(result->differences[2].value[XNB_BASE], "3");
	assert_string_equal(result->differences[2].value[XNB_NEW], "not recorded");
	xnb_compare_free(result);
}

static void a_run_that_was_cut_off_is_warned_of(void **state)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	simulate_meta(&pair.runs[XNB_NEW], "state", json_string("running"));
	result = end(&pair);
	assert_int_equal(result->n_warnings, 1);
	assert_non_null(strstr(result->warnings[0], pair.dirs[XNB_NEW]));
	assert_non_null(strstr(result->warnings[0], "not complete"));
	assert_int_equal(result->exit, XNB_EXIT_INCONCLUSIVE); /* nothing was judged */
	xnb_compare_free(result);
}

static void runs_of_one_arm_that_differ_are_warned_of(void **state)
{
	struct simulated_run more;
	struct xnb_compare *result;
	struct pair pair;
	char dir[128];

	begin(&pair, state);
	name_run(*state, dir);
	simulate_begin(&more, dir, 7);
	simulate_meta(&more, "environment.xen_version", json_string("4.18.1"));
	simulate_meta(&more, "parameters.samples", json_integer(3));
	simulate_end(&more);
	pair.paths[XNB_NEW][1] = dir;
	pair.request.arms[XNB_NEW].n = 2;
	result = end(&pair);
	assert_int_equal(result->n_warnings, 1);
	assert_string_equal(result->warnings[0],
	                    "the runs of NEW differ in Xen version: 4.17.7 | 4.18.1");
	assert_string_equal(result->differences[0].value[XNB_NEW], "4.17.7 | 4.18.1");
	xnb_compare_free(result);
}

/* 40 series without a change, and one whose loss would do if it were alone. */
static void a_change_among_many_needs_more(void **state)
{
	const struct xnb_compare_series *lost = NULL;
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (int boot = 0; boot < 4; boot++) {
			char id[8];

			snprintf(id, sizeof(id), "%u%d", side, boot);
			simulate_boot(&pair.runs[side], id);
			simulate_domain(&pair.runs[side]);
			for (int i = 0; i < 41; i++) {
				struct simulated_series series = triad;
				char params[24];

				snprintf(params, sizeof(params), "bytes=%d", i + 1);
				series.params = params;
				/* Spread 1 %. */
				simulate_sample(
				    &pair.runs[side], &series, 0,
				    (side && i == 0 ? 95 : 100) + (boot - 1.5) * 0.8, "");
			}
		}
	result = end(&pair);
	assert_int_equal(result->n_series, 41);
	for (size_t i = 0; i < result->n_series; i++)
		if (strcmp(result->series[i].key.params, "bytes=1") == 0)
			lost = &result->series[i];
	if (!lost) {
		fail_msg("no series bytes=1");
		abort(); /* the analyzer does not know that fail_msg() ends here */
	}
	assert_int_equal(lost->alone, XNB_VERDICT_REGRESSION);
	assert_true(lost->p_worse < XNB_GATE_LEVEL);
	assert_true(fabs(lost->adjusted_worse - 41 * lost->p_worse) < 1e-12);
	assert_true(lost->adjusted_worse >= XNB_GATE_LEVEL);
	expect_verdict(lost, XNB_VERDICT_INCONCLUSIVE);
	assert_non_null(strstr(lost->note, "REGRESSION"));
	/* By hand with qt() of 1 - 0.025 / 41 and of 0.8, 5.08 together: 7 boots. */
	assert_false(lost->further_at_least);
	assert_int_equal(lost->further, 3);
	xnb_compare_free(result);
}

/* A table from elsewhere: no run.json, so no boot ids and no word on the timings. */
static void a_bare_table_is_an_arm(void **state)
{
	struct xnb_compare *result;
	char tables[XNB_N_SIDES][160];
	struct pair pair;

	begin(&pair, state);
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		simulate_boots(&pair.runs[side], "a", 5, 1, 2, &triad, side ? 9e9 : 10e9,
		               &quiet);
		snprintf(tables[side], sizeof(tables[side]), "%s/bare.csv",
		         pair.dirs[side]);
		pair.paths[side][0] = tables[side];
	}
	for (unsigned side = 0; side < XNB_N_SIDES; side++) {
		char path[160];

		simulate_end(&pair.runs[side]);
		snprintf(path, sizeof(path), "%s/samples.csv", pair.dirs[side]);
		assert_int_equal(rename(path, tables[side]), 0);
	}
	result = compare(&pair.request);
	expect_verdict(only(result), XNB_VERDICT_REGRESSION);
	assert_false(only(result)->paired); /* nothing says that the boots are the same */
	assert_int_equal(result->n_differences, 0);
	assert_int_equal(result->n_warnings, 2);
	xnb_compare_free(result);
}

/* Its run.json may say that the timings are emulated. */
static void a_table_beside_its_run_json_is_wrong_use(void **state)
{
	struct xnb_compare *result;
	char table[160];
	struct xnb_error err;
	struct pair pair;

	begin(&pair, state);
	xnb_compare_free(end(&pair));
	snprintf(table, sizeof(table), "%s/samples.csv", pair.dirs[XNB_NEW]);
	pair.paths[XNB_NEW][0] = table;
	assert_int_equal(xnb_compare(&result, &pair.request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "run.json"));
}

static void a_run_in_both_arms_is_warned_of(void **state)
{
	struct xnb_compare *result;
	struct pair pair;

	begin(&pair, state);
	xnb_compare_free(end(&pair));
	pair.paths[XNB_NEW][0] = pair.dirs[XNB_BASE];
	result = compare(&pair.request);
	assert_int_equal(result->n_warnings, 1);
	assert_non_null(strstr(result->warnings[0], "both arms"));
	xnb_compare_free(result);
}

static void wrong_requests_are_wrong_use(void **state)
{
	static const double margins[] = {NAN, INFINITY, -0.01};
	struct xnb_compare *result;
	struct xnb_error err;
	struct pair pair;

	begin(&pair, state);
	xnb_compare_free(end(&pair));
	for (size_t i = 0; i < sizeof(margins) / sizeof(margins[0]); i++) {
		pair.request.margin = margins[i];
		assert_int_equal(xnb_compare(&result, &pair.request, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_USAGE);
	}
	pair.request.margin = 0;
	pair.paths[XNB_BASE][1] = pair.dirs[XNB_BASE];
	pair.request.arms[XNB_BASE].n = 2;
	assert_int_equal(xnb_compare(&result, &pair.request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	pair.request.arms[XNB_BASE].n = 0;
	assert_int_equal(xnb_compare(&result, &pair.request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_null(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(boots_are_the_units),
	    cmocka_unit_test(a_boot_is_the_mean_of_its_samples),
	    cmocka_unit_test(direction_is_that_of_the_run),
	    cmocka_unit_test(one_boot_each_has_no_timed_verdict),
	    cmocka_unit_test(scope_within_boot_leaves_boots_the_units),
	    cmocka_unit_test(one_boot_of_both_arms_has_domains_as_units),
	    cmocka_unit_test(a_boot_in_two_runs_is_one_boot),
	    cmocka_unit_test(the_same_boots_are_compared_in_pairs),
	    cmocka_unit_test(counted_boots_of_one_id_are_several),
	    cmocka_unit_test(counted_rounds_are_those_of_any_boot),
	    cmocka_unit_test(placement_is_judged_by_what_it_should_be),
	    cmocka_unit_test(one_instruction_more_is_seen),
	    cmocka_unit_test(claims_that_no_longer_hold_are_worse),
	    cmocka_unit_test(evidence_of_a_claim_is_kept),
	    cmocka_unit_test(a_refusal_where_there_was_none_is_seen),
	    cmocka_unit_test(a_code_that_stays_is_the_same_whatever_is_expected),
	    cmocka_unit_test(refused_domains_count_beside_the_others),
	    cmocka_unit_test(what_new_has_lost_does_not_pass),
	    cmocka_unit_test(what_base_lacks_passes),
	    cmocka_unit_test(other_units_are_refused),
	    cmocka_unit_test(what_cannot_be_compared_is_refused),
	    cmocka_unit_test(other_distances_refuse_timings_alone),
	    cmocka_unit_test(zero_has_no_ratio),
	    cmocka_unit_test(flagged_samples_are_no_measurement),
	    cmocka_unit_test(a_direction_that_is_asked_for_holds),
	    cmocka_unit_test(differences_of_the_environment_come_in_order),
	    cmocka_unit_test(a_run_that_was_cut_off_is_warned_of),
	    cmocka_unit_test(runs_of_one_arm_that_differ_are_warned_of),
	    cmocka_unit_test(a_change_among_many_needs_more),
	    cmocka_unit_test(a_bare_table_is_an_arm),
	    cmocka_unit_test(a_table_beside_its_run_json_is_wrong_use),
	    cmocka_unit_test(a_run_in_both_arms_is_warned_of),
	    cmocka_unit_test(wrong_requests_are_wrong_use),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
