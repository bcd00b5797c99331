/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUs that may be used: hosts made of files, and this one against its own kernel. */
#include "native/cpus.h"
#include "native/id_list.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CPU  "./sys/devices/system/cpu/"
#define NODE "./sys/devices/system/node/"

static void plant_core(uint32_t cpu, const char *package, const char *siblings)
{
	char path[128];

	snprintf(path, sizeof(path), CPU "cpu%u/topology/physical_package_id", cpu);
	plant(path, package);
	snprintf(path, sizeof(path), CPU "cpu%u/topology/thread_siblings_list", cpu);
	plant(path, siblings);
}

/* Two packages, a node each, of two cores of two threads; CPU 7 is offline, 8 could be.
 */
static void plant_host(void)
{
	plant(CPU "online", "0-6\n");
	plant(CPU "present", "0-7\n");
	plant(NODE "online", "0,2\n");
	plant(NODE "node0/cpulist", "0-1,4-5\n");
	plant(NODE "node2/cpulist", "2-3,6\n");
	plant_core(0, "0\n", "0,4\n");
	plant_core(1, "0\n", "1,5\n");
	plant_core(2, "1\n", "2,6\n");
	plant_core(3, "1\n", "3\n");
	plant_core(4, "0\n", "0,4\n");
	plant_core(5, "0\n", "1,5\n");
	plant_core(6, "1\n", "2,6\n");
}

static cpu_set_t set_of(const char *list)
{
	uint32_t *ids;
	cpu_set_t set;
	size_t n;

	CPU_ZERO(&set);
	assert_int_equal(xnb_id_list_parse(list, CPU_SETSIZE, "test", &ids, &n, NULL), 0);
	for (size_t i = 0; i < n; i++)
		CPU_SET(ids[i], &set);
	free(ids);
	return set;
}

static struct xnb_native_cpus read_host(const char *allowed)
{
	cpu_set_t set = set_of(allowed);
	struct xnb_native_cpus cpus;
	struct xnb_error err;

	assert_int_equal(xnb_native_cpus_read(&cpus, ".", &set, sizeof(set), &err), 0);
	return cpus;
}

