/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/lab_nodes.h"

#include "base/io.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int xnb_check_lab_nodes(const char *root, size_t xen_nodes, struct xnb_error *err)
{
	char path[PATH_MAX], line[32], *end;
	unsigned long nodes;

	snprintf(path, sizeof(path), "%s" XNB_LAB_NODES_FILE, root);
	if (access(path, F_OK))
		return 0;
	xnb_read_line(path, line, sizeof(line));
	nodes = strtoul(line, &end, 10);
	if (end == line || *end)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "%s: \"%s\" is no number of nodes; was this box made by "
		                "another version of xen-numabench?",
		                path, line);
	if (nodes == xen_nodes)
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_ENVIRONMENT, 0,
	    "the hypervisor sees %zu NUMA node%s, and the box has %lu: it %s, "
	    "or did not accept the box's tables; its console says which",
	    xen_nodes, xen_nodes == 1 ? "" : "s", nodes,
	    xen_nodes > nodes ? "makes some of its own (numa=fake)"
	                      : "lacks NUMA (built without it, or numa=off)");
}
