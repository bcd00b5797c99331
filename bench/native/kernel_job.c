/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/kernel_job.h"

#include "base/grow.h"
#include "bench/native/session.h"
#include "bench/warnings.h"

#include <stdio.h>
#include <string.h>

/* A probe that lasts less says little of how long more passes last. */
#define LEAST_PROBE_SECONDS 1e-3
#define MOST_PROBES         8

/* Repetitions of a probe. */
#define PROBES 3

bool xnb_native_runs_kernel(const struct xnb_session *session,
                            const struct xnb_kernel *kernel, const char *const *usual)
{
	const struct xnb_native_settings *s = session->native->settings;

	if (!(s->kernels >> xnb_kernel_index(kernel) & 1))
		return false;
	if (!usual || s->kernels_chosen)
		return true;
	while (*usual && strcmp(*usual, kernel->name))
		usual++;
	return *usual != NULL;
}

/* ---- one job ---- */

static void set_figures(struct xnb_measure *m, const struct xnb_kernel *k,
                        uint64_t elements, uint32_t threads)
{
	double passes = (double)m->job.iterations * threads;

	if (k->compute_bound) {
		m->figures[0] =
		    (struct xnb_figure){.metric = "flops",
		                        .unit = "1/s",
		                        .amount = (double)elements * k->flops * passes};
		m->n_figures = 1;
		return;
	}
	m->figures[0] = (struct xnb_figure){
	    .metric = "bandwidth",
	    .unit = "B/s",
	    .amount = (double)xnb_kernel_useful_bytes(k, elements) * passes};
	m->figures[1] = (struct xnb_figure){
	    .metric = "bus-bandwidth",
	    .unit = "B/s",
	    .amount = (double)xnb_kernel_bus_bytes(k, elements) * passes};
	m->n_figures = 2;
}

int xnb_native_kernel_measure(struct xnb_measure *m, const struct xnb_native_trial *trial,
                              const struct xnb_native_kernel_job *job,
                              struct xnb_error *err)
{
	uint32_t threads = trial->shape.threads;
	struct xnb_streams share;

	/* Only addresses are worked out; the threads do the same on their own. */
	if (xnb_streams_split(job->kernel, trial->memory.address, job->bytes, threads, 0,
	                      &share))
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "kernel %s: %lu bytes are less than a page of 4 KiB an "
		                "array for each of %u threads; choose a larger --memory",
		                job->kernel->name, job->bytes, threads);
	*m = (struct xnb_measure){
	    .job = {.kind = XNB_JOB_KERNEL,
	            .kernel = xnb_kernel_index(job->kernel),
	            .isa = job->isa,
	            .vcpus = threads,
	            .bytes = job->bytes,
	            .iterations = job->iterations,
	            .samples = job->samples,
	            .warmups = job->warmups},
	    .item = job->kernel->name,
	    .useful =
	        xnb_kernel_useful_bytes(job->kernel, share.elements) * job->iterations,
	};
	set_figures(m, job->kernel, share.elements, threads);
	if (xnb_native_trial_params(trial, job->bytes, threads, &m->params, err))
		return -1;
	return xnb_params_set(&m->params, "isa", xnb_isa_names[job->isa], err);
}

/* ---- how many passes ---- */

static struct xnb_native_pace *pace_of(struct xnb_native_trial *trial,
                                       const struct xnb_measure *m, struct xnb_error *err)
{
	struct xnb_native *native = trial->session->native;
	const struct xnb_unit *unit = trial->unit;
	struct xnb_native_pace *paces, new = {.passes = 0};

	snprintf(new.key, sizeof(new.key), "%s %s %u %u %s %s", unit->experiment->name,
	         unit->scenario ? unit->scenario->name : "", unit->cpu_node,
	         unit->mem_node, m->item, m->params.text);
	for (size_t i = 0; i < native->n_paces; i++)
		if (strcmp(native->paces[i].key, new.key) == 0)
			return &native->paces[i];
	paces = xnb_grow(native->paces, native->n_paces, sizeof(*paces), NULL);
	if (!paces) {
		xnb_fail_nomem(err);
		return NULL;
	}
	native->paces = paces;
	paces[native->n_paces] = new;
	return &paces[native->n_paces++];
}

/* The shortest repetition that was seen; 0: none. What disturbs a probe makes it longer,
 * and would make all repetitions of the run shorter. */
