/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A few kernels from 1, 2, ... threads of a node, each number with a buffer of its own
 * that its threads have touched first. */
#include "bench/native/kernel_job.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"

static const struct xnb_metric metrics[] = {XNB_NATIVE_KERNEL_METRICS};

/* Reading, writing past the caches, both, and what is bound by neither. */
static const char *const usual[] = {"load", "store-nt", "triad", "compute", NULL};

static int run_kernels(struct xnb_native_trial *trial, struct xnb_error *err)
{
	for (uint32_t i = 0; i < xnb_n_kernels; i++)
		if (xnb_native_runs_kernel(trial->session, &xnb_kernels[i], usual) &&
		    xnb_native_kernel_run(trial, &xnb_kernels[i], trial->shape.bytes,
		                          err))
			return -1;
	return 0;
}

static int run_count(struct xnb_session *session, const struct xnb_unit *unit,
                     uint32_t threads, struct xnb_error *err)
{
	const struct xnb_native_shape shape = {
	    .bytes = session->amounts.memory_bytes,
	    .page = session->native->settings->pages[0],
	    .threads = threads,
	};
	struct xnb_native_trial trial;
	int result = xnb_native_trial_begin(&trial, session, unit, &shape, err);

	if (!result && !trial.lacks)
		result = run_kernels(&trial, err);
	return xnb_native_trial_end(&trial, result, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const struct xnb_native_settings *s = session->native->settings;
	uint32_t most = xnb_native_most_threads(session->native, unit->cpu_node);

	for (size_t i = 0; i < s->n_counts && s->counts[i] <= most; i++)
		if (run_count(session, unit, s->counts[i], err))
			return -1;
	return 0;
}

const struct xnb_experiment xnb_native_threads = {
    .name = "threads",
    .summary = "bytes and operations per second of 1 to all threads of a node",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_native_is_pair,
    .timed = true,
    .first_page = true,
    .run = run,
};
