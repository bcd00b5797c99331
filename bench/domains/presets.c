/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/tables.h"

#include <string.h>

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

static const struct xnb_experiment *const first_look[] = {
    &xnb_experiment_placement, &xnb_experiment_bandwidth, &xnb_experiment_latency,
    &xnb_experiment_hypercall, &xnb_experiment_semantics, NULL,
};

static const struct xnb_experiment *const counted[] = {&xnb_experiment_hypercall, NULL};

/* Six numbers of domains with three numbers of vCPUs in five layouts, each some seconds
 * long: with ten rounds about an hour. */
static const struct xnb_experiment *const too_long[] = {&xnb_experiment_contention, NULL};

/*
 * In a box a kernel costs time and tells nothing of memory: STREAM's, and one of each
 * other way to write, so that these too are seen to work there.
 */
#define BOXED_KERNELS                                                                   \
	{                                                                               \
		"load", "store", "copy", "scale", "add", "triad", "triad-nt", "mix-2-1" \
	}

/*
 * Real machines: the data of one domain is well beyond a last-level cache. It should be 4
 * times the sum of the caches in use; dom0 sees the size of one, not how many there are,
 * so the run warns of less than 4 times that one, which is the least that can be said.
 * Emulated: 64 MiB are 32 extents, enough to see stripes and their exceptions; a workload
 * runs in less, which its timings cannot tell.
 *
 * The first order is that of the experiments that do not compare orders. Order 18 is
 * 1 GiB: nodes that have no room for it are told of.
 */
const struct xnb_preset xnb_presets[] = {
    {
        .name = "quick",
        .summary = "a first look: 3 rounds",
        .experiments = first_look,
        .counted = counted,
        .real = {.rounds = 3,
                 .memory_bytes = 1 * GIB,
                 .vcpus = 1,
                 .orders = {9},
                 .n_orders = 1,
                 .types = {XNB_DOMAIN_PVH},
                 .n_types = 1,
                 .samples = 5,
                 .warmups = 1,
                 .passes = 1,
                 .loads = 4000000,
                 .hypercall_samples = 1000,
                 .watchdog_seconds = 30},
        .emulated = {.rounds = 3,
                     .memory_bytes = 64 * MIB,
                     .workload_bytes = 8 * MIB,
                     .vcpus = 1,
                     .orders = {9},
                     .n_orders = 1,
                     .types = {XNB_DOMAIN_PVH},
                     .n_types = 1,
                     .kernels = BOXED_KERNELS,
                     .samples = 3,
                     .warmups = 1,
                     .passes = 1,
                     .loads = 50000,
                     .hypercall_samples = 150, /* with two rounds enough for p99 */
                     .watchdog_seconds = 20},
    },
    {
        .name = "standard",
        .summary = "figures to rely on: 10 rounds",
        .counted = counted,
        .boxed = too_long,
        .real = {.rounds = 10,
                 .memory_bytes = 2 * GIB,
                 .vcpus = 4,
                 .orders = {9, 0},
                 .n_orders = 2,
                 .types = {XNB_DOMAIN_PVH},
                 .n_types = 1,
                 .samples = 10,
                 .warmups = 2,
                 .passes = 2,
                 .loads = 10000000,
                 .hypercall_samples = 3000,
                 .watchdog_seconds = 60},
        .emulated = {.rounds = 10,
                     .memory_bytes = 128 * MIB,
                     .workload_bytes = 16 * MIB,
                     .vcpus = 2,
                     .orders = {9, 0},
                     .n_orders = 2,
                     .types = {XNB_DOMAIN_PVH},
                     .n_types = 1,
                     .kernels = BOXED_KERNELS,
                     .samples = 5,
                     .warmups = 1,
                     .passes = 1,
                     .loads = 100000,
                     .hypercall_samples = 300,
                     .watchdog_seconds = 60},
    },
    {
        .name = "thorough",
        .summary = "small differences and long tails: 30 rounds",
        .counted = counted,
        .real = {.rounds = 30,
                 .memory_bytes = 4 * GIB,
                 .vcpus = 8,
                 .orders = {9, 0, 18},
                 .n_orders = 3,
                 .types = {XNB_DOMAIN_PVH, XNB_DOMAIN_PV},
                 .n_types = 2,
                 .samples = 10,
                 .warmups = 2,
                 .passes = 4,
                 .loads = 20000000,
                 .hypercall_samples = 30000,
                 .watchdog_seconds = 120},
        .emulated = {.rounds = 30,
                     .memory_bytes = 256 * MIB,
                     .workload_bytes = 32 * MIB,
                     .vcpus = 2,
                     .orders = {9, 0, 18},
                     .n_orders = 3,
                     .types = {XNB_DOMAIN_PVH, XNB_DOMAIN_PV},
                     .n_types = 2,
                     .kernels = BOXED_KERNELS,
                     .samples = 5,
                     .warmups = 1,
                     .passes = 1,
                     .loads = 200000,
                     .hypercall_samples = 1000,
                     .watchdog_seconds = 120},
    },
    {.name = NULL},
};
