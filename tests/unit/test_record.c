/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "bench/record.h"
#include "bench/target.h"
#include "bench/warnings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct xnb_host_node two_nodes[] = {
    {.id = 0, .memory_bytes = (uint64_t)1 << 30, .n_cpus = 2},
    {.id = 1, .memory_bytes = (uint64_t)1 << 30, .n_cpus = 2},
};
struct here {
	struct xnb_host_node nodes[2];
	struct xnb_host host;
	json_t *environment;
	const char *timing;
};

static void set_here(struct here *here)
{
	memcpy(here->nodes, two_nodes, sizeof(two_nodes));
	here->host = (struct xnb_host){.nodes = here->nodes, .n_nodes = 2};
	here->environment =
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:i}", "host", "alpha", "xen_version",
	              "4.17.6", "xen_changeset", "abc", "xen_compiler", "gcc 12",
	              "cpu_model", "EPYC", "tsc_khz", 2000000);
	here->timing = "real";
}

static json_t *record_of(const struct here *here, const struct xnb_run_request *request,
                         bool frames_tell)
{
	struct xnb_run_parts run = {.request = request, .host = here->host};
	struct xnb_error err;
	json_t *record;

	snprintf(run.timing, sizeof(run.timing), "%s", here->timing);
	run.session.ranges = frames_tell ? &run.ranges : NULL;
	run.session.has_pv = frames_tell;
	assert_int_equal(xnb_settings_from_request(&run.settings, &xnb_target_xen,
	                                           request, "real", &err),
	                 0);
	assert_int_equal(xnb_record_make(&record, &run, here->environment, &err), 0);
	return record;
}

static json_t *make_record(const struct here *here)
{
	const struct xnb_run_request request = {.preset = "quick"};
	return record_of(here, &request, false);
}

/* By it the runs of one boot have an order. */
static void a_run_says_when_it_was_started(void **state)
{
	const char *started;
	struct here here;
	json_t *record;
	struct tm utc;

	(void)state;
	set_here(&here);
	record = make_record(&here);
	started = json_string_value(json_object_get(record, "started"));
	assert_non_null(started);
	memset(&utc, 0, sizeof(utc));
	assert_string_equal(strptime(started, "%Y-%m-%dT%H:%M:%SZ", &utc), "");
	assert_true(labs((long)(timegm(&utc) - time(NULL))) < 60);
	json_decref(record);
	json_decref(here.environment);
}

