/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/latencies.h"
#include "bench/native/tables.h"

const struct xnb_experiment *const xnb_native_experiments[] = {
    &xnb_native_bandwidth,
    &xnb_native_threads,
    &xnb_native_sizes,
    &xnb_native_latency,
    &xnb_native_loaded_latency,
    &xnb_native_core_to_core,
    &xnb_native_reference,
    NULL,
};
