/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_TOPOLOGY_LOAD_H
#define XNB_TOPOLOGY_LOAD_H

#include "base/error.h"

#include <hwloc.h>
#include <stddef.h>

/*
 * Loads hwloc XML, such as the topology.xml of a run. XNB_EXIT_FAILED with `name` (what
 * the error calls it) when hwloc does not take it. Free with hwloc_topology_destroy().
 */
int xnb_topology_load_xml(hwloc_topology_t *out, const char *xml, size_t length,
                          const char *name, struct xnb_error *err);

/* The same from a file. XNB_EXIT_ENVIRONMENT when it cannot be read. */
int xnb_topology_load_file(hwloc_topology_t *out, const char *path,
                           struct xnb_error *err);

#endif
