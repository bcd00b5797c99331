/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs of the latency experiments leave, with tiny amounts: no time is judged. */
#include "tests/unit/test.h"

#include "bench/native/latencies.h"
#include "native/cpus.h"
#include "rundir/flags.h"
#include "rundir/params.h"
#include "rundir/runjson.h"
#include "tests/native/program.h"
#include "tests/unit/folder.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FEW  "--memory 1M --rounds 2 --samples 3 --page 4k --out run "
#define TINY FEW "-s default "

static bool is_of(const struct xnb_sample *s, const char *item, const char *metric)
{
	return strcmp(s->item, item) == 0 && strcmp(s->metric, metric) == 0;
}

static bool has_param(const struct xnb_sample *s, const char *key, const char *expected)
{
	char value[32];

	return xnb_params_get(s->params, key, value, sizeof(value)) &&
	       strcmp(value, expected) == 0;
}

static size_t allowed_cores(uint32_t first[2])
{
	struct xnb_native_cpus cpus;
	struct xnb_error err;
	size_t n;

	assert_int_equal(xnb_native_cpus_read(&cpus, "", NULL, 0, &err), 0);
	n = cpus.n_cores;
	for (size_t i = 0; i < 2; i++)
		first[i] = cpus.cpus[i < n ? i : 0].id;
	xnb_native_cpus_free(&cpus);
	return n;
}

/* ---- idle ---- */

static void idle_chases_are_over_all_and_by_window(void **state)
{
	size_t all = 0, by_window = 0;
	struct xnb_run *run;

	(void)state;
	assert_int_equal(program_run(TINY "-e latency", NULL), 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];
		bool windowed = is_of(s, "chase-window", "latency");

		if (!windowed && !is_of(s, "chase", "latency"))
			continue;
		*(windowed ? &by_window : &all) += 1;
		assert_true(s->value > 0.1 && s->value < 1e6);
		assert_string_equal(s->unit, "ns");
		assert_true(has_param(s, "bytes", "1048576"));
		assert_true(has_param(s, "page", "4096"));
		assert_true(has_param(s, "threads", "1"));
		assert_int_equal(has_param(s, "window", "262144"), windowed);
		assert_false(xnb_has_flag(s->flags, "wrong-result"));
	}
	/* A warm-up and three samples of each round. */
	assert_int_equal(all, 8);
	assert_int_equal(by_window, 8);
	xnb_run_free(run);
}

static const char *why_absent(const struct xnb_run *run, const char *what)
{
	size_t i;
	json_t *one;

	json_array_foreach(json_object_get(run->meta, "absent"), i, one)
	{
		if (strcmp(xnb_runjson_text(one, "what"), what) == 0)
			return xnb_runjson_text(one, "why");
	}
	return "";
}

/* Of all scenarios `local' stands for `default' too, where memory can be bound; the one
 * that is left out says why, whichever it is. */
static void what_stands_for_another_is_told(void **state)
{
	static const char *const names[] = {"local", "default"};
	bool measured[2] = {false, false};
	struct xnb_run *run;
	char what[64];

	(void)state;
	assert_int_equal(program_run(FEW "-e latency", NULL), 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++)
		for (size_t n = 0; n < 2; n++)
			measured[n] |= is_of(&run->samples[i], "chase", "latency") &&
			               !strcmp(run->samples[i].scenario, names[n]);
	assert_true(measured[0] != measured[1]);
	snprintf(what, sizeof(what), "scenario %s%s", measured[0] ? "default" : "local",
	         measured[0] ? " of experiment latency" : "");
	assert_true(*why_absent(run, what) != '\0');
	xnb_run_free(run);
}

