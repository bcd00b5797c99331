/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/print.h"

#include "topology/ids.h"
#include "topology/print_xml.h"
#include "topology/tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* hwloc's internal kind of a group that is there for its NUMA node. */
#define GROUP_KIND_MEMORY 1001

static const struct {
	const char *name;
	bool has_os_index;
} box_types[XNB_N_BOX_TYPES] = {
    [XNB_BOX_MACHINE] = {"Machine", true}, [XNB_BOX_PACKAGE] = {"Package", true},
    [XNB_BOX_GROUP] = {"Group", false},    [XNB_BOX_CORE] = {"Core", true},
    [XNB_BOX_PU] = {"PU", true},
};

static const char *entity(char c)
{
	static const struct {
		char c;
		const char *text;
	} entities[] = {
	    {'&', "&amp;"},  {'<', "&lt;"},   {'>', "&gt;"},  {'"', "&quot;"},
	    {'\n', "&#10;"}, {'\r', "&#13;"}, {'\t', "&#9;"},
	};

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (entities[i].c == c)
			return entities[i].text;
	return NULL;
}

/* XML has no way to write a control character, and the bytes need not be UTF-8. */
static void put_escaped(struct xnb_buf *out, const char *text)
{
	for (; *text; text++) {
		if (entity(*text))
			xnb_buf_puts(out, entity(*text));
		else
			xnb_buf_printf(out, "%c",
			               *text >= ' ' && *text <= '~' ? *text : '?');
	}
}

void xnb_xml_indent(const struct xnb_xml *xml)
{
	xnb_buf_printf(xml->out, "%*s", 2 * xml->depth, "");
}

void xnb_xml_put_info(const struct xnb_xml *xml, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	xnb_xml_indent(xml);
	xnb_buf_printf(xml->out, "<info name=\"%s\" value=\"", name);
	put_escaped(xml->out, value);
	xnb_buf_puts(xml->out, "\"/>\n");
}

void xnb_xml_put_set(const struct xnb_xml *xml, const char *name, const uint32_t *ids,
                     size_t n)
{
	xnb_buf_printf(xml->out, " %s=\"", name);
	xnb_ids_print_mask(ids, n, xml->out);
	xnb_buf_puts(xml->out, "\"");
}

static void put_sets(const struct xnb_xml *xml, const struct xnb_box *box)
{
	xnb_xml_put_set(xml, "cpuset", box->cpus, box->n_cpus);
	xnb_xml_put_set(xml, "complete_cpuset", box->cpus, box->n_cpus);
	xnb_xml_put_set(xml, "nodeset", box->nodes, box->n_nodes);
	xnb_xml_put_set(xml, "complete_nodeset", box->nodes, box->n_nodes);
}

static void put_node(struct xnb_xml *xml, const struct xnb_box *box)
{
	const struct xnb_host_node *node = &xml->host->nodes[box->local_node];

	xnb_xml_indent(xml);
	xnb_buf_printf(xml->out, "<object type=\"NUMANode\" os_index=\"%u\"", node->id);
	xnb_xml_put_set(xml, "cpuset", box->cpus, box->n_cpus);
	xnb_xml_put_set(xml, "complete_cpuset", box->cpus, box->n_cpus);
	xnb_xml_put_set(xml, "nodeset", &node->id, 1);
	xnb_xml_put_set(xml, "complete_nodeset", &node->id, 1);
	xml->objects[box->local_node] =
	    (struct xnb_xml_node){++xml->gp_index, box->cpus, box->n_cpus};
	xnb_buf_printf(xml->out, " gp_index=\"%u\"", xml->gp_index);
	if (node->memory_bytes)
		xnb_buf_printf(xml->out, " local_memory=\"%" PRIu64 "\"",
		               node->memory_bytes);
	xnb_buf_puts(xml->out, "/>\n");
}

static void put_children(struct xnb_xml *xml, const struct xnb_box *box);

static void put_box(struct xnb_xml *xml, const struct xnb_box *box)
{
	const char *type = box_types[box->type].name;

	xnb_xml_indent(xml);
	xnb_buf_printf(xml->out, "<object type=\"%s\"", type);
	if (box_types[box->type].has_os_index)
		xnb_buf_printf(xml->out, " os_index=\"%u\"", box->os_index);
	put_sets(xml, box);
	xnb_buf_printf(xml->out, " gp_index=\"%u\"", ++xml->gp_index);
	if (box->type == XNB_BOX_GROUP)
		xnb_buf_printf(xml->out, " kind=\"%d\" subkind=\"0\"", GROUP_KIND_MEMORY);
	if (box->type == XNB_BOX_PU) {
		xnb_buf_puts(xml->out, "/>\n");
		return;
	}
	xnb_buf_puts(xml->out, ">\n");
	xml->depth++;
	put_children(xml, box);
	xml->depth--;
	xnb_xml_indent(xml);
	xnb_buf_puts(xml->out, "</object>\n");
}

