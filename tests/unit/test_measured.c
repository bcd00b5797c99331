/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measured values in our XML are to libhwloc and its programs what they would be if its
 * own calls had set them.
 */
#include "tests/unit/test.h"

#include "base/buf.h"
#include "base/io.h"
#include "tests/unit/spawn.h"
#include "tests/unit/sysctl_text.h"
#include "topology/load.h"
#include "topology/print.h"

#include <errno.h>
#include <hwloc/distances.h>
#include <hwloc/export.h>
#include <hwloc/memattrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_NODES = 8, MOST_CELLS = MOST_NODES * MOST_NODES };

static const hwloc_memattr_id_t ids[XNB_N_ATTRIBUTES] = {
    [XNB_ATTRIBUTE_BANDWIDTH] = HWLOC_MEMATTR_ID_BANDWIDTH,
    [XNB_ATTRIBUTE_READ_BANDWIDTH] = HWLOC_MEMATTR_ID_READ_BANDWIDTH,
    [XNB_ATTRIBUTE_WRITE_BANDWIDTH] = HWLOC_MEMATTR_ID_WRITE_BANDWIDTH,
    [XNB_ATTRIBUTE_LATENCY] = HWLOC_MEMATTR_ID_LATENCY,
};

/* A host with planted values: all different, and some that are not known. */
struct planted {
	struct xnb_host host;
	struct xnb_memory_attributes measured;
	uint64_t values[XNB_N_ATTRIBUTES][MOST_CELLS];
};

static void plant(struct planted *p, const char *recording)
{
	memset(p, 0, sizeof(*p));
	p->host = recorded_host(recording);
	assert_true(p->host.n_nodes <= MOST_NODES);
	for (unsigned a = 0; a < XNB_N_ATTRIBUTES; a++) {
		for (size_t cell = 0; cell < p->host.n_nodes * p->host.n_nodes; cell++)
			p->values[a][cell] = 1000 * (a + 1) + cell;
		p->measured.values[a] = p->values[a];
	}
}

static hwloc_topology_t load_text(const struct xnb_buf *xml)
{
	hwloc_topology_t topology = NULL;
	struct xnb_error err;

	if (xnb_topology_load_xml(&topology, xnb_buf_text(xml), xml->length, "xml", &err))
		fail_msg("%s", err.text);
	hwloc_topology_check(topology);
	return topology;
}

static hwloc_topology_t load(const struct xnb_host *host,
                             const struct xnb_memory_attributes *measured)
{
	struct xnb_buf xml = {0};
	hwloc_topology_t topology;

	assert_int_equal(xnb_host_print_measured_xml(host, measured, &xml, NULL), 0);
	topology = load_text(&xml);
	xnb_buf_free(&xml);
	return topology;
}

static hwloc_obj_t node_of(hwloc_topology_t topology, const struct xnb_host *host,
                           size_t i)
{
	return hwloc_get_numanode_obj_by_os_index(topology, host->nodes[i].id);
}

/* What hwloc answers; 0 where it knows nothing. */
static hwloc_uint64_t ask(hwloc_topology_t topology, const struct xnb_host *host,
                          unsigned attribute, size_t cpu, size_t mem)
{
	struct hwloc_location from = {
	    .type = HWLOC_LOCATION_TYPE_CPUSET,
	    .location.cpuset = node_of(topology, host, cpu)->cpuset,
	};
	hwloc_uint64_t value = 0;

	if (hwloc_memattr_get_value(topology, ids[attribute],
	                            node_of(topology, host, mem), &from, 0, &value))
		return 0;
	return value;
}

static const char *const recordings[] = {
    "two-nodes",    "four-nodes", "eight-nodes",           "no-memory-no-cpus",
    "sparse-nodes", "one-cpu",    "packages-across-nodes", "two-nodes-per-package",
};
#define N_RECORDINGS (sizeof(recordings) / sizeof(recordings[0]))

static void check_values(struct planted *p)
{
	const size_t n = p->host.n_nodes;
	hwloc_topology_t topology = load(&p->host, &p->measured);

	for (unsigned a = 0; a < XNB_N_ATTRIBUTES; a++)
		for (size_t cell = 0; cell < n * n; cell++) {
			bool has_cpus = p->host.nodes[cell / n].n_cpus > 0;

			assert_int_equal(ask(topology, &p->host, a, cell / n, cell % n),
			                 has_cpus ? p->values[a][cell] : 0);
		}
	hwloc_topology_destroy(topology);
}

