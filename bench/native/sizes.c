/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A few kernels over working sets from the first-level caches of the threads to memory,
 * and a chase of one thread over each of these and on to its own first-level cache. From
 * the largest to the smallest, so that all of the buffer is there, in the pages that it
 * is to have, before the first is measured.
 */
#include "bench/latency_common.h"
#include "bench/native/caches.h"
#include "bench/native/chase_job.h"
#include "bench/native/kernel_job.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"
#include "bench/warnings.h"

static const struct xnb_metric metrics[] = {
    {"latency", "ns", XNB_LOWER_IS_BETTER, "of one dependent load of one thread"},
    XNB_NATIVE_KERNEL_METRICS};

static const char *const usual[] = {"load", "triad", NULL};

#define PAGE_BYTES ((uint64_t)4096)

/* Half of the first-level caches of so many threads, where they are known, and at least a
 * page of each of three streams for each thread. */
static uint64_t smallest(const struct xnb_native_trial *trial, uint32_t threads)
{
	uint64_t least = 3 * PAGE_BYTES * threads;
	uint64_t half = xnb_caches_first(trial->session->native->topology,
	                                 trial->shape.cpus, threads) /
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

/* There is no chain over very much memory, which is no reason to measure nothing. */
static int run_chase(struct xnb_native_trial *trial, uint64_t bytes,
                     struct xnb_error *err)
{
	struct xnb_error why;

	if (!xnb_chase_fits("sizes", bytes, &why))
		return xnb_native_chase_run(trial, bytes, 0, err);
	xnb_absent(trial->session->warnings, "latency of working sets", "%s", why.text);
	return 0;
}

/* Largest first: the working set of the run divided by powers of the ratio. The largest
 * is measured however small it is. */
static int run_sizes(struct xnb_native_trial *trial, unsigned ratio,
                     struct xnb_error *err)
{
	const uint64_t all = smallest(trial, trial->shape.threads),
	               one = smallest(trial, 1);
	uint64_t bytes = trial->shape.bytes;

	do {
		if ((bytes >= all || bytes == trial->shape.bytes) &&
		    run_kernels(trial, bytes, err))
			return -1;
		if (run_chase(trial, bytes, err))
			return -1;
		bytes = bytes / ratio / PAGE_BYTES * PAGE_BYTES;
	} while (bytes >= one);
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
    .summary =
        "bandwidth and latency over working sets from the first-level caches to memory",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_native_is_pair,
    .timed = true,
    .first_page = true,
    .run = run,
};
