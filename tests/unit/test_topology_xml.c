/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is our XML a topology to libhwloc, and the right one? */
#include "tests/unit/test.h"

#include "tests/unit/sysctl_text.h"
#include "topology/from_hwloc.h"
#include "topology/load.h"
#include "topology/print.h"

#include <hwloc/distances.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Derived by hand from each recording. */
struct expected {
	const char *name;
	int packages, groups, cores, pus, nodes;
	const char *cpuset, *complete; /* of the machine */
	struct {
		unsigned os_index;
		const char *cpuset;
		const char *parent; /* type of the object that it hangs on */
	} node[8];
	size_t n_distances; /* 0: no matrix */
	unsigned distances[9];
};

static const struct expected cases[] = {
    {"two-nodes",
     2,
     0,
     4,
     4,
     2,
     "0xf",
     "0xf",
     {{0, "0x3", "Package"}, {1, "0xc", "Package"}},
     2,
     {10, 21, 21, 10}},
    {"offline-cpus",
     2,
     0,
     2,
     2,
     2,
     "0x5",
     "0xf",
     {{0, "0x1", "Package"}, {1, "0x4", "Package"}},
     2,
     {10, 21, 21, 10}},
    {"one-cpu", 1, 0, 0, 1, 1, "0x1", "0x1", {{0, "0x1", "Package"}}, 0, {0}},
    {"no-memory-no-cpus",
     2,
     1,
     4,
     4,
     3,
     "0xf",
     "0xf",
     {{0, "0x3", "Package"}, {1, "0xc", "Package"}, {2, "0x0", "Group"}},
     3,
     {10, 21, 17, 21, 10, 28, 17, 28, 10}},
    {"two-packages-per-node",
     4,
     2,
     8,
     8,
     2,
     "0xff",
     "0xff",
     {{0, "0x0f", "Group"}, {1, "0xf0", "Group"}},
     2,
     {10, 21, 21, 10}},
    {"two-nodes-per-package",
     1,
     2,
     8,
     8,
     2,
     "0xff",
     "0xff",
     {{0, "0x0f", "Group"}, {1, "0xf0", "Group"}},
     0,
     {0}},
    {"sparse-nodes",
     2,
     0,
     4,
     8,
     2,
     "0xff",
     "0xff",
     {{0, "0x55", "Package"}, {2, "0xaa", "Package"}},
     2,
     {10, 32, 16, 10}},
    {"packages-across-nodes",
     2,
     2,
     4,
     4,
     2,
     "0x1,0x0,0x7",
     "0x1,0xffffffff,0xffffffff",
     {{0, "0x3", "Group"}, {1, "0x1,0x0,0x4", "Group"}},
     2,
     {10, 20, 20, 10}},
    {"no-distances",
     2,
     0,
     0,
     2,
     2,
     "0x3",
     "0x3",
     {{0, "0x1", "Package"}, {1, "0x2", "Package"}},
     0,
     {0}},
    {"eight-nodes",
     8,
     0,
     0,
     8,
     8,
     "0xff",
     "0xff",
     {{0, "0x01", "Package"},
      {1, "0x02", "Package"},
      {2, "0x04", "Package"},
      {3, "0x08", "Package"},
      {4, "0x10", "Package"},
      {5, "0x20", "Package"},
      {6, "0x40", "Package"},
      {7, "0x80", "Package"}},
     8,
     {10, 21, 21, 21, 21, 21, 21, 21, 21}},
};
#define N_CASES (sizeof(cases) / sizeof(cases[0]))

/* Loads what we print of a host; libhwloc checks its own invariants on it. */
static hwloc_topology_t load(const struct xnb_host *host)
{
	struct xnb_buf xml = {0};
	hwloc_topology_t topology = NULL;
	struct xnb_error err;

	if (xnb_host_print_xml(host, &xml, &err) < 0 ||
	    xnb_topology_load_xml(&topology, xnb_buf_text(&xml), xml.length, "xml",
	                          &err) < 0)
		fail_msg("%s", err.text);
	hwloc_topology_check(topology);
	xnb_buf_free(&xml);
	return topology;
}

static hwloc_topology_t load_recorded(const char *name)
{
	struct xnb_host host = recorded_host(name);
	hwloc_topology_t topology = load(&host);

	xnb_host_free(&host);
	return topology;
}

