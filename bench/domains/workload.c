/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/workload.h"

#include "bench/domains/scratch.h"
#include "bench/domains/traffic.h"
#include "bench/domains/trial_measured.h"
#include "bench/warnings.h"

#include <stdio.h>
#include <string.h>

uint64_t xnb_workload_bytes(uint64_t memory_bytes)
{
	return memory_bytes - XNB_GPA_BUFFER;
}

uint64_t xnb_workload_memory(const struct xnb_session *session)
{
	return session->amounts.workload_bytes ? session->amounts.workload_bytes
	                                       : session->amounts.memory_bytes;
}

uint32_t xnb_workload_samples(const struct xnb_session *session, uint32_t jobs,
                              unsigned vcpus, uint32_t samples, uint32_t warmups)
{
	const uint64_t room = XNB_RING_ENTRIES / jobs / vcpus;
	const uint64_t most = room > warmups ? room - warmups : 0;

	if (samples <= most)
		return samples;
	xnb_warn(session->warnings,
	         "%u samples of %u jobs on %u vCPUs: a domain has room for %lu of each",
	         samples, jobs, vcpus, most);
	return (uint32_t)most;
}

/* A domain that runs no job: its payload says which ISAs it has. */
int xnb_workload_isas(struct xnb_session *session, uint32_t *isas, struct xnb_error *err)
{
	const struct xnb_scratch_request nothing = {.scenario = "default"};
	struct xnb_outcome outcome = {0};
	int result = 0;

	if (!session->isas) {
		result = xnb_scratch_run(session, &nothing, &outcome, err);
		if (!result)
			session->isas = outcome.copy->isa_available;
		xnb_outcome_free(&outcome);
	}
	*isas = session->isas;
	return result ? xnb_fail_prefix(err, "a domain to ask for its instruction sets")
	              : 0;
}

static int emit_outcome(struct xnb_trial *trial, const struct xnb_outcome *outcome,
                        const struct xnb_measure *measures, uint32_t n,
                        struct xnb_error *err)
{
	struct xnb_evidence evidence = xnb_trial_evidence(trial, outcome);
	struct xnb_judged_job judged;
	struct xnb_trial_measured m;

	for (uint32_t i = 0; i < n; i++) {
		if (xnb_judge_job(&judged, &evidence, i, &measures[i].job, err))
			return -1;
		xnb_trial_measured(&m, trial, outcome, i, &measures[i], &judged);
		if (xnb_measure_emit(&m.measured, err))
			return -1;
	}
	return 0;
}

#define TRAFFIC "memory bandwidth monitoring"

/* That it cannot be counted keeps nothing from being measured. */
static void begin_traffic(struct xnb_trial *trial, struct xnb_traffic *traffic)
{
	struct xnb_session *session = trial->session;
	struct xnb_error why;

	*traffic = (struct xnb_traffic){0};
	if (!trial->unit->experiment->counts_traffic)
		return;
	if (xnb_traffic_begin(traffic, session->xen, trial->built.domain, session->host,
	                      &why))
		xnb_absent(session->warnings, TRAFFIC, "%s", why.text);
	else if (!traffic->attached)
		xnb_absent(session->warnings, TRAFFIC, "%s", traffic->psr.why);
	trial->seen = xnb_traffic_look;
	trial->seen_arg = traffic;
}

/* Whether there is something to tell. */
static bool end_traffic(struct xnb_trial *trial, struct xnb_traffic *traffic)
{
	bool counted = traffic->attached;
	struct xnb_error why;

	if (xnb_traffic_end(traffic, trial->built.domain, &why))
		xnb_warn(trial->session->warnings, "%s", why.text);
	if (traffic->failed)
		xnb_absent(trial->session->warnings, TRAFFIC, "%s", traffic->why.text);
	return counted && !traffic->failed && traffic->last_ns > traffic->start_ns;
}

static int emit_traffic(struct xnb_trial *trial, const struct xnb_traffic *traffic,
                        const struct xnb_job *job, struct xnb_error *err)
{
	struct xnb_params params = {0};
	struct xnb_value value = {.item = "psr",
	                          .params = params.text,
	                          .metric = "traffic-local",
	                          .unit = "B/s",
	                          .value = xnb_traffic_local(traffic),
	                          .cpu_node = "",
	                          .vcpu = -1};

	if (xnb_params_set_u64(&params, "bytes", job->bytes, err) ||
	    xnb_params_set_u64(&params, "page", XNB_WORKLOAD_PAGE_BYTES, err) ||
	    xnb_params_set_u64(&params, "vcpus", job->vcpus, err) ||
	    xnb_trial_emit(trial, &value, err))
		return -1;
	value.metric = "traffic-total";
	value.value = xnb_traffic_total(traffic);
	return xnb_trial_emit(trial, &value, err);
}

static int measure(struct xnb_trial *trial, const struct xnb_measure *measures,
                   uint32_t n, struct xnb_error *err)
{
	struct xnb_job jobs[XNB_MAX_JOBS];
	struct xnb_outcome outcome = {0};
	struct xnb_traffic traffic;
	bool counted;
	int result;

	for (uint32_t i = 0; i < n; i++) {
		jobs[i] = measures[i].job;
		jobs[i].calibrations = trial->session->emulated ? 0 : XNB_CALIBRATIONS;
	}
	begin_traffic(trial, &traffic);
	result = xnb_trial_run(trial, jobs, n, &outcome, err);
	counted = end_traffic(trial, &traffic);
	if (!result)
		result = emit_outcome(trial, &outcome, measures, n, err);
	if (!result && counted)
		result = emit_traffic(trial, &traffic, &jobs[0], err);
	xnb_outcome_free(&outcome);
	return result;
}

/* The job of a test, last in the list; see --test-job of `run`. */
static struct xnb_measure test_measure(const struct xnb_session *session)
{
	return (struct xnb_measure){
	    .job = {.kind = session->test_job, .vcpus = 1, .iterations = 1, .samples = 1},
	    .item = "test-job",
	    .useful = 1,
	    .figures = {{"bandwidth", "B/s", 1, false}},
	    .n_figures = 1,
	};
}

bool xnb_is_overcommitted(const struct xnb_host *host,
                          const struct xnb_scenario *scenario, uint32_t cpu_node,
                          unsigned vcpus)
{
	unsigned cpus = 0;

	for (size_t i = 0; i < host->n_nodes; i++)
		if (scenario->hard_when == XNB_NEVER || host->nodes[i].id == cpu_node)
			cpus += host->nodes[i].n_cpus;
	return vcpus > cpus;
}

int xnb_workload_run(struct xnb_session *session, const struct xnb_unit *unit,
                     const struct xnb_shape *shape, const struct xnb_measure *measures,
                     uint32_t n, struct xnb_error *err)
{
	struct xnb_measure all[XNB_MAX_JOBS];
	struct xnb_trial trial;
	int result;

	if (n >= XNB_MAX_JOBS)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%u jobs are too many for one domain; choose fewer", n);
	memcpy(all, measures, n * sizeof(all[0]));
	if (session->test_job)
		all[n++] = test_measure(session);
	result = xnb_trial_begin(&trial, session, unit, shape, err);
	if (xnb_is_overcommitted(session->host, unit->scenario, unit->cpu_node,
	                         shape->vcpus))
		xnb_flags_add(&trial.flags, "overcommitted");
	if (!result)
		result = measure(&trial, all, n, err);
	return xnb_trial_end(&trial, result, err);
}
