/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/session.h"

#include "workloads/kernels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int load_topology(struct xnb_native *native, struct xnb_error *err)
{
	if (hwloc_topology_init(&native->topology) < 0) {
		native->topology = NULL;
		return xnb_fail_nomem(err);
	}
	if (hwloc_topology_set_flags(native->topology,
	                             HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) < 0 ||
	    hwloc_topology_load(native->topology) < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "host: hwloc cannot read this system: %s; see lstopo",
		                strerror(errno));
	return 0;
}

int xnb_native_open(struct xnb_native *native, struct xnb_error *err)
{
	native->isas = xnb_isa_available();
	if (xnb_native_cpus_read(&native->cpus, "", NULL, 0, err) ||
	    load_topology(native, err))
		return -1;
	return xnb_native_tsc_measure(&native->tsc, "", err);
}

void xnb_native_close(struct xnb_native *native)
{
	if (native->topology)
		hwloc_topology_destroy(native->topology);
	xnb_native_cpus_free(&native->cpus);
	free(native->unbound);
	free(native->paces);
	xnb_counters_close(native->counters);
	xnb_reference_state_free(&native->reference);
	*native = (struct xnb_native){0};
}

uint32_t xnb_native_node_of(const struct xnb_native *native, uint32_t id)
{
	const struct xnb_native_cpu *cpu = xnb_native_cpu(&native->cpus, id);

	return cpu ? cpu->node : XNB_ABSENT;
}

uint32_t xnb_native_cores_of(const struct xnb_native *native, uint32_t node)
{
	uint32_t cores = 0;

	for (size_t i = 0; i < native->cpus.n; i++) {
		const struct xnb_native_cpu *cpu = &native->cpus.cpus[i];
		size_t before = 0;

		if (cpu->node != node)
			continue;
		while (before < i && native->cpus.cpus[before].core != cpu->core)
			before++;
		cores += before == i;
	}
	return cores;
}

uint32_t xnb_native_most_threads(const struct xnb_native *native, uint32_t node)
{
	const struct xnb_native_settings *s = native->settings;
	uint32_t most = s->counts[s->n_counts - 1];
	uint32_t cores = xnb_native_cores_of(native, node);

	return s->n_cpus || most <= cores || !cores ? most : cores;
}

int xnb_native_team_cpus_of(const struct xnb_native *native, uint32_t node,
                            uint32_t threads, uint32_t *cpus, struct xnb_error *err)
{
	const struct xnb_native_settings *s = native->settings;
	uint32_t cores = xnb_native_cores_of(native, node);

	if (s->n_cpus && threads <= s->n_cpus) {
		memcpy(cpus, s->cpus, threads * sizeof(*cpus));
		return 0;
	}
	if (s->n_cpus || threads > cores)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "--threads: %u threads, and node %u has %u cores that may "
		    "be used: threads on one core share it; choose at most "
		    "%u, or name the CPUs by --cpus",
		    threads, node, cores, cores);
	xnb_native_cpus_of_node(&native->cpus, node, cpus, threads);
	return 0;
}
