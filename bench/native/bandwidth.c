/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All kernels over one buffer, from the threads of a node: every pair of nodes, page size
 * by page size. With the kernel's own policy the first page size does, unless that was
 * asked for.
 */
#include "bench/native/kernel_job.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"

static const struct xnb_metric metrics[] = {XNB_NATIVE_KERNEL_METRICS};

static int run_kernels(struct xnb_native_trial *trial, struct xnb_error *err)
{
	for (uint32_t i = 0; i < xnb_n_kernels; i++)
		if (xnb_native_runs_kernel(trial->session, &xnb_kernels[i], NULL) &&
		    xnb_native_kernel_run(trial, &xnb_kernels[i], trial->shape.bytes,
		                          err))
			return -1;
	return 0;
}

static int run_page(struct xnb_session *session, const struct xnb_unit *unit,
                    enum xnb_native_page page, struct xnb_error *err)
{
	const struct xnb_native_shape shape = {.bytes = session->amounts.memory_bytes,
	                                       .page = page};
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
	bool by_page = unit->scenario->node_affinity != XNB_NOWHERE ||
	               !session->native->all_scenarios;

	for (size_t i = 0; i < (by_page ? s->n_pages : 1); i++)
		if (run_page(session, unit, s->pages[i], err))
			return -1;
	return 0;
}

const struct xnb_experiment xnb_native_bandwidth = {
    .name = "bandwidth",
    .summary = "bytes per second that the threads of a node move with each kernel",
    .metrics = metrics,
    .by_scenario = true,
    .timed = true,
    .matrix = true,
    .run = run,
};
