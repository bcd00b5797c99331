/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loaded latency: one vCPU chases while others draw bandwidth from memory of their own,
 * with a pause of swept length. Once as vCPUs of one domain, once as domains of their
 * own, which begin each point at one time on Xen's system time.
 */
#include "bench/domains/crowd.h"
#include "bench/domains/group.h"
#include "bench/domains/tables.h"
#include "bench/domains/together.h"
#include "bench/domains/workload.h"
#include "bench/latency_common.h"
#include "bench/warnings.h"

#include <stdio.h>
#include <string.h>

#define NS_PER_MS  1000000u
#define PAGE_BYTES ((uint64_t)4096)

/* How long a point lasts, and from the start of one to the start of the next. */
static const struct pace {
	uint64_t duration_ns, slot_ns;
} real_pace = {20 * NS_PER_MS, 25 * NS_PER_MS},
  emulated_pace = {10 * NS_PER_MS, 14 * NS_PER_MS};

/* Domains of injectors, at most: they share out the vCPUs. */
enum { MOST_INJECTORS = 4, MOST_KERNELS = 4 };

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

/* One unit: a curve for each kernel of the injectors, one job each. */
struct curves {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	unsigned vcpus; /* the chaser's and all injectors' */
	uint32_t isas;
	uint32_t n;                                /* kernels */
	struct xnb_measure measures[MOST_KERNELS]; /* item `chase`, with the delays */
};

static uint64_t workload_bytes(const struct curves *c)
{
	return xnb_workload_bytes(xnb_workload_memory(c->session));
}

/* As many rounds of the sweep as were asked for, or as the ring has room for. */
static void sweep(const struct curves *c, struct xnb_job *job)
{
	const struct xnb_amounts *amounts = &c->session->amounts;
	uint32_t rounds = (amounts->samples + 1) / 2;
	const uint32_t most = XNB_MAX_SAMPLES / xnb_n_delays;
	const uint64_t ring = XNB_RING_ENTRIES / MOST_KERNELS / c->vcpus / xnb_n_delays;

	if (rounds > most)
		rounds = most;
	if (rounds + 1 > ring)
		rounds = ring > 2 ? (uint32_t)ring - 1 : 1;
	xnb_sweep_delays(job, rounds, 1);
}

static struct xnb_job loaded_job(const struct curves *c, const struct xnb_kernel *kernel)
{
	const struct pace *pace = c->session->emulated ? &emulated_pace : &real_pace;
	struct xnb_job job = {
	    .kind = XNB_JOB_LOADED,
	    .kernel = xnb_kernel_index(kernel),
	    .vcpus = c->vcpus,
	    .bytes = workload_bytes(c),
	    .chase_bytes = workload_bytes(c) / 2 / PAGE_BYTES * PAGE_BYTES,
	    .duration_ns = pace->duration_ns,
	    .slot_ns = pace->slot_ns,
	    .seed = xnb_chain_seed(c->session, c->session->next_domain),
	    .calibrations = c->session->emulated ? 0 : XNB_CALIBRATIONS,
	};

	sweep(c, &job);
	return job;
}