static void values_come_back(void **state)
{
	struct planted p;

	(void)state;
	for (size_t i = 0; i < N_RECORDINGS; i++) {
		plant(&p, recordings[i]);
		check_values(&p);
		p.values[XNB_ATTRIBUTE_LATENCY][0] = XNB_NOT_MEASURED;
		check_values(&p);
		xnb_host_free(&p.host);
	}
}

static void check_matrix(hwloc_topology_t topology, const char *name, unsigned long kind,
                         size_t n, const uint32_t *nodes, const uint64_t *values)
{
	struct hwloc_distances_s *matrix;
	unsigned found = 1;

	assert_int_equal(hwloc_distances_get_by_name(topology, name, &found, &matrix, 0),
	                 0);
	assert_int_equal(found, n > 0);
	if (!found)
		return;
	assert_int_equal(matrix->kind, kind);
	assert_int_equal(matrix->nbobjs, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(matrix->objs[i]->os_index, nodes[i]);
	for (size_t i = 0; i < n * n; i++)
		assert_int_equal(matrix->values[i], values[i]);
	hwloc_distances_release(topology, matrix);
}

/* Row: the node of the CPUs; column: that of the memory. */
static void matrices_come_back(void **state)
{
	static const uint32_t sparse[] = {0, 2};
	struct planted p;
	hwloc_topology_t topology;

	(void)state;
	plant(&p, "sparse-nodes");
	topology = load(&p.host, &p.measured);
	check_matrix(topology, "MeasuredBandwidth",
	             HWLOC_DISTANCES_KIND_FROM_USER |
	                 HWLOC_DISTANCES_KIND_MEANS_BANDWIDTH,
	             2, sparse, p.values[XNB_ATTRIBUTE_BANDWIDTH]);
	check_matrix(topology, "MeasuredLatency",
	             HWLOC_DISTANCES_KIND_FROM_USER | HWLOC_DISTANCES_KIND_MEANS_LATENCY,
	             2, sparse, p.values[XNB_ATTRIBUTE_LATENCY]);
	hwloc_topology_destroy(topology);
	/* One that lacks a cell is not there, the other is. */
	p.values[XNB_ATTRIBUTE_LATENCY][2] = XNB_NOT_MEASURED;
	topology = load(&p.host, &p.measured);
	check_matrix(topology, "MeasuredLatency", 0, 0, NULL, NULL);
	check_matrix(topology, "MeasuredBandwidth",
	             HWLOC_DISTANCES_KIND_FROM_USER |
	                 HWLOC_DISTANCES_KIND_MEANS_BANDWIDTH,
	             2, sparse, p.values[XNB_ATTRIBUTE_BANDWIDTH]);
	hwloc_topology_destroy(topology);
	xnb_host_free(&p.host);
}

/* The nodes that have no CPUs, or no memory, are in no matrix. */
static void matrices_leave_out_halves_of_nodes(void **state)
{
	static const uint64_t four[] = {1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007,
	                                1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015};
	static const uint32_t all[] = {0, 1, 2, 3};
	struct planted p;
	hwloc_topology_t topology;

	(void)state;
	plant(&p, "no-memory-no-cpus"); /* one whole node is left: no matrix */
	topology = load(&p.host, &p.measured);
	check_matrix(topology, "MeasuredLatency", 0, 0, NULL, NULL);
	hwloc_topology_destroy(topology);
	xnb_host_free(&p.host);
	plant(&p, "four-nodes");
	topology = load(&p.host, &p.measured);
	check_matrix(topology, "MeasuredBandwidth",
	             HWLOC_DISTANCES_KIND_FROM_USER |
	                 HWLOC_DISTANCES_KIND_MEANS_BANDWIDTH,
	             4, all, four);
	hwloc_topology_destroy(topology);
	xnb_host_free(&p.host);
}

/* ---- the same by hwloc's own calls ---- */

static void set_values(hwloc_topology_t topology, const struct planted *p, unsigned a)
{
	const size_t n = p->host.n_nodes;

	for (size_t cell = 0; cell < n * n; cell++) {
		struct hwloc_location from = {
		    .type = HWLOC_LOCATION_TYPE_CPUSET,
		    .location.cpuset = node_of(topology, &p->host, cell / n)->cpuset,
		};

		if (hwloc_bitmap_iszero(from.location.cpuset))
			continue;
		assert_int_equal(
		    hwloc_memattr_set_value(topology, ids[a],
		                            node_of(topology, &p->host, cell % n), &from,
		                            0, p->values[a][cell]),
		    0);
	}
}

static void add_matrix(hwloc_topology_t topology, const struct planted *p, unsigned a,
                       const char *name, unsigned long means)
{
	hwloc_obj_t objects[MOST_NODES];
	hwloc_distances_add_handle_t handle = hwloc_distances_add_create(
	    topology, name, HWLOC_DISTANCES_KIND_FROM_USER | means, 0);
	hwloc_uint64_t values[MOST_CELLS];

	assert_non_null(handle);
	for (size_t i = 0; i < p->host.n_nodes; i++)
		objects[i] = node_of(topology, &p->host, i);
	for (size_t i = 0; i < p->host.n_nodes * p->host.n_nodes; i++)
		values[i] = p->values[a][i];
	assert_int_equal(hwloc_distances_add_values(topology, handle,
	                                            (unsigned)p->host.n_nodes, objects,
	                                            values, 0),
	                 0);
	assert_int_equal(hwloc_distances_add_commit(topology, handle, 0), 0);
}

/* What hwloc writes of a topology, from its matrices on. */
static void exported(hwloc_topology_t topology, struct xnb_buf *out)
{
	char *text = NULL, *from;
	int length = 0;

	assert_int_equal(hwloc_topology_export_xmlbuffer(topology, &text, &length, 0), 0);
	from = strstr(text, "<distances2");
	assert_non_null(from);
	xnb_buf_puts(out, from);
	hwloc_free_xmlbuffer(topology, text);
	hwloc_topology_destroy(topology);
}

static void is_what_hwloc_would_write(void **state)
{
	static const char *const whole[] = {"two-nodes", "four-nodes", "sparse-nodes"};

	(void)state;
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		struct xnb_buf ours = {0}, theirs = {0};
		hwloc_topology_t topology;
		struct planted p;

		plant(&p, whole[i]);
		exported(load(&p.host, &p.measured), &ours);
		topology = load(&p.host, NULL);
		add_matrix(topology, &p, XNB_ATTRIBUTE_BANDWIDTH, "MeasuredBandwidth",
		           HWLOC_DISTANCES_KIND_MEANS_BANDWIDTH);
		add_matrix(topology, &p, XNB_ATTRIBUTE_LATENCY, "MeasuredLatency",
		           HWLOC_DISTANCES_KIND_MEANS_LATENCY);
		for (unsigned a = 0; a < XNB_N_ATTRIBUTES; a++)
			set_values(topology, &p, a);
		exported(topology, &theirs);
		assert_non_null(strstr(xnb_buf_text(&theirs), "WriteBandwidth"));
		assert_string_equal(xnb_buf_text(&ours), xnb_buf_text(&theirs));
		xnb_buf_free(&ours);
		xnb_buf_free(&theirs);
		xnb_host_free(&p.host);
	}
}

