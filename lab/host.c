/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/host.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t MIB = UINT64_C(1) << 20;

/* QEMU takes a command line of any length; Xen keeps 1024 bytes and our own part is 160.
 */
enum { MOST_XEN_OPTIONS = 800 };

static void set_all_distances(struct xnb_lab_host *host, unsigned distance)
{
	for (unsigned i = 0; i < XNB_LAB_MAX_NODES; i++)
		for (unsigned j = 0; j < XNB_LAB_MAX_NODES; j++)
			host->distance[i][j] =
			    (uint8_t)(i == j ? XNB_LAB_LOCAL : distance);
}

void xnb_lab_host_default(struct xnb_lab_host *host)
{
	*host = (struct xnb_lab_host){
	    .nodes = 2,
	    .cpus_per_node = 2,
	    .memory_per_node = 2048 * MIB,
	    .dom0_vcpus = 1,
	};
	set_all_distances(host, 21);
}

int xnb_lab_parse_number(const char *text, const char *what, unsigned least,
                         unsigned most, unsigned *value, struct xnb_error *err)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)text[0]) || *end || errno || n < least || n > most)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "%s: %s: not a whole number from %u to %u", what, text,
		                least, most);
	*value = (unsigned)n;
	return 0;
}

/* The unit's size in MiB; 0: no such unit. */
static uint64_t unit_of(const char *suffix)
{
	static const struct {
		const char *name;
		uint64_t mib;
	} units[] = {{"M", 1}, {"MiB", 1}, {"G", 1024}, {"GiB", 1024}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(suffix, units[i].name) == 0)
			return units[i].mib;
	return 0;
}

int xnb_lab_parse_size(const char *text, uint64_t *bytes, struct xnb_error *err)
{
	const uint64_t most = UINT64_C(1) << 24; /* 16 TiB, in MiB */
	char *end;
	unsigned long n;
	uint64_t unit;

	errno = 0;
	n = strtoul(text, &end, 10);
	unit = unit_of(end);
	if (!isdigit((unsigned char)text[0]) || !unit || errno || n == 0 ||
	    n > most / unit)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "%s: not a size; write it like 512M or 2G", text);
	*bytes = n * unit * MIB;
	return 0;
}

int xnb_lab_parse_distance(const char *text, struct xnb_lab_host *host,
                           struct xnb_error *err)
{
	unsigned distance;

	if (xnb_lab_parse_number(text, "--distance", XNB_LAB_LOCAL + 1, XNB_LAB_FARTHEST,
	                         &distance, err))
		return -1;
	set_all_distances(host, distance);
	return 0;
}

/* Reads one cell at *at and moves past it; -1 when there is no number of 10 to 254. */
static int parse_cell(const char **at, uint8_t *cell)
{
	char *end;
	unsigned long n;

	if (!isdigit((unsigned char)**at))
		return -1;
	n = strtoul(*at, &end, 10);
	if (n < XNB_LAB_LOCAL || n > XNB_LAB_FARTHEST)
		return -1;
	*cell = (uint8_t)n;
	*at = end;
	return 0;
}

static int bad_matrix(const char *text, const char *at, unsigned nodes,
                      struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                "--distances: %s: wrong at character %zu; %u nodes need %u rows "
	                "separated by ';' of %u cells separated by ',', 10 to itself "
	                "and 11 to 254 to others, as in 10,21;21,10",
	                text, (size_t)(at - text) + 1, nodes, nodes, nodes);
}

int xnb_lab_parse_distances(const char *text, struct xnb_lab_host *host,
                            struct xnb_error *err)
{
	const unsigned nodes = host->nodes;
	const char *at = text;

	for (unsigned i = 0; i < nodes; i++) {
		for (unsigned j = 0; j < nodes; j++) {
			const char *cell = at;
			char after = j + 1 < nodes ? ',' : i + 1 < nodes ? ';' : '\0';

			if (parse_cell(&at, &host->distance[i][j]) ||
			    (host->distance[i][j] == XNB_LAB_LOCAL) != (i == j))
				return bad_matrix(text, cell, nodes, err);
			if (*at != after)
				return bad_matrix(text, at, nodes, err);
			at += after != '\0';
		}
	}
	return 0;
}