/* Each page size is a series; of those that there are none of the run says why. */
static void each_page_size_is_a_series(void **state)
{
	struct xnb_run *run;
	size_t small = 0, large = 0, shares = 0;

	(void)state;
	assert_int_equal(program_run("--memory 4M --rounds 1 --samples 1 -s default "
	                             "--page 4k,thp -e latency --out run",
	                             NULL),
	                 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];

		small += is_of(s, "chase", "latency") && has_param(s, "page", "4096");
		large += is_of(s, "chase", "latency") && has_param(s, "page", "thp");
		if (!is_of(s, "pages", "huge-pages"))
			continue;
		shares++;
		assert_true(s->value >= 0 && s->value <= 1);
		assert_true(has_param(s, "page", "thp") || s->value == 0);
	}
	assert_int_equal(small, 2);
	assert_true(large == 2 || large == 0);
	assert_true(shares <= 2);
	if (!large)
		assert_true(json_array_size(json_object_get(run->meta, "absent")) > 0);
	xnb_run_free(run);
}

/* ---- loaded ---- */

static const char *const delays[] = {"0",    "32",   "64",   "128",   "256", "512",
                                     "1024", "2048", "4096", "16384", "idle"};
#define N_DELAYS (sizeof(delays) / sizeof(delays[0]))

/* One value of the run with all of these. */
static const struct xnb_sample *find(const struct xnb_run *run, const char *item,
                                     const char *metric, const struct xnb_sample *like)
{
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];

		if (is_of(s, item, metric) && strcmp(s->params, like->params) == 0 &&
		    s->block == like->block && s->iteration == like->iteration)
			return s;
	}
	return NULL;
}

static void check_point(const struct xnb_run *run, const struct xnb_sample *chase)
{
	const struct xnb_sample *bandwidth = find(run, "inject", "bandwidth", chase);
	const struct xnb_sample *overlap = find(run, "inject", "overlap", chase);

	assert_true(chase->value > 0.1 && chase->value < 1e9);
	assert_true(has_param(chase, "bytes", "1048576"));
	assert_true(has_param(chase, "threads", "2"));
	if (has_param(chase, "delay", "idle")) {
		assert_null(bandwidth);
		assert_null(overlap);
		return;
	}
	assert_non_null(bandwidth);
	assert_non_null(overlap);
	assert_true(bandwidth->value > 0 && bandwidth->value < 1e13);
	assert_true(overlap->value >= 0 && overlap->value <= 1);
	assert_int_equal(xnb_has_flag(chase->flags, "partial-overlap"),
	                 overlap->value < 0.95);
	assert_string_equal(bandwidth->flags, chase->flags);
}

static size_t count_delay(const struct xnb_run *run, const char *delay)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_samples; i++)
		n += is_of(&run->samples[i], "chase", "latency") &&
		     has_param(&run->samples[i], "delay", delay);
	return n;
}

static void each_delay_has_latency_bandwidth_and_overlap(void **state)
{
	struct xnb_run *run;
	uint32_t first[2];
	char words[512];

	(void)state;
	if (allowed_cores(first) < 2)
		skip();
	/* The cores of one node, as far as this knows. */
	snprintf(words, sizeof(words), TINY "-e loaded-latency --cpus %u,%u", first[0],
	         first[1]);
	assert_int_equal(program_run(words, NULL), 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++)
		if (is_of(&run->samples[i], "chase", "latency"))
			check_point(run, &run->samples[i]);
	/* Two kernels, two rounds, a warm-up and half of the samples, rounded up. */
	for (size_t i = 0; i < N_DELAYS; i++)
		assert_int_equal(count_delay(run, delays[i]), 2 * 2 * (1 + 2));
	xnb_run_free(run);
}

static void injectors_run_the_kernels_that_were_named(void **state)
{
	struct xnb_run *run;
	uint32_t first[2];
	char words[512];
	size_t n = 0;

	(void)state;
	if (allowed_cores(first) < 2)
		skip();
	snprintf(words, sizeof(words),
	         TINY "-e loaded-latency --kernel copy --isa portable --cpus %u,%u",
	         first[1], first[0]);
	assert_int_equal(program_run(words, NULL), 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];

		if (!is_of(s, "inject", "bandwidth"))
			continue;
		assert_true(has_param(s, "kernel", "copy"));
		assert_true(has_param(s, "isa", "portable"));
		n++;
	}
	assert_int_equal(n, 2 * (1 + 2) * (N_DELAYS - 1));
	xnb_run_free(run);
}

/* ---- pairs ---- */

