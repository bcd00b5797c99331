/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/print.h"

#include <jansson.h>
#include <stdlib.h>

/* A number, or null for what is not known. */
static json_t *number_or_null(uint64_t value, uint64_t unknown)
{
	return value == unknown ? json_null() : json_integer((json_int_t)value);
}

static json_t *text_or_null(const char *text)
{
	json_t *string = text[0] ? json_string(text) : json_null();

	/* not UTF-8: it does not come from Xen in any sane form */
	return string ? string : json_null();
}

static json_t *make_node(const struct xnb_host *host, const struct xnb_host_node *node)
{
	json_t *cpus = json_array();

	for (size_t i = 0; i < host->n_cpus; i++)
		if (host->cpus[i].online && host->cpus[i].node == node->id)
			json_array_append_new(cpus, json_integer(host->cpus[i].id));
	return json_pack("{s:I, s:I, s:o, s:o}", "id", (json_int_t)node->id,
	                 "memory_bytes", (json_int_t)node->memory_bytes, "free_bytes",
	                 number_or_null(node->free_bytes, XNB_BYTES_UNKNOWN), "cpus",
	                 cpus);
}

static json_t *make_cpu(const struct xnb_host_cpu *cpu)
{
	return json_pack("{s:I, s:b, s:o, s:o, s:o}", "id", (json_int_t)cpu->id, "online",
	                 (int)cpu->online, "socket",
	                 number_or_null(cpu->socket, XNB_ABSENT), "core",
	                 number_or_null(cpu->core, XNB_ABSENT), "node",
	                 number_or_null(cpu->node, XNB_ABSENT));
}

static json_t *make_nodes(const struct xnb_host *host)
{
	json_t *nodes = json_array();

	for (size_t i = 0; i < host->n_nodes; i++)
		json_array_append_new(nodes, make_node(host, &host->nodes[i]));
	return nodes;
}

static json_t *make_cpus(const struct xnb_host *host)
{
	json_t *cpus = json_array();

	for (size_t i = 0; i < host->n_cpus; i++)
		json_array_append_new(cpus, make_cpu(&host->cpus[i]));
	return cpus;
}

static json_t *make_distances(const struct xnb_host *host)
{
	json_t *rows;

	if (!host->distances)
		return json_null();
	rows = json_array();
	for (size_t i = 0; i < host->n_nodes; i++) {
		json_t *row = json_array();

		for (size_t j = 0; j < host->n_nodes; j++)
			json_array_append_new(
			    row, number_or_null(host->distances[i * host->n_nodes + j],
			                        XNB_ABSENT));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *make_host(const struct xnb_host *host)
{
	return json_pack(
	    "{s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:s, s:o, s:o, s:o}", "backend",
	    text_or_null(host->backend), "xen_version", text_or_null(host->xen_version),
	    "xen_changeset", text_or_null(host->xen_changeset), "xen_scheduler",
	    text_or_null(host->xen_scheduler), "cpu_khz",
	    number_or_null(host->cpu_khz, 0), "total_bytes",
	    (json_int_t)host->total_bytes, "free_bytes",
	    number_or_null(host->free_bytes, XNB_BYTES_UNKNOWN), "memory_is",
	    host->memory_is_spanned ? "spanned" : "present", "nodes", make_nodes(host),
	    "cpus", make_cpus(host), "distances", make_distances(host));
}

int xnb_host_print_json(const struct xnb_host *host, struct xnb_buf *out,
                        struct xnb_error *err)
{
	json_t *root = make_host(host);
	char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;

	json_decref(root);
	if (!text)
		return xnb_fail_nomem(err);
	xnb_buf_puts(out, text);
	xnb_buf_puts(out, "\n");
	free(text);
	return out->failed ? xnb_fail_nomem(err) : 0;
}