static void assert_order(const struct xnb_native_cpus *cpus, uint32_t node,
                         const uint32_t *expected, size_t n)
{
	uint32_t ids[16];

	assert_int_equal(xnb_native_cpus_of_node(cpus, node, ids, 16), n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(ids[i], expected[i]);
}

static void cores_come_before_their_second_threads(void **state)
{
	static const uint32_t all[] = {0, 1, 2, 3, 4, 5, 6}, second[] = {2, 3, 6};
	struct xnb_native_cpus cpus;

	(void)state;
	plant_host();
	cpus = read_host("0-15");
	assert_order(&cpus, XNB_NATIVE_ABSENT, all, 7);
	assert_order(&cpus, 2, second, 3);
	assert_int_equal(xnb_native_cpus_of_node(&cpus, 1, NULL, 0), 0);
	assert_int_equal(cpus.n_cores, 4);
	assert_int_equal(xnb_native_cpu(&cpus, 5)->core, 1);
	assert_int_equal(xnb_native_cpu(&cpus, 5)->thread, 1);
	assert_int_equal(xnb_native_cpu(&cpus, 6)->node, 2);
	assert_int_equal(xnb_native_cpu(&cpus, 6)->package, 1);
	xnb_native_cpus_free(&cpus);
}

/* Of the core of 1 and 5 only its second thread is left: it comes before 4, which shares.
 */
static void a_core_that_lost_its_first_cpu_still_comes_first(void **state)
{
	static const uint32_t all[] = {0, 5, 4};
	struct xnb_native_cpus cpus;

	(void)state;
	plant_host();
	cpus = read_host("0,4-5");
	assert_order(&cpus, XNB_NATIVE_ABSENT, all, 3);
	assert_int_equal(cpus.n_cores, 2);
	xnb_native_cpus_free(&cpus);
}

static void hosts_without_nodes_and_cores_have_cpus(void **state)
{
	static const uint32_t all[] = {0, 1};
	struct xnb_native_cpus cpus;

	(void)state;
	plant(CPU "online", "0-1\n");
	plant(CPU "present", "0-1\n");
	cpus = read_host("0-3");
	assert_order(&cpus, 0, all, 2);
	assert_int_equal(cpus.n_cores, 2);
	assert_int_equal(cpus.cpus[1].package, XNB_NATIVE_ABSENT);
	xnb_native_cpus_free(&cpus);
}

static void files_that_say_nonsense_are_named(void **state)
{
	static const char *const bad[] = {"0-x",  "3-1",   "-1",   "0,",
	                                  "0,,1", "99999", "0-1 2"};
	cpu_set_t set = set_of("0-3");
	struct xnb_native_cpus cpus;
	struct xnb_error err;

	(void)state;
	plant(CPU "present", "0-1\n");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		plant(CPU "online", bad[i]);
		assert_int_equal(
		    xnb_native_cpus_read(&cpus, ".", &set, sizeof(set), &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
		assert_non_null(strstr(err.text, "cpu/online"));
	}
	uproot(CPU "online");
	assert_int_equal(xnb_native_cpus_read(&cpus, ".", &set, sizeof(set), &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	plant(CPU "online", "4-5\n");
	assert_int_equal(xnb_native_cpus_read(&cpus, ".", &set, sizeof(set), &err), -1);
	assert_non_null(strstr(err.text, "allowed"));
}

static void lists_of_users_are_judged(void **state)
{
	static const struct {
		const char *list, *says;
	} bad[] = {
	    {"7", "CPU 7: it is offline"},
	    {"0,8", "CPU 8: it does not exist"},
	    {"0-3", "CPU 2: it is outside of the cpuset"},
	    {"0,1,0", "named twice"},
	    {"0-1,1", "named twice"},
	    {"", "empty"},
	    {"0x1", "is no list"},
	    {"+1", "is no list"},
	    {"18446744073709551616", "is no list"},
	    {"8192", "is no list"},
	};
	struct xnb_native_cpus cpus;
	struct xnb_error err;
	uint32_t *ids;
	size_t n;

	(void)state;
	plant_host();
	cpus = read_host("0-1,4-7");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
		    xnb_native_cpus_parse(&cpus, bad[i].list, &ids, &n, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_USAGE);
		assert_non_null(strstr(err.text, bad[i].says));
	}
	assert_int_equal(xnb_native_cpus_parse(&cpus, "7", &ids, &n, &err), -1);
	assert_non_null(strstr(err.text, "there are 0-1,4-6"));
	assert_int_equal(xnb_native_cpus_parse(&cpus, "5,0-1", &ids, &n, &err), 0);
	assert_int_equal(n, 3);
	assert_int_equal(ids[0], 5);
	assert_int_equal(ids[1], 0);
	assert_int_equal(ids[2], 1);
	free(ids);
	xnb_native_cpus_free(&cpus);
}

/* What sched_getaffinity() says, and what getcpu() says once pinned there. */
static void this_host_is_as_its_kernel_says(void **state)
{
	struct xnb_native_cpus cpus;
	struct xnb_error err;
	cpu_set_t before;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(xnb_native_cpus_read(&cpus, "", NULL, 0, &err), 0);
	assert_int_equal(cpus.n, CPU_COUNT(&before));
	assert_int_equal(cpus.n_online, sysconf(_SC_NPROCESSORS_ONLN));
	for (size_t i = 0; i < cpus.n; i++) {
		unsigned cpu, node;

		assert_true(CPU_ISSET(cpus.cpus[i].id, &before));
		assert_int_equal(xnb_native_pin(0, cpus.cpus[i].id, &err), 0);
		assert_int_equal(getcpu(&cpu, &node), 0);
		assert_int_equal(cpu, cpus.cpus[i].id);
		assert_int_equal(node, cpus.cpus[i].node);
		assert_true(xnb_native_is_pinned(0, cpu));
		assert_false(xnb_native_is_pinned(0, cpu + 1));
	}
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	if (cpus.n > 1)
		assert_false(xnb_native_is_pinned(0, cpus.cpus[0].id));
	assert_int_equal(xnb_native_pin(0, XNB_NATIVE_MOST_CPUS - 1, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(err.errnum, ENODEV);
	xnb_native_cpus_free(&cpus);
}

static bool same_core(hwloc_topology_t topology, uint32_t a, uint32_t b)
{
	hwloc_obj_t x = hwloc_get_pu_obj_by_os_index(topology, a);
	hwloc_obj_t y = hwloc_get_pu_obj_by_os_index(topology, b);

	return hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE, x) ==
	       hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE, y);
}

static void cores_are_those_of_hwloc(void **state)
{
	struct xnb_native_cpus cpus;
	hwloc_topology_t topology;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_native_cpus_read(&cpus, "", NULL, 0, &err), 0);
	assert_int_equal(hwloc_topology_init(&topology), 0);
	assert_int_equal(hwloc_topology_set_flags(
	                     topology, HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM |
	                                   HWLOC_TOPOLOGY_FLAG_RESTRICT_TO_CPUBINDING),
	                 0);
	assert_int_equal(hwloc_topology_load(topology), 0);
	assert_int_equal(hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU), cpus.n);
	for (size_t i = 0; i < cpus.n; i++)
		for (size_t j = 0; j < cpus.n; j++)
			assert_int_equal(
			    same_core(topology, cpus.cpus[i].id, cpus.cpus[j].id),
			    cpus.cpus[i].core == cpus.cpus[j].core);
	hwloc_topology_destroy(topology);
	xnb_native_cpus_free(&cpus);
}

static void lists_are_printed_as_they_are_read(void **state)
{
	static const char *const lists[] = {"0-3,8", "none", "5", "1,3,5-6"};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const char *text = strcmp(lists[i], "none") ? lists[i] : "";
		struct xnb_buf out = {0};
		uint32_t *ids;
		size_t n;

		assert_int_equal(xnb_id_list_parse(text, 16, "test", &ids, &n, NULL), 0);
		xnb_id_list_print(ids, n, &out);
		assert_string_equal(xnb_buf_text(&out), lists[i]);
		xnb_buf_free(&out);
		free(ids);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(cores_come_before_their_second_threads),
	    in_a_folder(a_core_that_lost_its_first_cpu_still_comes_first),
	    in_a_folder(hosts_without_nodes_and_cores_have_cpus),
	    in_a_folder(files_that_say_nonsense_are_named),
	    in_a_folder(lists_of_users_are_judged),
	    cmocka_unit_test(this_host_is_as_its_kernel_says),
	    cmocka_unit_test(cores_are_those_of_hwloc),
	    cmocka_unit_test(lists_are_printed_as_they_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
