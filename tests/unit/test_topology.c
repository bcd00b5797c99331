/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts from recorded sysctls, and the choice of nodes on them. */
#include "tests/unit/test.h"

#include "base/io.h"
#include "tests/unit/sysctl_text.h"
#include "topology/from_xen.h"
#include "topology/ids.h"
#include "topology/print.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define NONE XNB_ABSENT

static void assert_cpu(const struct xnb_host *host, size_t i, bool online, uint32_t core,
                       uint32_t socket, uint32_t node)
{
	assert_true(i < host->n_cpus);
	assert_int_equal(host->cpus[i].id, i);
	assert_int_equal(host->cpus[i].online, online);
	assert_int_equal(host->cpus[i].core, core);
	assert_int_equal(host->cpus[i].socket, socket);
	assert_int_equal(host->cpus[i].node, node);
}

static void two_nodes(void **state)
{
	struct xnb_host host = recorded_host("two-nodes");

	(void)state;
	assert_int_equal(host.n_nodes, 2);
	assert_int_equal(host.n_cpus, 4);
	assert_cpu(&host, 1, true, 1, 0, 0);
	assert_cpu(&host, 2, true, 0, 1, 1);
	assert_int_equal(host.nodes[0].n_cpus, 2);
	assert_int_equal(host.nodes[1].memory_bytes, 1073610752);
	assert_int_equal(host.nodes[1].free_bytes, 916193280);
	assert_int_equal(host.total_bytes, 2146955264); /* 524159 x 4096 */
	assert_int_equal(host.free_bytes, 1316065280);  /* 321305 x 4096 */
	assert_true(host.memory_is_spanned);
	assert_int_equal(host.cpu_khz, 2596118);
	assert_int_equal(xnb_host_distance(&host, 0, 1), 21);
	assert_int_equal(xnb_host_distance(&host, 1, 1), 10);
	assert_int_equal(xnb_host_distance(&host, 0, 2), NONE);
	assert_string_equal(host.backend, "Xen");
	assert_string_equal(host.xen_version, "4.17.7");
	assert_string_equal(host.xen_changeset, "");
	assert_string_equal(host.xen_scheduler, "credit2");
	xnb_host_free(&host);
}

static void offline_cpus_have_no_place(void **state)
{
	struct xnb_host host = recorded_host("offline-cpus");

	(void)state;
	assert_cpu(&host, 0, true, 0, 0, 0);
	assert_cpu(&host, 1, false, NONE, NONE, NONE);
	assert_cpu(&host, 2, true, 0, 1, 1);
	assert_cpu(&host, 3, false, NONE, NONE, NONE);
	assert_int_equal(host.nodes[0].n_cpus, 1);
	assert_int_equal(host.nodes[1].n_cpus, 1);
	xnb_host_free(&host);
}

static void one_cpu_a_node_has_no_core_but_is_online(void **state)
{
	struct xnb_host host = recorded_host("eight-nodes");

	(void)state;
	assert_int_equal(host.n_nodes, 8);
	for (uint32_t i = 0; i < 8; i++) {
		assert_cpu(&host, i, true, NONE, i, i);
		assert_int_equal(host.nodes[i].n_cpus, 1);
	}
	xnb_host_free(&host);
}

static void nodes_without_memory_or_cpus(void **state)
{
	struct xnb_host host = recorded_host("no-memory-no-cpus");

	(void)state;
	assert_int_equal(host.n_nodes, 3);
	assert_int_equal(host.nodes[1].memory_bytes, 0);
	assert_int_equal(host.nodes[1].n_cpus, 2);
	assert_int_equal(host.nodes[2].memory_bytes, 1073610752);
	assert_int_equal(host.nodes[2].n_cpus, 0);
	xnb_host_free(&host);
}

