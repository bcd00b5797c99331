/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/sysctl.h"

#include "xen/calls.h"

#include <stdlib.h>

#define SEE_DMESG "see `xl dmesg'"

static int read_physinfo(struct xnb_xen *xen, struct xnb_xen_sysctls *out,
                         struct xnb_error *err)
{
	xc_physinfo_t info = {0};

	if (xnb_call_physinfo(xen, &info))
		return xnb_xen_fail(xen, err, SEE_DMESG,
		                    "the host: cannot read its physinfo");
	out->total_pages = info.total_pages;
	out->free_pages = info.free_pages;
	out->nr_cpus = info.nr_cpus;
	out->max_cpu_id = info.max_cpu_id;
	out->nr_nodes = info.nr_nodes;
	out->max_node_id = info.max_node_id;
	out->threads_per_core = info.threads_per_core;
	out->cores_per_socket = info.cores_per_socket;
	out->cpu_khz = info.cpu_khz;
	out->hvm = !!(info.capabilities & XEN_SYSCTL_PHYSCAP_hvm);
	out->hap = !!(info.capabilities & XEN_SYSCTL_PHYSCAP_hap);
	return 0;
}

/* What Xen returned must fit what it was given: it said itself how much that is. */
static int check_count(unsigned returned, unsigned room, const char *what,
                       struct xnb_error *err)
{
	if (returned <= room)
		return 0;
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "the host: %u %s, a moment ago at most %u; do not plug hardware "
	                "while measuring",
	                returned, what, room);
}

static int read_cpus(struct xnb_xen *xen, struct xnb_xen_sysctls *out,
                     struct xnb_error *err)
{
	unsigned n = 0, room;
	xc_cputopo_t *cpus;
	int result = -1;

	if (xnb_call_cputopoinfo(xen, &n, NULL))
		return xnb_xen_fail(xen, err, SEE_DMESG,
		                    "the host: cannot count its CPUs");
	room = n;
	cpus = calloc(room ? room : 1, sizeof(*cpus));
	out->cpus = calloc(room ? room : 1, sizeof(*out->cpus));
	if (!cpus || !out->cpus) {
		xnb_fail_nomem(err);
		goto out;
	}
	if (xnb_call_cputopoinfo(xen, &n, cpus)) {
		xnb_xen_fail(xen, err, SEE_DMESG, "the host: cannot read its CPUs");
		goto out;
	}
	if (check_count(n, room, "CPUs", err))
		goto out;
	for (unsigned i = 0; i < n; i++)
		out->cpus[i] = (struct xnb_xen_cpu){
		    .core = cpus[i].core, .socket = cpus[i].socket, .node = cpus[i].node};
	out->n_cpus = n;
	result = 0;
out:
	free(cpus);
	return result;
}

static struct xnb_xen_node make_node(const xc_meminfo_t *info)
{
	if (info->memsize == XEN_INVALID_MEM_SZ)
		return (struct xnb_xen_node){0};
	return (struct xnb_xen_node){
	    .spanned_bytes = info->memsize,
	    .free_bytes = info->memfree,
	    .present = 1,
	};
}

static int read_nodes(struct xnb_xen *xen, struct xnb_xen_sysctls *out,
                      struct xnb_error *err)
{
	xc_meminfo_t *nodes = NULL;
	unsigned n = 0, room;
	int result = -1;

	if (xnb_call_numainfo(xen, &n, NULL, NULL))
		return xnb_xen_fail(xen, err, SEE_DMESG,
		                    "the host: cannot count its nodes");
	room = n;
	nodes = calloc(room ? room : 1, sizeof(*nodes));
	out->nodes = calloc(room ? room : 1, sizeof(*out->nodes));
	/* Xen's rows are as long as the number of nodes that it returns: no gaps. */
	out->distances = calloc(room ? (size_t)room * room : 1, sizeof(*out->distances));
	if (!nodes || !out->nodes || !out->distances) {
		xnb_fail_nomem(err);
		goto out;
	}
	if (xnb_call_numainfo(xen, &n, nodes, out->distances)) {
		xnb_xen_fail(xen, err, SEE_DMESG, "the host: cannot read its nodes");
		goto out;
	}
	if (check_count(n, room, "nodes", err))
		goto out;
	for (unsigned i = 0; i < n; i++)
		out->nodes[i] = make_node(&nodes[i]);
	out->n_nodes = n;
	result = 0;
out:
	free(nodes);
	return result;
}

int xnb_xen_read_sysctls(struct xnb_xen *xen, struct xnb_xen_sysctls *out,
                         struct xnb_error *err)
{
	*out = (struct xnb_xen_sysctls){0};
	if (read_physinfo(xen, out, err) || read_cpus(xen, out, err) ||
	    read_nodes(xen, out, err)) {
		xnb_xen_sysctls_free(out);
		return -1;
	}
	return 0;
}

void xnb_xen_sysctls_free(struct xnb_xen_sysctls *sysctls)
{
	free(sysctls->cpus);
	free(sysctls->nodes);
	free(sysctls->distances);
	*sysctls = (struct xnb_xen_sysctls){0};
}

int xnb_xen_read_free_pages(struct xnb_xen *xen, struct xnb_free_pages *out,
                            struct xnb_error *err)
{
	const unsigned room = sizeof(out->pages) / sizeof(out->pages[0]);
	xc_meminfo_t nodes[sizeof(out->pages) / sizeof(out->pages[0])];
	unsigned n = room;

	if (xnb_call_numainfo(xen, &n, nodes, NULL))
		return xnb_xen_fail(xen, err, SEE_DMESG,
		                    "the host: cannot read the free memory of its nodes");
	if (check_count(n, room, "nodes", err))
		return -1;
	*out = (struct xnb_free_pages){.n_nodes = n};
	for (unsigned i = 0; i < n; i++)
		out->pages[i] = make_node(&nodes[i]).free_bytes / XC_PAGE_SIZE;
	return 0;
}
