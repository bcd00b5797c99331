/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/closing.h"

#include <math.h>
#include <string.h>

#define ITEM    "unit"
#define METRIC  "duration"
#define FAILED  "failed"
#define SUSPECT "suspect"

const char *xnb_unit_experiment(const struct xnb_unit *unit)
{
	return unit->experiment->name;
}

const char *xnb_unit_scenario(const struct xnb_unit *unit)
{
	return unit->scenario ? unit->scenario->name : "";
}

static const char *flag_of(const struct xnb_unit_state *state)
{
	if (!state->done)
		return FAILED;
	return state->suspect ? SUSPECT : "";
}

static bool has_flag(const struct xnb_sample *sample, const char *flag)
{
	return strcmp(sample->flags, flag) == 0;
}

/* What tells the units of one experiment, scenario and round apart. */
static int set_params(struct xnb_params *params, const struct xnb_unit *unit,
                      struct xnb_error *err)
{
	if (xnb_params_set_u64(params, "a", unit->cpu_node, err) ||
	    xnb_params_set_u64(params, "b", unit->mem_node, err))
		return -1;
	if (unit->experiment->by_order &&
	    xnb_params_set_u64(params, "order", unit->order, err))
		return -1;
	if (!unit->experiment->by_type)
		return 0;
	return xnb_params_set(params, "type", xnb_domain_type_names[unit->type], err);
}

int xnb_closing_add(struct xnb_session *session, const struct xnb_unit *unit,
                    struct xnb_unit_state *state, double seconds, struct xnb_error *err)
{
	struct xnb_params params = {0};
	struct xnb_sample sample = {
	    .experiment = unit->experiment->name,
	    .scenario = xnb_unit_scenario(unit),
	    .item = ITEM,
	    .params = params.text,
	    .boot = session->boot,
	    .domain = -1,
	    .iteration = state->attempts,
	    .block = unit->block,
	    .vcpu = -1,
	    .cpu_node = "",
	    .mem_node = "",
	    .locality = (double)NAN,
	    .metric = METRIC,
	    .unit = "s",
	    .value = seconds,
	    .flags = flag_of(state),
	};

	if (set_params(&params, unit, err))
		return -1;
	state->attempts++;
	if (xnb_run_add_sample(session->out, &sample, err))
		return -1;
	return xnb_run_sync(session->out, err);
}

static bool closes(const struct xnb_sample *sample, const struct xnb_unit *unit)
{
	struct xnb_params params = {0};

	return set_params(&params, unit, NULL) == 0 && sample->block == unit->block &&
	       strcmp(sample->experiment, unit->experiment->name) == 0 &&
	       strcmp(sample->scenario, xnb_unit_scenario(unit)) == 0 &&
	       strcmp(sample->params, params.text) == 0;
}

static bool is_closing(const struct xnb_sample *sample)
{
	return strcmp(sample->item, ITEM) == 0 && strcmp(sample->metric, METRIC) == 0;
}

/* The units of a round: a long run has too many to look at all for each sample. */
static void find_round(const struct xnb_plan *plan, int64_t block, size_t *first,
                       size_t *end)
{
	*first = *end = 0;
	if (block < plan->first_block || block - plan->first_block >= plan->rounds)
		return;
	*first = (size_t)(block - plan->first_block) * plan->per_round;
	*end = *first + plan->per_round;
}

void xnb_closing_note(struct xnb_unit_state *states, const struct xnb_plan *plan,
                      const struct xnb_sample *sample)
{
	size_t first = 0, end = plan->n;

	if (!is_closing(sample))
		return;
	if (plan->per_round)
		find_round(plan, sample->block, &first, &end);
	for (size_t i = first; i < end; i++) {
		if (!closes(sample, &plan->units[i]))
			continue;
		states[i].attempts++;
		states[i].done |= !has_flag(sample, FAILED);
		states[i].suspect = has_flag(sample, SUSPECT);
		return;
	}
}

static bool has_nothing(const struct xnb_plan *plan, const struct xnb_unit_state *states,
                        const char *(*name)(const struct xnb_unit *), const char *wanted)
{
	size_t n = 0, empty = 0;

	for (size_t i = 0; i < plan->n; i++) {
		if (strcmp(name(&plan->units[i]), wanted) != 0)
			continue;
		n++;
		empty += states[i].empty;
	}
	return n && empty == n;
}

const char *xnb_closing_nothing_of(const struct xnb_plan *plan,
                                   const struct xnb_unit_state *states,
                                   const char *(*name)(const struct xnb_unit *),
                                   const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (has_nothing(plan, states, name, names[i]))
			return names[i];
	return NULL;
}
