/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/tables.h"

#include <stddef.h>

const struct xnb_experiment *const xnb_experiments[] = {
    &xnb_experiment_placement,
    &xnb_experiment_bandwidth,
    &xnb_experiment_latency,
    &xnb_experiment_hypercall,
    &xnb_experiment_creation,
    &xnb_experiment_builds,
    &xnb_experiment_scrubbing,
    &xnb_experiment_semantics,
    &xnb_experiment_residency,
    &xnb_experiment_contention,
    &xnb_experiment_loaded_latency,
    &xnb_experiment_core_to_core,
    NULL,
};
