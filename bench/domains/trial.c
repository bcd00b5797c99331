/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/trial.h"

#include "bench/domains/needs.h"
#include "bench/domains/settle.h"
#include "bench/warnings.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SETTLE_SECONDS 30u

static int write_extents(void *arg, const struct xnb_extent_run *runs, size_t n,
                         struct xnb_error *err)
{
	const struct xnb_trial *trial = arg;
	const struct xnb_session *session = trial->session;

	return xnb_run_add_extents(session->out, session->boot, trial->number, runs, n,
	                           err);
}

/* Why samples of a domain are not to be trusted: a flag, and what is told once. */
static const struct doubt {
	const char *flag, *why;
} unsettled = {"unsettled", "freed memory was not clean again within 30 seconds before a "
                            "domain was built"},
  unknown = {"unknown-placement",
             "the node of some extent of a domain could not be told exactly"},
  inexact = {"returned-inexact", "something else changed the free memory while a domain "
                                 "gave its own back"};

static void doubt(struct xnb_trial *trial, const struct doubt *about)
{
	if (!trial->suspect)
		trial->session->suspects++;
	trial->suspect = true;
	xnb_warn(trial->session->warnings, "%s: %s; such samples are flagged",
	         about->flag, about->why);
}

static void be_unsettled(struct xnb_trial *trial)
{
	trial->unsettled = true;
	xnb_flags_add(&trial->flags, unsettled.flag);
	doubt(trial, &unsettled);
}

/* The first of a group settles for all: a probe beside others could not be attributed. */
static int settle(struct xnb_trial *trial, const struct xnb_needs *needs,
                  struct xnb_error *err)
{
	struct xnb_session *session = trial->session;
	const struct xnb_trial *before = trial->shape.before;
	struct xnb_settle_request request = {
	    .extent_order = trial->unit->order,
	    .run_tag = session->run_tag,
	    .quiet = &session->quiet,
	    .timeout_seconds = SETTLE_SECONDS,
	    .block = trial->unit->block,
	    .always = session->shared_host,
	};
	bool settled;

	if (before) {
		if (before->unsettled)
			be_unsettled(trial);
		return 0;
	}
	xnb_needs_by_node(needs, session->host, &request.pages);
	for (unsigned node = 0; node < XNB_MAX_NODES; node++)
		request.pages.node[node] += trial->shape.behind.node[node];
	if (xnb_settle(session->xen, &request, &session->settled, &settled, err))
		return -1;
	if (!settled)
		be_unsettled(trial);
	return 0;
}

/* Settles and checks the memory that the domain is about to take. */
static int make_ready(struct xnb_trial *trial, const struct xnb_needs *needs,
                      struct xnb_error *err)
{
	const struct xnb_session *session = trial->session;
	struct xnb_free_pages free_pages;

	if (xnb_xen_read_free_pages(session->xen, &free_pages, err) ||
	    xnb_needs_check(needs, session->host, &free_pages, err))
		return -1;
	return settle(trial, needs, err);
}

const struct xnb_scenario *xnb_shape_policy(const struct xnb_shape *shape,
                                            const struct xnb_unit *unit)
{
	return shape->policy ? shape->policy : unit->scenario;
}

static bool may_be_refused(const struct xnb_trial *trial)
{
	return trial->shape.may_be_refused && (trial->unit->scenario->may_be_refused ||
	                                       trial->unit->order > XNB_SURE_ORDER);
}

static int build(struct xnb_trial *trial, struct xnb_error *err)
{
	struct xnb_session *session = trial->session;
	const struct xnb_trial *before = trial->shape.before;
	const struct xnb_build_request request = {
	    .scenario = xnb_shape_policy(&trial->shape, trial->unit),
	    .host = session->host,
	    .cpu_node = trial->unit->cpu_node,
	    .mem_node = trial->unit->mem_node,
	    .memory_bytes = trial->shape.memory_bytes,
	    .vcpus = trial->shape.vcpus,
	    .extent_order = trial->unit->order,
	    .type = trial->unit->type,
	    .may_be_refused = may_be_refused(trial),
	    .filler = session->filler,
	    .run_tag = session->run_tag,
	    .quiet = before ? NULL : &session->quiet,
	    .owed = before ? &before->built.owed : NULL,
	    .ranges = session->ranges,
	    .flush = write_extents,
	    .arg = trial,
	};

	trial->number = session->next_domain++;
	return xnb_build(&trial->built, session->xen, &request, err);
}

