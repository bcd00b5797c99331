/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints what Xen's sysctls return in the format of tests/data/topology/README. */
#include "xen/sysctl.h"
#include "xen/xen.h"

#include <inttypes.h>
#include <stdio.h>

static void put_number(uint32_t value)
{
	if (value == XNB_XEN_ABSENT)
		printf(" -");
	else
		printf(" %u", value);
}

static void put_version(const struct xnb_xen_version *version)
{
	printf("version %u %u %s\n", version->major, version->minor, version->extra);
	printf("changeset%s%s\n", version->changeset[0] ? " " : "", version->changeset);
	printf("scheduler %s\n", version->scheduler);
}

static void put_cpus(const struct xnb_xen_sysctls *s)
{
	for (size_t i = 0; i < s->n_cpus; i++) {
		printf("cpu %zu", i);
		put_number(s->cpus[i].core);
		put_number(s->cpus[i].socket);
		put_number(s->cpus[i].node);
		printf("\n");
	}
}

static void put_nodes(const struct xnb_xen_sysctls *s)
{
	for (size_t i = 0; i < s->n_nodes; i++) {
		if (!s->nodes[i].present)
			printf("node %zu -\n", i);
		else
			printf("node %zu %" PRIu64 " %" PRIu64 "\n", i,
			       s->nodes[i].spanned_bytes, s->nodes[i].free_bytes);
	}
	for (size_t i = 0; i < s->n_nodes; i++) {
		printf("distance %zu", i);
		for (size_t j = 0; j < s->n_nodes; j++)
			put_number(s->distances[i * s->n_nodes + j]);
		printf("\n");
	}
}

static void put_sysctls(const struct xnb_xen_sysctls *s)
{
	printf("pages %" PRIu64 " %" PRIu64 "\n", s->total_pages, s->free_pages);
	printf("physinfo %u %u %u %u %u %u %u\n", s->nr_cpus, s->max_cpu_id, s->nr_nodes,
	       s->max_node_id, s->threads_per_core, s->cores_per_socket, s->cpu_khz);
	put_cpus(s);
	put_nodes(s);
}

int main(void)
{
	struct xnb_xen_version version;
	struct xnb_xen_sysctls sysctls;
	struct xnb_error err;
	struct xnb_xen *xen;
	int rc = -1;

	if (xnb_xen_open(&xen, NULL, &err) < 0)
		goto out;
	if (xnb_xen_read_version(xen, &version, &err) == 0)
		rc = xnb_xen_read_sysctls(xen, &sysctls, &err);
	xnb_xen_close(xen);
out:
	if (rc < 0) {
		fprintf(stderr, "record_sysctls: %s\n", err.text);
		return (int)err.exit;
	}
	put_version(&version);
	put_sysctls(&sysctls);
	xnb_xen_sysctls_free(&sysctls);
	return fflush(stdout) == 0 ? 0 : XNB_EXIT_FAILED;
}