static void the_command_can_be_typed_again(void **state)
{
	static const char *const words[] = {"xen-numabench", "run", "-o", "a b"};
	char first[] = "xen-numabench run", second[] = "-o", third[] = "a b";
	char *argv[] = {first, second, third};
	const struct xnb_run_request request = {
	    .preset = "quick", .argc = 3, .argv = argv};
	struct here here;
	const json_t *command;
	json_t *record;

	(void)state;
	set_here(&here);
	record = record_of(&here, &request, true);
	assert_string_equal(json_string_value(json_object_get(record, "locality_method")),
	                    "delta, of PV domains frames");
	command = json_object_get(record, "command");
	assert_int_equal(json_array_size(command), 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(json_string_value(json_array_get(command, i)),
		                    words[i]);
	json_decref(record);
	json_decref(here.environment);
}

/* The names of the calls, their paths and what each is measured with. */
static void the_hypercalls_are_described(void **state)
{
	const json_t *hypercalls, *one = NULL, *orders;
	struct here here;
	json_t *record;
	size_t i;

	(void)state;
	set_here(&here);
	record = make_record(&here);
	hypercalls = json_object_get(record, "hypercalls");
	for (i = 0; i < json_array_size(hypercalls); i++) {
		one = json_array_get(hypercalls, i);
		if (strcmp(json_string_value(json_object_get(one, "name")), "populate") ==
		    0)
			break;
	}
	assert_true(i < json_array_size(hypercalls));
	orders = json_object_get(json_object_get(one, "params"), "order");
	assert_int_equal(json_array_size(orders), 3);
	assert_string_equal(json_string_value(json_array_get(orders, 1)), "9");
	assert_true(json_array_size(json_object_get(one, "paths")) >= 2);
	json_decref(record);
	json_decref(here.environment);
}

/* `named` is what a refusal must say; NULL: it is none. */
static void assert_fits(const json_t *record, const struct here *now, const char *named)
{
	struct xnb_error err = {0};
	int result =
	    xnb_record_fits(record, now->environment, &now->host, now->timing, &err);

	if (!named) {
		assert_int_equal(result, 0);
		return;
	}
	assert_int_equal(result, -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	if (!strstr(err.text, named))
		fail_msg("\"%s\" does not name %s", err.text, named);
}

static void set(json_t *environment, const char *key, const char *text)
{
	json_object_set_new(environment, key, json_string(text));
}

static void another_host_or_xen_is_refused_by_name(void **state)
{
	static const struct {
		const char *key, *text, *named;
	} changes[] = {{"host", "beta", "\"alpha\", here it is \"beta\""},
	               {"xen_version", "4.18.0", "\"4.17.6\", here it is \"4.18.0\""},
	               {"xen_changeset", "def", "changeset"},
	               {"xen_compiler", "gcc 13", "compiler"},
	               {"cpu_model", "Xeon", "CPU"}};
	struct here then, now;
	json_t *record;

	(void)state;
	set_here(&then);
	record = make_record(&then);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		set_here(&now);
		assert_fits(record, &now, NULL);
		set(now.environment, changes[i].key, changes[i].text);
		assert_fits(record, &now, changes[i].named);
		json_decref(now.environment);
	}
	json_decref(then.environment);
	json_decref(record);
}

static void another_tool_nodes_or_timing_is_refused(void **state)
{
	struct here then, now;
	json_t *record;

	(void)state;
	set_here(&then);
	record = make_record(&then);
	now = then;
	now.host.nodes = now.nodes;
	now.nodes[1].memory_bytes *= 2;
	assert_fits(record, &now, "\"memory_bytes\":2147483648");
	now.nodes[1].memory_bytes /= 2;
	now.nodes[1].n_cpus = 1;
	assert_fits(record, &now, "\"cpus\":1");
	now.nodes[1].n_cpus = 2;
	now.timing = "emulated";
	assert_fits(record, &now, "timing");
	now.timing = "real";
	/* Xen measures it at each boot. */
	json_object_set_new(now.environment, "tsc_khz", json_integer(2000011));
	assert_fits(record, &now, NULL);
	json_object_set_new(json_object_get(record, "tool"), "commit",
	                    json_string("of another day"));
	assert_fits(record, &now, "commit");
	json_decref(then.environment);
	json_decref(record);
}

/* A file name may be any bytes, run.json is UTF-8. */
static void odd_bytes_do_not_lose_a_warning(void **state)
{
	struct xnb_warnings warnings = {0};

	(void)state;
	xnb_warn(&warnings, "caf\xe9: cannot open");
	xnb_warn(&warnings, "caf\xe9: cannot open");
	xnb_warn(&warnings, "caf\xc3\xa9");
	assert_int_equal(json_array_size(warnings.texts), 2);
	assert_string_equal(json_string_value(json_array_get(warnings.texts, 0)),
	                    "caf?: cannot open");
	assert_string_equal(json_string_value(json_array_get(warnings.texts, 1)),
	                    "caf\xc3\xa9");
	xnb_warnings_free(&warnings);
}

static void a_record_has_each_warning_once(void **state)
{
	json_t *record =
	    json_pack("{s:[], s:[s]}", "stop_reasons", "warnings", "said before");
	struct xnb_warnings warnings = {0};
	const json_t *list = json_object_get(record, "warnings");

	(void)state;
	xnb_warn(&warnings, "said before");
	xnb_warn(&warnings, "new");
	xnb_record_end(record, "/caf\xe9: no space", &warnings);
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(json_string_value(json_array_get(list, 1)), "new");
	list = json_object_get(record, "stop_reasons");
	assert_string_equal(json_string_value(json_array_get(list, 0)),
	                    "/caf?: no space");
	xnb_record_end(record, "/caf\xe9: no space", &warnings);
	assert_int_equal(json_array_size(list), 1);
	xnb_record_end(record, "done", &warnings);
	assert_int_equal(json_array_size(list), 2);
	xnb_warnings_free(&warnings);
	json_decref(record);
}

/* Also over resumes: the record keeps the first reason. */
static void what_is_absent_is_said_once(void **state)
{
	json_t *record = json_pack("{s:[], s:[], s:[{s:s, s:s}]}", "stop_reasons",
	                           "warnings", "absent", "what", "psr", "why", "before");
	const json_t *list = json_object_get(record, "absent"), *one;
	struct xnb_warnings warnings = {0};

	(void)state;
	xnb_absent(&warnings, "psr", "another reason");
	xnb_absent(&warnings, "caf\xe9", "no %s", "headers");
	xnb_absent(&warnings, "caf\xe9", "later");
	xnb_absent_everywhere(&warnings, "psr", "again");
	assert_int_equal(json_array_size(warnings.absent), 2);
	xnb_record_end(record, "done", &warnings);
	assert_int_equal(json_array_size(list), 2);
	one = json_array_get(list, 0);
	assert_string_equal(json_string_value(json_object_get(one, "why")), "before");
	one = json_array_get(list, 1);
	assert_string_equal(json_string_value(json_object_get(one, "what")), "caf?");
	assert_string_equal(json_string_value(json_object_get(one, "why")), "no headers");
	assert_int_equal(json_array_size(json_object_get(record, "warnings")), 0);
	xnb_warnings_free(&warnings);
	assert_null(warnings.absent);
	json_decref(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(another_host_or_xen_is_refused_by_name),
	    cmocka_unit_test(another_tool_nodes_or_timing_is_refused),
	    cmocka_unit_test(a_run_says_when_it_was_started),
	    cmocka_unit_test(the_command_can_be_typed_again),
	    cmocka_unit_test(the_hypercalls_are_described),
	    cmocka_unit_test(odd_bytes_do_not_lose_a_warning),
	    cmocka_unit_test(a_record_has_each_warning_once),
	    cmocka_unit_test(what_is_absent_is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
