/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/trial.h"

#include "bench/native/counters_samples.h"
#include "bench/native/pages.h"
#include "bench/native/session.h"
#include "bench/native/trial_team.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"
#include "native/clock.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- mailbox and ring ---- */

static int make_mailbox(struct xnb_native_trial *trial, struct xnb_error *err)
{
	struct xnb_runner *r = &trial->runner;

	trial->mailbox = calloc(1, sizeof(*trial->mailbox));
	*r = (struct xnb_runner){
	    .mailbox = trial->mailbox,
	    .buffer = trial->memory.address,
	    .max_vcpus = trial->shape.threads,
	    .verdicts = calloc(trial->shape.threads, sizeof(*r->verdicts)),
	    .now_ns = xnb_native_now_ns,
	    .observe = xnb_native_observe,
	    .observe_arg = trial->observer,
	};
	if (!trial->mailbox || !r->verdicts)
		return xnb_fail_nomem(err);
	return xnb_native_counters_attach(trial, err);
}

/* Threads up to the last that takes part. */
static uint32_t threads_of(const struct xnb_job *job)
{
	uint32_t stride = job->stride ? job->stride : 1;

	return job->vcpus ? job->first + (job->vcpus - 1) * stride + 1 : 1;
}

static int make_ring(struct xnb_runner *r, const struct xnb_job *job,
                     struct xnb_error *err)
{
	uint64_t n = ((uint64_t)job->warmups + job->samples) * job->vcpus;
	struct xnb_raw_sample *ring;

	if (n > UINT32_MAX)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--samples: %u of %u threads are too many; choose fewer",
		                job->samples, job->vcpus);
	if (n <= r->ring_entries)
		return 0;
	ring = reallocarray(r->ring, n, sizeof(*ring));
	if (!ring)
		return xnb_fail_nomem(err);
	r->ring = ring;
	r->ring_entries = (uint32_t)n;
	return 0;
}

/* Leaves the job in an empty mailbox, and the runner as new. */
static int order(struct xnb_native_trial *trial, const struct xnb_job *job,
                 struct xnb_error *err)
{
	struct xnb_runner *r = &trial->runner;
	uint32_t threads = threads_of(job);

	if (threads > trial->shape.threads)
		return xnb_fail(err, XNB_EXIT_FAILED, EINVAL,
		                "a job for %u threads in a team of %u", threads,
		                trial->shape.threads);
	if (make_ring(r, job, err))
		return -1;
	xnb_mailbox_init(trial->mailbox, threads, XNB_GPA_BUFFER + trial->memory.bytes);
	trial->mailbox->max_samples = r->ring_entries;
	trial->mailbox->jobs[0] = *job;
	trial->mailbox->jobs[0].calibrations =
	    trial->session->emulated ? 0 : XNB_CALIBRATIONS;
	trial->mailbox->n_jobs = 1;
	*r = (struct xnb_runner){.mailbox = r->mailbox,
	                         .buffer = r->buffer,
	                         .ring = r->ring,
	                         .ring_entries = r->ring_entries,
	                         .max_vcpus = r->max_vcpus,
	                         .verdicts = r->verdicts,
	                         .now_ns = r->now_ns,
	                         .observe = r->observe,
	                         .observe_arg = r->observe_arg};
	if (trial->watch)
		xnb_counters_watch_reset(trial->watch);
	return 0;
}

/* ---- running a job ---- */

/* Ample: its repetitions at a tenth of the pace, and its memory prepared and verified at
 * 50 MB/s, behind the watchdog's time. */
static uint64_t limit_ns(const struct xnb_native_trial *trial, const struct xnb_job *job)
{
	uint64_t sample = job->duration_ns
	                      ? job->duration_ns
	                      : trial->session->native->settings->sample_ms * 1000000ull;
	uint64_t repetitions = (uint64_t)job->warmups + job->samples;

	return trial->session->amounts.watchdog_seconds * 1000000000ull +
	       10 * sample * repetitions + job->bytes * 20 * (3 + repetitions);
}

static void book(struct xnb_native_trial *trial, uint32_t warmups,
                 const struct xnb_judged_job *judged)
{
	struct xnb_accounting *accounting = &trial->session->native->accounting;

	for (uint32_t i = 0; i < judged->samples; i++)
		*(i < warmups ? &accounting->warmup : &accounting->measured) +=
		    judged->seconds[i];
}

static int work(struct xnb_native_trial *trial, const struct xnb_job *job,
                struct xnb_error *err)
{
	struct xnb_native *native = trial->session->native;
	const struct xnb_native_limits limits = {.stop = xnb_stop_flag(),
	                                         .limit_ns = limit_ns(trial, job)};
	uint64_t start = xnb_native_now_ns(0);
	int result = xnb_native_team_run(trial->team, &trial->runner, &limits, err);
	bool hung = result && err->errnum == ETIMEDOUT;

	trial->evidence = (struct xnb_evidence){
	    .mailbox = trial->mailbox,
	    .ring = trial->runner.ring,
	    .ring_entries = trial->runner.ring_entries,
	    .ending = hung ? XNB_ENDING_HUNG : XNB_ENDING_FINISHED,
	    .limits = {.cpu_khz = (uint64_t)(native->tsc.hz / 1e3),
	               .wall_ns = xnb_native_now_ns(0) - start},
	    .calibrated = trial->session->emulated ? NULL : &trial->session->calibrated,
	    .cpus = trial->shape.cpus,
	};
	if (hung)
		xnb_warn(trial->session->warnings, "%s", err->text);
	return hung ? 0 : result;
}

