/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all units of a native run share: session->native. */
#ifndef XNB_BENCH_NATIVE_SESSION_H
#define XNB_BENCH_NATIVE_SESSION_H

#include "base/error.h"
#include "bench/native/accounting.h"
#include "bench/native/counters.h"
#include "bench/native/reference_choice.h"
#include "bench/native/settings.h"
#include "bench/warnings.h"
#include "native/clock.h"
#include "native/cpus.h"
#include "topology/host.h"

#include <hwloc.h>
#include <stdbool.h>
#include <stdint.h>

/* How many passes of a kernel over so much data make a repetition of sample_ms, as its
 * first repetition in this run has shown. */
struct xnb_native_pace {
	char key[512];   /* experiment, scenario, nodes, item and parameters */
	uint64_t passes; /* 0: not known yet */
};

enum { XNB_NATIVE_WHY = 256 };

struct xnb_native {
	struct xnb_native_settings *settings; /* of the run */
	struct xnb_native_cpus cpus;          /* when the run began */
	struct xnb_native_tsc tsc;
	hwloc_topology_t topology; /* NULL: not loaded */
	uint32_t isas;             /* that this CPU has, as bits 1 << enum xnb_isa */
	/* Of each node (by its index in the host): why memory cannot be bound; "": it
	 * can. */
	char (*unbound)[XNB_NATIVE_WHY];
	bool all_scenarios; /* the run has all scenarios: none was chosen */
	struct xnb_native_pace *paces;
	size_t n_paces;
	struct xnb_accounting accounting;
	struct xnb_reference reference;
	struct xnb_counters *counters; /* of memory traffic; NULL: there are none */
	bool told_unwatched; /* what of the noise cannot be seen here is in `absent` */
};

/* Reads CPUs, caches and clock. Zeroed before; free in any case. */
int xnb_native_open(struct xnb_native *native, struct xnb_error *err);
void xnb_native_close(struct xnb_native *native);

/*
 * CPUs of a team of `threads` on `node`: those of --cpus, else the first of the node, one
 * per core first. XNB_EXIT_USAGE where there are fewer cores (of --cpus: fewer CPUs).
 */
int xnb_native_team_cpus_of(const struct xnb_native *native, uint32_t node,
                            uint32_t threads, uint32_t *cpus, struct xnb_error *err);

/* The node of a CPU that may be used; else XNB_ABSENT. */
uint32_t xnb_native_node_of(const struct xnb_native *native, uint32_t cpu);

/* Cores of a node that have an allowed CPU. */
uint32_t xnb_native_cores_of(const struct xnb_native *native, uint32_t node);

/* Threads of the largest team on `node`: the last count of the settings, or all cores of
 * the node where there are fewer. */
uint32_t xnb_native_most_threads(const struct xnb_native *native, uint32_t node);

#endif
