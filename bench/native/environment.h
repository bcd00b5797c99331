/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_BENCH_NATIVE_ENVIRONMENT_H
#define XNB_BENCH_NATIVE_ENVIRONMENT_H

#include "base/error.h"
#include "bench/native/session.h"
#include "topology/host.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What bench/environment.h says of every machine, and: rate of the TSC; governor, driver
 * and turbo of the frequency; NUMA balancing; by what hypervisor this is a virtual
 * machine ("" where CPUID tells of none); number of CPUs that may be used. What cannot
 * be found out is null.
 */
int xnb_native_environment(json_t **out, const struct xnb_native *native,
                           const struct xnb_host *host, struct xnb_error *err);

/*
 * The hypervisor's signature of CPUID 40000000h ("KVMKVMKVM"), or "unknown"; "" where the
 * processor says that there is none (leaf 1, ECX bit 31, which processors have as 0), or
 * where it is no x86.
 */
void xnb_native_hypervisor(char *text, size_t size);

#endif
