/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A few kernels over working sets from the first-level caches of the threads to memory.
 * From the largest to the smallest, so that all of the buffer is there, in the pages that
 * it is to have, before the first is measured.
 */
#include "bench/native/caches.h"
#include "bench/native/kernel_job.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"

static const struct xnb_metric metrics[] = {XNB_NATIVE_KERNEL_METRICS};

static const char *const usual[] = {"load", "triad", NULL};

#define PAGE_BYTES ((uint64_t)4096)

/* Half of the first-level caches where they are known, and at least a page of each of
 * three streams for each thread. */
static uint64_t smallest(const struct xnb_native_trial *trial)
{
	uint64_t least = 3 * PAGE_BYTES * trial->shape.threads;
	uint64_t half = xnb_caches_first(trial->session->native->topology,
	                                 trial->shape.cpus, trial->shape.threads) /
	                2;

	return half > least ? half / PAGE_BYTES * PAGE_BYTES : least;
}

static int run_kernels(struct xnb_native_trial *trial, uint64_t bytes,
                       struct xnb_error *err)
{
	for (uint32_t i = 0; i < xnb_n_kernels; i++)
		if (xnb_native_runs_kernel(trial->session, &xnb_kernels[i], usual) &&
		    xnb_native_kernel_run(trial, &xnb_kernels[i], bytes, err))
			return -1;
	return 0;
}

/* Largest first: the working set of the run divided by powers of the ratio. */
static int run_sizes(struct xnb_native_trial *trial, unsigned ratio,
                     struct xnb_error *err)
{
	uint64_t least = smallest(trial), bytes = trial->shape.bytes;

	do {
		if (run_kernels(trial, bytes, err))
			return -1;
		bytes = bytes / ratio / PAGE_BYTES * PAGE_BYTES;
	} while (bytes >= least);
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const struct xnb_native_settings *s = session->native->settings;
	/* A curve has many points, each of which is no figure by itself. */
	const struct xnb_native_shape shape = {.bytes = session->amounts.memory_bytes,
	                                       .samples =
	                                           (session->amounts.samples + 1) / 2,
	                                       .page = s->pages[0]};
	struct xnb_native_trial trial;
	int result = xnb_native_trial_begin(&trial, session, unit, &shape, err);

	if (!result && !trial.lacks)
		result = run_sizes(&trial, s->sizes_ratio, err);
	return xnb_native_trial_end(&trial, result, err);
}

const struct xnb_experiment xnb_native_sizes = {
    .name = "sizes",
    .summary = "bytes per second over working sets from the first-level caches to memory",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_native_is_pair,
    .timed = true,
    .run = run,
};
