/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was measured between the nodes of a host, as hwloc's memory attributes have it:
 * the performance of the memory of a node as seen from the CPUs of a node.
 *
 * hwloc 2.9, <hwloc/memattrs.h>: bandwidths are in MiB/s, latencies in ns, whole numbers;
 * Bandwidth is the average of read and write accesses.
 */
#ifndef XNB_TOPOLOGY_ATTRIBUTES_H
#define XNB_TOPOLOGY_ATTRIBUTES_H

#include <stddef.h>
#include <stdint.h>

enum xnb_attribute {
	XNB_ATTRIBUTE_BANDWIDTH,
	XNB_ATTRIBUTE_READ_BANDWIDTH,
	XNB_ATTRIBUTE_WRITE_BANDWIDTH,
	XNB_ATTRIBUTE_LATENCY,
	XNB_N_ATTRIBUTES
};

/* A cell that was not measured; 0 is no measurement either. */
#define XNB_NOT_MEASURED 0u

struct xnb_memory_attributes {
	/* [cpu * n_nodes + mem], by index of the node in the host; NULL: none */
	uint64_t *values[XNB_N_ATTRIBUTES];
	/* By what: "load bytes=1000000000;isa=avx512"; "": not said. Becomes the info key
	 * MeasuredBandwidth, MeasuredReadBandwidth and so on of the machine. */
	const char *sources[XNB_N_ATTRIBUTES];
	const char *timing; /* what timings there are worth ("real"): MeasuredTiming */
};

#endif
