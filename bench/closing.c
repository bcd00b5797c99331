/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/closing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ITEM   "unit"
#define METRIC "duration"
#define FAILED "failed"

static const char *scenario_of(const struct xnb_unit *unit)
{
	return unit->scenario ? unit->scenario->name : "";
}

int xnb_closing_add(struct xnb_session *session, const struct xnb_unit *unit,
                    double seconds, bool failed, struct xnb_error *err)
{
	struct xnb_params params = {0};
	struct xnb_sample sample = {
	    .experiment = unit->experiment->name,
	    .scenario = scenario_of(unit),
	    .item = ITEM,
	    .params = params.text,
	    .boot = session->boot,
	    .domain = -1,
	    .block = unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = "",
	    .locality = (double)NAN,
	    .metric = METRIC,
	    .unit = "s",
	    .value = seconds,
	    .flags = failed ? FAILED : "",
	};

	if (xnb_params_set_u64(&params, "a", unit->cpu_node, err) ||
	    xnb_params_set_u64(&params, "b", unit->mem_node, err))
		return -1;
	return xnb_run_add_sample(session->out, &sample, err);
}

static bool closes(const struct xnb_sample *sample, const struct xnb_unit *unit)
{
	char nodes[64];

	snprintf(nodes, sizeof(nodes), "a=%u;b=%u", unit->cpu_node, unit->mem_node);
	return sample->block == unit->block &&
	       strcmp(sample->experiment, unit->experiment->name) == 0 &&
	       strcmp(sample->scenario, scenario_of(unit)) == 0 &&
	       strcmp(sample->params, nodes) == 0;
}

size_t xnb_closing_find(bool *done, const struct xnb_plan *plan,
                        const struct xnb_run *run)
{
	size_t found = 0;

	for (size_t s = 0; s < run->n_samples; s++) {
		const struct xnb_sample *sample = &run->samples[s];

		if (strcmp(sample->item, ITEM) || strcmp(sample->metric, METRIC) ||
		    strcmp(sample->flags, FAILED) == 0)
			continue;
		for (size_t i = 0; i < plan->n; i++) {
			if (done[i] || !closes(sample, &plan->units[i]))
				continue;
			done[i] = true;
			found++;
			break;
		}
	}
	return found;
}

int64_t xnb_closing_next_domain(const struct xnb_run *run, int64_t boot)
{
	int64_t last = -1;

	for (size_t i = 0; i < run->n_samples; i++)
		if (run->samples[i].boot == boot && run->samples[i].domain > last)
			last = run->samples[i].domain;
	for (size_t i = 0; i < run->n_extents; i++)
		if (run->extents[i].boot == boot && run->extents[i].domain > last)
			last = run->extents[i].domain;
	return last + 1;
}
