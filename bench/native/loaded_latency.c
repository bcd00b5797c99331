/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loaded latency: the first thread of a node's team chases, the others draw bandwidth
 * from memory of their own with a pause of swept length. Chaser and injectors have a
 * working set each. Where there are several kernels each has its curve; the page size is
 * the first of those asked for.
 */
#include "bench/latency_common.h"
#include "bench/native/kernel_job.h"
#include "bench/native/latencies.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"
#include "bench/warnings.h"

#include <stdio.h>

#define PAGE_BYTES ((uint64_t)4096)

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER, "of one dependent load, under load"},
    {"bandwidth", "B/s", XNB_NOT_JUDGED, "useful bytes drawn by the others meanwhile"},
    {"overlap", "1", XNB_NOT_JUDGED, "part of the time in which all were at work"},
    XNB_NATIVE_TRIAL_METRICS,
    {NULL, NULL, XNB_EXACT, NULL},
};

size_t xnb_loaded_teams(uint32_t most, uint32_t teams[XNB_LOADED_TEAMS])
{
	size_t n = 0;

	for (uint64_t injectors = 1; injectors + 1 < most; injectors *= 2)
		teams[n++] = (uint32_t)injectors + 1;
	if (most >= 2)
		teams[n++] = most;
	return n;
}

/* A point needs less than a repetition of a kernel: it is no figure by itself. */
static struct xnb_job job_of(const struct xnb_native_trial *trial, uint32_t kernel,
                             uint32_t isa, uint32_t threads)
{
	const struct xnb_amounts *amounts = &trial->session->amounts;
	uint32_t rounds = (amounts->samples + 1) / 2;
	struct xnb_job job = {
	    .kind = XNB_JOB_LOADED,
	    .kernel = kernel,
	    .isa = isa,
	    .vcpus = threads,
	    .bytes = trial->shape.bytes,
	    .chase_bytes = trial->shape.bytes / 2,
	    .duration_ns = trial->session->native->settings->sample_ms * 500000ull,
	    .samples = rounds,
	    .warmups = 1,
	    .seed = xnb_chain_seed(trial->session, trial->number),
	};

	if (threads == trial->shape.threads)
		xnb_sweep_delays(&job, rounds, 1);
	return job;
}

static int check_room(const struct xnb_job *job, struct xnb_error *err)
{
	const struct xnb_kernel *kernel = &xnb_kernels[job->kernel];
	struct xnb_streams share;

	/* Only addresses are worked out; the threads do the same on their own. */
	if (!xnb_streams_split(kernel, (void *)(uintptr_t)PAGE_BYTES,
	                       job->bytes - job->chase_bytes, job->vcpus - 1, 0, &share))
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_USAGE, 0,
	    "loaded-latency: %lu bytes are less than a page of 4 KiB an array "
	    "for each of %u injectors of %s; choose a larger --memory",
	    job->bytes - job->chase_bytes, job->vcpus - 1, kernel->name);
}

static int emit(void *arg, const struct xnb_value *value, struct xnb_error *err)
{
	return xnb_native_trial_emit(arg, value, err);
}

static int set_params(struct xnb_measure *m, const struct xnb_native_trial *trial,
                      struct xnb_error *err)
{
	if (xnb_native_trial_params(trial, m->job.chase_bytes, m->job.vcpus, &m->params,
	                            err) ||
	    xnb_params_set(&m->params, "isa", xnb_isa_names[m->job.isa], err))
		return -1;
	return xnb_params_set(&m->params, "kernel", xnb_kernels[m->job.kernel].name, err);
}

static int run_team(struct xnb_native_trial *trial, uint32_t kernel, uint32_t isa,
                    uint32_t threads, struct xnb_error *err)
{
	struct xnb_measure m = {.job = job_of(trial, kernel, isa, threads),
	                        .item = XNB_ITEM_CHASE};
	struct xnb_judged_job judged;
	char who[64];
	const struct xnb_measured measured = {.session = trial->session,
	                                      .measure = &m,
	                                      .judged = &judged,
	                                      .who = who,
	                                      .cpu_node = trial->cpu_node,
	                                      .flag = "",
	                                      .emit = emit,
	                                      .arg = trial};

	if (check_room(&m.job, err) || set_params(&m, trial, err) ||
	    xnb_native_trial_run(trial, &m.job, &judged, err))
		return -1;
	snprintf(who, sizeof(who), "team %ld (%s)", trial->number,
	         trial->unit->scenario->name);
	return xnb_loaded_emit(&measured, &trial->evidence, 0, err);
}

static int run_kernel(struct xnb_native_trial *trial, uint32_t kernel,
                      struct xnb_error *err)
{
	uint32_t teams[XNB_LOADED_TEAMS], isa;
	size_t n = xnb_loaded_teams(trial->shape.threads, teams);

	if (!xnb_native_kernel_isa(trial->session, &xnb_kernels[kernel], &isa))
		return 0;
	for (size_t i = 0; i < n; i++)
		if (run_team(trial, kernel, isa, teams[i], err))
			return -1;
	return 0;
}

static int run_kernels(struct xnb_native_trial *trial, struct xnb_error *err)
{
	for (uint32_t i = 0; i < xnb_n_kernels; i++)
		if (!xnb_kernels[i].compute_bound &&
		    xnb_native_runs_kernel(trial->session, &xnb_kernels[i],
		                           xnb_injectors) &&
		    run_kernel(trial, i, err))
			return -1;
	return 0;
}

static uint64_t available(const struct xnb_unit *unit)
{
	switch (unit->scenario->node_affinity) {
	case XNB_ON_A:
		return xnb_native_memory_most("", unit->cpu_node);
	case XNB_ON_B:
		return xnb_native_memory_most("", unit->mem_node);
	default:
		return xnb_native_memory_most("", XNB_NATIVE_ABSENT);
	}
}

/* What of it cannot be is no reason to end a run that has other experiments. */
static bool is_possible(struct xnb_session *session, const struct xnb_unit *unit,
                        const struct xnb_native_shape *shape)
{
	struct xnb_warnings *warnings = session->warnings;

	if (shape->threads < 2)
		xnb_absent(warnings, "loaded-latency",
		           "it takes two CPUs, one that chases and one that injects, and "
		           "node %u has one core for this run; see --cpus and --threads",
		           unit->cpu_node);
	else if (!xnb_native_is_pool(shape->page) && shape->bytes > available(unit))
		xnb_absent(warnings, "loaded-latency",
		           "chaser and injectors have a working set each, together %lu "
		           "MiB, of which %lu MiB are free; choose a smaller --memory",
		           shape->bytes >> 20, available(unit) >> 20);
	else
		return true;
	return false;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	uint64_t each = session->amounts.memory_bytes / PAGE_BYTES * PAGE_BYTES;
	const struct xnb_native_shape shape = {
	    .bytes = 2 * each,
	    .page = session->native->settings->pages[0],
	    .threads = xnb_native_most_threads(session->native, unit->cpu_node)};
	struct xnb_native_trial trial;
	int result;

	if (xnb_chase_fits("loaded-latency", each, err))
		return -1;
	if (!is_possible(session, unit, &shape))
		return 0;
	result = xnb_native_trial_begin(&trial, session, unit, &shape, err);
	if (!result && !trial.lacks)
		result = run_kernels(&trial, err);
	return xnb_native_trial_end(&trial, result, err);
}

const struct xnb_experiment xnb_native_loaded_latency = {
    .name = "loaded-latency",
    .summary = "nanoseconds of a dependent load while other threads draw bandwidth",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_native_is_pair,
    .timed = true,
    .first_page = true,
    .run = run,
};
