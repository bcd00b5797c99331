/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "base/io.h"
#include "bench/closing.h"
#include "bench/domains/tables.h"
#include "bench/domains/trial.h"
#include "bench/environment.h"
#include "bench/settings.h"
#include "bench/target.h"
#include "workloads/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int settle(struct xnb_settings *settings, const struct xnb_run_request *request,
                  struct xnb_error *err)
{
	return xnb_settings_from_request(settings, &xnb_target_xen, request, "real", err);
}

static void names_that_are_mistyped_get_the_nearest_one(void **state)
{
	const char *const experiment[] = {"bandwith"}, *const scenario[] = {"set-lat"};
	struct xnb_run_request request = {.preset = "quick"};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	request.experiments = experiment;
	request.n_experiments = 1;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "bandwith: no such experiment"));
	assert_non_null(strstr(err.text, "did you mean bandwidth?"));
	request.n_experiments = 0;
	request.scenarios = scenario;
	request.n_scenarios = 1;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_non_null(strstr(err.text, "did you mean set-late?"));
	request.n_scenarios = 0;
	request.preset = "quik";
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_non_null(strstr(err.text, "did you mean quick?"));
	request.preset = "something-else";
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_non_null(strstr(err.text, "choose quick, standard, thorough"));
}

static void a_request_overrides_its_preset(void **state)
{
	const struct xnb_preset *quick = xnb_target_preset(&xnb_target_xen, "quick");
	const char *const names[] = {"latency", "placement"};
	const struct xnb_run_request request = {.preset = "quick",
	                                        .experiments = names,
	                                        .n_experiments = 2,
	                                        .memory_bytes = 64 << 20,
	                                        .rounds = 8};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	assert_int_equal(settle(&settings, &request, &err), 0);
	assert_ptr_equal(settings.experiments[0], &xnb_experiment_latency);
	assert_ptr_equal(settings.experiments[1], &xnb_experiment_placement);
	assert_null(settings.experiments[2]);
	assert_int_equal(settings.amounts.memory_bytes, 64 << 20);
	assert_int_equal(settings.amounts.workload_bytes, 0);
	assert_int_equal(settings.amounts.rounds, 8);
	assert_int_equal(settings.amounts.samples, quick->real.samples);
	assert_int_not_equal(settings.seed, 0);
	assert_int_equal(xnb_settings_from_request(&settings, &xnb_target_xen, &request,
	                                           "emulated", &err),
	                 0);
	assert_int_equal(settings.amounts.samples, quick->emulated.samples);
	/* The memory that was asked for is that of every domain. */
	assert_int_not_equal(quick->emulated.workload_bytes, 0);
	assert_int_equal(settings.amounts.workload_bytes, 0);
}

static void where_instructions_are_counted_nothing_is_timed(void **state)
{
	const struct xnb_preset *quick = xnb_target_preset(&xnb_target_xen, "quick");
	const char *const timed[] = {"hypercall", "latency"}, *const exact[] = {
	                                                          "placement"};
	struct xnb_run_request request = {.preset = "quick"};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_settings_from_request(&settings, &xnb_target_xen, &request,
	                                           "counted", &err),
	                 0);
	assert_ptr_equal(settings.experiments[0], &xnb_experiment_hypercall);
	assert_null(settings.experiments[1]);
	assert_int_equal(settings.amounts.samples, quick->emulated.samples);
	request.experiments = timed;
	request.n_experiments = 2;
	assert_int_equal(xnb_settings_from_request(&settings, &xnb_target_xen, &request,
	                                           "counted", &err),
	                 -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "latency: its figures are times"));
	assert_int_equal(xnb_settings_from_request(&settings, &xnb_target_xen, &request,
	                                           "emulated", &err),
	                 0);
	request.experiments = exact;
	request.n_experiments = 1;
	assert_int_equal(xnb_settings_from_request(&settings, &xnb_target_xen, &request,
	                                           "counted", &err),
	                 0);
	assert_ptr_equal(settings.experiments[0], &xnb_experiment_placement);
}

static bool has(const struct xnb_settings *settings,
                const struct xnb_experiment *experiment)
{
	size_t i = 0;

	while (settings->experiments[i] && settings->experiments[i] != experiment)
		i++;
	return settings->experiments[i] != NULL;
}

