/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/print_xml.h"

#include <inttypes.h>
#include <stdbool.h>

/* HWLOC_MEMATTR_FLAG_*: an initiator is needed in all of these. */
enum { HIGHER_FIRST = 1, LOWER_FIRST = 2, NEED_INITIATOR = 4 };
/* HWLOC_DISTANCES_KIND_* */
enum { FROM_USER = 2, MEANS_LATENCY = 4, MEANS_BANDWIDTH = 8 };

static const struct attribute {
	const char *name;   /* hwloc's */
	const char *source; /* the info key that says how it was measured */
	int flags;
	const char *matrix; /* NULL: there is none of it */
	int kind;
} attributes[XNB_N_ATTRIBUTES] = {
    [XNB_ATTRIBUTE_BANDWIDTH] = {"Bandwidth", "MeasuredBandwidth",
                                 HIGHER_FIRST | NEED_INITIATOR, "MeasuredBandwidth",
                                 FROM_USER | MEANS_BANDWIDTH},
    [XNB_ATTRIBUTE_READ_BANDWIDTH] = {"ReadBandwidth", "MeasuredReadBandwidth",
                                      HIGHER_FIRST | NEED_INITIATOR, NULL, 0},
    [XNB_ATTRIBUTE_WRITE_BANDWIDTH] = {"WriteBandwidth", "MeasuredWriteBandwidth",
                                       HIGHER_FIRST | NEED_INITIATOR, NULL, 0},
    [XNB_ATTRIBUTE_LATENCY] = {"Latency", "MeasuredLatency", LOWER_FIRST | NEED_INITIATOR,
                               "MeasuredLatency", FROM_USER | MEANS_LATENCY},
};

static uint64_t value_of(const struct xnb_xml *xml, int attribute, size_t cpu, size_t mem)
{
	const uint64_t *values = xml->measured->values[attribute];

	return values ? values[cpu * xml->host->n_nodes + mem] : XNB_NOT_MEASURED;
}

/* A node without CPUs starts no access. */
static bool is_known(const struct xnb_xml *xml, int attribute, size_t cpu, size_t mem)
{
	return xml->objects[cpu].n_cpus > 0 &&
	       value_of(xml, attribute, cpu, mem) != XNB_NOT_MEASURED;
}

static bool any_known(const struct xnb_xml *xml, int attribute)
{
	const size_t n = xml->host->n_nodes;

	for (size_t cell = 0; cell < n * n; cell++)
		if (is_known(xml, attribute, cell / n, cell % n))
			return true;
	return false;
}

void xnb_xml_put_sources(const struct xnb_xml *xml)
{
	const struct xnb_memory_attributes *measured = xml->measured;

	if (!measured)
		return;
	xnb_xml_put_info(xml, "MeasuredTiming", measured->timing ? measured->timing : "");
	for (int i = 0; i < XNB_N_ATTRIBUTES; i++)
		if (measured->sources[i])
			xnb_xml_put_info(xml, attributes[i].source, measured->sources[i]);
}

/* In the order in which hwloc exports them: by target, then by initiator. */
static void put_attribute(struct xnb_xml *xml, int attribute)
{
	const size_t n = xml->host->n_nodes;

	if (!any_known(xml, attribute))
		return;
	xnb_xml_indent(xml);
	xnb_buf_printf(xml->out, "<memattr name=\"%s\" flags=\"%d\">\n",
	               attributes[attribute].name, attributes[attribute].flags);
	xml->depth++;
	for (size_t cell = 0; cell < n * n; cell++) {
		const size_t mem = cell / n, cpu = cell % n;

		if (!is_known(xml, attribute, cpu, mem))
			continue;
		xnb_xml_indent(xml);
		xnb_buf_printf(xml->out,
		               "<memattr_value target_obj_type=\"NUMANode\" "
		               "target_obj_gp_index=\"%u\" value=\"%" PRIu64 "\"",
		               xml->objects[mem].gp_index,
		               value_of(xml, attribute, cpu, mem));
		xnb_xml_put_set(xml, "initiator_cpuset", xml->objects[cpu].cpus,
		                xml->objects[cpu].n_cpus);
		xnb_buf_puts(xml->out, "/>\n");
	}
	xml->depth--;
	xnb_xml_indent(xml);
	xnb_buf_puts(xml->out, "</memattr>\n");
}

static bool has_both(const struct xnb_xml *xml, size_t node)
{
	return xml->objects[node].n_cpus > 0 && xml->host->nodes[node].memory_bytes > 0;
}

/* The matrix of the nodes with CPUs and memory; false where a cell is not known. */
static bool fill_matrix(const struct xnb_xml *xml, int attribute,
                        struct xnb_xml_matrix *matrix)
{
	const size_t n = xml->host->n_nodes;
	size_t filled = 0;

	matrix->n = 0;
	for (size_t i = 0; i < n; i++)
		if (has_both(xml, i))
			matrix->ids[matrix->n++] = xml->host->nodes[i].id;
	for (size_t cell = 0; cell < n * n; cell++) {
		if (!has_both(xml, cell / n) || !has_both(xml, cell % n))
			continue;
		if (!is_known(xml, attribute, cell / n, cell % n))
			return false;
		matrix->values[filled++] = value_of(xml, attribute, cell / n, cell % n);
	}
	return matrix->n > 1;
}

static int put_matrix(struct xnb_xml *xml, int attribute, struct xnb_error *err)
{
	struct xnb_xml_matrix matrix = {.name = attributes[attribute].matrix,
	                                .kind = attributes[attribute].kind,
	                                .n = xml->host->n_nodes};

	if (!matrix.name || !any_known(xml, attribute))
		return 0;
	if (xnb_xml_matrix_alloc(&matrix, err))
		return -1;
	if (fill_matrix(xml, attribute, &matrix))
		xnb_xml_put_matrix(xml, &matrix);
	xnb_xml_matrix_free(&matrix);
	return 0;
}

int xnb_xml_put_measured(struct xnb_xml *xml, struct xnb_error *err)
{
	for (int i = 0; i < XNB_N_ATTRIBUTES; i++)
		if (put_matrix(xml, i, err))
			return -1;
	for (int i = 0; i < XNB_N_ATTRIBUTES; i++)
		put_attribute(xml, i);
	return 0;
}
