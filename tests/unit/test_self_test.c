/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a self-test says of simulated runs, whose noise is known. */
#include "tests/unit/test.h"

#include "analysis/compare/self_test.h"
#include "base/buf.h"
#include "tests/unit/folder.h"
#include "tests/unit/simulated_run.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct simulated_series triad = {
    "bandwidth", "local", "triad", "bytes=1048576", "0", "0", "bandwidth", "B/s"};
static const struct simulated_series chase = {
    "latency", "local", "chase", "bytes=1048576", "0", "0", "latency", "ns"};
static const struct simulated_series locality = {
    "placement", "local", "populated", "order=9", "", "0", "locality", "1"};
static const struct simulated_noise loud = {0.02, 0.01, 0.03};

struct folder {
	char path[64], run[80];
};

static int make_folder(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	if (!folder)
		return -1;
	snprintf(folder->path, sizeof(folder->path), "/tmp/xnb-self-test-XXXXXX");
	*state = folder;
	if (!mkdtemp(folder->path))
		return -1;
	snprintf(folder->run, sizeof(folder->run), "%s/run", folder->path);
	return 0;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;
	int rc = remove_tree(folder->path);

	free(folder);
	return rc;
}

static void simulate(struct folder *folder, int boots, const char *timing)
{
	static const double always = 1;
	struct simulated_run run;

	simulate_begin(&run, folder->run, 3);
	simulate_meta(&run, "timing", json_string(timing));
	simulate_boots(&run, "boot", boots, 3, 10, &triad, 1e10, &loud);
	simulate_boots(&run, "boot", boots, 3, 10, &chase, 80, &loud);
	simulate_exact(&run, &locality, 4, &always, 1);
	simulate_end(&run);
}

static struct xnb_self_test *test_runs(const struct folder *folder, bool within_boot)
{
	const char *paths[] = {folder->run};
	struct xnb_compare_request request = {.margin = 0.02, .within_boot = within_boot};
	struct xnb_self_test *test;
	struct xnb_error err;

	request.arms[XNB_BASE].paths = paths;
	request.arms[XNB_BASE].n = 1;
	if (xnb_self_test(&test, &request, 500, 1, &err))
		fail_msg("%s", err.text);
	return test;
}

/* What the difference of the means of two halves, drawn without replacement, has for a
 * deviation: s sqrt(1/n + 1/m) (Cochran 1977, 2.5); nearly normal with 10 in each. */
static double noise_of(const struct xnb_self_series *one)
{
	const double *units = one->series->arms[XNB_BASE].units;
	size_t n = one->n_base + one->n_new;
	double mean = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		mean += log(units[i]) / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += pow(log(units[i]) - mean, 2);
	return expm1(1.96 * sqrt(squares / (double)(n - 1) *
	                         (1 / (double)one->n_base + 1 / (double)one->n_new)));
}

/* 20 boots make arms of 10, which with 2/1/3 % of noise find a loss of 5 % in 80 %
 * (docs/design.md), give or take what 20 boots know of their own spread. */
static void it_finds_what_the_design_says(void **state)
{
	struct xnb_self_test *test;

	simulate(*state, 20, "real");
	test = test_runs(*state, false);
	assert_int_equal(test->n, 2);
	assert_int_equal(test->n_split, 2);
	assert_int_equal(test->n_exact, 1);
	assert_int_equal(test->n_varying, 0);
	assert_int_equal(xnb_self_test_exit(test), XNB_EXIT_OK);
	for (size_t i = 0; i < test->n; i++) {
		const struct xnb_self_series *one = &test->series[i];

		assert_null(one->why_not);
		assert_int_equal(one->n_base + one->n_new, 20);
		assert_true(one->possible == 184756);
		assert_true(one->smallest > 0.035 && one->smallest < 0.07);
		assert_true(fabs(one->noise / noise_of(one) - 1) < 0.1);
		assert_true(one->alarms.center <= 0.01);
		assert_true(one->alarms.high < 0.03);
	}
	assert_true(test->failures.center <= 0.01);
	assert_true(test->alarms.low <= test->alarms.center &&
	            test->alarms.center <= test->alarms.high);
	xnb_self_test_free(test);
}

