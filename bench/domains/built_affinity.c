/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Affinities of a domain that is built, step by step as its scenario has them. */
#include "bench/domains/built_parts.h"

#include <string.h>

void xnb_cpus_of_node(const struct xnb_host *host, uint32_t node, struct xnb_set *cpus)
{
	memset(cpus, 0, sizeof(*cpus));
	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].online && host->cpus[i].node == node)
			xnb_set_add(cpus, host->cpus[i].id);
}

void xnb_nodes_with_memory(const struct xnb_host *host, struct xnb_set *nodes)
{
	memset(nodes, 0, sizeof(*nodes));
	for (size_t i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].memory_bytes)
			xnb_set_add(nodes, host->nodes[i].id);
}

static void affine_nodes(const struct xnb_build_request *request, struct xnb_set *nodes)
{
	memset(nodes, 0, sizeof(*nodes));
	switch (request->scenario->node_affinity) {
	case XNB_ON_A:
		xnb_set_add(nodes, request->cpu_node);
		break;
	case XNB_ON_B:
		xnb_set_add(nodes, request->mem_node);
		break;
	case XNB_ON_ALL:
		xnb_nodes_with_memory(request->host, nodes);
		break;
	case XNB_NOWHERE:
		break;
	}
}

static int set_vcpu_affinity(struct xnb_built *built,
                             const struct xnb_build_request *request, unsigned which,
                             struct xnb_error *err)
{
	struct xnb_set cpus;

	xnb_cpus_of_node(request->host, request->cpu_node, &cpus);
	return xnb_domain_set_vcpu_affinity(built->domain, &cpus, which, err);
}

static int set_node_affinity(struct xnb_built *built,
                             const struct xnb_build_request *request,
                             struct xnb_error *err)
{
	struct xnb_set nodes;

	affine_nodes(request, &nodes);
	return xnb_domain_set_node_affinity(built->domain, &nodes, err);
}

/* The steps of the scenario that are due at `when`. */
int xnb_built_set_affinities(struct xnb_built *built,
                             const struct xnb_build_request *request, enum xnb_when when,
                             struct xnb_error *err)
{
	const struct xnb_scenario *s = request->scenario;
	uint64_t start = xnb_now_ns();

	if (s->node_affinity_when == when && set_node_affinity(built, request, err))
		return -1;
	if (s->hard_when == when &&
	    set_vcpu_affinity(built, request, XNB_AFFINITY_HARD, err))
		return -1;
	if (s->soft_when == when &&
	    set_vcpu_affinity(built, request, XNB_AFFINITY_SOFT, err))
		return -1;
	built->affinity_ns += xnb_now_ns() - start;
	return 0;
}
