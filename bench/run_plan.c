/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/run_parts.h"
#include "bench/target.h"

#include <stdlib.h>
#include <string.h>

static struct xnb_plan_request plan_request(const struct xnb_run_parts *run)
{
	const struct xnb_settings *s = &run->settings;

	return (struct xnb_plan_request){
	    .experiments = s->experiments,
	    .scenarios = s->scenarios,
	    .host = &run->host,
	    .cpu_node = s->cpu_node,
	    .mem_node = s->mem_node,
	    .amounts = &s->amounts,
	    .first_block = run->boot_plan.first_block,
	    .seed = run->boot_plan.seed,
	};
}

int xnb_run_add_round(struct xnb_run_parts *run, struct xnb_error *err)
{
	const struct xnb_plan_request request = plan_request(run);
	struct xnb_unit_state *states;

	if (xnb_plan_add_round(&run->plan, &request, err))
		return -1;
	states = reallocarray(run->states, run->plan.n, sizeof(*states));
	if (!states)
		return xnb_fail_nomem(err);
	memset(states + run->plan.n - run->plan.per_round, 0,
	       run->plan.per_round * sizeof(*states));
	run->states = states;
	return 0;
}

static int make_plan(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_settings *s = &run->settings;
	const struct xnb_plan_request request = plan_request(run);

	if (xnb_plan_make(&run->plan, &request, err))
		return -1;
	run->states = calloc(run->plan.n, sizeof(*run->states));
	if (!run->states)
		return xnb_fail_nomem(err);
	for (size_t i = 0; s->scenarios[i]; i++)
		if (!xnb_scenario_runs(s->scenarios[i], s->cpu_node, s->mem_node))
			xnb_warn(&run->warnings,
			         "scenario %s: left out, because there is no second node "
			         "with memory",
			         s->scenarios[i]->name);
	return 0;
}

/* Also what a run.json names is a file's word. */
int xnb_run_plan(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_settings *s = &run->settings;

	if (xnb_host_choose_nodes(&run->host, s->cpu_node, s->mem_node, &s->cpu_node,
	                          &s->mem_node, err) ||
	    make_plan(run, err))
		return -1;
	return run->settings.target->check_plan
	           ? run->settings.target->check_plan(run, err)
	           : 0;
}