static void every_pair_of_cpus_is_there(void **state)
{
	char words[512], from[16], to[16];
	struct xnb_run *run;
	uint32_t first[2];
	size_t n = 0;

	(void)state;
	if (allowed_cores(first) < 2)
		skip();
	snprintf(words, sizeof(words), FEW "-e core-to-core --cpus %u,%u", first[0],
	         first[1]);
	snprintf(from, sizeof(from), "%u", first[0]);
	snprintf(to, sizeof(to), "%u", first[1]);
	assert_int_equal(program_run(words, NULL), 0);
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *s = &run->samples[i];

		if (!is_of(s, "transfer", "latency"))
			continue;
		assert_true(has_param(s, "from", from) && has_param(s, "to", to));
		assert_true(s->value > 0.1 && s->value < 1e9);
		assert_string_equal(s->scenario, "");
		n++;
	}
	assert_int_equal(n, 2 * (1 + 3));
	xnb_run_free(run);
}

/* Evenly spread, ascending, each once, and all of them where they are few. */
static void too_many_pairs_are_thinned_out(void **state)
{
	size_t chosen[XNB_MOST_PAIRED];

	(void)state;
	assert_int_equal(xnb_choose_paired(0, chosen), 0);
	for (size_t n = 1; n < 1000; n++) {
		size_t kept = xnb_choose_paired(n, chosen);
		size_t least = n / XNB_MOST_PAIRED;

		assert_true(kept == n || kept == XNB_MOST_PAIRED);
		assert_true(kept * (kept - 1) / 2 <= XNB_MOST_PAIRS);
		assert_int_equal(chosen[0], 0);
		assert_true(chosen[kept - 1] < n);
		for (size_t i = 1; i < kept; i++)
			assert_true(chosen[i] > chosen[i - 1] &&
			            chosen[i] - chosen[i - 1] >= least &&
			            chosen[i] - chosen[i - 1] <= least + 1);
	}
}

static void teams_double_up_to_the_largest(void **state)
{
	uint32_t teams[XNB_LOADED_TEAMS];
	static const uint32_t of_twelve[] = {2, 3, 5, 9, 12};

	(void)state;
	assert_int_equal(xnb_loaded_teams(0, teams), 0);
	assert_int_equal(xnb_loaded_teams(1, teams), 0);
	assert_int_equal(xnb_loaded_teams(2, teams), 1);
	assert_int_equal(teams[0], 2);
	assert_int_equal(xnb_loaded_teams(3, teams), 2);
	assert_int_equal(xnb_loaded_teams(12, teams), 5);
	assert_memory_equal(teams, of_twelve, sizeof(of_twelve));
	assert_true(xnb_loaded_teams(UINT32_MAX, teams) <= XNB_LOADED_TEAMS);
}

/* ---- too little ---- */

static void one_cpu_is_too_few_for_two(void **state)
{
	struct xnb_run *run;
	struct xnb_buf said;
	uint32_t first[2];
	char words[512];

	(void)state;
	allowed_cores(first);
	snprintf(words, sizeof(words),
	         TINY "-e latency,loaded-latency,core-to-core --cpus %u", first[0]);
	assert_int_equal(program_run(words, &said), 3);
	assert_non_null(strstr(xnb_buf_text(&said), "loaded-latency: it takes two CPUs"));
	assert_non_null(strstr(xnb_buf_text(&said), "core-to-core: it takes two CPUs"));
	run = program_load("run");
	for (size_t i = 0; i < run->n_samples; i++)
		if (strcmp(run->samples[i].metric, "latency") == 0)
			assert_string_equal(run->samples[i].experiment, "latency");
	xnb_run_free(run);
	xnb_buf_free(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(idle_chases_are_over_all_and_by_window),
	    in_a_folder(what_stands_for_another_is_told),
	    in_a_folder(each_page_size_is_a_series),
	    in_a_folder(each_delay_has_latency_bandwidth_and_overlap),
	    in_a_folder(injectors_run_the_kernels_that_were_named),
	    in_a_folder(every_pair_of_cpus_is_there),
	    cmocka_unit_test(too_many_pairs_are_thinned_out),
	    cmocka_unit_test(teams_double_up_to_the_largest),
	    in_a_folder(one_cpu_is_too_few_for_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