static double fastest(const struct xnb_judged_job *judged)
{
	double least = 0;

	for (uint32_t i = 0; i < judged->samples; i++)
		if (judged->seconds[i] > 0 && (least == 0 || judged->seconds[i] < least))
			least = judged->seconds[i];
	return least;
}

/* Repetitions of few passes, which warm up, too. */
static int probe(struct xnb_native_trial *trial, struct xnb_native_kernel_job *job,
                 int64_t first, double *seconds, struct xnb_error *err)
{
	struct xnb_judged_job judged;
	struct xnb_measure m;

	*seconds = 0;
	job->samples = PROBES;
	job->warmups = 0;
	if (xnb_native_kernel_measure(&m, trial, job, err) ||
	    xnb_native_trial_probe(trial, &m, first, &judged, err))
		return -1;
	*seconds = fastest(&judged);
	return 0;
}

static uint64_t passes_for(double target, double seconds, uint64_t iterations)
{
	double passes = target / seconds * (double)iterations;

	if (passes >= (double)XNB_MOST_PASSES / XNB_MAX_REPETITIONS)
		return XNB_MOST_PASSES / XNB_MAX_REPETITIONS;
	return passes < 1 ? 1 : (uint64_t)(passes + 0.5);
}

/* Finds how many passes make a repetition; *first counts the repetitions that it took. 0:
 * the kernel has no result, which is in the file. */
static int find_pace(struct xnb_native_trial *trial, struct xnb_native_kernel_job *job,
                     int64_t *first, uint64_t *passes, struct xnb_error *err)
{
	double target = trial->session->native->settings->sample_ms / 1e3, seconds = 0;

	*passes = 1;
	for (int i = 0; i < MOST_PROBES && seconds < LEAST_PROBE_SECONDS; i++) {
		job->iterations = *passes;
		if (probe(trial, job, *first, &seconds, err))
			return -1;
		*first += PROBES;
		if (!(seconds > 0)) {
			*passes = 0;
			return 0;
		}
		*passes = passes_for(
		    seconds < LEAST_PROBE_SECONDS ? 4 * LEAST_PROBE_SECONDS : target,
		    seconds, job->iterations);
	}
	return 0;
}

/* ---- a kernel ---- */

static int measure(struct xnb_native_trial *trial, struct xnb_native_kernel_job *job,
                   struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &trial->session->amounts;
	struct xnb_native_pace *pace;
	struct xnb_measure m;
	int64_t first = 0;

	job->iterations = 1;
	if (xnb_native_kernel_measure(&m, trial, job, err))
		return -1;
	pace = pace_of(trial, &m, err);
	if (!pace)
		return -1;
	if (!pace->passes && find_pace(trial, job, &first, &pace->passes, err))
		return -1;
	if (!pace->passes)
		return 0;
	job->iterations = pace->passes;
	job->samples = trial->shape.samples ? trial->shape.samples : amounts->samples;
	job->warmups = amounts->warmups;
	if (xnb_native_kernel_measure(&m, trial, job, err))
		return -1;
	return xnb_native_trial_measure(trial, &m, first, err);
}

bool xnb_native_kernel_isa(struct xnb_session *session, const struct xnb_kernel *kernel,
                           uint32_t *isa)
{
	const struct xnb_native *native = session->native;
	uint32_t chosen = native->settings->isa;
	uint32_t isas = chosen == XNB_NATIVE_WIDEST ? native->isas : 1u << chosen;
	char what[64];

	if (!xnb_kernel_best_isa(kernel, isas & native->isas, isa))
		return true;
	snprintf(what, sizeof(what), "kernel %s", kernel->name);
	xnb_absent(session->warnings, what,
	           "there is no code of it for the instruction sets of this CPU%s",
	           chosen == XNB_NATIVE_WIDEST ? "" : " that --isa allows");
	return false;
}

int xnb_native_kernel_run(struct xnb_native_trial *trial, const struct xnb_kernel *kernel,
                          uint64_t bytes, struct xnb_error *err)
{
	struct xnb_native_kernel_job job = {.kernel = kernel, .bytes = bytes};

	if (!xnb_native_kernel_isa(trial->session, kernel, &job.isa))
		return 0;
	return measure(trial, &job, err);
}
