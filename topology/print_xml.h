/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files that write hwloc XML share: print_xml.c the objects, print_distances.c
 * the matrices, print_measured.c what was measured. */
#ifndef XNB_TOPOLOGY_PRINT_XML_H
#define XNB_TOPOLOGY_PRINT_XML_H

#include "base/buf.h"
#include "base/error.h"
#include "topology/attributes.h"
#include "topology/host.h"
#include "topology/tree.h"

#include <stddef.h>
#include <stdint.h>

/* A NUMA node as written: later elements refer to it. */
struct xnb_xml_node {
	unsigned gp_index;    /* hwloc's number of the object */
	const uint32_t *cpus; /* its online CPUs; of the tree */
	size_t n_cpus;
};

struct xnb_xml {
	const struct xnb_host *host;
	const struct xnb_tree *tree;
	const struct xnb_memory_attributes *measured; /* or NULL */
	struct xnb_buf *out;
	struct xnb_xml_node *objects; /* by index of the node in the host */
	unsigned gp_index;            /* of the last object written */
	int depth;                    /* of the indentation */
};

/* A matrix of some nodes, n by n, [from * n + to]. */
struct xnb_xml_matrix {
	const char *name;
	int kind; /* hwloc's HWLOC_DISTANCES_KIND_* */
	size_t n;
	uint32_t *ids; /* numbers of the nodes */
	uint64_t *values;
};

int xnb_xml_matrix_alloc(struct xnb_xml_matrix *matrix, struct xnb_error *err);
void xnb_xml_matrix_free(struct xnb_xml_matrix *matrix);

void xnb_xml_indent(const struct xnb_xml *xml);
/* An info key of the object at work; none where the value is "". */
void xnb_xml_put_info(const struct xnb_xml *xml, const char *name, const char *value);
/* An attribute with a set of CPUs or nodes. */
void xnb_xml_put_set(const struct xnb_xml *xml, const char *name, const uint32_t *ids,
                     size_t n);
void xnb_xml_put_matrix(struct xnb_xml *xml, const struct xnb_xml_matrix *matrix);

/* Behind the objects: the distances that the firmware tells. */
int xnb_xml_put_distances(struct xnb_xml *xml, struct xnb_error *err);

/* Info keys of the machine: by what each attribute was measured. */
void xnb_xml_put_sources(const struct xnb_xml *xml);
/* Behind those: matrices and memory attributes. */
int xnb_xml_put_measured(struct xnb_xml *xml, struct xnb_error *err);

#endif
