/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The caches of the CPUs that a team runs on, as hwloc knows them. */
#ifndef XNB_BENCH_NATIVE_CACHES_H
#define XNB_BENCH_NATIVE_CACHES_H

#include "base/error.h"

#include <hwloc.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of all last-level caches above these CPUs together, each cache once however many
 * of them share it: on a CPU whose cores have several, the sum, not one. The last level
 * of a CPU is the largest number of L1 to L5 that it has. CPUs that hwloc does not know
 * add nothing; 0: none is known.
 */
uint64_t xnb_caches_last(hwloc_topology_t topology, const uint32_t *cpus, size_t n);

/* Bytes of the first-level data caches above them together, in the same way. */
uint64_t xnb_caches_first(hwloc_topology_t topology, const uint32_t *cpus, size_t n);

#endif