static int run_job(struct xnb_native_trial *trial, const struct xnb_job *job,
                   uint32_t warmups, struct xnb_judged_job *judged, struct xnb_error *err)
{
	if (order(trial, job, err) || work(trial, job, err) ||
	    xnb_judge_job(judged, &trial->evidence, 0, job, err) ||
	    xnb_native_pages_read(trial, job, err))
		return -1;
	book(trial, warmups, judged);
	return 0;
}

int xnb_native_trial_run(struct xnb_native_trial *trial, const struct xnb_job *job,
                         struct xnb_judged_job *judged, struct xnb_error *err)
{
	return run_job(trial, job, job->warmups, judged, err);
}

/* ---- samples ---- */

int xnb_native_trial_emit(struct xnb_native_trial *trial, const struct xnb_value *value,
                          struct xnb_error *err)
{
	struct xnb_flags flags = trial->flags;
	bool has_cpus = value->cpu_node && *value->cpu_node;
	struct xnb_sample sample = {
	    .experiment = trial->unit->experiment->name,
	    .scenario = trial->unit->scenario ? trial->unit->scenario->name : "",
	    .item = value->item,
	    .params = value->params,
	    .boot = trial->session->boot,
	    .domain = trial->number,
	    .iteration = value->iteration,
	    .block = trial->unit->block,
	    .vcpu = value->vcpu,
	    .cpu_node = has_cpus ? value->cpu_node : trial->cpu_node,
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

/* How the values of a job become samples. */
struct numbered {
	struct xnb_native_trial *trial;
	int64_t first; /* iteration */
	bool probe;    /* all of them warm up */
};

static int emit_numbered(void *arg, const struct xnb_value *value, struct xnb_error *err)
{
	struct numbered *numbered = arg;
	struct xnb_value later = *value;

	later.iteration += numbered->first;
	later.warmup |= numbered->probe;
	return xnb_native_trial_emit(numbered->trial, &later, err);
}

static int measure_numbered(struct numbered *numbered, const struct xnb_measure *measure,
                            struct xnb_judged_job *judged, struct xnb_error *err)
{
	struct xnb_native_trial *trial = numbered->trial;
	const struct xnb_unit *unit = trial->unit;
	const struct xnb_job *job = &measure->job;
	char who[64];
	const struct xnb_measured measured = {
	    .session = trial->session,
	    .measure = measure,
	    .judged = judged,
	    .who = who,
	    .cpu_node = trial->cpu_node,
	    .flag = "",
	    .emit = emit_numbered,
	    .arg = numbered,
	};

	if (run_job(trial, job, numbered->probe ? UINT32_MAX : job->warmups, judged, err))
		return -1;
	xnb_native_counters_judge(trial, measure, judged);
	snprintf(who, sizeof(who), "team %ld (%s)", trial->number,
	         unit->scenario ? unit->scenario->name : unit->experiment->name);
	return xnb_measure_emit(&measured, err) ||
	               xnb_native_counters_emit(trial, &measured, err)
	           ? -1
	           : 0;
}

int xnb_native_trial_measure(struct xnb_native_trial *trial,
                             const struct xnb_measure *measure, int64_t first,
                             struct xnb_error *err)
{
	struct numbered numbered = {trial, first, false};
	struct xnb_judged_job judged;

	return measure_numbered(&numbered, measure, &judged, err);
}

int xnb_native_trial_probe(struct xnb_native_trial *trial,
                           const struct xnb_measure *measure, int64_t first,
                           struct xnb_judged_job *judged, struct xnb_error *err)
{
	struct numbered numbered = {trial, first, true};

	return measure_numbered(&numbered, measure, judged, err);
}

int xnb_native_trial_params(const struct xnb_native_trial *trial, uint64_t bytes,
                            uint32_t threads, struct xnb_params *params,
                            struct xnb_error *err)
{
	enum xnb_native_page page = trial->shape.page;

	*params = (struct xnb_params){0};
	if (xnb_params_set_u64(params, "bytes", bytes, err) ||
	    xnb_params_set_u64(params, "threads", threads, err))
		return -1;
	if (page == XNB_NATIVE_PAGE_THP)
		return xnb_params_set(params, "page", "thp", err);
	return xnb_params_set_u64(params, "page", xnb_native_page_bytes(page), err);
}

/* ---- life ---- */

int xnb_native_trial_begin(struct xnb_native_trial *trial, struct xnb_session *session,
                           const struct xnb_unit *unit,
                           const struct xnb_native_shape *shape, struct xnb_error *err)
{
	*trial = (struct xnb_native_trial){.session = session,
	                                   .unit = unit,
	                                   .shape = *shape,
	                                   .number = -1,
	                                   .locality = (double)NAN};
	if (xnb_native_pages_alloc(trial, err))
		return -1;
	if (trial->lacks)
		return 0;
	if (xnb_native_trial_team(trial, err) || make_mailbox(trial, err))
		return -1;
	trial->number = session->next_domain++;
	return 0;
}

int xnb_native_trial_end(struct xnb_native_trial *trial, int result,
                         struct xnb_error *err)
{
	if (result && err->errnum == ENODEV)
		trial->session->gone = true;
	xnb_native_team_free(trial->team);
	xnb_native_observer_free(trial->observer);
	xnb_native_memory_free(&trial->memory);
	free(trial->runner.ring);
	free(trial->runner.verdicts);
	free(trial->mailbox);
	free(trial->watch);
	return result;
}