static int make_measure(struct curves *c, const struct xnb_kernel *kernel,
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

static int make_measures(struct curves *c, struct xnb_error *err)
{
	c->n = 0;
	for (size_t i = 0; xnb_injectors[i] && i < MOST_KERNELS; i++)
		if (make_measure(c, xnb_kernel_find(xnb_injectors[i]), err))
			return -1;
	return 0;
}

static int set_form(struct curves *c, unsigned domains, unsigned vcpus, uint64_t bytes,
                    struct xnb_error *err)
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

static int emit_value(void *trial, const struct xnb_value *value, struct xnb_error *err)
{
	return xnb_trial_emit(trial, value, err);
}

static int emit_curve(struct curves *c, struct xnb_trial *trial,
                      const struct xnb_outcome *outcome, uint32_t index,
                      struct xnb_error *err)
{
	const struct xnb_evidence evidence = xnb_trial_evidence(trial, outcome);
	struct xnb_judged_job judged;
	char who[64], cpu_node[XNB_NODES_TEXT];
	const struct xnb_measured measured = {
	    .session = c->session,
	    .measure = &c->measures[index],
	    .judged = &judged,
	    .who = who,
	    .cpu_node = cpu_node,
	    .flag = outcome->moved[index] ? "moved" : "",
	    .emit = emit_value,
	    .arg = trial,
	};

	snprintf(who, sizeof(who), "domain %ld (%s)", trial->number,
	         trial->unit->scenario->name);
	xnb_nodes_text(outcome->nodes[index], cpu_node);
	if (xnb_judge_job(&judged, &evidence, index, &c->measures[index].job, err))
		return -1;
	return xnb_loaded_emit(&measured, &evidence, index, err);
}

static int run_in_trial(struct curves *c, struct xnb_trial *trial, struct xnb_error *err)
{
	struct xnb_job jobs[MOST_KERNELS];
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

static int run_as_vcpus(struct curves *c, struct xnb_error *err)
{
	const struct xnb_shape shape = {.memory_bytes = xnb_workload_memory(c->session),
	                                .vcpus = c->vcpus};
	struct xnb_trial trial;
	int result;

	if (set_form(c, 1, c->vcpus, c->measures[0].job.chase_bytes, err))
		return -1;
	result = xnb_trial_begin(&trial, c->session, c->unit, &shape, err);
	if (xnb_is_overcommitted(c->session->host, c->unit->scenario, c->unit->cpu_node,
	                         c->vcpus))
		xnb_flags_add(&trial.flags, "overcommitted");
	if (!result)
		result = run_in_trial(c, &trial, err);
	return xnb_trial_end(&trial, result, err);
}

/* ---- domains ---- */

/* The chaser's domain is the first one. */
struct party {
	struct xnb_group_member members[1 + MOST_INJECTORS];
	struct xnb_job chase[MOST_KERNELS], inject[MOST_KERNELS];
	unsigned n; /* domains */
};

static void make_jobs(const struct curves *c, struct party *p, unsigned injector_vcpus)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct xnb_job job = c->measures[i].job;

		job.bytes = workload_bytes(c);
		job.chase_bytes = 0;
		job.rendezvous = i + 1;
		p->chase[i] = p->inject[i] = job;
		p->chase[i].kind = XNB_JOB_CHASE;
		p->chase[i].vcpus = 1;
		p->chase[i].n_delays = 0;
		p->inject[i].kind = XNB_JOB_INJECT;
		p->inject[i].vcpus = injector_vcpus;
	}
}

static void make_party(const struct curves *c, struct party *p)
{
	const unsigned injectors = c->vcpus - 1;
	const unsigned domains = injectors < MOST_INJECTORS ? injectors : MOST_INJECTORS;

	p->n = 1 + domains;
	make_jobs(c, p, injectors / domains);
	for (unsigned i = 0; i < p->n; i++)
		p->members[i] = (struct xnb_group_member){
		    .unit = *c->unit,
		    .shape = {.memory_bytes = xnb_workload_memory(c->session),
		              .vcpus = i ? injectors / domains : 1},
		    .jobs = i ? p->inject : p->chase,
		    .n_jobs = c->n,
		};
}