static void assert_set(hwloc_const_bitmap_t got, const char *want)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	char text[256];

	assert_int_equal(hwloc_bitmap_sscanf(set, want), 0);
	hwloc_bitmap_snprintf(text, sizeof(text), got);
	if (!hwloc_bitmap_isequal(got, set))
		fail_msg("the set is %s, should be %s", text, want);
	hwloc_bitmap_free(set);
}

static void assert_counts(hwloc_topology_t topology, const struct expected *e)
{
	const struct {
		hwloc_obj_type_t type;
		int n;
	} counts[] = {
	    {HWLOC_OBJ_PACKAGE, e->packages}, {HWLOC_OBJ_GROUP, e->groups},
	    {HWLOC_OBJ_CORE, e->cores},       {HWLOC_OBJ_PU, e->pus},
	    {HWLOC_OBJ_NUMANODE, e->nodes},
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		int n = hwloc_get_nbobjs_by_type(topology, counts[i].type);

		if (n != counts[i].n)
			fail_msg("%s: %d of %s, should be %d", e->name, n,
			         hwloc_obj_type_string(counts[i].type), counts[i].n);
	}
}

static hwloc_obj_t get_node(hwloc_topology_t topology, unsigned os_index)
{
	hwloc_obj_t node = hwloc_get_numanode_obj_by_os_index(topology, os_index);

	if (!node) {
		fail_msg("there is no node %u", os_index);
		abort();
	}
	return node;
}

static void counts_and_sets(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CASES; i++) {
		const struct expected *e = &cases[i];
		hwloc_topology_t topology = load_recorded(e->name);

		assert_counts(topology, e);
		assert_set(hwloc_topology_get_topology_cpuset(topology), e->cpuset);
		assert_set(hwloc_topology_get_allowed_cpuset(topology), e->cpuset);
		assert_set(hwloc_topology_get_complete_cpuset(topology), e->complete);
		for (int n = 0; n < e->nodes; n++) {
			hwloc_obj_t node = get_node(topology, e->node[n].os_index);

			assert_set(node->cpuset, e->node[n].cpuset);
			assert_string_equal(hwloc_obj_type_string(node->parent->type),
			                    e->node[n].parent);
		}
		hwloc_topology_destroy(topology);
	}
}

static void distances(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CASES; i++) {
		const struct expected *e = &cases[i];
		hwloc_topology_t topology = load_recorded(e->name);
		struct hwloc_distances_s *matrix;
		unsigned n = 1;

		assert_int_equal(
		    hwloc_distances_get_by_name(topology, "NUMALatency", &n, &matrix, 0),
		    0);
		assert_int_equal(n, e->n_distances ? 1 : 0);
		if (n) {
			assert_int_equal(matrix->nbobjs, e->n_distances);
			assert_int_equal(matrix->kind,
			                 HWLOC_DISTANCES_KIND_FROM_OS |
			                     HWLOC_DISTANCES_KIND_MEANS_LATENCY);
			for (size_t v = 0; v < 9 && v < matrix->nbobjs * matrix->nbobjs;
			     v++)
				assert_int_equal(matrix->values[v], e->distances[v]);
			for (unsigned o = 0; o < matrix->nbobjs; o++)
				assert_int_equal(matrix->objs[o]->os_index,
				                 e->node[o].os_index);
			hwloc_distances_release(topology, matrix);
		}
		hwloc_topology_destroy(topology);
	}
}

static const char *info(hwloc_topology_t topology, const char *key)
{
	return hwloc_obj_get_info_by_name(hwloc_get_root_obj(topology), key);
}

static void infos_survive_their_odd_characters(void **state)
{
	hwloc_topology_t sparse = load_recorded("sparse-nodes");
	hwloc_topology_t plain = load_recorded("two-nodes");
	hwloc_topology_t across = load_recorded("packages-across-nodes");

	(void)state;
	assert_string_equal(info(sparse, "Backend"), "Xen");
	assert_string_equal(info(sparse, "XenVersion"), "4.20.0-pre");
	assert_string_equal(info(sparse, "XenScheduler"), "credit");
	assert_string_equal(info(sparse, "XenChangeSet"),
	                    "Tue Feb 4 12:00:00 2025 +0000 git:0123456789ab \"<tag> & "
	                    "'more'\"");
	assert_null(info(plain, "XenChangeSet"));
	assert_null(info(plain, "LeftOutPackage"));
	assert_null(info(plain, "hwlocVersion"));
	assert_string_equal(info(across, "LeftOutPackage"), "1");
	hwloc_topology_destroy(sparse);
	hwloc_topology_destroy(plain);
	hwloc_topology_destroy(across);
}

