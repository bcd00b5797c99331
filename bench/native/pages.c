/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/pages.h"

#include "bench/warnings.h"
#include "native/cpus.h"
#include "native/placement.h"
#include "workloads/chase.h"
#include "workloads/kernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void xnb_native_name_nodes(const bool *on, size_t n, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n && used < size; i++)
		if (on[i])
			used += (size_t)snprintf(text + used, size - used, "%s%zu",
			                         used ? "+" : "", i);
}

/* ---- allocating ---- */

static size_t nodes_with_memory(const struct xnb_host *host, uint32_t *nodes, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_nodes && n < room; i++)
		if (host->nodes[i].memory_bytes)
			nodes[n++] = host->nodes[i].id;
	return n;
}

/* Which nodes the scenario names; without one, the kernel decides. */
static size_t nodes_of(const struct xnb_native_trial *trial, uint32_t *nodes, size_t room)
{
	const struct xnb_scenario *scenario = trial->unit->scenario;

	if (!scenario || scenario->node_affinity == XNB_NOWHERE)
		return 0;
	if (scenario->node_affinity == XNB_ON_ALL)
		return nodes_with_memory(trial->session->host, nodes, room);
	nodes[0] = scenario->node_affinity == XNB_ON_B ? trial->unit->mem_node
	                                               : trial->unit->cpu_node;
	return 1;
}

static enum xnb_native_policy policy_of(const struct xnb_scenario *scenario)
{
	if (!scenario || scenario->node_affinity == XNB_NOWHERE)
		return XNB_NATIVE_KERNELS;
	return scenario->node_affinity == XNB_ON_ALL ? XNB_NATIVE_INTERLEAVE
	                                             : XNB_NATIVE_BIND;
}

int xnb_native_pages_alloc(struct xnb_native_trial *trial, struct xnb_error *err)
{
	uint32_t nodes[XNB_NATIVE_MOST_NODES];
	const struct xnb_native_want want = {
	    .bytes = trial->shape.bytes,
	    .page = trial->shape.page,
	    .policy = policy_of(trial->unit->scenario),
	    .nodes = nodes,
	    .n_nodes = nodes_of(trial, nodes, XNB_NATIVE_MOST_NODES),
	};
	char what[64];

	if (!xnb_native_memory_alloc(&trial->memory, &want, "", err))
		return 0;
	if (trial->memory.lack != XNB_NATIVE_NO_HUGE_PAGES)
		return -1;
	snprintf(what, sizeof(what), "pages of %s",
	         xnb_native_page_names[trial->shape.page]);
	xnb_absent(trial->session->warnings, what, "%s", err->text);
	trial->lacks = true;
	return 0;
}

/* ---- reading back ---- */

/* Shares are whole pages of each stream; what does not divide is left over at the end. */
static uint64_t touched_by_kernel(const struct xnb_job *job, uint64_t bytes,
                                  uint32_t members)
{
	struct xnb_streams share;
	uint32_t streams = xnb_kernels[job->kernel].streams;

	if (!members ||
	    xnb_streams_split(&xnb_kernels[job->kernel], NULL, bytes, members, 0, &share))
		return 0;
	return share.elements * sizeof(double) * streams * members;
}

static uint64_t touched_by(const struct xnb_job *job)
{
	switch (job->kind) {
	case XNB_JOB_KERNEL:
	case XNB_JOB_INJECT:
		return touched_by_kernel(job, job->bytes, job->vcpus);
	case XNB_JOB_CHASE:
		return job->bytes;
	case XNB_JOB_LOADED:
		return job->chase_bytes + touched_by_kernel(job,
		                                            job->bytes - job->chase_bytes,
		                                            job->vcpus - 1);
	case XNB_JOB_PINGPONG:
		return XNB_CHASE_LINE;
	default:
		return 0;
	}
}

static void take_placement(struct xnb_native_trial *trial,
                           const struct xnb_native_placement *placement)
{
	uint64_t on_a = xnb_native_placement_on(placement, trial->unit->cpu_node);
	bool on[XNB_NATIVE_MOST_NODES] = {false};

	trial->locality = (double)NAN;
	trial->mem_node[0] = '\0';
	if (placement->unknown || !placement->pages) {
		xnb_absent(trial->session->warnings, "nodes of the pages", "%s",
		           placement->why);
		return;
	}
	for (size_t i = 0; i < placement->n_nodes && i < XNB_NATIVE_MOST_NODES; i++)
		on[i] = placement->on_node[i] > 0;
	trial->locality = (double)on_a / (double)placement->pages;
	xnb_native_name_nodes(on, XNB_NATIVE_MOST_NODES, trial->mem_node,
	                      sizeof(trial->mem_node));
}

static int emit_page_metric(struct xnb_native_trial *trial, const char *metric,
                            double value, struct xnb_error *err)
{
	struct xnb_params params;
	const struct xnb_value sample = {.item = "pages",
	                                 .params = params.text,
	                                 .metric = metric,
	                                 .unit = "1",
	                                 .value = value,
	                                 .vcpu = -1};

	if (xnb_native_trial_params(trial, trial->shape.bytes, trial->shape.threads,
	                            &params, err))
		return -1;
	return xnb_native_trial_emit(trial, &sample, err);
}

static int describe(struct xnb_native_trial *trial, double huge, struct xnb_error *err)
{
	trial->described = true;
	if (huge >= 0 && emit_page_metric(trial, "huge-pages", huge, err))
		return -1;
	if (isnan(trial->locality))
		return 0;
	return emit_page_metric(trial, "locality", trial->locality, err);
}

/* -1 where it is not known. */
static double huge_fraction(struct xnb_native_trial *trial)
{
	struct xnb_error why;
	double fraction;

	if (!xnb_native_huge_fraction(&trial->memory, &fraction, &why))
		return fraction;
	xnb_absent(trial->session->warnings, "page size obtained", "%s", why.text);
	return -1;
}

int xnb_native_pages_read(struct xnb_native_trial *trial, const struct xnb_job *job,
                          struct xnb_error *err)
{
	struct xnb_native_placement placement;
	uint64_t touched = touched_by(job);
	double huge;

	if (touched > trial->touched)
		trial->touched = touched;
	if (!trial->touched)
		return 0;
	if (xnb_native_placement_read(&placement, &trial->memory, trial->touched, err))
		return -1;
	take_placement(trial, &placement);
	xnb_native_placement_free(&placement);
	if (trial->described)
		return 0;
	huge = huge_fraction(trial);
	if (trial->shape.page != XNB_NATIVE_PAGE_4K && huge >= 0 && huge < 1)
		xnb_flags_add(&trial->flags, "small-pages");
	return describe(trial, huge, err);
}