/* False: there is no such point. */
static bool find_point(const struct xnb_together *t, const struct xnb_job *job,
                       uint32_t r, struct xnb_loaded_point *point)
{
	const struct xnb_kernel *kernel = &xnb_kernels[job->kernel];
	const struct xnb_judged_job *chase = &t->judged[0];
	struct xnb_overlap all, others;
	uint64_t done = 0;

	if (!(chase->seconds[r] > 0) || chase->done[r] == 0 ||
	    !xnb_together_overlap(t, r, 0, t->group->n, &all) ||
	    !xnb_together_overlap(t, r, 1, t->group->n - 1, &others))
		return false;
	for (unsigned i = 1; i < t->group->n; i++)
		done += t->judged[i].done[r];
	*point = (struct xnb_loaded_point){
	    .latency_ns = chase->seconds[r] * 1e9 / (double)chase->done[r],
	    .bandwidth = (double)xnb_kernel_useful_bytes(kernel, done) * 1e9 /
	                 (double)(others.last - others.first),
	    .overlap = xnb_overlap_fraction(&all),
	};
	return true;
}

/* An injector without a result is told as such; one with a result is in the points. */
static int emit_injectors(const struct xnb_together *t, const struct xnb_measure *measure,
                          struct xnb_error *err)
{
	struct xnb_measure inject = *measure;

	inject.item = XNB_ITEM_INJECT;
	for (unsigned i = 1; i < t->group->n; i++) {
		struct xnb_together_measured m;

		xnb_together_measured(&m, t, i, &inject);
		if (xnb_measure_emit(&m.measured, err))
			return -1;
	}
	return 0;
}

static int emit_points(const struct curves *c, uint32_t index,
                       const struct xnb_together *t, struct xnb_error *err)
{
	const struct xnb_measure *measure = &c->measures[index];
	struct xnb_together_measured m;

	xnb_together_measured(&m, t, 0, measure);
	if (xnb_measure_emit(&m.measured, err) || emit_injectors(t, measure, err))
		return -1;
	for (uint32_t r = 0; r < t->judged[0].samples; r++) {
		struct xnb_loaded_point point;

		if (find_point(t, &measure->job, r, &point) &&
		    xnb_loaded_emit_point(&m.measured, r, &point, err))
			return -1;
	}
	return 0;
}

static int emit_group(struct curves *c, struct xnb_group *group, uint32_t index,
                      struct xnb_error *err)
{
	struct xnb_together together;
	int result = xnb_together_judge(&together, group, index, err);

	if (!result)
		result = emit_points(c, index, &together, err);
	xnb_together_free(&together);
	return result;
}

static int run_group(struct curves *c, const struct party *p, struct xnb_error *err)
{
	struct xnb_group group;
	int result = xnb_group_begin(&group, c->session, p->members, p->n, err);

	if (!result)
		result = xnb_group_run(&group, err);
	for (uint32_t i = 0; !result && i < c->n; i++)
		result = emit_group(c, &group, i, err);
	return xnb_group_end(&group, result, err);
}

static int run_as_domains(struct curves *c, struct xnb_error *err)
{
	struct xnb_error lack;
	struct party p;

	make_party(c, &p);
	if (set_form(c, p.n, 1 + (p.n - 1) * p.inject[0].vcpus, workload_bytes(c), err))
		return -1;
	if (!xnb_group_check(c->session, p.members, p.n, &lack))
		return run_group(c, &p, err);
	if (lack.exit != XNB_EXIT_ENVIRONMENT) {
		*err = lack;
		return -1;
	}
	xnb_absent(c->session->warnings, "loaded-latency in domains of their own", "%s",
	           lack.text);
	return 0;
}

/* ---- both ---- */

static unsigned vcpus_of(const struct xnb_session *session, const struct xnb_unit *unit)
{
	const unsigned cores = xnb_cores_of_node(session->host, unit->cpu_node);

	if (cores < 2)
		return 2;
	return cores < XNB_MAX_VCPUS ? cores : XNB_MAX_VCPUS;
}

static int check_room(const struct curves *c, struct xnb_error *err)
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
	struct curves c = {
	    .session = session, .unit = unit, .vcpus = vcpus_of(session, unit)};

	if (xnb_workload_isas(session, &c.isas, err) || make_measures(&c, err) ||
	    check_room(&c, err) || run_as_vcpus(&c, err))
		return -1;
	return run_as_domains(&c, err);
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