static void assert_text_has(const struct xnb_self_test *test, const char *words)
{
	struct xnb_buf text = {0};
	struct xnb_error err;

	assert_int_equal(xnb_self_test_write_text(&text, test, &err), 0);
	if (!strstr(xnb_buf_text(&text), words))
		fail_msg("\"%s\" is not in: %s", words, xnb_buf_text(&text));
	xnb_buf_free(&text);
}

static void few_units_are_not_split(void **state)
{
	struct xnb_self_test *test;

	simulate(*state, 5, "real");
	test = test_runs(*state, false);
	assert_int_equal(test->n, 2);
	assert_int_equal(test->n_split, 0);
	assert_non_null(test->series[0].why_not);
	assert_true(isnan(test->series[0].smallest) && isnan(test->alarms.center));
	assert_true(isnan(test->series[0].noise));
	assert_int_equal(xnb_self_test_exit(test), XNB_EXIT_INCONCLUSIVE);
	assert_text_has(test, "fewer than 6 units");
	assert_text_has(test, "take more boots");
	xnb_self_test_free(test);
}

/* Two boots of three domains each: six domains, where that is asked for. */
static void domains_are_split_where_asked(void **state)
{
	struct xnb_self_test *test;

	simulate(*state, 2, "real");
	test = test_runs(*state, true);
	assert_int_equal(test->n_split, 2);
	assert_int_equal(test->series[0].series->level, XNB_LEVEL_DOMAIN);
	assert_true(test->series[0].possible == 20);
	assert_text_has(test, "20 different splits");
	xnb_self_test_free(test);
}

static void emulated_timings_are_not_split(void **state)
{
	struct xnb_self_test *test;

	simulate(*state, 8, "emulated");
	test = test_runs(*state, false);
	assert_int_equal(test->n, 0);
	assert_int_equal(test->compare->n_refused, 2);
	assert_int_equal(xnb_self_test_exit(test), XNB_EXIT_INCONCLUSIVE);
	assert_text_has(test, "emulated");
	xnb_self_test_free(test);
}

static void json_says_the_same_every_time(void **state)
{
	struct xnb_self_test *test;
	struct xnb_buf first = {0}, second = {0};
	struct xnb_error err;
	json_t *root;

	simulate(*state, 8, "real");
	test = test_runs(*state, false);
	assert_int_equal(xnb_self_test_write_json(&first, test, &err), 0);
	root = json_loads(xnb_buf_text(&first), 0, NULL);
	assert_non_null(root);
	assert_int_equal(json_integer_value(json_object_get(root, "splits")), 500);
	assert_int_equal(json_array_size(json_object_get(root, "series")), 2);
	assert_true(json_real_value(json_object_get(
	                json_array_get(json_object_get(root, "series"), 0),
	                "smallest_loss")) == test->series[0].smallest);
	json_decref(root);
	xnb_self_test_free(test);
	test = test_runs(*state, false);
	assert_int_equal(xnb_self_test_write_json(&second, test, &err), 0);
	assert_string_equal(xnb_buf_text(&first), xnb_buf_text(&second));
	xnb_self_test_free(test);
	xnb_buf_free(&first);
	xnb_buf_free(&second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(it_finds_what_the_design_says, make_folder,
	                                    remove_folder),
	    cmocka_unit_test_setup_teardown(few_units_are_not_split, make_folder,
	                                    remove_folder),
	    cmocka_unit_test_setup_teardown(domains_are_split_where_asked, make_folder,
	                                    remove_folder),
	    cmocka_unit_test_setup_teardown(emulated_timings_are_not_split, make_folder,
	                                    remove_folder),
	    cmocka_unit_test_setup_teardown(json_says_the_same_every_time, make_folder,
	                                    remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
