/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plan of a boot: which units, in which order. A pure function of the selection, the
 * nodes and the recorded seed, so that --resume gets the same plan again. A plan that is
 * made longer has the same beginning: how many rounds there will be need not be known.
 *
 * Each round has every unit once, in random order (Fisher-Yates on bench/prng.h), so that
 * drift of the host falls on all scenarios alike. A unit is an experiment on a scenario
 * with its nodes A and B. An experiment with .matrix also runs `local` on (i, i) for
 * every other node i, and `remote` on every other ordered pair (i, j), where those
 * scenarios are selected: with CPUs and memory on i and memory on j.
 *
 * Each of these once for every order of extents and every type of domain, where the
 * experiment is .by_order or .by_type; else, and where libxl builds the domain and
 * chooses them, on the first order and on PVH.
 */
#ifndef XNB_BENCH_PLAN_H
#define XNB_BENCH_PLAN_H

#include "base/error.h"
#include "bench/experiment.h"
#include "bench/prng.h"

struct xnb_plan_request {
	const struct xnb_experiment *const *experiments; /* ends with NULL */
	const struct xnb_scenario *const *scenarios;     /* ends with NULL */
	const struct xnb_host *host;
	const struct xnb_amounts *amounts; /* rounds, orders, types */
	uint32_t cpu_node, mem_node;       /* A and B */
	int64_t first_block;               /* number of the first round within the run */
	uint64_t seed;
};

struct xnb_plan {
	struct xnb_unit *units; /* in the order of their running */
	size_t n;
	int64_t first_block;
	unsigned rounds;
	size_t per_round; /* units of each round */
	struct xnb_prng prng;
};

/*
 * A scenario that needs a second node (its affinity is {B}, or its memory is to find none
 * on A) is left out where A is B. XNB_EXIT_USAGE when nothing is left to do.
 */
int xnb_plan_make(struct xnb_plan *plan, const struct xnb_plan_request *request,
                  struct xnb_error *err);
/* One round more; `request` is that of the plan. Pointers to units move. */
int xnb_plan_add_round(struct xnb_plan *plan, const struct xnb_plan_request *request,
                       struct xnb_error *err);
void xnb_plan_free(struct xnb_plan *plan);

/* Whether the scenario can be run with these A and B. */
bool xnb_scenario_runs(const struct xnb_scenario *scenario, uint32_t a, uint32_t b);

#endif
