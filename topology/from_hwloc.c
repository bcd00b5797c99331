/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/from_hwloc.h"

#include "base/buf.h"
#include "base/io.h"

#include <errno.h>
#include <hwloc/distances.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t os_index_above(hwloc_topology_t topology, hwloc_obj_t pu,
                               hwloc_obj_type_t type)
{
	hwloc_obj_t obj = hwloc_get_ancestor_obj_by_type(topology, type, pu);

	return obj && obj->os_index != HWLOC_UNKNOWN_INDEX ? obj->os_index : XNB_ABSENT;
}

static uint32_t node_of(hwloc_obj_t pu)
{
	int first = hwloc_bitmap_first(pu->nodeset);

	return first < 0 ? XNB_ABSENT : (uint32_t)first;
}

static struct xnb_host_cpu make_cpu(hwloc_topology_t topology, uint32_t id)
{
	hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(topology, id);

	if (!pu)
		return (struct xnb_host_cpu){id, false, XNB_ABSENT, XNB_ABSENT,
		                             XNB_ABSENT};
	return (struct xnb_host_cpu){
	    .id = id,
	    .online = true,
	    .core = os_index_above(topology, pu, HWLOC_OBJ_CORE),
	    .socket = os_index_above(topology, pu, HWLOC_OBJ_PACKAGE),
	    .node = node_of(pu),
	};
}

static int fill_cpus(struct xnb_host *host, hwloc_topology_t topology,
                     struct xnb_error *err)
{
	hwloc_const_bitmap_t all = hwloc_topology_get_complete_cpuset(topology);
	int n = hwloc_bitmap_weight(all);

	if (n <= 0)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "host: hwloc counts %d CPUs; see lstopo", n);
	host->cpus = calloc((size_t)n, sizeof(*host->cpus));
	if (!host->cpus)
		return xnb_fail_nomem(err);
	for (int id = hwloc_bitmap_first(all); id >= 0; id = hwloc_bitmap_next(all, id))
		host->cpus[host->n_cpus++] = make_cpu(topology, (uint32_t)id);
	return 0;
}

static int compare_nodes(const void *a, const void *b)
{
	const struct xnb_host_node *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int fill_nodes(struct xnb_host *host, hwloc_topology_t topology,
                      struct xnb_error *err)
{
	int n = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_NUMANODE);
	hwloc_obj_t node = NULL;

	host->nodes = calloc(n > 0 ? (size_t)n : 1, sizeof(*host->nodes));
	if (!host->nodes)
		return xnb_fail_nomem(err);
	while ((node = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_NUMANODE, node))) {
		uint64_t bytes = node->attr->numanode.local_memory;

		host->nodes[host->n_nodes++] =
		    (struct xnb_host_node){.id = node->os_index,
		                           .memory_bytes = bytes,
		                           .free_bytes = XNB_BYTES_UNKNOWN};
		host->total_bytes += bytes;
	}
	host->free_bytes = XNB_BYTES_UNKNOWN;
	qsort(host->nodes, host->n_nodes, sizeof(*host->nodes), compare_nodes);
	return 0;
}

static uint32_t distance_between(const struct xnb_host *host, size_t i, size_t j,
                                 hwloc_topology_t topology,
                                 struct hwloc_distances_s *matrix)
{
	hwloc_obj_t from =
	    hwloc_get_numanode_obj_by_os_index(topology, host->nodes[i].id);
	hwloc_obj_t to = hwloc_get_numanode_obj_by_os_index(topology, host->nodes[j].id);
	hwloc_uint64_t there, back;

	if (hwloc_distances_obj_pair_values(matrix, from, to, &there, &back) < 0 ||
	    there >= XNB_ABSENT)
		return XNB_ABSENT;
	return (uint32_t)there;
}

static int copy_distances(struct xnb_host *host, hwloc_topology_t topology,
                          struct hwloc_distances_s *matrix, struct xnb_error *err)
{
	size_t n = host->n_nodes;

	host->distances = calloc(n * n + 1, sizeof(*host->distances));
	if (!host->distances)
		return xnb_fail_nomem(err);
	for (size_t cell = 0; cell < n * n; cell++)
		host->distances[cell] =
		    distance_between(host, cell / n, cell % n, topology, matrix);
	return 0;
}

