/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One domain that works through a list of jobs, and the samples that come of it: what
 * bandwidth and latency share.
 */
#ifndef XNB_BENCH_WORKLOAD_H
#define XNB_BENCH_WORKLOAD_H

#include "bench/domains/trial.h"
#include "bench/experiment.h"
#include "bench/measure.h"

#include <stdint.h>

/*
 * Builds the domain, runs the jobs, writes their samples and takes the domain down.
 * Iterations count from 0, warm-ups first, which have the flag `warmup`. A job
 * without a result (hung, crashed, not run, refused, unsupported, nonsense) becomes one
 * sample with metric `status`, the judgement, and a flag that says why
 * (bench/measure.h); it counts in session->failures.
 *
 * Of an experiment with `counts_traffic` the item `psr` tells, where Xen offers it
 * (xen/psr.h), what the domain moved a second from its start to its end, whatever
 * prepares and checks included; else run.json says why it is absent.
 */
int xnb_workload_run(struct xnb_session *session, const struct xnb_unit *unit,
                     const struct xnb_shape *shape, const struct xnb_measure *measures,
                     uint32_t n, struct xnb_error *err);

/*
 * Whether a domain of so many vCPUs has more of them than CPUs that they may run on:
 * those of `cpu_node` where the scenario pins them, else all that are online. Its vCPUs
 * take turns, and each sample has the flag `overcommitted`.
 */
bool xnb_is_overcommitted(const struct xnb_host *host,
                          const struct xnb_scenario *scenario, uint32_t cpu_node,
                          unsigned vcpus);

/*
 * How many of `samples` each of `jobs` jobs on `vcpus` vCPUs can have in one domain,
 * whose ring takes a time of each vCPU: all of them, or fewer, of which the run is
 * warned; 0: there is not even room for the warm-ups.
 */
uint32_t xnb_workload_samples(const struct xnb_session *session, uint32_t jobs,
                              unsigned vcpus, uint32_t samples, uint32_t warmups);

/* Bytes that a workload has in a domain of this size, from XNB_GPA_BUFFER. */
uint64_t xnb_workload_bytes(uint64_t memory_bytes);

/* Page size that maps the working set in the domain. */
#define XNB_WORKLOAD_PAGE_BYTES ((uint64_t)2 << 20)

/* Memory of a domain that runs a workload in this session. */
uint64_t xnb_workload_memory(const struct xnb_session *session);

/*
 * The ISAs that a domain has, as bits 1 << enum xnb_isa: asked once, of a small domain of
 * its own, since dom0's CPUID need not be the same.
 */
int xnb_workload_isas(struct xnb_session *session, uint32_t *isas, struct xnb_error *err);

#endif
