/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/chase_job.h"

#include "bench/latency_common.h"

static struct xnb_job job_of(const struct xnb_native_trial *trial, uint64_t bytes,
                             uint64_t window)
{
	const struct xnb_amounts *amounts = &trial->session->amounts;

	return (struct xnb_job){
	    .kind = XNB_JOB_CHASE,
	    .vcpus = 1,
	    .bytes = bytes,
	    .iterations = amounts->loads,
	    .samples = trial->shape.samples ? trial->shape.samples : amounts->samples,
	    .warmups = amounts->warmups,
	    .window = window,
	    .seed = xnb_chain_seed(trial->session, trial->number),
	};
}

int xnb_native_chase_run(struct xnb_native_trial *trial, uint64_t bytes, uint64_t window,
                         struct xnb_error *err)
{
	struct xnb_measure m = {
	    .job = job_of(trial, bytes, window),
	    .item = window ? XNB_ITEM_CHASE_WINDOW : XNB_ITEM_CHASE,
	    .n_figures = 1,
	};

	m.useful = m.job.iterations;
	m.figures[0] = (struct xnb_figure){.metric = "latency",
	                                   .unit = "ns",
	                                   .amount = (double)m.job.iterations,
	                                   .per_amount = true};
	if (xnb_native_trial_params(trial, bytes, 1, &m.params, err))
		return -1;
	if (window && xnb_params_set_u64(&m.params, "window", window, err))
		return -1;
	return xnb_native_trial_measure(trial, &m, 0, err);
}