/* `standard' leaves out what takes an hour, where an hour is one, and nothing else. */
static void what_takes_too_long_is_asked_for_by_name(void **state)
{
	static const struct {
		const char *preset, *timing;
		bool wanted;
	} cases[] = {
	    {"standard", "real", false},    {"standard", "virtualized", false},
	    {"standard", "emulated", true}, {"thorough", "real", true},
	    {"thorough", "emulated", true},
	};
	const char *const names[] = {"contention"};
	struct xnb_run_request request = {.preset = "standard"};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		request.preset = cases[i].preset;
		assert_int_equal(xnb_settings_from_request(&settings, &xnb_target_xen,
		                                           &request, cases[i].timing,
		                                           &err),
		                 0);
		assert_int_equal(has(&settings, &xnb_experiment_contention),
		                 cases[i].wanted);
		for (size_t e = 0; xnb_experiments[e]; e++)
			assert_true(xnb_experiments[e] == &xnb_experiment_contention ||
			            has(&settings, xnb_experiments[e]));
	}
	request = (struct xnb_run_request){
	    .preset = "standard", .experiments = names, .n_experiments = 1};
	assert_int_equal(settle(&settings, &request, &err), 0);
	assert_ptr_equal(settings.experiments[0], &xnb_experiment_contention);
}

static void amounts_that_cannot_be_are_refused(void **state)
{
	struct xnb_run_request request = {.preset = "quick", .memory_bytes = 3 << 20};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_non_null(strstr(err.text, "--memory: 3 MiB are not"));
	request.memory_bytes = 2 << 20;
	assert_int_equal(settle(&settings, &request, &err), -1);
	request.memory_bytes = (uint64_t)1 << 50;
	assert_int_equal(settle(&settings, &request, &err), -1);
	request.memory_bytes = 0;
	request.vcpus = 65;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_non_null(strstr(err.text, "--vcpus"));
}

static json_t *meta_of(const struct xnb_settings *settings)
{
	return json_pack(
	    "{s:o, s:I, s:I, s:I}", "parameters", xnb_settings_parameters(settings),
	    "seed", (json_int_t)settings->seed, "cpu_node",
	    (json_int_t)settings->cpu_node, "mem_node", (json_int_t)settings->mem_node);
}

static void what_is_recorded_is_what_is_resumed(void **state)
{
	const struct xnb_run_request request = {
	    .preset = "thorough", .cpu_node = 3, .mem_node = 4, .seed = 4711};
	struct xnb_settings before, after;
	struct xnb_error err;
	json_t *meta;

	(void)state;
	assert_int_equal(settle(&before, &request, &err), 0);
	meta = meta_of(&before);
	assert_int_equal(xnb_settings_from_json(&after, &xnb_target_xen, meta, &err), 0);
	assert_memory_equal(&before.amounts, &after.amounts, sizeof(after.amounts));
	assert_memory_equal(before.experiments, after.experiments,
	                    sizeof(after.experiments));
	assert_memory_equal(before.scenarios, after.scenarios, sizeof(after.scenarios));
	assert_int_equal(after.seed, 4711);
	assert_int_equal(after.cpu_node, 3);
	assert_int_equal(after.mem_node, 4);
	json_decref(meta);
}

static size_t count_kernels(const struct xnb_amounts *amounts)
{
	size_t n = 0;

	while (amounts->kernels[n])
		n++;
	return n;
}

static bool has_kernel(const struct xnb_amounts *amounts, const char *name)
{
	for (size_t i = 0; amounts->kernels[i]; i++)
		if (strcmp(amounts->kernels[i], name) == 0)
			return true;
	return false;
}

