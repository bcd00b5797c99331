/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/tables.h"

#include "bench/native/latencies.h"

#include <string.h>

static const struct xnb_experiment *const first_look[] = {
    &xnb_native_bandwidth,
    &xnb_native_latency,
    NULL,
};

/* What is only asked for by name is not among the usual ones. */
static const struct xnb_experiment *const usual[] = {
    &xnb_native_bandwidth,
    &xnb_native_threads,
    &xnb_native_sizes,
    &xnb_native_latency,
    &xnb_native_loaded_latency,
    &xnb_native_core_to_core,
    NULL,
};

/*
 * The size of the working set is chosen by the caches (0). Few rounds of many and long
 * repetitions: what lies between them (touching, preparing and verifying memory) is to be
 * less than a tenth of the time. `standard' ends within five minutes on two cores.
 * Emulated timings mean nothing, whatever they cost: natively there is no other table.
 */
#define AMOUNTS(...) \
	.real = {__VA_ARGS__, .n_types = 1}, .emulated = {__VA_ARGS__, .n_types = 1}

const struct xnb_preset xnb_native_presets[] = {
    {.name = "quick",
     .summary = "a first look: 3 rounds",
     .experiments = first_look,
     AMOUNTS(.rounds = 3, .samples = 3, .warmups = 1, .loads = 1000000,
             .watchdog_seconds = 30)},
    {.name = "standard",
     .summary = "figures to rely on: 4 rounds",
     .experiments = usual,
     AMOUNTS(.rounds = 4, .samples = 6, .warmups = 1, .loads = 2000000,
             .watchdog_seconds = 60)},
    {.name = "thorough",
     .summary = "small differences: 20 rounds",
     .experiments = usual,
     AMOUNTS(.rounds = 20, .samples = 10, .warmups = 2, .loads = 10000000,
             .watchdog_seconds = 120)},
    {.name = NULL},
};

const struct xnb_native_amounts xnb_native_amounts[] = {
    {.preset = "quick", .sample_ms = 50, .pages = "4k", .sizes_ratio = 4},
    {.preset = "standard", .sample_ms = 50, .pages = "4k,thp", .sizes_ratio = 2},
    {.preset = "thorough", .sample_ms = 200, .pages = "4k,thp,2m,1g", .sizes_ratio = 2},
    {.preset = NULL},
};

const struct xnb_native_amounts *xnb_native_amounts_of(const char *preset)
{
	const struct xnb_native_amounts *a = xnb_native_amounts;

	while (a->preset && strcmp(a->preset, preset))
		a++;
	return a;
}