static unsigned cpu_nodes(const struct xnb_lab_host *host)
{
	return host->cpu_nodes ? host->cpu_nodes : host->nodes;
}

unsigned xnb_lab_host_cpus(const struct xnb_lab_host *host)
{
	return cpu_nodes(host) * host->cpus_per_node;
}

/* APIC ids give each socket a power of two. */
static unsigned apic_ids(const struct xnb_lab_host *host)
{
	unsigned per_node = 1;

	while (per_node < host->cpus_per_node)
		per_node *= 2;
	return per_node * cpu_nodes(host);
}

int xnb_lab_host_check(const struct xnb_lab_host *host, struct xnb_error *err)
{
	uint64_t node_mib = host->memory_per_node / MIB;

	if (apic_ids(host) > XNB_LAB_MAX_APIC_IDS)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "%u nodes of %u CPUs: more than the %d CPU numbers of "
		                "the emulated machine; take fewer",
		                host->nodes, host->cpus_per_node, XNB_LAB_MAX_APIC_IDS);
	if (node_mib < XNB_LAB_LEAST_NODE_MIB ||
	    node_mib * host->nodes < XNB_LAB_LEAST_MIB)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, EINVAL,
		    "--memory-per-node: %" PRIu64 " MiB on %u nodes: a node "
		    "needs %d MiB and the host %d MiB (dom0 takes %d of them)",
		    node_mib, host->nodes, XNB_LAB_LEAST_NODE_MIB, XNB_LAB_LEAST_MIB,
		    XNB_LAB_DOM0_MIB);
	if (host->cpu_nodes > host->nodes)
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--cpu-nodes: %u: the host has %u nodes; take at most as "
		                "many",
		                host->cpu_nodes, host->nodes);
	if (host->dom0_vcpus > xnb_lab_host_cpus(host))
		return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
		                "--dom0-vcpus: %u: the host has %u CPUs; take at most as "
		                "many",
		                host->dom0_vcpus, xnb_lab_host_cpus(host));
	if (host->xen_options && strlen(host->xen_options) > MOST_XEN_OPTIONS)
		return xnb_fail(err, XNB_EXIT_USAGE, E2BIG,
		                "--xen-options: longer than %d characters; Xen would "
		                "cut them off",
		                MOST_XEN_OPTIONS);
	return 0;
}

static void add_distances(const struct xnb_lab_host *host, struct xnb_args *options)
{
	struct xnb_buf text = {0};

	for (unsigned i = 0; i < host->nodes; i++)
		for (unsigned j = 0; j < host->nodes; j++)
			xnb_buf_printf(&text, "%s%u",
			               j   ? ","
			               : i ? ";"
			                   : "",
			               host->distance[i][j]);
	xnb_args_add(options, "--distances=%s", xnb_buf_text(&text));
	options->failed |= text.failed;
	xnb_buf_free(&text);
}

void xnb_lab_host_options(const struct xnb_lab_host *host, struct xnb_args *options)
{
	xnb_args_add(options, "--nodes=%u", host->nodes);
	xnb_args_add(options, "--cpus-per-node=%u", host->cpus_per_node);
	if (host->cpu_nodes)
		xnb_args_add(options, "--cpu-nodes=%u", host->cpu_nodes);
	xnb_args_add(options, "--memory-per-node=%" PRIu64 "M",
	             host->memory_per_node / MIB);
	xnb_args_add(options, "--dom0-vcpus=%u", host->dom0_vcpus);
	if (host->xen_options)
		xnb_args_add(options, "--xen-options=%s", host->xen_options);
	add_distances(host, options);
}

bool xnb_lab_host_equal(const struct xnb_lab_host *a, const struct xnb_lab_host *b)
{
	const char *more_a = a->xen_options ? a->xen_options : "";
	const char *more_b = b->xen_options ? b->xen_options : "";

	if (a->nodes != b->nodes || a->cpus_per_node != b->cpus_per_node ||
	    cpu_nodes(a) != cpu_nodes(b) || a->memory_per_node != b->memory_per_node ||
	    a->dom0_vcpus != b->dom0_vcpus || strcmp(more_a, more_b) != 0)
		return false;
	for (unsigned i = 0; i < a->nodes; i++)
		if (memcmp(a->distance[i], b->distance[i], a->nodes))
			return false;
	return true;
}