/* On a real host all that move memory; in a box those of the preset. */
static void bandwidth_has_fewer_kernels_in_a_box(void **state)
{
	static const char *const boxed[] = {"load", "store", "copy",     "scale",
	                                    "add",  "triad", "triad-nt", "mix-2-1"};
	struct xnb_run_request request = {.preset = "quick"};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	for (const struct xnb_preset *p = xnb_presets; p->name; p++) {
		request.preset = p->name;
		assert_int_equal(settle(&settings, &request, &err), 0);
		for (uint32_t i = 0; i < xnb_n_kernels; i++)
			assert_int_equal(
			    has_kernel(&settings.amounts, xnb_kernels[i].name),
			    !xnb_kernels[i].compute_bound);
		assert_int_equal(xnb_settings_from_request(&settings, &xnb_target_xen,
		                                           &request, "emulated", &err),
		                 0);
		assert_int_equal(count_kernels(&settings.amounts), 8);
		for (size_t i = 0; i < 8; i++)
			assert_true(has_kernel(&settings.amounts, boxed[i]));
	}
}

/* What is resumed has the kernels that it was begun with, wherever it goes on. */
static void kernels_are_recorded_and_resumed(void **state)
{
	const struct xnb_run_request request = {.preset = "quick"};
	struct xnb_settings before, after;
	const json_t *names;
	struct xnb_error err;
	json_t *meta;

	(void)state;
	assert_int_equal(xnb_settings_from_request(&before, &xnb_target_xen, &request,
	                                           "emulated", &err),
	                 0);
	meta = meta_of(&before);
	names = json_object_get(json_object_get(meta, "parameters"), "kernels");
	assert_int_equal(json_array_size(names), 8);
	assert_string_equal(json_string_value(json_array_get(names, 6)), "triad-nt");
	assert_int_equal(xnb_settings_from_json(&after, &xnb_target_xen, meta, &err), 0);
	assert_memory_equal(&before.amounts, &after.amounts, sizeof(after.amounts));
	json_decref(meta);
}

/* What does not fit is told before anything is written, with what does. */
static void samples_beyond_a_domains_room_are_refused(void **state)
{
	const char *const bandwidth[] = {"bandwidth"}, *const latency[] = {"latency"};
	struct xnb_run_request request = {.preset = "quick",
	                                  .experiments = bandwidth,
	                                  .n_experiments = 1,
	                                  .samples = 256,
	                                  .vcpus = 64};
	struct xnb_settings settings;
	struct xnb_error err;
	unsigned most;

	(void)state;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "at most --samples "));
	most = (unsigned)atoi(strstr(err.text, "at most") + strlen("at most --samples "));
	assert_true(most > 1 && most < 256);
	request.samples = most;
	assert_int_equal(settle(&settings, &request, &err), 0);
	assert_true((settings.amounts.warmups + most) * 64 *
	                count_kernels(&settings.amounts) <=
	            XNB_RING_ENTRIES);
	request.samples = most + 1;
	assert_int_equal(settle(&settings, &request, &err), -1);
	request.experiments = latency;
	request.samples = 256;
	assert_int_equal(settle(&settings, &request, &err), 0);
}

/* More than a domain has room for are for what runs in none. */
static void many_samples_are_for_hypercalls_alone(void **state)
{
	const char *const names[] = {"hypercall", "bandwidth"};
	struct xnb_run_request request = {.preset = "quick",
	                                  .experiments = names,
	                                  .n_experiments = 1,
	                                  .samples = 30000};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	assert_int_equal(settle(&settings, &request, &err), 0);
	assert_int_equal(settings.amounts.hypercall_samples, 30000);
	assert_true(settings.amounts.samples <= 256);
	request.n_experiments = 2;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "bandwidth takes at most 256"));
	request.n_experiments = 1;
	request.samples = 30001;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_non_null(strstr(err.text, "at most 30000"));
}

