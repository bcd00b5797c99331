/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/reference_pair.h"

#include "bench/native/counters_samples.h"
#include "bench/native/kernel_job.h"
#include "bench/native/session.h"
#include "bench/prng.h"
#include "bench/supervisor.h"
#include "rundir/flags.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static bool is_stopped(void)
{
	return xnb_stop_signal() != 0;
}

/* ---- theirs ---- */

/* Ample: at a tenth of a slow memory's speed, and what it takes to start. */
static unsigned limit_seconds(uint64_t bytes, uint64_t passes)
{
	return 60 + (unsigned)((double)bytes * (double)(passes + 8) / 2e8);
}

struct xnb_likwid_order xnb_reference_order(const struct xnb_reference_pair *pair,
                                            uint64_t passes)
{
	const uint64_t bytes = pair->session->amounts.memory_bytes;

	return (struct xnb_likwid_order){
	    .kernel = pair->choice ? pair->choice->name : NULL,
	    .cpus = pair->cpus,
	    .n_cpus = pair->threads,
	    .bytes = bytes,
	    .passes = passes,
	    .seconds = limit_seconds(bytes, passes),
	    .stopped = is_stopped,
	};
}

/* Where its pages lie it does not say. */
static int write_theirs(struct xnb_reference_pair *pair, const char *params,
                        const char *metric, const char *unit, double value,
                        const char *flags, struct xnb_error *err)
{
	struct xnb_sample sample = {.experiment = pair->unit->experiment->name,
	                            .scenario = "",
	                            .item = pair->kernel->name,
	                            .params = params,
	                            .boot = pair->session->boot,
	                            .domain = pair->session->next_domain++,
	                            .block = pair->unit->block,
	                            .vcpu = -1,
	                            .cpu_node = "",
	                            .mem_node = "",
	                            .locality = (double)NAN,
	                            .metric = metric,
	                            .unit = unit,
	                            .value = value,
	                            .flags = flags};

	pair->number[XNB_REFERENCE_THEIRS] = sample.domain;
	return xnb_run_add_sample(pair->session->out, &sample, err);
}

static int params_of_theirs(const struct xnb_reference_pair *pair, const char *name,
                            struct xnb_params *params, struct xnb_error *err)
{
	*params = (struct xnb_params){0};
	if (xnb_params_set_u64(params, "bytes", pair->session->amounts.memory_bytes,
	                       err) ||
	    xnb_params_set_u64(params, "page", 4096, err) ||
	    xnb_params_set_u64(params, "threads", pair->threads, err) ||
	    xnb_params_set(params, "reference", name, err))
		return -1;
	return xnb_params_set(params, "tool", "likwid-bench", err);
}

int xnb_reference_tried(void *arg, const struct xnb_kernel *kernel,
                        const struct xnb_likwid_result *result, struct xnb_error *err)
{
	struct xnb_reference_pair *pair = arg;
	struct xnb_params params;

	(void)kernel;
	pair->session->native->accounting.warmup += result->seconds;
	if (params_of_theirs(pair, result->kernel, &params, err))
		return -1;
	return write_theirs(pair, params.text, "bandwidth", "B/s",
	                    (double)result->bytes / result->seconds, "warmup", err);
}

static int measure_theirs(struct xnb_reference_pair *pair, struct xnb_error *err)
{
	const struct xnb_likwid_order order = xnb_reference_order(pair, pair->passes);
	struct xnb_likwid_result result;
	struct xnb_params params;
	struct xnb_error why;

	if (params_of_theirs(pair, order.kernel, &params, err))
		return -1;
	if (xnb_likwid_bench_run(&order, &result, &why)) {
		if (is_stopped())
			return xnb_fail(err, XNB_EXIT_FAILED, EINTR,
			                "stopped by a signal");
		xnb_warn(pair->session->warnings, "%s", why.text);
		pair->session->failures++;
		return write_theirs(pair, params.text, "status", "1", 1, "failed", err);
	}
	pair->session->native->accounting.measured += result.seconds;
	pair->rate[XNB_REFERENCE_THEIRS] = (double)result.bytes / result.seconds;
	return write_theirs(pair, params.text, "bandwidth", "B/s",
	                    pair->rate[XNB_REFERENCE_THEIRS], "", err);
}

/* ---- ours ---- */

/* A value on its way to the file. */
struct seen {
	struct xnb_native_trial *trial;
	struct xnb_reference_pair *pair;
	enum xnb_reference_tool tool;
};

static int emit_ours(void *arg, const struct xnb_value *value, struct xnb_error *err)
{
	struct seen *seen = arg;
	struct xnb_reference_pair *pair = seen->pair;

	if (!strcmp(value->metric, "bandwidth")) {
		struct xnb_flags *flags = &pair->flags[seen->tool];

		*flags = seen->trial->flags;
		xnb_flags_add(flags, value->flag);
		xnb_flags_add(flags, value->more_flag);
		pair->rate[seen->tool] =
		    xnb_is_no_measurement(flags->text) ? 0 : value->value;
	}
	return xnb_native_trial_emit(seen->trial, value, err);
}

