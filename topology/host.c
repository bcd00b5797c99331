/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/host.h"

#include "topology/ids.h"

#include <stdlib.h>

void xnb_host_free(struct xnb_host *host)
{
	free(host->nodes);
	free(host->cpus);
	free(host->distances);
	*host = (struct xnb_host){0};
}

int xnb_host_node_index(const struct xnb_host *host, uint32_t id)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].id == id)
			return (int)i;
	return -1;
}

int xnb_host_count_cpus(struct xnb_host *host, struct xnb_error *err)
{
	size_t online = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		host->nodes[i].n_cpus = 0;
	for (size_t i = 0; i < host->n_cpus; i++) {
		const struct xnb_host_cpu *cpu = &host->cpus[i];
		int node = xnb_host_node_index(host, cpu->node);

		if (!cpu->online)
			continue;
		online++;
		if (cpu->node == XNB_ABSENT)
			continue;
		if (node < 0)
			return xnb_fail(err, XNB_EXIT_FAILED, 0,
			                "host: CPU %u is on node %u, which is not there; "
			                "please report this host's topology",
			                cpu->id, cpu->node);
		host->nodes[node].n_cpus++;
	}
	if (host->n_nodes == 0 || online == 0)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "host: it has %zu NUMA nodes and %zu online CPUs; "
		                "please report this host's topology",
		                host->n_nodes, online);
	return 0;
}

uint32_t xnb_host_distance(const struct xnb_host *host, uint32_t from, uint32_t to)
{
	int i = xnb_host_node_index(host, from);
	int j = xnb_host_node_index(host, to);

	if (!host->distances || i < 0 || j < 0)
		return XNB_ABSENT;
	return host->distances[(size_t)i * host->n_nodes + (size_t)j];
}

/* One of the two roles that a node is chosen for. */
struct role {
	const char *option;
	bool needs_cpus;
	uint32_t but; /* not this node, or XNB_ABSENT */
};

static bool fits(const struct role *role, const struct xnb_host_node *node)
{
	return node->memory_bytes && (node->n_cpus || !role->needs_cpus) &&
	       node->id != role->but;
}

static const char *unfit(const struct role *role, const struct xnb_host *host,
                         uint32_t id)
{
	int i = xnb_host_node_index(host, id);

	if (i < 0)
		return "there is no such node";
	if (id == role->but)
		return "that is the node of the CPUs already";
	if (host->nodes[i].memory_bytes == 0)
		return "the node has no memory";
	return "the node has no CPUs";
}

/* Refuses `want`, with the nodes that would do as the remedy. */
static int refuse(const struct role *role, const struct xnb_host *host, uint32_t want,
                  struct xnb_error *err)
{
	struct xnb_buf list = {0};

	for (size_t i = 0; i < host->n_nodes; i++)
		if (fits(role, &host->nodes[i]))
			xnb_buf_printf(&list, "%s%u", list.length ? ", " : "",
			               host->nodes[i].id);
	xnb_fail(err, XNB_EXIT_USAGE, 0, "%s %u: %s; nodes that would do: %s",
	         role->option, want, unfit(role, host, want),
	         list.length ? xnb_buf_text(&list) : "none");
	xnb_buf_free(&list);
	return -1;
}

static int check(const struct role *role, const struct xnb_host *host, uint32_t want,
                 struct xnb_error *err)
{
	int i = xnb_host_node_index(host, want);

	if (i < 0 || !fits(role, &host->nodes[i]))
		return refuse(role, host, want, err);
	return 0;
}

static uint32_t lowest(const struct role *role, const struct xnb_host *host)
{
	for (size_t i = 0; i < host->n_nodes; i++)
		if (fits(role, &host->nodes[i]))
			return host->nodes[i].id;
	return XNB_ABSENT;
}

static uint32_t farthest(const struct role *role, const struct xnb_host *host,
                         uint32_t from)
{
	uint32_t best = lowest(role, host);
	uint32_t most = 0;

	for (size_t i = 0; i < host->n_nodes; i++) {
		uint32_t distance = xnb_host_distance(host, from, host->nodes[i].id);

		if (!fits(role, &host->nodes[i]) || distance == XNB_ABSENT ||
		    distance <= most)
			continue;
		best = host->nodes[i].id;
		most = distance;
	}
	return best;
}

int xnb_host_choose_nodes(const struct xnb_host *host, uint32_t want_a, uint32_t want_b,
                          uint32_t *a, uint32_t *b, struct xnb_error *err)
{
	const struct role role_a = {"--cpu-node", true, XNB_ABSENT};
	struct role role_b = {"--mem-node", false, XNB_ABSENT};

	if (want_a != XNB_ABSENT && check(&role_a, host, want_a, err) < 0)
		return -1;
	*a = want_a != XNB_ABSENT ? want_a : lowest(&role_a, host);
	if (*a == XNB_ABSENT)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "host: no node has both CPUs and memory; "
		                "see xen-numabench topology");
	role_b.but = *a;
	if (lowest(&role_b, host) == XNB_ABSENT)
		role_b.but = XNB_ABSENT;
	if (want_b != XNB_ABSENT && check(&role_b, host, want_b, err) < 0)
		return -1;
	*b = want_b != XNB_ABSENT ? want_b : farthest(&role_b, host, *a);
	return 0;
}