static void nothing_measured_is_the_plain_topology(void **state)
{
	struct xnb_buf plain = {0}, empty = {0};
	struct planted p;

	(void)state;
	plant(&p, "four-nodes");
	memset(p.values, 0, sizeof(p.values));
	assert_int_equal(xnb_host_print_xml(&p.host, &plain, NULL), 0);
	assert_int_equal(xnb_host_print_measured_xml(&p.host, &p.measured, &empty, NULL),
	                 0);
	assert_string_equal(xnb_buf_text(&plain), xnb_buf_text(&empty));
	xnb_buf_free(&plain);
	xnb_buf_free(&empty);
	xnb_host_free(&p.host);
}

static void sources_are_said(void **state)
{
	struct planted p;
	hwloc_topology_t topology;
	hwloc_obj_t root;

	(void)state;
	plant(&p, "two-nodes");
	p.measured.timing = "real";
	p.measured.sources[XNB_ATTRIBUTE_LATENCY] = "chase <\"&\n";
	topology = load(&p.host, &p.measured);
	root = hwloc_get_root_obj(topology);
	assert_string_equal(hwloc_obj_get_info_by_name(root, "MeasuredTiming"), "real");
	assert_string_equal(hwloc_obj_get_info_by_name(root, "MeasuredLatency"),
	                    "chase <\"&\n");
	assert_null(hwloc_obj_get_info_by_name(root, "MeasuredBandwidth"));
	hwloc_topology_destroy(topology);
	xnb_host_free(&p.host);
}

/* ---- what people's programs find ---- */

