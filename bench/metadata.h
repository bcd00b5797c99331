/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of the program as JSON, recorded in each run.json so that analysis reads
 * units and directions from the run, not from the code; `list --format json` prints the
 * same. In run.json they are these members:
 *
 *   "experiments": [{"name", "summary", "metrics":
 *                    [{"name", "unit", "direction", "summary"}]}]
 *       direction: "higher", "lower" (is better), "exact" (identical or different), or
 *       "none" (a record that is not judged)
 *   "scenarios":   [{"name", "summary", "expected", "expected_locality",
 *                    "expected_errno"}]
 *       expected: for people ("1/N"); expected_locality: on this host's nodes, a number;
 *       expected_errno: with which each domain is to be refused memory (16: EBUSY), only
 *       where it is
 *   "kernels":     [{"name", "formula", "streams", "bytes_read", "bytes_written",
 *                    "bytes_allocated", "flops", "non_temporal", "compute_bound",
 *                    "isas": [...], "likwid"}]
 *       bytes and flops per element; bytes_allocated: read before an ordinary store;
 *       isas: those that there is code for; likwid: what the names of the likwid-bench
 *       kernels that move the same bytes the same way begin with, or null
 *   "checks":      [{"name", "claim", "source"}]
 *       what the experiment `semantics` judges; checks.csv has verdict and evidence
 *
 * The other members of run.json (docs/design.md says what each means):
 *   "schema", "state", "tool": {"version", "commit"}, "command": [...], "target",
 *   "timing": "real" | "virtualized" | "emulated" | "counted",
 *   "environment": {...}, "boots": [{"id", "start"}], "seed", "cpu_node", "mem_node",
 *   "nodes": [...], "node_sizes": [{"id", "cpus", "memory_bytes"}],
 *   "domain": {"kind", "memory_bytes", "vcpus", "extent_order", "guest_page_bytes"},
 *       those of the domains that run a workload,
 *   "locality_method": "delta" | "delta, of PV domains frames" (extents.csv has the
 *       method of each run of extents), "parameters": {...} (among them "orders" and
 * "types"), "repetitions": {"boots", "rounds", "domains_per_round", "iterations",
 * "warmups"}, "stop_reasons": [...], "warnings": [...], "absent": [{"what", "why"}] what
 * this host, Xen or build does not offer
 */
#ifndef XNB_BENCH_METADATA_H
#define XNB_BENCH_METADATA_H

#include <jansson.h>
#include <stddef.h>

struct xnb_target;

/* Each returns a new reference, or NULL when there is no memory. */
json_t *xnb_experiments_json(const struct xnb_target *target);
/* n_nodes 0: without "expected_locality". */
json_t *xnb_scenarios_json(const struct xnb_target *target, size_t n_nodes);
json_t *xnb_kernels_json(void);

#endif
