/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loaded latency: one vCPU chases while others draw bandwidth from memory of their own,
 * with a pause of swept length. Once as vCPUs of one domain, once as domains of their
 * own, which begin each point at one time on Xen's system time.
 */
#include "bench/domains/crowd.h"
#include "bench/domains/tables.h"
#include "bench/domains/trial_measured.h"
#include "bench/domains/workload.h"
#include "bench/experiments/loaded_parts.h"
#include "bench/latency_common.h"
#include "bench/warnings.h"

#include <string.h>

#define NS_PER_MS  1000000u
#define PAGE_BYTES ((uint64_t)4096)

/* How long a point lasts, and from the start of one to the start of the next. */
static const struct pace {
	uint64_t duration_ns, slot_ns;
} real_pace = {20 * NS_PER_MS, 25 * NS_PER_MS},
  emulated_pace = {10 * NS_PER_MS, 14 * NS_PER_MS};

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER, "of one dependent load, under load"},
    {"bandwidth", "B/s", XNB_NOT_JUDGED, "useful bytes drawn by the others meanwhile"},
    {"overlap", "1", XNB_NOT_JUDGED, "part of the time in which all were at work"},
    {"locality", "1", XNB_EXACT, "pages on A / pages of the domain"},
    {"pages", "pages", XNB_EXACT, "pages that came back, where not all were seen"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took, settling included"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

static bool applies(const struct xnb_scenario *scenario)
{
	static const char *const names[] = {"default", "local", "remote", "all-nodes",
	                                    NULL};

	for (size_t i = 0; names[i]; i++)
		if (strcmp(scenario->name, names[i]) == 0)
			return true;
	return false;
}

uint64_t xnb_loaded_bytes(const struct xnb_loaded_curves *c)
{
	return xnb_workload_bytes(xnb_workload_memory(c->session));
}

/* As many rounds of the sweep as were asked for, or as the ring has room for. */
static void sweep(const struct xnb_loaded_curves *c, struct xnb_job *job)
{
	const uint32_t asked = (c->session->amounts.samples + 1) / 2;
	uint32_t rounds = asked;
	const uint32_t most = XNB_MAX_SAMPLES / xnb_n_delays;
	const uint64_t ring =
	    XNB_RING_ENTRIES / XNB_LOADED_KERNELS / c->vcpus / xnb_n_delays;

	if (rounds > most)
		rounds = most;
	if (rounds + 1 > ring)
		rounds = ring > 2 ? (uint32_t)ring - 1 : 1;
	if (rounds < asked)
		xnb_warn(c->session->warnings,
		         "loaded-latency: %u rounds of its delays, not %u: a domain of "
		         "%u vCPUs has room for no more",
		         rounds, asked, c->vcpus);
	xnb_sweep_delays(job, rounds, 1);
}

static struct xnb_job loaded_job(const struct xnb_loaded_curves *c,
                                 const struct xnb_kernel *kernel)
{
	const struct pace *pace = c->session->emulated ? &emulated_pace : &real_pace;
	struct xnb_job job = {
	    .kind = XNB_JOB_LOADED,
	    .kernel = xnb_kernel_index(kernel),
	    .vcpus = c->vcpus,
	    .bytes = xnb_loaded_bytes(c),
	    .chase_bytes = xnb_loaded_bytes(c) / 2 / PAGE_BYTES * PAGE_BYTES,
	    .duration_ns = pace->duration_ns,
	    .slot_ns = pace->slot_ns,
	    .seed = xnb_chain_seed(c->session, c->session->next_domain),
	    .calibrations = c->session->emulated ? 0 : XNB_CALIBRATIONS,
	};

	sweep(c, &job);
	return job;
}

static int make_measure(struct xnb_loaded_curves *c, const struct xnb_kernel *kernel,
                        struct xnb_error *err)
{
	struct xnb_measure *m = &c->measures[c->n++];

	*m = (struct xnb_measure){.job = loaded_job(c, kernel), .item = XNB_ITEM_CHASE};
	if (xnb_kernel_best_isa(kernel, c->isas, &m->job.isa))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "kernel %s: no code for any instruction set that the "
		                "domain has",
		                kernel->name);
	if (xnb_params_set(&m->params, "isa", xnb_isa_names[m->job.isa], err) ||
	    xnb_params_set(&m->params, "kernel", kernel->name, err))
		return -1;
	return xnb_params_set_u64(&m->params, "page", XNB_WORKLOAD_PAGE_BYTES, err);
}

static int make_measures(struct xnb_loaded_curves *c, struct xnb_error *err)
{
	c->n = 0;
	for (size_t i = 0; xnb_injectors[i] && i < XNB_LOADED_KERNELS; i++)
		if (make_measure(c, xnb_kernel_find(xnb_injectors[i]), err))
			return -1;
	return 0;
}

