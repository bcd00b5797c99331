/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/cpus.h"

#include "base/io.h"
#include "native/id_list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPU_FOLDER  "/sys/devices/system/cpu"
#define NODE_FOLDER "/sys/devices/system/node"

static bool contains(const uint32_t *ids, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* A number that the kernel may not tell. */
static uint32_t read_number(const char *root, uint32_t cpu, const char *file)
{
	char path[512], line[32], *end;
	unsigned long value;

	snprintf(path, sizeof(path), "%s" CPU_FOLDER "/cpu%u/topology/%s", root, cpu,
	         file);
	if (!xnb_read_line(path, line, sizeof(line)))
		return XNB_NATIVE_ABSENT;
	errno = 0;
	value = strtoul(line, &end, 10);
	return errno || end == line || value >= XNB_NATIVE_ABSENT ? XNB_NATIVE_ABSENT
	                                                          : (uint32_t)value;
}

static uint32_t core_of(const char *root, uint32_t cpu)
{
	char path[128];
	uint32_t *siblings, core = cpu;
	size_t n;

	snprintf(path, sizeof(path), CPU_FOLDER "/cpu%u/topology/thread_siblings_list",
	         cpu);
	if (xnb_id_list_read(root, path, XNB_NATIVE_MOST_CPUS, &siblings, &n, NULL) < 0)
		return cpu;
	if (contains(siblings, n, cpu))
		core = siblings[0];
	free(siblings);
	return core;
}

/* ---- nodes ---- */

static void put_on_node(struct xnb_native_cpus *cpus, uint32_t node, const uint32_t *ids,
                        size_t n)
{
	for (size_t i = 0; i < cpus->n; i++)
		if (contains(ids, n, cpus->cpus[i].id))
			cpus->cpus[i].node = node;
}

static int fill_node(struct xnb_native_cpus *cpus, const char *root, uint32_t node,
                     struct xnb_error *err)
{
	char path[128];
	uint32_t *ids;
	size_t n;

	snprintf(path, sizeof(path), NODE_FOLDER "/node%u/cpulist", node);
	if (xnb_id_list_read(root, path, XNB_NATIVE_MOST_CPUS, &ids, &n, err) < 0)
		return -1;
	put_on_node(cpus, node, ids, n);
	free(ids);
	return 0;
}

/* A kernel without NUMA has no list of nodes; then all CPUs stay on node 0. */
static int fill_nodes(struct xnb_native_cpus *cpus, const char *root,
                      struct xnb_error *err)
{
	uint32_t *nodes;
	size_t n;
	int rc = 0;

	if (xnb_id_list_read(root, NODE_FOLDER "/online", XNB_NATIVE_MOST_NODES, &nodes,
	                     &n, NULL) < 0)
		return 0;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = fill_node(cpus, root, nodes[i], err);
	free(nodes);
	return rc;
}

/* ---- order ---- */

static int by_core(const void *a, const void *b)
{
	const struct xnb_native_cpu *x = a, *y = b;

	if (x->core != y->core)
		return x->core < y->core ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int by_thread(const void *a, const void *b)
{
	const struct xnb_native_cpu *x = a, *y = b;

	if (x->thread != y->thread)
		return x->thread < y->thread ? -1 : 1;
	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Places are counted among the CPUs that are left: a core may have lost its first one. */
static void put_in_order(struct xnb_native_cpus *cpus)
{
	struct xnb_native_cpu *c = cpus->cpus;

	qsort(c, cpus->n, sizeof(*c), by_core);
	for (size_t i = 0; i < cpus->n; i++) {
		bool same = i > 0 && c[i].core == c[i - 1].core;

		c[i].thread = same ? c[i - 1].thread + 1 : 0;
		cpus->n_cores += !same;
	}
	qsort(c, cpus->n, sizeof(*c), by_thread);
}

/* ---- reading ---- */

static int read_lists(struct xnb_native_cpus *cpus, const char *root,
                      struct xnb_error *err)
{
	if (xnb_id_list_read(root, CPU_FOLDER "/online", XNB_NATIVE_MOST_CPUS,
	                     &cpus->online, &cpus->n_online, err) < 0)
		return -1;
	return xnb_id_list_read(root, CPU_FOLDER "/present", XNB_NATIVE_MOST_CPUS,
	                        &cpus->present, &cpus->n_present, err);
}

static int fill_cpus(struct xnb_native_cpus *cpus, const char *root,
                     const cpu_set_t *allowed, size_t setsize, struct xnb_error *err)
{
	cpus->cpus = calloc(cpus->n_online + 1, sizeof(*cpus->cpus));
	if (!cpus->cpus)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < cpus->n_online; i++) {
		uint32_t id = cpus->online[i];

		if (CPU_ISSET_S(id, setsize, allowed))
			cpus->cpus[cpus->n++] = (struct xnb_native_cpu){
			    .id = id,
			    .package = read_number(root, id, "physical_package_id"),
			    .core = core_of(root, id)};
	}
	if (cpus->n == 0)
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, 0,
		    "CPUs: none that is online is allowed to this process; see "
		    "taskset -p and its cpuset");
	return 0;
}

static int read_allowed(struct xnb_native_cpus *cpus, const char *root,
                        const cpu_set_t *allowed, size_t setsize, struct xnb_error *err)
{
	*cpus = (struct xnb_native_cpus){0};
	if (read_lists(cpus, root, err) < 0 ||
	    fill_cpus(cpus, root, allowed, setsize, err) < 0 ||
	    fill_nodes(cpus, root, err) < 0) {
		xnb_native_cpus_free(cpus);
		return -1;
	}
	put_in_order(cpus);
	return 0;
}

int xnb_native_cpus_read(struct xnb_native_cpus *cpus, const char *root,
                         const cpu_set_t *allowed, size_t setsize, struct xnb_error *err)
{
	const size_t own_size = CPU_ALLOC_SIZE(XNB_NATIVE_MOST_CPUS);
	cpu_set_t *own;
	int rc;

	if (allowed)
		return read_allowed(cpus, root, allowed, setsize, err);
	own = CPU_ALLOC(XNB_NATIVE_MOST_CPUS);
	if (!own)
		return xnb_fail_nomem(err);
	CPU_ZERO_S(own_size, own);
	if (sched_getaffinity(0, own_size, own) < 0)
		rc =
		    xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		             "CPUs: the affinity of this process cannot be read: %s; see "
		             "taskset -p",
		             strerror(errno));
	else
		rc = read_allowed(cpus, root, own, own_size, err);
	CPU_FREE(own);
	return rc;
}

