/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/from_xen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XEN_PAGE_SIZE 4096u

static int contradiction(struct xnb_error *err, const char *what, uint64_t a, uint64_t b)
{
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "Xen's sysctls contradict each other: %s (%llu against %llu); "
	                "if no CPU was just switched on or off, please report it",
	                what, (unsigned long long)a, (unsigned long long)b);
}

static uint32_t widen(uint32_t value)
{
	return value == XNB_XEN_ABSENT ? XNB_ABSENT : value;
}

/*
 * As seen on 4.17: an offline CPU keeps its node but loses its socket, while the core
 * says nothing: with one CPU in each socket nobody has a core number.
 */
static bool is_online(const struct xnb_xen_cpu *cpu)
{
	return cpu->socket != XNB_XEN_ABSENT;
}

static struct xnb_host_cpu make_cpu(uint32_t id, const struct xnb_xen_cpu *in)
{
	if (!is_online(in))
		return (struct xnb_host_cpu){id, false, XNB_ABSENT, XNB_ABSENT,
		                             XNB_ABSENT};
	return (struct xnb_host_cpu){
	    .id = id,
	    .online = true,
	    .core = widen(in->core),
	    .socket = widen(in->socket),
	    .node = widen(in->node),
	};
}

static int fill_cpus(struct xnb_host *host, const struct xnb_xen_sysctls *sysctls,
                     struct xnb_error *err)
{
	size_t online = 0;

	host->cpus = calloc(sysctls->n_cpus + 1, sizeof(*host->cpus));
	if (!host->cpus)
		return xnb_fail_nomem(err);
	host->n_cpus = sysctls->n_cpus;
	for (size_t i = 0; i < sysctls->n_cpus; i++) {
		host->cpus[i] = make_cpu((uint32_t)i, &sysctls->cpus[i]);
		online += host->cpus[i].online;
	}
	if (online != sysctls->nr_cpus)
		return contradiction(err, "online CPUs of physinfo and of cputopoinfo",
		                     sysctls->nr_cpus, online);
	return 0;
}

static int fill_nodes(struct xnb_host *host, const struct xnb_xen_sysctls *sysctls,
                      struct xnb_error *err)
{
	host->nodes = calloc(sysctls->n_nodes + 1, sizeof(*host->nodes));
	if (!host->nodes)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < sysctls->n_nodes; i++) {
		const struct xnb_xen_node *in = &sysctls->nodes[i];

		if (!in->present)
			continue;
		host->nodes[host->n_nodes++] = (struct xnb_host_node){
		    .id = (uint32_t)i,
		    .memory_bytes = in->spanned_bytes,
		    .free_bytes = in->free_bytes,
		};
	}
	if (host->n_nodes != sysctls->nr_nodes)
		return contradiction(err, "nodes of physinfo and of numainfo",
		                     sysctls->nr_nodes, host->n_nodes);
	return 0;
}

/* The matrix of the nodes that are there; none where every cell is absent. */
static int fill_distances(struct xnb_host *host, const struct xnb_xen_sysctls *sysctls,
                          struct xnb_error *err)
{
	size_t n = host->n_nodes, known = 0;

	if (!sysctls->distances || n == 0)
		return 0;
	host->distances = calloc(n * n, sizeof(*host->distances));
	if (!host->distances)
		return xnb_fail_nomem(err);
	for (size_t cell = 0; cell < n * n; cell++) {
		size_t from = host->nodes[cell / n].id;
		size_t to = host->nodes[cell % n].id;

		host->distances[cell] =
		    widen(sysctls->distances[from * sysctls->n_nodes + to]);
		known += host->distances[cell] != XNB_ABSENT;
	}
	if (known == 0) {
		free(host->distances);
		host->distances = NULL;
	}
	return 0;
}

static void fill_version(struct xnb_host *host, const struct xnb_xen_version *version)
{
	snprintf(host->backend, sizeof(host->backend), "Xen");
	if (!version)
		return;
	snprintf(host->xen_version, sizeof(host->xen_version), "%u.%u%.40s",
	         version->major, version->minor, version->extra);
	snprintf(host->xen_changeset, sizeof(host->xen_changeset), "%s",
	         version->changeset);
	snprintf(host->xen_scheduler, sizeof(host->xen_scheduler), "%s",
	         version->scheduler);
}

static int fill_totals(struct xnb_host *host, const struct xnb_xen_sysctls *sysctls,
                       struct xnb_error *err)
{
	if (sysctls->total_pages > UINT64_MAX / XEN_PAGE_SIZE ||
	    sysctls->free_pages > sysctls->total_pages)
		return contradiction(err, "free and total pages of physinfo",
		                     sysctls->free_pages, sysctls->total_pages);
	host->total_bytes = sysctls->total_pages * XEN_PAGE_SIZE;
	host->free_bytes = sysctls->free_pages * XEN_PAGE_SIZE;
	host->memory_is_spanned = true;
	host->cpu_khz = sysctls->cpu_khz;
	return 0;
}

int xnb_host_from_sysctls(struct xnb_host *host, const struct xnb_xen_sysctls *sysctls,
                          const struct xnb_xen_version *version, struct xnb_error *err)
{
	*host = (struct xnb_host){0};
	fill_version(host, version);
	if (fill_totals(host, sysctls, err) < 0 || fill_cpus(host, sysctls, err) < 0 ||
	    fill_nodes(host, sysctls, err) < 0 ||
	    fill_distances(host, sysctls, err) < 0 ||
	    xnb_host_count_cpus(host, err) < 0) {
		xnb_host_free(host);
		return -1;
	}
	return 0;
}
