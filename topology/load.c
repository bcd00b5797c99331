/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/load.h"

#include "base/buf.h"
#include "base/io.h"

#include <errno.h>
#include <limits.h>

/* A topology.xml of 4096 CPUs takes 2 MiB. */
#define MOST_BYTES ((size_t)256 << 20)

int xnb_topology_load_xml(hwloc_topology_t *out, const char *xml, size_t length,
                          const char *name, struct xnb_error *err)
{
	hwloc_topology_t topology;

	if (length >= INT_MAX)
		return xnb_fail(err, XNB_EXIT_FAILED, EFBIG,
		                "%s: %zu bytes are too many for hwloc", name, length);
	if (hwloc_topology_init(&topology) < 0)
		return xnb_fail_nomem(err);
	/* the length counts the NUL */
	if (hwloc_topology_set_xmlbuffer(topology, xml, (int)length + 1) < 0 ||
	    hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) <
	        0 ||
	    hwloc_topology_load(topology) < 0) {
		hwloc_topology_destroy(topology);
		return xnb_fail(err, XNB_EXIT_FAILED, EINVAL,
		                "%s: hwloc cannot read it as a topology; run it through "
		                "HWLOC_XML_VERBOSE=1 lstopo -i FILE to see why",
		                name);
	}
	*out = topology;
	return 0;
}

int xnb_topology_load_file(hwloc_topology_t *out, const char *path, struct xnb_error *err)
{
	struct xnb_buf text = {0};
	int rc = xnb_read_file(path, &text, MOST_BYTES, err);

	if (rc == 0)
		rc = xnb_topology_load_xml(out, xnb_buf_text(&text), text.length, path,
		                           err);
	xnb_buf_free(&text);
	return rc;
}