static void write_xml(const struct planted *p, char *path)
{
	struct xnb_buf xml = {0};
	int fd = mkstemps(path, 4);

	assert_true(fd >= 0);
	assert_int_equal(xnb_host_print_measured_xml(&p->host, &p->measured, &xml, NULL),
	                 0);
	assert_int_equal(xnb_write_all(fd, xnb_buf_text(&xml), xml.length, path, NULL),
	                 0);
	close(fd);
	xnb_buf_free(&xml);
}

/* The best node for the CPUs of a node, by its number. */
static void check_best(const struct planted *p, const char *attribute, const char *from,
                       const char *best)
{
	char path[] = "/tmp/xnb-measured-XXXXXX.xml";
	char *argv[] = {(char *)"hwloc-calc",
	                (char *)"-i",
	                path,
	                (char *)"--physical",
	                (char *)"--local-memory",
	                (char *)"--local-memory-flags",
	                (char *)"4", /* HWLOC_LOCAL_NUMANODE_FLAG_ALL */
	                (char *)"--best-memattr",
	                (char *)attribute,
	                (char *)from,
	                NULL};
	struct xnb_buf answer = {0};

	write_xml(p, path);
	assert_int_equal(spawn(argv, &answer, NULL), 0);
	unlink(path);
	assert_string_equal(xnb_buf_text(&answer), best);
	xnb_buf_free(&answer);
}

static void programs_find_the_best_node(void **state)
{
	struct planted p;

	(void)state;
	plant(&p, "four-nodes");
	/* A host as hosts are: local is best. */
	for (size_t cell = 0; cell < 16; cell++) {
		p.values[XNB_ATTRIBUTE_BANDWIDTH][cell] = cell % 5 ? 20000 : 40000;
		p.values[XNB_ATTRIBUTE_LATENCY][cell] = cell % 5 ? 150 : 90;
	}
	check_best(&p, "bandwidth", "node:0", "0\n");
	check_best(&p, "latency", "node:0", "0\n");
	check_best(&p, "bandwidth", "node:2", "2\n");
	check_best(&p, "latency", "node:3", "3\n");
	/* And where it is not: from node 1 to 3, and from 2 to 0. */
	p.values[XNB_ATTRIBUTE_BANDWIDTH][1 * 4 + 3] = 40001;
	p.values[XNB_ATTRIBUTE_LATENCY][2 * 4 + 0] = 89;
	check_best(&p, "bandwidth", "node:1", "3\n");
	check_best(&p, "latency", "node:1", "1\n");
	check_best(&p, "bandwidth", "node:2", "2\n");
	check_best(&p, "latency", "node:2", "0\n");
	xnb_host_free(&p.host);
	/* Memory without CPUs, the fastest there is. */
	plant(&p, "no-memory-no-cpus");
	p.values[XNB_ATTRIBUTE_BANDWIDTH][0 * 3 + 2] = 99999;
	check_best(&p, "bandwidth", "node:0", "2\n");
	xnb_host_free(&p.host);
}

static void lstopo_shows_them(void **state)
{
	char path[] = "/tmp/xnb-measured-XXXXXX.xml";
	char *argv[] = {(char *)"lstopo-no-graphics", (char *)"-i", path,
	                (char *)"--memattrs", NULL};
	struct xnb_buf answer = {0};
	struct planted p;

	(void)state;
	plant(&p, "sparse-nodes");
	write_xml(&p, path);
	assert_int_equal(spawn(argv, &answer, NULL), 0);
	unlink(path);
	assert_non_null(strstr(xnb_buf_text(&answer), "name `Latency'"));
	assert_non_null(strstr(xnb_buf_text(&answer), "= 4002 from"));
	assert_non_null(strstr(xnb_buf_text(&answer), "= 1001 from"));
	xnb_buf_free(&answer);
	xnb_host_free(&p.host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_come_back),
	    cmocka_unit_test(matrices_come_back),
	    cmocka_unit_test(matrices_leave_out_halves_of_nodes),
	    cmocka_unit_test(is_what_hwloc_would_write),
	    cmocka_unit_test(nothing_measured_is_the_plain_topology),
	    cmocka_unit_test(sources_are_said),
	    cmocka_unit_test(programs_find_the_best_node),
	    cmocka_unit_test(lstopo_shows_them),
	};

	/* no locale and no debugging option of the caller changes the answers */
	setenv("LC_ALL", "C", 1);
	unsetenv("HWLOC_XMLFILE");
	unsetenv("HWLOC_SYNTHETIC");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