/* The OS's latencies between nodes; not what hwloc or a user measured. */
static int fill_distances(struct xnb_host *host, hwloc_topology_t topology,
                          struct xnb_error *err)
{
	struct hwloc_distances_s *matrix;
	unsigned n = 1;
	int rc = 0;

	if (hwloc_distances_get_by_type(
	        topology, HWLOC_OBJ_NUMANODE, &n, &matrix,
	        HWLOC_DISTANCES_KIND_FROM_OS | HWLOC_DISTANCES_KIND_MEANS_LATENCY, 0) < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno,
		                "host: hwloc cannot read the distances: %s; see lstopo "
		                "--distances",
		                strerror(errno));
	if (n > 0) {
		rc = copy_distances(host, topology, matrix, err);
		hwloc_distances_release(topology, matrix);
	}
	return rc;
}

static void copy_info(hwloc_obj_t root, const char *key, char *to, size_t size)
{
	const char *value = hwloc_obj_get_info_by_name(root, key);

	snprintf(to, size, "%s", value ? value : "");
}

static void fill_infos(struct xnb_host *host, hwloc_topology_t topology)
{
	hwloc_obj_t root = hwloc_get_root_obj(topology);
	const char *memory_is = hwloc_obj_get_info_by_name(root, "MemoryIs");

	copy_info(root, "Backend", host->backend, sizeof(host->backend));
	copy_info(root, "XenVersion", host->xen_version, sizeof(host->xen_version));
	copy_info(root, "XenChangeSet", host->xen_changeset, sizeof(host->xen_changeset));
	copy_info(root, "XenScheduler", host->xen_scheduler, sizeof(host->xen_scheduler));
	host->memory_is_spanned = memory_is && strcmp(memory_is, "spanned") == 0;
}

int xnb_host_from_hwloc(struct xnb_host *host, hwloc_topology_t topology,
                        struct xnb_error *err)
{
	*host = (struct xnb_host){0};
	fill_infos(host, topology);
	if (fill_cpus(host, topology, err) < 0 || fill_nodes(host, topology, err) < 0 ||
	    fill_distances(host, topology, err) < 0 ||
	    xnb_host_count_cpus(host, err) < 0) {
		xnb_host_free(host);
		return -1;
	}
	return 0;
}

/* "MemFree" of one node; XNB_BYTES_UNKNOWN where the kernel does not tell. */
static uint64_t read_free_bytes(uint32_t node)
{
	unsigned long long kib;
	uint64_t bytes = XNB_BYTES_UNKNOWN;
	struct xnb_buf text = {0};
	const char *line;
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/node/node%u/meminfo", node);
	if (xnb_read_file(path, &text, 65536, NULL) == 0) {
		line = strstr(xnb_buf_text(&text), "MemFree:");
		if (line && sscanf(line, "MemFree: %llu kB", &kib) == 1 &&
		    kib < XNB_BYTES_UNKNOWN / 1024)
			bytes = kib * 1024;
	}
	xnb_buf_free(&text);
	return bytes;
}

static void fill_free(struct xnb_host *host)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < host->n_nodes; i++) {
		host->nodes[i].free_bytes = read_free_bytes(host->nodes[i].id);
		if (host->nodes[i].free_bytes == XNB_BYTES_UNKNOWN)
			sum = XNB_BYTES_UNKNOWN;
		else if (sum != XNB_BYTES_UNKNOWN)
			sum += host->nodes[i].free_bytes;
	}
	host->free_bytes = sum;
}

int xnb_host_from_os(struct xnb_host *host, struct xnb_error *err)
{
	hwloc_topology_t topology;
	int rc;

	if (hwloc_topology_init(&topology) < 0)
		return xnb_fail_nomem(err);
	if (hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) <
	        0 ||
	    hwloc_topology_load(topology) < 0) {
		rc = xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		              "host: hwloc cannot read this system: %s; see lstopo",
		              strerror(errno));
		goto out;
	}
	rc = xnb_host_from_hwloc(host, topology, err);
	if (rc == 0 && hwloc_topology_is_thissystem(topology))
		fill_free(host);
out:
	hwloc_topology_destroy(topology);
	return rc;
}
