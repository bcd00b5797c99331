/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the samples of a run to what was measured between its nodes
 * (topology/attributes.h):
 *
 *   ReadBandwidth   kernel `load` of the experiment `bandwidth`
 *   WriteBandwidth  kernel `store` or `store-nt`
 *   Bandwidth       the mean of both, as hwloc defines it, where both are known
 *   Latency         item `chase-window`, else `chase`, of the experiment `latency`
 *
 * A cell is the median of its samples. Warm-ups, and values that are no measurement, do
 * not count; neither do those whose threads, vCPUs or pages were on several nodes, or
 * where that is not known. Where a run measured with several instruction sets, page sizes
 * or items, one of those (a variant) is taken for all cells, so that they can be
 * compared: the one that most cells have; of those the fastest. How many threads and
 * bytes there were may differ from node to node: nodes have different numbers of CPUs.
 */
#ifndef XNB_BENCH_ATTRIBUTE_VALUES_H
#define XNB_BENCH_ATTRIBUTE_VALUES_H

#include "base/error.h"
#include "rundir/params.h"
#include "rundir/sample.h"
#include "topology/attributes.h"
#include "topology/host.h"

#include <stddef.h>

enum { XNB_ATTRIBUTE_SOURCE_TEXT = sizeof(struct xnb_params) + 32 };

/* Samples of one item with the same parameters in one cell. */
struct xnb_attribute_group {
	int attribute;                           /* enum xnb_attribute */
	char variant[XNB_ATTRIBUTE_SOURCE_TEXT]; /* "load isa=avx512;page=4096" */
	char params[sizeof(struct xnb_params)];  /* all of them */
	size_t cell;                             /* cpu * n_nodes + mem, by index */
	double *values;
	size_t n, room;
	double median;
};

struct xnb_attribute_values {
	/* set by the caller, the rest zero */
	const struct xnb_host *host;
	/* its own */
	struct xnb_attribute_group *groups;
	size_t n_groups, room;
	uint64_t *cells[XNB_N_ATTRIBUTES];
	char sources[XNB_N_ATTRIBUTES][2 * XNB_ATTRIBUTE_SOURCE_TEXT + 16];
};

/* An xnb_sample_fn on struct xnb_attribute_values: takes a sample, or leaves it. */
int xnb_attribute_values_take(void *values, const struct xnb_sample *sample,
                              struct xnb_error *err);

/* Fills what was measured, which lives as long as the values. *n: how many cells of all
 * attributes are known. */
int xnb_attribute_values_choose(struct xnb_attribute_values *values,
                                struct xnb_memory_attributes *measured, size_t *n,
                                struct xnb_error *err);

void xnb_attribute_values_free(struct xnb_attribute_values *values);

#endif