static void control_characters_do_not_break_it(void **state)
{
	struct xnb_host host = recorded_host("two-nodes");
	hwloc_topology_t topology;

	(void)state;
	snprintf(host.xen_changeset, sizeof(host.xen_changeset), "a\tb\nc\033d\377e>");
	topology = load(&host);
	assert_string_equal(info(topology, "XenChangeSet"), "a\tb\nc?d?e>");
	hwloc_topology_destroy(topology);
	xnb_host_free(&host);
}

static void assert_same_cpus(const struct xnb_host *a, const struct xnb_host *b)
{
	assert_int_equal(a->n_cpus, b->n_cpus);
	for (size_t i = 0; i < a->n_cpus; i++) {
		assert_int_equal(a->cpus[i].id, b->cpus[i].id);
		assert_int_equal(a->cpus[i].online, b->cpus[i].online);
		assert_int_equal(a->cpus[i].core, b->cpus[i].core);
		assert_int_equal(a->cpus[i].socket, b->cpus[i].socket);
		assert_int_equal(a->cpus[i].node, b->cpus[i].node);
	}
}

static void comes_back_as_the_same_host(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CASES; i++) {
		struct xnb_host host = recorded_host(cases[i].name), back;
		hwloc_topology_t topology = load(&host);

		assert_int_equal(xnb_host_from_hwloc(&back, topology, NULL), 0);
		/* the package that no tree holds is lost, and said to be */
		if (!info(topology, "LeftOutPackage"))
			assert_same_cpus(&host, &back);
		assert_int_equal(host.n_nodes, back.n_nodes);
		for (size_t n = 0; n < host.n_nodes; n++) {
			assert_int_equal(host.nodes[n].id, back.nodes[n].id);
			assert_int_equal(host.nodes[n].n_cpus, back.nodes[n].n_cpus);
			assert_int_equal(host.nodes[n].memory_bytes,
			                 back.nodes[n].memory_bytes);
		}
		assert_string_equal(host.backend, back.backend);
		assert_string_equal(host.xen_version, back.xen_version);
		assert_string_equal(host.xen_changeset, back.xen_changeset);
		assert_string_equal(host.xen_scheduler, back.xen_scheduler);
		assert_true(back.memory_is_spanned);
		hwloc_topology_destroy(topology);
		xnb_host_free(&back);
		xnb_host_free(&host);
	}
}

/* 8 packages of 4 nodes of 16 cores of 2 threads; the second threads come last. */
static struct xnb_host make_large_host(void)
{
	struct xnb_host host = {.n_nodes = 32, .n_cpus = 1024};

	host.nodes = calloc(host.n_nodes, sizeof(*host.nodes));
	host.cpus = calloc(host.n_cpus, sizeof(*host.cpus));
	assert_non_null(host.nodes);
	assert_non_null(host.cpus);
	for (uint32_t i = 0; i < 32; i++)
		host.nodes[i] =
		    (struct xnb_host_node){.id = i, .memory_bytes = 1ull << 40};
	for (uint32_t i = 0; i < 1024; i++) {
		uint32_t core = i % 512;

		host.cpus[i] =
		    (struct xnb_host_cpu){i, true, core % 64, core / 64, core / 16};
	}
	assert_int_equal(xnb_host_count_cpus(&host, NULL), 0);
	return host;
}

static void a_large_host(void **state)
{
	const struct expected counts = {.name = "large",
	                                .packages = 8,
	                                .groups = 32,
	                                .cores = 512,
	                                .pus = 1024,
	                                .nodes = 32};
	struct xnb_host host = make_large_host();
	hwloc_topology_t topology = load(&host);
	hwloc_obj_t node = get_node(topology, 31);

	(void)state;
	assert_counts(topology, &counts);
	assert_int_equal(hwloc_bitmap_first(node->cpuset), 496);
	assert_int_equal(hwloc_bitmap_last(node->cpuset), 1023);
	assert_int_equal(hwloc_bitmap_weight(node->cpuset), 32);
	hwloc_topology_destroy(topology);
	xnb_host_free(&host);
}

static void move_all_cpus_to_node_0(struct xnb_host *host)
{
	for (size_t i = 0; i < host->n_cpus; i++)
		host->cpus[i].node = 0;
	assert_int_equal(xnb_host_count_cpus(host, NULL), 0);
}

