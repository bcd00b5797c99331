/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/print_xml.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

/* hwloc's HWLOC_DISTANCES_KIND_FROM_OS and _MEANS_LATENCY, and its name for the SLIT. */
#define DISTANCES_KIND 5
#define DISTANCES_NAME "NUMALatency"

/* hwloc wants the length of each list before it. */
static void put_list(const struct xnb_xml *xml, const char *tag,
                     const struct xnb_buf *list)
{
	xnb_xml_indent(xml);
	xnb_buf_printf(xml->out, "<%s length=\"%zu\">%s</%s>\n", tag, list->length,
	               xnb_buf_text(list), tag);
}

void xnb_xml_put_matrix(struct xnb_xml *xml, const struct xnb_xml_matrix *matrix)
{
	struct xnb_buf indexes = {0}, values = {0};

	for (size_t i = 0; i < matrix->n; i++)
		xnb_buf_printf(&indexes, "%u ", matrix->ids[i]);
	for (size_t i = 0; i < matrix->n * matrix->n; i++)
		xnb_buf_printf(&values, "%" PRIu64 " ", matrix->values[i]);
	xnb_xml_indent(xml);
	xnb_buf_printf(xml->out,
	               "<distances2 type=\"NUMANode\" nbobjs=\"%zu\" kind=\"%d\" "
	               "name=\"%s\" indexing=\"os\">\n",
	               matrix->n, matrix->kind, matrix->name);
	xml->depth++;
	put_list(xml, "indexes", &indexes);
	put_list(xml, "u64values", &values);
	xml->depth--;
	xnb_xml_indent(xml);
	xnb_buf_puts(xml->out, "</distances2>\n");
	xml->out->failed |= indexes.failed || values.failed;
	xnb_buf_free(&indexes);
	xnb_buf_free(&values);
}

static bool distances_are_whole(const struct xnb_host *host)
{
	if (!host->distances || host->n_nodes < 2)
		return false;
	for (size_t i = 0; i < host->n_nodes * host->n_nodes; i++)
		if (host->distances[i] == XNB_ABSENT)
			return false;
	return true;
}

int xnb_xml_put_distances(struct xnb_xml *xml, struct xnb_error *err)
{
	const struct xnb_host *host = xml->host;
	const size_t n = host->n_nodes;
	struct xnb_xml_matrix matrix = {
	    .name = DISTANCES_NAME, .kind = DISTANCES_KIND, .n = n};

	if (!distances_are_whole(host))
		return 0;
	if (xnb_xml_matrix_alloc(&matrix, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		matrix.ids[i] = host->nodes[i].id;
	for (size_t i = 0; i < n * n; i++)
		matrix.values[i] = host->distances[i];
	xnb_xml_put_matrix(xml, &matrix);
	xnb_xml_matrix_free(&matrix);
	return 0;
}

int xnb_xml_matrix_alloc(struct xnb_xml_matrix *matrix, struct xnb_error *err)
{
	matrix->ids = calloc(matrix->n, sizeof(*matrix->ids));
	matrix->values = calloc(matrix->n * matrix->n, sizeof(*matrix->values));
	if (matrix->ids && matrix->values)
		return 0;
	xnb_xml_matrix_free(matrix);
	return xnb_fail_nomem(err);
}

void xnb_xml_matrix_free(struct xnb_xml_matrix *matrix)
{
	free(matrix->ids);
	free(matrix->values);
}