static void an_edited_record_is_refused_by_name(void **state)
{
	/* What the message must say: the member, or the option that bounds it. */
	static const struct {
		const char *key;
		json_int_t value;
		const char *named;
	} edits[] = {{"rounds", -1, "\"rounds\""},
	             {"vcpus", 1000, "--vcpus: 1000"},
	             {"memory_bytes", 12345, "--memory: 12345"},
	             {"samples", 0, "of 0 samples"},
	             {"rounds", 1ll << 40, "\"rounds\""}};
	static const struct {
		const char *key, *list, *named;
	} lists[] = {
	    {"orders", "[63]", "--order: 63"},
	    {"orders", "[]", "\"orders\""},
	    {"orders", "[-1]", "\"orders\""},
	    {"types", "[\"hvm\"]", "hvm: no such type of domain: HVM"},
	    {"types", "[7]", "\"types\""},
	    {"types", "{}", "\"types\""},
	    {"kernels", "[\"triadd\"]", "triadd: no such kernel; did you mean triad?"},
	    {"kernels", "[\"load\", \"load\"]", "load is named twice"},
	    {"kernels", "[\"compute\"]", "compute: it moves no memory"},
	    {"kernels", "[]", "\"kernels\""},
	    {"kernels", "[7]", "\"kernels\""},
	    {"kernels", "null", "\"kernels\""}};
	const struct xnb_run_request request = {.preset = "quick"};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	assert_int_equal(settle(&settings, &request, &err), 0);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		json_t *meta = meta_of(&settings);
		struct xnb_settings after;

		json_object_set_new(json_object_get(meta, "parameters"), edits[i].key,
		                    json_integer(edits[i].value));
		assert_int_equal(
		    xnb_settings_from_json(&after, &xnb_target_xen, meta, &err), -1);
		assert_non_null(strstr(err.text, edits[i].named));
		json_decref(meta);
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		json_t *meta = meta_of(&settings);
		struct xnb_settings after;

		json_object_set_new(json_object_get(meta, "parameters"), lists[i].key,
		                    json_loads(lists[i].list, JSON_DECODE_ANY, NULL));
		assert_int_equal(
		    xnb_settings_from_json(&after, &xnb_target_xen, meta, &err), -1);
		assert_non_null(strstr(err.text, lists[i].named));
		json_decref(meta);
	}
	assert_int_equal(xnb_settings_from_json(&settings, &xnb_target_xen, NULL, &err),
	                 -1);
	assert_non_null(strstr(err.text, "preset"));
}

static struct xnb_sample closing(const char *scenario, const char *params, int64_t block,
                                 const char *flags)
{
	return (struct xnb_sample){.experiment = "latency",
	                           .scenario = scenario,
	                           .item = "unit",
	                           .params = params,
	                           .block = block,
	                           .domain = -1,
	                           .metric = "duration",
	                           .flags = flags};
}

/* The request of a run replaces the preset's lists, in its order. */
static void orders_and_types_are_lists(void **state)
{
	const unsigned orders[] = {18, 0}, beyond[] = {19};
	const char *const types[] = {"pv", "pvh"}, *const wrong[] = {"pvhh"};
	struct xnb_run_request request = {.preset = "quick",
	                                  .orders = orders,
	                                  .n_orders = 2,
	                                  .types = types,
	                                  .n_types = 2};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	assert_int_equal(settle(&settings, &request, &err), 0);
	assert_int_equal(settings.amounts.n_orders, 2);
	assert_int_equal(settings.amounts.orders[0], 18);
	assert_int_equal(settings.amounts.orders[1], 0);
	assert_int_equal(settings.amounts.n_types, 2);
	assert_int_equal(settings.amounts.types[0], XNB_DOMAIN_PV);
	assert_int_equal(settings.amounts.types[1], XNB_DOMAIN_PVH);
	request.types = wrong;
	request.n_types = 1;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "did you mean pvh?"));
	request.n_types = 0;
	request.orders = beyond;
	request.n_orders = 1;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_non_null(strstr(err.text, "--order: 19"));
}

static void what_is_named_twice_is_refused(void **state)
{
	const unsigned orders[] = {9, 0, 9};
	const char *const types[] = {"pv", "pv"};
	const char *const experiments[] = {"latency", "latency"};
	const char *const scenarios[] = {"local", "remote", "local"};
	const struct {
		struct xnb_run_request request;
		const char *told;
	} cases[] = {
	    {{.preset = "quick", .orders = orders, .n_orders = 3},
	     "--order: 9 is named twice"},
	    {{.preset = "quick", .types = types, .n_types = 2},
	     "--type: pv is named twice"},
	    {{.preset = "quick", .experiments = experiments, .n_experiments = 2},
	     "--experiment: latency is named twice"},
	    {{.preset = "quick", .scenarios = scenarios, .n_scenarios = 3},
	     "--scenario: local is named twice"},
	};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(settle(&settings, &cases[i].request, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_USAGE);
		assert_non_null(strstr(err.text, cases[i].told));
	}
}