/* No Xen promises extents so large: a reason, where the scenario makes no claim of it. */
static void tell_refusal(const struct xnb_trial *trial)
{
	char what[64];

	snprintf(what, sizeof(what), "extents of order %u, %s", trial->unit->order,
	         trial->unit->scenario->name);
	xnb_absent(trial->session->warnings, what,
	           "Xen had no more of them for a domain of %lu MiB (EBUSY)",
	           trial->shape.memory_bytes >> 20);
}

int xnb_trial_begin(struct xnb_trial *trial, struct xnb_session *session,
                    const struct xnb_unit *unit, const struct xnb_shape *shape,
                    struct xnb_error *err)
{
	const struct xnb_needs needs = {
	    .scenario = xnb_shape_policy(shape, unit),
	    .cpu_node = unit->cpu_node,
	    .mem_node = unit->mem_node,
	    .memory_bytes = shape->memory_bytes,
	    .vcpus = shape->vcpus,
	    .order = unit->order,
	};

	*trial = (struct xnb_trial){.session = session,
	                            .unit = unit,
	                            .shape = *shape,
	                            .number = -1,
	                            .locality = (double)NAN};
	if (make_ready(trial, &needs, err) || build(trial, err))
		return -1;
	trial->locality = xnb_pages_locality(&trial->built.placed, unit->cpu_node);
	xnb_nodes_text(trial->built.soft_nodes, trial->cpu_node);
	xnb_pages_nodes(&trial->built.placed, trial->mem_node);
	if (trial->built.refused && !unit->scenario->may_be_refused)
		tell_refusal(trial);
	if (trial->built.unknown_extents) {
		xnb_flags_add(&trial->flags, unknown.flag);
		doubt(trial, &unknown);
	}
	return 0;
}

struct xnb_jobs_request xnb_trial_jobs_request(const struct xnb_trial *trial,
                                               const struct xnb_job *jobs,
                                               uint32_t n_jobs)
{
	return (struct xnb_jobs_request){
	    .xen = trial->session->xen,
	    .host = trial->session->host,
	    .vcpus = trial->shape.vcpus,
	    .memory_bytes = trial->shape.memory_bytes,
	    .watchdog_seconds = trial->session->amounts.watchdog_seconds,
	    .jobs = jobs,
	    .n_jobs = n_jobs,
	    .seen = trial->seen,
	    .seen_arg = trial->seen_arg,
	};
}

struct xnb_evidence xnb_trial_evidence(struct xnb_trial *trial,
                                       const struct xnb_outcome *outcome)
{
	const struct xnb_limits limits = {.cpu_khz = trial->session->cpu_khz,
	                                  .wall_ns = outcome->wall_ns};
	struct xnb_evidence evidence =
	    xnb_evidence_of(outcome->copy, outcome->ending, &limits);

	if (!trial->session->emulated)
		evidence.calibrated = &trial->session->calibrated;
	return evidence;
}

void xnb_trial_tell_ending(const struct xnb_trial *trial,
                           const struct xnb_outcome *outcome)
{
	if (outcome->ending != XNB_ENDING_FINISHED)
		xnb_warn(trial->session->warnings, "domain %ld (%s, %s): %s",
		         trial->number, trial->unit->experiment->name,
		         trial->unit->scenario->name, outcome->why);
}

int xnb_trial_run(struct xnb_trial *trial, const struct xnb_job *jobs, uint32_t n_jobs,
                  struct xnb_outcome *outcome, struct xnb_error *err)
{
	const struct xnb_jobs_request request =
	    xnb_trial_jobs_request(trial, jobs, n_jobs);