static void sparse_nodes_keep_their_numbers(void **state)
{
	struct xnb_host host = recorded_host("sparse-nodes");

	(void)state;
	assert_int_equal(host.n_nodes, 2);
	assert_int_equal(host.nodes[1].id, 2);
	assert_int_equal(host.nodes[1].n_cpus, 4);
	assert_int_equal(xnb_host_node_index(&host, 1), -1);
	assert_int_equal(xnb_host_node_index(&host, 2), 1);
	assert_int_equal(xnb_host_distance(&host, 0, 2), 32);
	assert_int_equal(xnb_host_distance(&host, 2, 0), 16);
	xnb_host_free(&host);
}

static void absent_distances(void **state)
{
	struct xnb_host some = recorded_host("two-nodes-per-package");
	struct xnb_host none = recorded_host("no-distances");

	(void)state;
	assert_non_null(some.distances);
	assert_int_equal(xnb_host_distance(&some, 0, 0), 10);
	assert_int_equal(xnb_host_distance(&some, 0, 1), NONE);
	assert_null(none.distances);
	assert_int_equal(xnb_host_distance(&none, 0, 0), NONE);
	xnb_host_free(&some);
	xnb_host_free(&none);
}

static void contradictions_are_refused(void **state)
{
	static const struct {
		const char *name, *says;
	} cases[] = {
	    {"bad-no-nodes", "0 NUMA nodes"},
	    {"bad-no-online-cpu", "0 online CPUs"},
	    {"bad-node-not-there", "CPU 1 is on node 1"},
	    {"bad-cpu-count", "(3 against 2)"},
	    {"bad-node-count", "(2 against 1)"},
	    {"bad-pages", "(1001 against 1000)"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct recorded recorded;
		struct xnb_host host;
		struct xnb_error err;

		recorded_read(&recorded, cases[i].name);
		assert_int_equal(xnb_host_from_sysctls(&host, &recorded.sysctls,
		                                       &recorded.version, &err),
		                 -1);
		assert_int_equal(err.exit, XNB_EXIT_FAILED);
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].name, err.text);
		assert_null(host.nodes);
		recorded_free(&recorded);
	}
}

static void without_a_version(void **state)
{
	struct recorded recorded;
	struct xnb_host host;

	(void)state;
	recorded_read(&recorded, "two-nodes");
	assert_int_equal(xnb_host_from_sysctls(&host, &recorded.sysctls, NULL, NULL), 0);
	assert_string_equal(host.backend, "Xen");
	assert_string_equal(host.xen_version, "");
	recorded_free(&recorded);
	xnb_host_free(&host);
}

/* What is wanted, what is chosen, and what the refusal says. */
struct choice {
	const char *name;
	uint32_t want_a, want_b, a, b;
	const char *says;
};

static const struct choice choices[] = {
    {"two-nodes", NONE, NONE, 0, 1, NULL},
    {"two-nodes", 1, NONE, 1, 0, NULL},
    {"two-nodes", 1, 0, 1, 0, NULL},
    {"two-nodes", 2, NONE, 0, 0,
     "--cpu-node 2: there is no such node; nodes that would "
     "do: 0, 1"},
    {"two-nodes", NONE, 7, 0, 0,
     "--mem-node 7: there is no such node; nodes that would "
     "do: 1"},
    {"two-nodes", 1, 1, 0, 0,
     "--mem-node 1: that is the node of the CPUs already; nodes "
     "that would do: 0"},
    {"one-cpu", NONE, NONE, 0, 0, NULL},
    {"one-cpu", 0, 0, 0, 0, NULL},
    {"four-nodes", NONE, NONE, 0, 1, NULL}, /* all as far: the lowest */
    {"four-nodes", 1, NONE, 1, 0, NULL},
    {"no-memory-no-cpus", NONE, NONE, 0, 2, NULL}, /* 1 is farther, without memory */
    {"no-memory-no-cpus", 1, NONE, 0, 0, "--cpu-node 1: the node has no memory"},
    {"no-memory-no-cpus", 2, NONE, 0, 0, "--cpu-node 2: the node has no CPUs"},
    {"no-memory-no-cpus", NONE, 1, 0, 0, "--mem-node 1: the node has no memory"},
    {"sparse-nodes", NONE, NONE, 0, 2, NULL},
    {"sparse-nodes", 1, NONE, 0, 0, "nodes that would do: 0, 2"},
    {"no-distances", NONE, NONE, 0, 1, NULL},
    {"two-nodes-per-package", NONE, NONE, 0, 1, NULL},
};