static int run_ours(struct seen *seen, struct xnb_error *err)
{
	struct xnb_native_trial *trial = seen->trial;
	struct xnb_judged_job judged;
	struct xnb_measure m;
	const struct xnb_measured measured = {.session = trial->session,
	                                      .measure = &m,
	                                      .judged = &judged,
	                                      .who = "reference",
	                                      .cpu_node = trial->cpu_node,
	                                      .flag = "",
	                                      .emit = emit_ours,
	                                      .arg = seen};
	struct xnb_native_kernel_job job = {.kernel = seen->pair->kernel,
	                                    .bytes = trial->memory.bytes,
	                                    .samples = 1,
	                                    .iterations = seen->pair->passes};

	if (!xnb_native_kernel_isa(trial->session, job.kernel, &job.isa))
		return 0;
	if (xnb_native_kernel_measure(&m, trial, &job, err) ||
	    xnb_params_set(&m.params, "tool", "ours", err) ||
	    xnb_native_trial_run(trial, &m.job, &judged, err))
		return -1;
	xnb_native_counters_judge(trial, &m, &judged);
	return xnb_measure_emit(&measured, err) ||
	               xnb_native_counters_emit(trial, &measured, err)
	           ? -1
	           : 0;
}

static int measure_ours(struct xnb_reference_pair *pair, enum xnb_reference_tool tool,
                        struct xnb_error *err)
{
	const struct xnb_native_shape shape = {
	    .bytes = pair->session->amounts.memory_bytes,
	    .page = tool == XNB_REFERENCE_OURS ? XNB_NATIVE_PAGE_4K : XNB_NATIVE_PAGE_THP,
	    .threads = pair->threads,
	    .cpus = pair->cpus,
	};
	struct xnb_native_trial trial;
	struct seen seen = {&trial, pair, tool};
	int result =
	    xnb_native_trial_begin(&trial, pair->session, pair->unit, &shape, err);

	pair->number[tool] = trial.number;
	if (!result && !trial.lacks)
		result = run_ours(&seen, err);
	return xnb_native_trial_end(&trial, result, err);
}

/* ---- pairs ---- */

static int write_share(struct xnb_reference_pair *pair, enum xnb_reference_tool tool,
                       struct xnb_error *err)
{
	struct xnb_params params = {0};
	struct xnb_sample sample = {.experiment = pair->unit->experiment->name,
	                            .scenario = "",
	                            .item = pair->kernel->name,
	                            .boot = pair->session->boot,
	                            .domain = pair->number[tool],
	                            .block = pair->unit->block,
	                            .vcpu = -1,
	                            .cpu_node = "",
	                            .mem_node = "",
	                            .locality = (double)NAN,
	                            .metric = "share",
	                            .unit = "ratio",
	                            .flags = pair->flags[tool].text};

	if (!(pair->rate[tool] > 0) || !(pair->rate[XNB_REFERENCE_THEIRS] > 0))
		return 0;
	if (xnb_params_set_u64(&params, "bytes", pair->session->amounts.memory_bytes,
	                       err) ||
	    xnb_params_set(&params, "page", tool == XNB_REFERENCE_OURS ? "4096" : "thp",
	                   err) ||
	    xnb_params_set_u64(&params, "threads", pair->threads, err) ||
	    xnb_params_set(&params, "reference", pair->choice->name, err))
		return -1;
	sample.params = params.text;
	sample.value = pair->rate[tool] / pair->rate[XNB_REFERENCE_THEIRS];
	return xnb_run_add_sample(pair->session->out, &sample, err);
}

/* Durstenfeld, "Algorithm 235", CACM 7, 1964. */
static void draw_order(const struct xnb_reference_pair *pair,
                       enum xnb_reference_tool order[XNB_N_REFERENCE_TOOLS])
{
	struct xnb_prng prng = {pair->session->seed ^
	                        ((uint64_t)pair->unit->block << 32 | pair->threads << 8 |
	                         xnb_kernel_index(pair->kernel))};

	for (uint32_t i = 0; i < XNB_N_REFERENCE_TOOLS; i++)
		order[i] = (enum xnb_reference_tool)i;
	for (uint32_t i = XNB_N_REFERENCE_TOOLS; i > 1; i--) {
		const uint64_t j = xnb_prng_below(&prng, i);
		const enum xnb_reference_tool kept = order[i - 1];

		order[i - 1] = order[j];
		order[j] = kept;
	}
}

int xnb_reference_pair_measure(struct xnb_reference_pair *pair, struct xnb_error *err)
{
	enum xnb_reference_tool order[XNB_N_REFERENCE_TOOLS];

	draw_order(pair, order);
	for (int i = 0; i < XNB_N_REFERENCE_TOOLS; i++)
		if (order[i] == XNB_REFERENCE_THEIRS ? measure_theirs(pair, err)
		                                     : measure_ours(pair, order[i], err))
			return -1;
	return write_share(pair, XNB_REFERENCE_OURS, err) ||
	               write_share(pair, XNB_REFERENCE_OURS_HUGE, err)
	           ? -1
	           : 0;
}