	if (xnb_jobs_run(outcome, trial->built.domain, &request, err))
		return -1;
	xnb_trial_tell_ending(trial, outcome);
	return 0;
}

int xnb_trial_emit(struct xnb_trial *trial, const struct xnb_value *value,
                   struct xnb_error *err)
{
	struct xnb_flags flags = trial->flags;
	struct xnb_sample sample = {
	    .experiment = trial->unit->experiment->name,
	    .scenario = trial->unit->scenario->name,
	    .item = value->item,
	    .params = value->params,
	    .boot = trial->session->boot,
	    .domain = trial->number,
	    .iteration = value->iteration,
	    .block = trial->unit->block,
	    .vcpu = value->vcpu,
	    .cpu_node = *value->cpu_node ? value->cpu_node : trial->cpu_node,
	    .mem_node = trial->mem_node,
	    .locality = trial->locality,
	    .metric = value->metric,
	    .unit = value->unit,
	    .value = value->value,
	};

	xnb_flags_add(&flags, value->flag);
	xnb_flags_add(&flags, value->more_flag);
	if (value->warmup)
		xnb_flags_add(&flags, "warmup");
	sample.flags = flags.text;
	return xnb_run_add_sample(trial->session->out, &sample, err);
}

int xnb_trial_shape_params(const struct xnb_trial *trial, struct xnb_params *params,
                           struct xnb_error *err)
{
	*params = (struct xnb_params){0};
	if (xnb_params_set_u64(params, "memory", trial->shape.memory_bytes, err))
		return -1;
	/* libxl chooses the orders. */
	if (trial->unit->scenario->way == XNB_BARE &&
	    xnb_params_set_u64(params, "order", trial->unit->order, err))
		return -1;
	return xnb_params_set(params, "type", xnb_domain_type_names[trial->unit->type],
	                      err);
}

static void tell_difference(struct xnb_trial *trial)
{
	trial->session->failures++;
	xnb_warn(trial->session->warnings,
	         "domain %ld (%s): the memory that came back does not lie where it was "
	         "seen to be taken from",
	         trial->number, trial->unit->scenario->name);
}

/* The totals again, from the memory that came back. */
static int emit_returned(struct xnb_trial *trial, const struct xnb_page_counts *returned,
                         bool exact, struct xnb_error *err)
{
	uint64_t pages = xnb_pages_total(returned);
	struct xnb_params params;
	struct xnb_value value = {
	    .item = "returned", .params = params.text, .cpu_node = "", .vcpu = -1};

	if (xnb_trial_shape_params(trial, &params, err))
		return -1;
	if (!exact) {
		value.metric = "pages";
		value.unit = "pages";
		value.value = (double)pages;
		value.flag = inexact.flag;
		doubt(trial, &inexact);
		return xnb_trial_emit(trial, &value, err);
	}
	if (pages == 0) /* none was there */
		return 0;
	value.metric = "locality";
	value.unit = "1";
	value.value = (double)returned->node[trial->unit->cpu_node] / (double)pages;
	if (!trial->built.unknown_extents &&
	    !xnb_pages_equal(returned, &trial->built.placed)) {
		value.flag = "returned-differs";
		tell_difference(trial);
	}
	return xnb_trial_emit(trial, &value, err);
}

int xnb_trial_give_back(struct xnb_trial *trial, struct xnb_error *err)
{
	struct xnb_page_counts returned;
	bool exact;

	if (xnb_built_release(&trial->built, trial->session->xen, &returned, &exact, err))
		return -1;
	return emit_returned(trial, &returned, exact, err);
}

int xnb_trial_destroy(struct xnb_trial *trial, int result, struct xnb_error *err)
{
	if (xnb_built_destroy(&trial->built, result ? NULL : err))
		result = -1;
	/* What was made dirty must be seen to be clean again. */
	if (result || trial->built.dirtied_ns)
		xnb_settled_forget(&trial->session->settled);
	return result;
}

int xnb_trial_end(struct xnb_trial *trial, int result, struct xnb_error *err)
{
	if (!result)
		result = xnb_trial_give_back(trial, err);
	return xnb_trial_destroy(trial, result, err);
}