static void chooses_nodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		const struct choice *c = &choices[i];
		struct xnb_host host = recorded_host(c->name);
		struct xnb_error err = {0};
		uint32_t a, b;
		int rc = xnb_host_choose_nodes(&host, c->want_a, c->want_b, &a, &b, &err);

		if (rc != (c->says ? -1 : 0) || (rc < 0 && !strstr(err.text, c->says)))
			fail_msg("choice %zu: %d %s", i, rc, err.text);
		if (rc < 0)
			assert_int_equal(err.exit, XNB_EXIT_USAGE);
		if (rc == 0 && (a != c->a || b != c->b))
			fail_msg("choice %zu: %u and %u", i, a, b);
		xnb_host_free(&host);
	}
}

static void chooses_the_farthest(void **state)
{
	struct xnb_host host = recorded_host("eight-nodes");
	uint32_t a, b;

	(void)state;
	/* 5 is the farthest from 0, and an unknown distance is not far */
	host.distances[5] = 30;
	host.distances[6] = NONE;
	assert_int_equal(xnb_host_choose_nodes(&host, NONE, NONE, &a, &b, NULL), 0);
	assert_int_equal(a, 0);
	assert_int_equal(b, 5);
	xnb_host_free(&host);
}

static void no_node_fits(void **state)
{
	struct xnb_host host = recorded_host("two-nodes");
	struct xnb_error err;
	uint32_t a, b;

	(void)state;
	host.nodes[0].memory_bytes = 0;
	host.nodes[1].n_cpus = 0;
	assert_int_equal(xnb_host_choose_nodes(&host, NONE, NONE, &a, &b, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	xnb_host_free(&host);
}

static void writes_sets(void **state)
{
	static const uint32_t ids[] = {0, 1, 2, 5, 31, 32, 64};
	static const struct {
		size_t from, n;
		const char *ranges, *mask;
	} cases[] = {
	    {0, 0, "none", "0x0"},
	    {0, 1, "0", "0x00000001"},
	    {0, 4, "0-2,5", "0x00000027"},
	    {4, 2, "31-32", "0x00000001,0x80000000"},
	    {0, 7, "0-2,5,31-32,64", "0x00000001,0x00000001,0x80000027"},
	    {6, 1, "64", "0x00000001,0x00000000,0x00000000"},
	};
	struct xnb_buf buf = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		xnb_buf_clear(&buf);
		xnb_ids_print_ranges(ids + cases[i].from, cases[i].n, &buf);
		assert_string_equal(xnb_buf_text(&buf), cases[i].ranges);
		xnb_buf_clear(&buf);
		xnb_ids_print_mask(ids + cases[i].from, cases[i].n, &buf);
		assert_string_equal(xnb_buf_text(&buf), cases[i].mask);
	}
	xnb_buf_free(&buf);
}

/* The tables in these files were written by hand from the recordings. */
static void prints_the_table(void **state)
{
	static const char *const names[] = {"two-nodes", "offline-cpus",
	                                    "no-memory-no-cpus", "sparse-nodes",
	                                    "no-distances"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct xnb_host host = recorded_host(names[i]);
		struct xnb_buf got = {0}, want = {0};
		struct xnb_error err;
		char path[512];

		snprintf(path, sizeof(path), "%s/topology/%s.table", XNB_TEST_DATA,
		         names[i]);
		if (xnb_read_file(path, &want, 0, &err) < 0)
			fail_msg("%s", err.text);
		xnb_host_print_table(&host, &got);
		assert_string_equal(xnb_buf_text(&got), xnb_buf_text(&want));
		xnb_buf_free(&got);
		xnb_buf_free(&want);
		xnb_host_free(&host);
	}
}

static json_t *as_json(const char *name)
{
	struct xnb_host host = recorded_host(name);
	struct xnb_buf text = {0};
	json_error_t error;
	json_t *root;

	assert_int_equal(xnb_host_print_json(&host, &text, NULL), 0);
	root = json_loads(xnb_buf_text(&text), JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("%s", error.text);
	xnb_buf_free(&text);
	xnb_host_free(&host);
	return root;
}

static void assert_json(const char *name, const char *want)
{
	json_t *got = as_json(name);
	json_t *expected = json_loads(want, 0, NULL);

	assert_non_null(expected);
	if (!json_equal(got, expected)) {
		json_dumpf(got, stderr, JSON_INDENT(1));
		fail_msg("%s: the JSON is not what it should be", name);
	}
	json_decref(got);
	json_decref(expected);
}

static void prints_json(void **state)
{
	(void)state;
	assert_json("offline-cpus",
	            "{\"backend\": \"Xen\", \"xen_version\": \"4.17.7\","
	            " \"xen_changeset\": null, \"xen_scheduler\": \"credit2\","
	            " \"cpu_khz\": 2596118, \"total_bytes\": 2146955264,"
	            " \"free_bytes\": 1316184064, \"memory_is\": \"spanned\","
	            " \"nodes\": ["
	            "  {\"id\": 0, \"memory_bytes\": 1073741824,"
	            "   \"free_bytes\": 399941632, \"cpus\": [0]},"
	            "  {\"id\": 1, \"memory_bytes\": 1073610752,"
	            "   \"free_bytes\": 916242432, \"cpus\": [2]}],"
	            " \"cpus\": ["
	            "  {\"id\": 0, \"online\": true, \"socket\": 0, \"core\": 0,"
	            "   \"node\": 0},"
	            "  {\"id\": 1, \"online\": false, \"socket\": null, \"core\": null,"
	            "   \"node\": null},"
	            "  {\"id\": 2, \"online\": true, \"socket\": 1, \"core\": 0,"
	            "   \"node\": 1},"
	            "  {\"id\": 3, \"online\": false, \"socket\": null, \"core\": null,"
	            "   \"node\": null}],"
	            " \"distances\": [[10, 21], [21, 10]]}");
	assert_json("one-cpu",
	            "{\"backend\": \"Xen\", \"xen_version\": \"4.17.7\","
	            " \"xen_changeset\": null, \"xen_scheduler\": \"credit2\","
	            " \"cpu_khz\": 2596118, \"total_bytes\": 1073213440,"
	            " \"free_bytes\": 253218816, \"memory_is\": \"spanned\","
	            " \"nodes\": ["
	            "  {\"id\": 0, \"memory_bytes\": 1073610752,"
	            "   \"free_bytes\": 253218816, \"cpus\": [0]}],"
	            " \"cpus\": ["
	            "  {\"id\": 0, \"online\": true, \"socket\": 0, \"core\": null,"
	            "   \"node\": 0}],"
	            " \"distances\": [[10]]}");
}

static void json_says_null_where_nothing_is_known(void **state)
{
	json_t *some = as_json("two-nodes-per-package"), *none = as_json("no-distances");
	json_t *row = json_array_get(json_object_get(some, "distances"), 0);

	(void)state;
	assert_int_equal(json_integer_value(json_array_get(row, 0)), 10);
	assert_true(json_is_null(json_array_get(row, 1)));
	assert_true(json_is_null(json_object_get(none, "distances")));
	json_decref(some);
	json_decref(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_nodes),
	    cmocka_unit_test(offline_cpus_have_no_place),
	    cmocka_unit_test(one_cpu_a_node_has_no_core_but_is_online),
	    cmocka_unit_test(nodes_without_memory_or_cpus),
	    cmocka_unit_test(sparse_nodes_keep_their_numbers),
	    cmocka_unit_test(absent_distances),
	    cmocka_unit_test(contradictions_are_refused),
	    cmocka_unit_test(without_a_version),
	    cmocka_unit_test(chooses_nodes),
	    cmocka_unit_test(chooses_the_farthest),
	    cmocka_unit_test(no_node_fits),
	    cmocka_unit_test(writes_sets),
	    cmocka_unit_test(prints_the_table),
	    cmocka_unit_test(prints_json),
	    cmocka_unit_test(json_says_null_where_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