/* One node of two packages hangs on the machine, also beside a node without CPUs. */
static void a_node_that_is_the_machine(void **state)
{
	struct xnb_host host = recorded_host("two-nodes");
	hwloc_topology_t topology;
	hwloc_obj_t node;

	(void)state;
	move_all_cpus_to_node_0(&host);
	topology = load(&host);
	node = get_node(topology, 0);
	assert_int_equal(node->parent->type, HWLOC_OBJ_MACHINE);
	assert_set(node->cpuset, "0xf");
	node = get_node(topology, 1);
	assert_set(node->cpuset, "0x0");
	hwloc_topology_destroy(topology);
	xnb_host_free(&host);
}

/*
 * What libhwloc would repair silently, other readers of the XML may not: siblings ascend,
 * and a node set has the nodes above, on and below an object.
 */
static void needs_no_repair(void **state)
{
	static const char *const parts[] = {
	    "type=\"Machine\"",
	    "nodeset=\"0x00000003\"",
	    "type=\"NUMANode\" os_index=\"0\" cpuset=\"0x0000000f\" "
	    "complete_cpuset=\"0x0000000f\" nodeset=\"0x00000001\"",
	    "type=\"Package\" os_index=\"0\" cpuset=\"0x00000003\" "
	    "complete_cpuset=\"0x00000003\" nodeset=\"0x00000001\"",
	    "type=\"PU\" os_index=\"0\"",
	    "type=\"PU\" os_index=\"1\"",
	    "type=\"Package\" os_index=\"1\" cpuset=\"0x0000000c\" "
	    "complete_cpuset=\"0x0000000c\" nodeset=\"0x00000001\"",
	    "type=\"PU\" os_index=\"2\"",
	    "type=\"PU\" os_index=\"3\"",
	    "type=\"Group\" cpuset=\"0x0\" complete_cpuset=\"0x0\" "
	    "nodeset=\"0x00000003\" complete_nodeset=\"0x00000003\"",
	    "type=\"NUMANode\" os_index=\"1\" cpuset=\"0x0\" "
	    "complete_cpuset=\"0x0\" nodeset=\"0x00000002\"",
	};
	struct xnb_host host = recorded_host("two-nodes");
	struct xnb_buf xml = {0};
	const char *at;

	(void)state;
	move_all_cpus_to_node_0(&host);
	assert_int_equal(xnb_host_print_xml(&host, &xml, NULL), 0);
	at = xnb_buf_text(&xml);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		at = strstr(at, parts[i]);
		if (!at)
			fail_msg("missing, or not in its place: %s in\n%s", parts[i],
			         xnb_buf_text(&xml));
	}
	xnb_buf_free(&xml);
	xnb_host_free(&host);
}

static void what_is_no_topology_is_refused(void **state)
{
	static const char cut_off[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                              "<topology version=\"2.0\">\n"
	                              "  <object type=\"Machine\" os_index=\"0\"";
	static const char *const texts[] = {"", "not XML at all", cut_off};
	hwloc_topology_t topology;
	struct xnb_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(xnb_topology_load_xml(&topology, texts[i],
		                                       strlen(texts[i]), "some.xml",
		                                       &err),
		                 -1);
		assert_int_equal(err.exit, XNB_EXIT_FAILED);
		assert_ptr_equal(strstr(err.text, "some.xml"), err.text);
	}
	assert_int_equal(xnb_topology_load_file(&topology, "/nonexistent.xml", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
}

static void this_system_is_a_host(void **state)
{
	struct xnb_host host;
	size_t online = 0;

	(void)state;
	assert_int_equal(xnb_host_from_os(&host, NULL), 0);
	for (size_t i = 0; i < host.n_cpus; i++)
		online += host.cpus[i].online;
	assert_int_equal(online, sysconf(_SC_NPROCESSORS_ONLN));
	assert_true(host.total_bytes > 0);
	assert_true(host.free_bytes == XNB_BYTES_UNKNOWN ||
	            host.free_bytes <= host.total_bytes);
	xnb_host_free(&host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_and_sets),
	    cmocka_unit_test(distances),
	    cmocka_unit_test(infos_survive_their_odd_characters),
	    cmocka_unit_test(control_characters_do_not_break_it),
	    cmocka_unit_test(comes_back_as_the_same_host),
	    cmocka_unit_test(a_large_host),
	    cmocka_unit_test(a_node_that_is_the_machine),
	    cmocka_unit_test(needs_no_repair),
	    cmocka_unit_test(what_is_no_topology_is_refused),
	    cmocka_unit_test(this_system_is_a_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