int xnb_loaded_set_form(struct xnb_loaded_curves *c, unsigned domains, unsigned vcpus,
                        uint64_t bytes, struct xnb_error *err)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct xnb_params *params = &c->measures[i].params;

		if (xnb_params_set_u64(params, "bytes", bytes, err) ||
		    xnb_params_set_u64(params, "domains", domains, err) ||
		    xnb_params_set_u64(params, "vcpus", vcpus, err))
			return -1;
	}
	return 0;
}

/* ---- vCPUs of one domain ---- */

static int emit_curve(struct xnb_loaded_curves *c, struct xnb_trial *trial,
                      const struct xnb_outcome *outcome, uint32_t index,
                      struct xnb_error *err)
{
	const struct xnb_evidence evidence = xnb_trial_evidence(trial, outcome);
	struct xnb_judged_job judged;
	struct xnb_trial_measured m;

	if (xnb_judge_job(&judged, &evidence, index, &c->measures[index].job, err))
		return -1;
	xnb_trial_measured(&m, trial, outcome, index, &c->measures[index], &judged);
	return xnb_loaded_emit(&m.measured, &evidence, index, err);
}

static int run_in_trial(struct xnb_loaded_curves *c, struct xnb_trial *trial,
                        struct xnb_error *err)
{
	struct xnb_job jobs[XNB_LOADED_KERNELS];
	struct xnb_outcome outcome = {0};
	int result;

	for (uint32_t i = 0; i < c->n; i++)
		jobs[i] = c->measures[i].job;
	result = xnb_trial_run(trial, jobs, c->n, &outcome, err);
	for (uint32_t i = 0; !result && i < c->n; i++)
		result = emit_curve(c, trial, &outcome, i, err);
	xnb_outcome_free(&outcome);
	return result;
}

static int run_as_vcpus(struct xnb_loaded_curves *c, struct xnb_error *err)
{
	const struct xnb_shape shape = {.memory_bytes = xnb_workload_memory(c->session),
	                                .vcpus = c->vcpus};
	struct xnb_trial trial;
	int result;

	if (xnb_loaded_set_form(c, 1, c->vcpus, c->measures[0].job.chase_bytes, err))
		return -1;
	result = xnb_trial_begin(&trial, c->session, c->unit, &shape, err);
	if (xnb_is_overcommitted(c->session->host, c->unit->scenario, c->unit->cpu_node,
	                         c->vcpus))
		xnb_flags_add(&trial.flags, "overcommitted");
	if (!result)
		result = run_in_trial(c, &trial, err);
	return xnb_trial_end(&trial, result, err);
}

/* ---- both ---- */

static unsigned vcpus_of(const struct xnb_session *session, const struct xnb_unit *unit)
{
	const unsigned cores = xnb_cores_of_node(session->host, unit->cpu_node);

	if (cores < 2)
		return 2;
	return cores < XNB_MAX_VCPUS ? cores : XNB_MAX_VCPUS;
}

static int check_room(const struct xnb_loaded_curves *c, struct xnb_error *err)
{
	const struct xnb_job *job = &c->measures[0].job;
	struct xnb_streams share;

	/* Only addresses are worked out; the payload does the same on its own. */
	for (uint32_t i = 0; i < c->n; i++)
		if (xnb_streams_split(&xnb_kernels[c->measures[i].job.kernel],
		                      (void *)(uintptr_t)XNB_GPA_BUFFER,
		                      job->bytes - job->chase_bytes, c->vcpus - 1, 0,
		                      &share))
			return xnb_fail(err, XNB_EXIT_USAGE, 0,
			                "loaded-latency: %lu bytes are too few for %u "
			                "injectors; choose a larger --memory",
			                job->bytes - job->chase_bytes, c->vcpus - 1);
	return xnb_chase_fits("loaded-latency", job->chase_bytes, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	struct xnb_loaded_curves c = {
	    .session = session, .unit = unit, .vcpus = vcpus_of(session, unit)};

	if (xnb_workload_isas(session, &c.isas, err) || make_measures(&c, err) ||
	    check_room(&c, err) || run_as_vcpus(&c, err))
		return -1;
	return xnb_loaded_run_as_domains(&c, err);
}

const struct xnb_experiment xnb_experiment_loaded_latency = {
    .name = "loaded-latency",
    .summary = "nanoseconds of a dependent load while other vCPUs or domains draw "
               "bandwidth",
    .metrics = metrics,
    .by_scenario = true,
    .applies = applies,
    .timed = true,
    .run = run,
};
