/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/print.h"

#include "topology/ids.h"

#include <stdio.h>
#include <stdlib.h>

#define MIB (1024.0 * 1024.0)

/* The CPUs of a node, or those that are offline, as ranges. */
static void put_cpus(const struct xnb_host *host, bool online, uint32_t node,
                     struct xnb_buf *out)
{
	uint32_t *ids = calloc(host->n_cpus + 1, sizeof(*ids));
	size_t n = 0;

	if (!ids) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].online == online && host->cpus[i].node == node)
			ids[n++] = host->cpus[i].id;
	xnb_ids_print_ranges(ids, n, out);
	free(ids);
}

static void format_bytes(uint64_t bytes, char *text, size_t size)
{
	double mib = (double)bytes / MIB;

	if (bytes == XNB_BYTES_UNKNOWN)
		snprintf(text, size, "-");
	else if (bytes == 0)
		snprintf(text, size, "none");
	else if (mib < 1000.0)
		snprintf(text, size, "%.0f MiB", mib);
	else
		snprintf(text, size, "%.1f GiB", mib / 1024.0);
}

static void put_bytes(uint64_t bytes, struct xnb_buf *out)
{
	char text[32];

	format_bytes(bytes, text, sizeof(text));
	xnb_buf_printf(out, " %9s", text);
}

static size_t count_online(const struct xnb_host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_cpus; i++)
		n += host->cpus[i].online;
	return n;
}

static void put_header(const struct xnb_host *host, struct xnb_buf *out)
{
	size_t online = count_online(host);
	char total[32], unused[32];

	xnb_buf_printf(out, "%s", host->backend);
	if (host->xen_version[0])
		xnb_buf_printf(out, " %s", host->xen_version);
	if (host->xen_scheduler[0])
		xnb_buf_printf(out, ", scheduler %s", host->xen_scheduler);
	xnb_buf_printf(out, "\n%zu NUMA node%s, %zu CPU%s online", host->n_nodes,
	               host->n_nodes == 1 ? "" : "s", online, online == 1 ? "" : "s");
	if (online < host->n_cpus) {
		xnb_buf_puts(out, ", offline: ");
		put_cpus(host, false, XNB_ABSENT, out);
	}
	format_bytes(host->total_bytes, total, sizeof(total));
	format_bytes(host->free_bytes, unused, sizeof(unused));
	xnb_buf_printf(out, "\nmemory: %s, free: %s", total, unused);
	if (host->cpu_khz)
		xnb_buf_printf(out, "; time stamp counter at %.0f MHz",
		               (double)host->cpu_khz / 1000.0);
	xnb_buf_puts(out, "\n");
}

static void put_nodes(const struct xnb_host *host, struct xnb_buf *out)
{
	xnb_buf_printf(out, "\nnode %9s %9s  CPUs\n",
	               host->memory_is_spanned ? "span" : "memory", "free");
	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct xnb_host_node *node = &host->nodes[i];

		xnb_buf_printf(out, "%4u", node->id);
		put_bytes(node->memory_bytes, out);
		put_bytes(node->free_bytes, out);
		xnb_buf_puts(out, "  ");
		put_cpus(host, true, node->id, out);
		xnb_buf_puts(out, "\n");
	}
	if (host->memory_is_spanned)
		xnb_buf_puts(out, "span: from the node's first address to its last, "
		                  "holes included\n");
}

static void put_distances(const struct xnb_host *host, struct xnb_buf *out)
{
	if (!host->distances) {
		xnb_buf_puts(out, "\ndistances between nodes: not known\n");
		return;
	}
	xnb_buf_puts(out, "\ndistances between nodes, from the row to the column\n    ");
	for (size_t i = 0; i < host->n_nodes; i++)
		xnb_buf_printf(out, " %4u", host->nodes[i].id);
	for (size_t i = 0; i < host->n_nodes * host->n_nodes; i++) {
		if (i % host->n_nodes == 0)
			xnb_buf_printf(out, "\n%4u", host->nodes[i / host->n_nodes].id);
		if (host->distances[i] == XNB_ABSENT)
			xnb_buf_printf(out, " %4s", "-");
		else
			xnb_buf_printf(out, " %4u", host->distances[i]);
	}
	xnb_buf_puts(out, "\n");
}

void xnb_host_print_table(const struct xnb_host *host, struct xnb_buf *out)
{
	put_header(host, out);
	put_nodes(host, out);
	put_distances(host, out);
}
