/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/plan.h"

#include "base/grow.h"

#include <stdlib.h>

struct list {
	struct xnb_unit *units;
	size_t n;
	unsigned kind; /* of the next unit */
	bool failed;
};

static void append(struct list *list, struct xnb_unit unit)
{
	struct xnb_unit *units;

	if (list->failed)
		return;
	units = xnb_grow(list->units, list->n, sizeof(*units), NULL);
	if (!units) {
		list->failed = true;
		return;
	}
	unit.kind = list->kind++;
	list->units = units;
	list->units[list->n++] = unit;
}

bool xnb_scenario_runs(const struct xnb_scenario *scenario, uint32_t a, uint32_t b)
{
	return a != b || (scenario->node_affinity != XNB_ON_B &&
	                  scenario->memory_of_a == XNB_SETTLED &&
	                  scenario->across == XNB_ACROSS_NOTHING);
}

/* Scenarios whose every step names A alone, or B with CPUs on A: the cells of a matrix.
 */
static bool fills_matrix(const struct xnb_scenario *s, bool same_node)
{
	return s->across == XNB_ACROSS_NOTHING && s->hard_when == XNB_BEFORE &&
	       s->node_affinity_when == XNB_BEFORE &&
	       s->node_affinity == (same_node ? XNB_ON_A : XNB_ON_B);
}

static bool has_cpus(const struct xnb_host_node *node)
{
	return node->n_cpus > 0 && node->memory_bytes > 0;
}

/* A unit for each order and type that the experiment asks for. */
static void add_axes(struct list *list, const struct xnb_amounts *amounts,
                     struct xnb_unit unit)
{
	/* Others than us choose orders and types themselves. */
	bool ours = !unit.scenario || unit.scenario->way == XNB_BARE;
	bool by_order = unit.experiment->by_order && ours;
	bool by_type = unit.experiment->by_type && ours;
	unsigned n_orders = by_order ? amounts->n_orders : 1;
	unsigned n_types = by_type ? amounts->n_types : 1;

	for (unsigned o = 0; o < n_orders; o++)
		for (unsigned t = 0; t < n_types; t++) {
			unit.order = amounts->orders[o];
			unit.type = by_type ? amounts->types[t] : XNB_DOMAIN_PVH;
			append(list, unit);
		}
}

static void add_scenario(struct list *list, const struct xnb_plan_request *request,
                         struct xnb_unit unit, const struct xnb_scenario *scenario)
{
	unit.scenario = scenario;
	if (!unit.experiment->applies || unit.experiment->applies(scenario))
		add_axes(list, request->amounts, unit);
}

static void add_pair(struct list *list, const struct xnb_plan_request *request,
                     struct xnb_unit unit, const struct xnb_scenario *scenario)
{
	bool same = unit.cpu_node == unit.mem_node;
	uint32_t planned = same ? request->cpu_node : request->mem_node;

	/* The pair (A, B), or (A, A) for `local`, is planned as a scenario already. */
	if (!fills_matrix(scenario, same) ||
	    (unit.cpu_node == request->cpu_node && unit.mem_node == planned))
		return;
	add_scenario(list, request, unit, scenario);
}

static void add_matrix(struct list *list, const struct xnb_plan_request *request,
                       struct xnb_unit unit)
{
	const struct xnb_host *host = request->host;

	for (size_t i = 0; i < host->n_nodes; i++) {
		if (!has_cpus(&host->nodes[i]))
			continue;
		for (size_t j = 0; j < host->n_nodes; j++) {
			if (host->nodes[j].memory_bytes == 0)
				continue;
			unit.cpu_node = host->nodes[i].id;
			unit.mem_node = host->nodes[j].id;
			for (size_t s = 0; request->scenarios[s]; s++)
				add_pair(list, request, unit, request->scenarios[s]);
		}
	}
}

static void add_experiment(struct list *list, const struct xnb_plan_request *request,
                           const struct xnb_experiment *experiment, int64_t block)
{
	struct xnb_unit unit = {
	    .experiment = experiment,
	    .cpu_node = request->cpu_node,
	    .mem_node = request->mem_node,
	    .block = block,
	};

	if (!experiment->by_scenario) {
		add_axes(list, request->amounts, unit);
		return;
	}
	for (size_t s = 0; request->scenarios[s]; s++)
		if (xnb_scenario_runs(request->scenarios[s], unit.cpu_node,
		                      unit.mem_node))
			add_scenario(list, request, unit, request->scenarios[s]);
	if (experiment->matrix)
		add_matrix(list, request, unit);
}

static void shuffle(struct xnb_unit *units, size_t n, struct xnb_prng *prng)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)xnb_prng_below(prng, i);
		struct xnb_unit kept = units[i - 1];

		units[i - 1] = units[j];
		units[j] = kept;
	}
}

int xnb_plan_add_round(struct xnb_plan *plan, const struct xnb_plan_request *request,
                       struct xnb_error *err)
{
	struct list list = {.units = plan->units, .n = plan->n};
	int64_t block = plan->first_block + plan->rounds;

	for (size_t e = 0; request->experiments[e]; e++)
		add_experiment(&list, request, request->experiments[e], block);
	plan->units = list.units;
	if (list.failed)
		return xnb_fail_nomem(err);
	if (list.n > plan->n)
		shuffle(list.units + plan->n, list.n - plan->n, &plan->prng);
	plan->per_round = list.n - plan->n;
	plan->n = list.n;
	plan->rounds++;
	return 0;
}

int xnb_plan_make(struct xnb_plan *plan, const struct xnb_plan_request *request,
                  struct xnb_error *err)
{
	*plan = (struct xnb_plan){.first_block = request->first_block,
	                          .prng = {.state = request->seed}};
	while (plan->rounds < request->amounts->rounds)
		if (xnb_plan_add_round(plan, request, err)) {
			xnb_plan_free(plan);
			return -1;
		}
	if (plan->n == 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "nothing to run: the scenarios need a second node with "
		                "memory; choose others (list scenarios)");
	return 0;
}

void xnb_plan_free(struct xnb_plan *plan)
{
	free(plan->units);
	*plan = (struct xnb_plan){0};
}