static void a_scenario_that_nothing_runs_on_is_refused(void **state)
{
	const char *const experiments[] = {"hypercall", "semantics", "bandwidth"};
	const char *const scenarios[] = {"local", "libxl"};
	struct xnb_run_request request = {.preset = "quick",
	                                  .experiments = experiments,
	                                  .n_experiments = 2,
	                                  .scenarios = scenarios,
	                                  .n_scenarios = 1};
	struct xnb_settings settings;
	struct xnb_error err;

	(void)state;
	assert_int_equal(settle(&settings, &request, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "--scenario: local: none of the chosen"));
	request.n_experiments = 3;
	assert_int_equal(settle(&settings, &request, &err), 0);
	request.n_scenarios = 0;
	request.n_experiments = 2;
	assert_int_equal(settle(&settings, &request, &err), 0);
}

static void closing_samples_tell_what_is_done(void **state)
{
	struct xnb_unit units[] = {
	    {&xnb_experiment_latency, xnb_scenario_find("local"), 0, 1, 0, 9, 0, 0},
	    {&xnb_experiment_latency, xnb_scenario_find("local"), 1, 1, 0, 9, 0, 0},
	    {&xnb_experiment_latency, xnb_scenario_find("local"), 0, 1, 1, 9, 0, 0},
	    {&xnb_experiment_latency, xnb_scenario_find("remote"), 0, 1, 0, 9, 0, 0},
	};
	const struct xnb_plan plan = {.units = units, .n = 4};
	struct xnb_sample samples[] = {
	    closing("local", "a=1;b=1", 0, ""),
	    closing("local", "a=0;b=1", 1, "suspect"),
	    closing("remote", "a=0;b=1", 0, "failed"),
	    closing("default", "a=0;b=1", 0, ""),
	};
	const struct xnb_sample again = closing("remote", "a=0;b=1", 0, "");
	struct xnb_unit_state states[4] = {{0}};

	(void)state;
	samples[0].domain = 12;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		xnb_closing_note(states, &plan, &samples[i]);
	assert_false(states[0].done);
	assert_int_equal(states[0].attempts, 0);
	assert_true(states[1].done);
	assert_false(states[1].suspect);
	assert_true(states[2].done);
	assert_true(states[2].suspect);
	/* A failed attempt counts, so that the next one has a key of its own. */
	assert_false(states[3].done);
	assert_int_equal(states[3].attempts, 1);
	xnb_closing_note(states, &plan, &again);
	assert_true(states[3].done);
	assert_int_equal(states[3].attempts, 2);
}

/* What was named and has nothing is told; one unit that has something is enough. */
static void what_was_named_and_has_nothing_is_told(void **state)
{
	struct xnb_unit units[] = {
	    {&xnb_experiment_placement, xnb_scenario_find("local"), 0, 1, 0, 9, 0, 0},
	    {&xnb_experiment_placement, xnb_scenario_find("libxl"), 0, 1, 0, 9, 0, 0},
	    {&xnb_experiment_placement, xnb_scenario_find("local"), 0, 1, 1, 9, 0, 0},
	    {&xnb_experiment_hypercall, NULL, 0, 1, 0, 9, 0, 0},
	};
	const struct xnb_plan plan = {.units = units, .n = 4};
	struct xnb_unit_state states[4] = {[0] = {.empty = true}};
	const char *const scenarios[] = {"remote", "local", "libxl"};
	const char *const experiments[] = {"placement", "hypercall"};

	(void)state;
	assert_null(
	    xnb_closing_nothing_of(&plan, states, xnb_unit_scenario, scenarios, 3));
	states[1].empty = true;
	assert_string_equal(
	    xnb_closing_nothing_of(&plan, states, xnb_unit_scenario, scenarios, 3),
	    "libxl");
	assert_null(
	    xnb_closing_nothing_of(&plan, states, xnb_unit_scenario, scenarios, 2));
	assert_null(
	    xnb_closing_nothing_of(&plan, states, xnb_unit_experiment, experiments, 2));
	states[2].empty = true;
	assert_string_equal(
	    xnb_closing_nothing_of(&plan, states, xnb_unit_experiment, experiments, 2),
	    "placement");
}