static void put_children(struct xnb_xml *xml, const struct xnb_box *box)
{
	if (box->local_node >= 0)
		put_node(xml, box);
	for (size_t i = box->first_child; i != XNB_NO_BOX;
	     i = xml->tree->boxes[i].next_sibling)
		put_box(xml, &xml->tree->boxes[i]);
}

static void put_machine_infos(const struct xnb_xml *xml)
{
	const struct xnb_host *host = xml->host;

	xnb_xml_put_info(xml, "Backend", host->backend);
	xnb_xml_put_info(xml, "XenVersion", host->xen_version);
	xnb_xml_put_info(xml, "XenChangeSet", host->xen_changeset);
	xnb_xml_put_info(xml, "XenScheduler", host->xen_scheduler);
	xnb_xml_put_info(xml, "MemoryIs", host->memory_is_spanned ? "spanned" : "");
	xnb_xml_put_sources(xml);
	for (size_t i = 0; i < xml->tree->n_left_out; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%u", xml->tree->left_out[i]);
		xnb_xml_put_info(xml, "LeftOutPackage", number);
	}
}

/* The machine alone also has the offline CPUs, and says what may be used. */
static int put_machine(struct xnb_xml *xml, struct xnb_error *err)
{
	const struct xnb_box *machine = &xml->tree->boxes[0];
	uint32_t *all = calloc(xml->host->n_cpus, sizeof(*all));

	if (!all)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < xml->host->n_cpus; i++)
		all[i] = xml->host->cpus[i].id;
	xnb_xml_indent(xml);
	xnb_buf_puts(xml->out, "<object type=\"Machine\" os_index=\"0\"");
	xnb_xml_put_set(xml, "cpuset", machine->cpus, machine->n_cpus);
	xnb_xml_put_set(xml, "complete_cpuset", all, xml->host->n_cpus);
	xnb_xml_put_set(xml, "allowed_cpuset", machine->cpus, machine->n_cpus);
	xnb_xml_put_set(xml, "nodeset", machine->nodes, machine->n_nodes);
	xnb_xml_put_set(xml, "complete_nodeset", machine->nodes, machine->n_nodes);
	xnb_xml_put_set(xml, "allowed_nodeset", machine->nodes, machine->n_nodes);
	xnb_buf_printf(xml->out, " gp_index=\"%u\">\n", ++xml->gp_index);
	free(all);
	xml->depth++;
	put_machine_infos(xml);
	put_children(xml, machine);
	xml->depth--;
	xnb_xml_indent(xml);
	xnb_buf_puts(xml->out, "</object>\n");
	return 0;
}

int xnb_host_print_measured_xml(const struct xnb_host *host,
                                const struct xnb_memory_attributes *measured,
                                struct xnb_buf *out, struct xnb_error *err)
{
	struct xnb_tree tree;
	struct xnb_xml xml = {
	    .host = host, .tree = &tree, .measured = measured, .out = out, .depth = 1};
	int rc;

	xml.objects = calloc(host->n_nodes, sizeof(*xml.objects));
	if (!xml.objects)
		return xnb_fail_nomem(err);
	if (xnb_tree_build(&tree, host, err) < 0) {
		free(xml.objects);
		return -1;
	}
	xnb_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                  "<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n"
	                  "<topology version=\"2.0\">\n");
	rc = put_machine(&xml, err);
	if (rc == 0)
		rc = xnb_xml_put_distances(&xml, err);
	if (rc == 0 && measured)
		rc = xnb_xml_put_measured(&xml, err);
	xnb_buf_puts(out, "</topology>\n");
	xnb_tree_free(&tree);
	free(xml.objects);
	if (rc == 0 && out->failed)
		rc = xnb_fail_nomem(err);
	return rc;
}

int xnb_host_print_xml(const struct xnb_host *host, struct xnb_buf *out,
                       struct xnb_error *err)
{
	return xnb_host_print_measured_xml(host, NULL, out, err);
}
