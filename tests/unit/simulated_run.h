/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run directories with simulated samples, for tests of what is made of several runs. All
 * numbers come from a generator with the seed given. Whatever cannot be written fails the
 * cmocka test.
 */
#ifndef XNB_TESTS_UNIT_SIMULATED_RUN_H
#define XNB_TESTS_UNIT_SIMULATED_RUN_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

struct simulated_run {
	char dir[4096];
	FILE *csv;
	json_t *meta; /* run.json as it will be written; a test may change it */
	int64_t seq, boot, domain, block;
	uint64_t random;
};

/* One series; NULL is "". */
struct simulated_series {
	const char *experiment, *scenario, *item, *params, *cpu_node, *mem_node;
	const char *metric, *unit;
};

/* Standard deviations, as parts of the value: 0.02 is 2 %. */
struct simulated_noise {
	double boot, domain, iteration;
};

/*
 * Begins `dir`, which it makes: a complete run on Xen with real timings and two nodes.
 * run.json declares the scenarios local (expected locality 1), remote (0) and default
 * (0.5), the experiments bandwidth (bandwidth: higher), latency (latency: lower),
 * placement (locality, errno: exact), semantics (verdict: exact), and hypercall (latency:
 * lower; path-mode: exact).
 */
void simulate_begin(struct simulated_run *run, const char *dir, uint64_t seed);

/* The next boot; samples need one. */
void simulate_boot(struct simulated_run *run, const char *id);
/* The next domain of the boot, in a round of its own. */
void simulate_domain(struct simulated_run *run);

void simulate_sample(struct simulated_run *run, const struct simulated_series *series,
                     int iteration, double value, const char *flags);

/* `boots` boots, with ids made of `id` and a number, of `domains` domains of `iterations`
 * samples each around `mean`, log-normal. */
void simulate_boots(struct simulated_run *run, const char *id, int boots, int domains,
                    int iterations, const struct simulated_series *series, double mean,
                    const struct simulated_noise *noise);

/* `n` domains with one sample each, of these values in turn. */
void simulate_exact(struct simulated_run *run, const struct simulated_series *series,
                    int n, const double *values, int n_values);

/* A member of run.json, "a.b.c" being in objects. */
void simulate_meta(struct simulated_run *run, const char *path, json_t *value);

/* Writes run.json, and closes all. */
void simulate_end(struct simulated_run *run);

/* Normal with mean 0 and deviation 1. */
double simulate_normal(struct simulated_run *run);

#endif