/* Units that differ in their order or type alone are told apart. */
static void closing_samples_name_order_and_type(void **state)
{
	struct xnb_unit units[] = {
	    {&xnb_experiment_placement, xnb_scenario_find("local"), 0, 1, 0, 9,
	     XNB_DOMAIN_PVH, 0},
	    {&xnb_experiment_placement, xnb_scenario_find("local"), 0, 1, 0, 9,
	     XNB_DOMAIN_PV, 0},
	    {&xnb_experiment_placement, xnb_scenario_find("local"), 0, 1, 0, 0,
	     XNB_DOMAIN_PV, 0},
	};
	const struct xnb_plan plan = {.units = units, .n = 3};
	struct xnb_sample sample = closing("local", "a=0;b=1;order=9;type=pv", 0, "");
	struct xnb_unit_state states[3] = {{0}};

	(void)state;
	sample.experiment = "placement";
	xnb_closing_note(states, &plan, &sample);
	assert_false(states[0].done);
	assert_true(states[1].done);
	assert_false(states[2].done);
}

/* In the place of the C library's. */
static unsigned n_synced;

int fdatasync(int fd)
{
	n_synced += fd >= 0;
	return 0;
}

/* A crash of the host takes at most the unit in hand. */
static void a_closed_unit_is_on_the_disk(void **state)
{
	static const char *const names[] = {"run.json", "samples.csv", "extents.csv",
	                                    "checks.csv"};
	const struct xnb_unit unit = {.experiment = &xnb_experiment_placement};
	struct xnb_unit_state unit_state = {.done = true};
	struct xnb_session session = {.boot = 0};
	char base[] = "/tmp/xnb-closing-XXXXXX", path[64];
	json_t *meta = json_object();
	struct xnb_error err;

	(void)state;
	assert_non_null(mkdtemp(base));
	assert_int_equal(xnb_run_create(&session.out, base, meta, &err), 0);
	assert_int_equal(n_synced, 0);
	assert_int_equal(xnb_closing_add(&session, &unit, &unit_state, 1, &err), 0);
	assert_int_equal(n_synced, 3); /* samples, extents, checks */
	assert_int_equal(unit_state.attempts, 1);
	xnb_run_writer_free(session.out);
	json_decref(meta);
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", base, names[i]);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(rmdir(base), 0);
}

static void flags_are_words_each_once(void **state)
{
	struct xnb_flags flags = {""};

	(void)state;
	xnb_flags_add(&flags, "hung");
	xnb_flags_add(&flags, "");
	xnb_flags_add(&flags, NULL);
	xnb_flags_add(&flags, "moved");
	xnb_flags_add(&flags, "hung");
	assert_string_equal(flags.text, "hung;moved");
	xnb_flags_add(&flags, "move");
	assert_string_equal(flags.text, "hung;moved;move");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_that_are_mistyped_get_the_nearest_one),
	    cmocka_unit_test(a_request_overrides_its_preset),
	    cmocka_unit_test(where_instructions_are_counted_nothing_is_timed),
	    cmocka_unit_test(what_takes_too_long_is_asked_for_by_name),
	    cmocka_unit_test(amounts_that_cannot_be_are_refused),
	    cmocka_unit_test(bandwidth_has_fewer_kernels_in_a_box),
	    cmocka_unit_test(kernels_are_recorded_and_resumed),
	    cmocka_unit_test(what_is_recorded_is_what_is_resumed),
	    cmocka_unit_test(samples_beyond_a_domains_room_are_refused),
	    cmocka_unit_test(many_samples_are_for_hypercalls_alone),
	    cmocka_unit_test(an_edited_record_is_refused_by_name),
	    cmocka_unit_test(orders_and_types_are_lists),
	    cmocka_unit_test(closing_samples_tell_what_is_done),
	    cmocka_unit_test(closing_samples_name_order_and_type),
	    cmocka_unit_test(what_was_named_and_has_nothing_is_told),
	    cmocka_unit_test(what_is_named_twice_is_refused),
	    cmocka_unit_test(a_scenario_that_nothing_runs_on_is_refused),
	    cmocka_unit_test(a_closed_unit_is_on_the_disk),
	    cmocka_unit_test(flags_are_words_each_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
