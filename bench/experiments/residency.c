/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * On which node the vCPUs of a domain really run: idle and busy, with few vCPUs and with
 * as many as the host has CPUs, so that the scheduler has a choice and then has none.
 */
#include "bench/domains/looks.h"
#include "bench/domains/tables.h"
#include "bench/domains/trial.h"
#include "bench/domains/workload.h"
#include "bench/experiment.h"
#include "bench/warnings.h"
#include "rundir/params.h"

#include <stdio.h>
#include <string.h>

#define NS_PER_MS   1000000u
#define INTERVAL_MS 250u
#define INTERVAL_NS ((uint64_t)INTERVAL_MS * NS_PER_MS)

/* A guest's tick at 100 Hz: mostly asleep, and woken often enough to be moved. */
#define PERIOD_NS ((uint64_t)10 * NS_PER_MS)

static const struct xnb_metric metrics[] = {
    {"residency", "1", XNB_NOT_JUDGED,
     "share of the looks that found the vCPU on the node"},
    {"cpu-share", "1", XNB_NOT_JUDGED, "CPU time of the vCPU / time that went by"},
    {"locality", "1", XNB_EXACT, "pages on A / pages of the domain"},
    {"pages", "pages", XNB_EXACT, "pages that came back, where not all were seen"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took, settling included"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

/* Those that leave the scheduler a choice, and `hard`, which leaves none. */
static bool applies(const struct xnb_scenario *scenario)
{
	static const char *const names[] = {"default", "soft", "floating", "hard", NULL};

	for (size_t i = 0; names[i]; i++)
		if (strcmp(scenario->name, names[i]) == 0)
			return true;
	return false;
}

/* One domain of the unit, and what is known of it. */
struct stay {
	struct xnb_trial trial;
	const char *load;
	struct xnb_job job;
	struct xnb_looks looks;
	const char *flag; /* why it is not to be trusted, or "" */
};

static unsigned n_intervals(const struct xnb_session *session)
{
	return session->amounts.warmups + session->amounts.samples;
}

/* Two more than are counted: the first begins when all vCPUs have, and the last ends
 * with a look behind it, of a dom0 that may have to wait for its turn. */
static uint64_t duration_ns(const struct xnb_session *session)
{
	return (n_intervals(session) + 2) * INTERVAL_NS;
}

static struct xnb_job idle_job(const struct xnb_session *session, unsigned vcpus)
{
	return (struct xnb_job){.kind = XNB_JOB_IDLE,
	                        .vcpus = vcpus,
	                        .iterations = duration_ns(session) / PERIOD_NS,
	                        .period_ns = PERIOD_NS,
	                        .samples = 1};
}

static uint64_t ticks_of(const struct xnb_session *session, uint64_t ns)
{
	return ns / NS_PER_MS * session->cpu_khz;
}

static struct xnb_job busy_job(const struct xnb_session *session, unsigned vcpus)
{
	return (struct xnb_job){.kind = XNB_JOB_BUSY,
	                        .vcpus = vcpus,
	                        .iterations = ticks_of(session, duration_ns(session)),
	                        .seed = session->seed,
	                        .samples = 1};
}

static const struct load {
	const char *name;
	struct xnb_job (*job)(const struct xnb_session *session, unsigned vcpus);
} loads[] = {{"idle", idle_job}, {"busy", busy_job}};

static int set_params(const struct stay *stay, struct xnb_params *params,
                      struct xnb_error *err)
{
	const struct xnb_trial *trial = &stay->trial;
	const char *scheduler = trial->session->host->xen_scheduler;

	*params = (struct xnb_params){0};
	if (xnb_params_set_u64(params, "interval", INTERVAL_MS, err) ||
	    xnb_params_set(params, "load", stay->load, err) ||
	    xnb_params_set_u64(params, "memory", trial->shape.memory_bytes, err) ||
	    xnb_params_set(params, "scheduler", scheduler, err))
		return -1;
	return xnb_params_set_u64(params, "vcpus", trial->shape.vcpus, err);
}

static int emit_value(struct stay *stay, const struct xnb_metric *metric, double value,
                      unsigned interval, unsigned vcpu, const struct xnb_params *params,
                      struct xnb_error *err)
{
	const struct xnb_value v = {
	    .item = "vcpu",
	    .params = params->text,
	    .metric = metric->name,
	    .unit = metric->unit,
	    .value = value,
	    .cpu_node = "",
	    .iteration = interval,
	    .vcpu = vcpu,
	    .flag = stay->flag,
	    .more_flag = value < 0 ? "implausible" : "",
	    .warmup = interval < stay->trial.session->amounts.warmups,
	};

	return xnb_trial_emit(&stay->trial, &v, err);
}

static int emit_nodes(struct stay *stay, unsigned interval, unsigned vcpu,
                      const struct xnb_params *params, struct xnb_error *err)
{
	const struct xnb_host *host = stay->looks.host;

	for (size_t i = 0; i < host->n_nodes; i++) {
		struct xnb_params with_node = *params;

		if (xnb_params_set_u64(&with_node, "node", host->nodes[i].id, err) ||
		    emit_value(stay, &metrics[0],
		               xnb_looks_residency(&stay->looks, interval, vcpu, i),
		               interval, vcpu, &with_node, err))
			return -1;
	}
	return 0;
}

static int emit_vcpu(struct stay *stay, unsigned interval, unsigned vcpu,
                     const struct xnb_params *params, struct xnb_error *err)
{
	if (emit_nodes(stay, interval, vcpu, params, err))
		return -1;
	return emit_value(stay, &metrics[1],
	                  xnb_looks_cpu_share(&stay->looks, interval, vcpu), interval,
	                  vcpu, params, err);
}

/* *missing: intervals of a vCPU of which nothing can be told. */
static int emit_looks(struct stay *stay, unsigned *missing, struct xnb_error *err)
{
	struct xnb_params params;

	*missing = 0;
	if (set_params(stay, &params, err))
		return -1;
	for (unsigned i = 0; i < stay->looks.intervals; i++)
		for (unsigned v = 0; v < stay->looks.vcpus; v++) {
			if (!xnb_looks_complete(&stay->looks, i, v))
				++*missing;
			else if (emit_vcpu(stay, i, v, &params, err))
				return -1;
		}
	return 0;
}

/*
 * Whether the domain did what it was told. How long it says that it took is not judged:
 * no figure is made of it, and the clocks of a box that is short of time differ.
 */
static int judge(const struct stay *stay, const struct xnb_outcome *outcome,
                 struct xnb_judged_job *judged, struct xnb_error *err)
{
	const struct xnb_limits limits = {.cpu_khz = stay->trial.session->cpu_khz,
	                                  .wall_ns = outcome->wall_ns};
	const struct xnb_evidence evidence =
	    xnb_evidence_of(outcome->copy, outcome->ending, &limits);

	return xnb_judge_job(judged, &evidence, 0, &stay->job, err);
}

static int emit_status(struct stay *stay, enum xnb_judgement judgement,
                       struct xnb_error *err)
{
	struct xnb_params params;
	const struct xnb_value value = {
	    .item = "vcpu",
	    .params = params.text,
	    .metric = "status",
	    .unit = "1",
	    .value = (double)judgement,
	    .cpu_node = "",
	    .vcpu = -1,
	    .flag = stay->flag,
	};

	if (set_params(stay, &params, err))
		return -1;
	return xnb_trial_emit(&stay->trial, &value, err);
}

static int emit(struct stay *stay, const struct xnb_outcome *outcome,
                struct xnb_error *err)
{
	struct xnb_session *session = stay->trial.session;
	struct xnb_judged_job judged;
	unsigned missing;

	if (judge(stay, outcome, &judged, err))
		return -1;
	stay->flag = xnb_judgement_flags[judged.judgement];
	if (emit_looks(stay, &missing, err))
		return -1;
	if (missing)
		xnb_warn(session->warnings,
		         "domain %ld (residency, %s): in %u of %u intervals nobody could "
		         "look at a vCPU: the domain ended early, or dom0 is too busy, "
		         "which more vCPUs of it (in the lab: --dom0-vcpus) or less load "
		         "help",
		         stay->trial.number, stay->trial.unit->scenario->name, missing,
		         stay->looks.intervals * stay->looks.vcpus);
	if (!*stay->flag)
		return 0;
	session->failures++;
	xnb_warn(session->warnings, "domain %ld (residency, %s, %s): %s",
	         stay->trial.number, stay->trial.unit->scenario->name, stay->load,
	         stay->flag);
	return emit_status(stay, judged.judgement, err);
}

static int watch(struct stay *stay, struct xnb_error *err)
{
	struct xnb_trial *trial = &stay->trial;
	struct xnb_outcome outcome = {0};
	int result;

	if (xnb_is_overcommitted(trial->session->host, trial->unit->scenario,
	                         trial->unit->cpu_node, trial->shape.vcpus))
		xnb_flags_add(&trial->flags, "overcommitted");
	result = xnb_looks_init(&stay->looks, trial->session->host, trial->shape.vcpus,
	                        n_intervals(trial->session), INTERVAL_NS, err);
	trial->seen = xnb_looks_add;
	trial->seen_arg = &stay->looks;
	if (!result)
		result = xnb_trial_run(trial, &stay->job, 1, &outcome, err);
	if (!result)
		result = emit(stay, &outcome, err);
	xnb_outcome_free(&outcome);
	xnb_looks_free(&stay->looks);
	return result;
}

static int run_one(struct xnb_session *session, const struct xnb_unit *unit,
                   const struct load *load, unsigned vcpus, struct xnb_error *err)
{
	const struct xnb_shape shape = {.memory_bytes = xnb_workload_memory(session),
	                                .vcpus = vcpus};
	struct stay stay = {
	    .load = load->name, .job = load->job(session, vcpus), .flag = ""};
	int result = xnb_trial_begin(&stay.trial, session, unit, &shape, err);

	if (!result)
		result = watch(&stay, err);
	return xnb_trial_end(&stay.trial, result, err);
}

/* Two at least, so that one can be here and the other there. */
static unsigned few_vcpus(const struct xnb_session *session)
{
	return session->amounts.vcpus < 2 ? 2 : session->amounts.vcpus;
}

/* As many as there are CPUs: more than node A has, where there is another node. */
static unsigned many_vcpus(const struct xnb_session *session)
{
	unsigned n = 0;

	for (size_t i = 0; i < session->host->n_nodes; i++)
		n += session->host->nodes[i].n_cpus;
	return n < XNB_MAX_VCPUS ? n : XNB_MAX_VCPUS;
}

static int check(struct xnb_session *session, struct xnb_error *err)
{
	if (session->cpu_khz == 0)
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, 0,
		    "the host: Xen does not tell the rate of the TSC; a domain "
		    "cannot be told how long to compute");
	if (strcmp(session->host->xen_scheduler, "unknown") == 0)
		xnb_warn(session->warnings,
		         "Xen does not tell which scheduler it has: scheduler=unknown");
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const unsigned few = few_vcpus(session), many = many_vcpus(session);

	if (check(session, err))
		return -1;
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++)
		if (run_one(session, unit, &loads[i], few, err) ||
		    (many > few && run_one(session, unit, &loads[i], many, err)))
			return -1;
	return 0;
}

const struct xnb_experiment xnb_experiment_residency = {
    .name = "residency",
    .summary = "on which node a domain's vCPUs run, idle and busy, over time",
    .metrics = metrics,
    .by_scenario = true,
    .applies = applies,
    .timed = true,
    .run = run,
};