void xnb_native_cpus_free(struct xnb_native_cpus *cpus)
{
	free(cpus->cpus);
	free(cpus->online);
	free(cpus->present);
	*cpus = (struct xnb_native_cpus){0};
}

/* ---- choosing ---- */

const struct xnb_native_cpu *xnb_native_cpu(const struct xnb_native_cpus *cpus,
                                            uint32_t id)
{
	for (size_t i = 0; i < cpus->n; i++)
		if (cpus->cpus[i].id == id)
			return &cpus->cpus[i];
	return NULL;
}

size_t xnb_native_cpus_of_node(const struct xnb_native_cpus *cpus, uint32_t node,
                               uint32_t *out, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < cpus->n; i++) {
		if (node != XNB_NATIVE_ABSENT && cpus->cpus[i].node != node)
			continue;
		if (n < most)
			out[n] = cpus->cpus[i].id;
		n++;
	}
	return n;
}

static const char *why_not(const struct xnb_native_cpus *cpus, uint32_t id)
{
	if (!contains(cpus->present, cpus->n_present, id))
		return "does not exist";
	if (!contains(cpus->online, cpus->n_online, id))
		return "is offline";
	return "is outside of the cpuset or affinity of this process";
}

static int compare_ids(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* "0-3,8" of the CPUs that there are. */
static void print_usable(const struct xnb_native_cpus *cpus, struct xnb_buf *out)
{
	uint32_t *ids = calloc(cpus->n + 1, sizeof(*ids));

	if (!ids)
		return;
	xnb_native_cpus_of_node(cpus, XNB_NATIVE_ABSENT, ids, cpus->n);
	qsort(ids, cpus->n, sizeof(*ids), compare_ids);
	xnb_id_list_print(ids, cpus->n, out);
	free(ids);
}

static int unusable(const struct xnb_native_cpus *cpus, uint32_t id,
                    struct xnb_error *err)
{
	struct xnb_buf usable = {0};

	print_usable(cpus, &usable);
	xnb_fail(err, XNB_EXIT_USAGE, 0, "CPU %u: it %s; there are %.400s", id,
	         why_not(cpus, id), xnb_buf_text(&usable));
	xnb_buf_free(&usable);
	return -1;
}

int xnb_native_cpus_parse(const struct xnb_native_cpus *cpus, const char *list,
                          uint32_t **ids, size_t *n, struct xnb_error *err)
{
	if (xnb_id_list_parse(list, XNB_NATIVE_MOST_CPUS, "CPUs", ids, n, err) < 0)
		return -1;
	for (size_t i = 0; i < *n; i++)
		if (!xnb_native_cpu(cpus, (*ids)[i])) {
			unusable(cpus, (*ids)[i], err);
			goto fail;
		}
	if (*n > 0)
		return 0;
	xnb_fail(err, XNB_EXIT_USAGE, 0, "CPUs: the list is empty; name some, as 0-3,8");
fail:
	free(*ids);
	*ids = NULL;
	return -1;
}
