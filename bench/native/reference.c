/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our kernels beside those of likwid-bench, in pairs: the two are measured right behind
 * one another, in an order that is drawn each time, on the same CPUs and over as many
 * bytes; so what disturbs for longer than a few seconds disturbs both. Both get new
 * memory each time, since which physical pages one gets is a part of its speed.
 */
#include "bench/native/reference.h"

#include "bench/native/kernel_job.h"
#include "bench/native/reference_choice.h"
#include "bench/native/reference_table.h"
#include "bench/native/session.h"
#include "bench/native/tables.h"
#include "bench/prng.h"
#include "bench/supervisor.h"
#include "rundir/flags.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* How long theirs, and so ours, is to be timed; and for how many passes it is tried. */
#define TIMED_SECONDS 1.0
enum { TRIED_PASSES = 4, LEAST_PASSES = 4, MOST_PASSES = 100000 };

enum tool { OURS, OURS_HUGE, THEIRS, N_TOOLS };

/* One measurement of each tool. */
struct pair {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	const struct xnb_kernel *kernel;
	uint32_t cpus[XNB_NATIVE_MOST_TEAM];
	uint32_t threads;
	const struct xnb_reference_choice *choice;
	uint64_t passes;
	double rate[N_TOOLS];            /* B/s; 0: not measured */
	struct xnb_flags flags[N_TOOLS]; /* of that sample */
	int64_t number[N_TOOLS];         /* of the team, or of their process */
};

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

static struct xnb_likwid_order order_of(const struct pair *pair, uint64_t passes)
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
static int write_theirs(struct pair *pair, const char *params, const char *metric,
                        const char *unit, double value, const char *flags,
                        struct xnb_error *err)
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

	pair->number[THEIRS] = sample.domain;
	return xnb_run_add_sample(pair->session->out, &sample, err);
}

static int params_of_theirs(const struct pair *pair, const char *name,
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

static int emit_tried(void *arg, const struct xnb_kernel *kernel,
                      const struct xnb_likwid_result *result, struct xnb_error *err)
{
	struct pair *pair = arg;
	struct xnb_params params;

	(void)kernel;
	pair->session->native->accounting.warmup += result->seconds;
	if (params_of_theirs(pair, result->kernel, &params, err))
		return -1;
	return write_theirs(pair, params.text, "bandwidth", "B/s",
	                    (double)result->bytes / result->seconds, "warmup", err);
}

static int measure_theirs(struct pair *pair, struct xnb_error *err)
{
	const struct xnb_likwid_order order = order_of(pair, pair->passes);
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
	pair->rate[THEIRS] = (double)result.bytes / result.seconds;
	return write_theirs(pair, params.text, "bandwidth", "B/s", pair->rate[THEIRS], "",
	                    err);
}

/* ---- ours ---- */

/* A value on its way to the file. */
struct seen {
	struct xnb_native_trial *trial;
	struct pair *pair;
	enum tool tool;
};

static int emit_ours(void *arg, const struct xnb_value *value, struct xnb_error *err)
{
	struct seen *seen = arg;
	struct pair *pair = seen->pair;

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
	return xnb_measure_emit(&measured, err);
}

static int measure_ours(struct pair *pair, enum tool tool, struct xnb_error *err)
{
	const struct xnb_native_shape shape = {
	    .bytes = pair->session->amounts.memory_bytes,
	    .page = tool == OURS ? XNB_NATIVE_PAGE_4K : XNB_NATIVE_PAGE_THP,
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

static int write_share(struct pair *pair, enum tool tool, struct xnb_error *err)
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

	if (!(pair->rate[tool] > 0) || !(pair->rate[THEIRS] > 0))
		return 0;
	if (xnb_params_set_u64(&params, "bytes", pair->session->amounts.memory_bytes,
	                       err) ||
	    xnb_params_set(&params, "page", tool == OURS ? "4096" : "thp", err) ||
	    xnb_params_set_u64(&params, "threads", pair->threads, err) ||
	    xnb_params_set(&params, "reference", pair->choice->name, err))
		return -1;
	sample.params = params.text;
	sample.value = pair->rate[tool] / pair->rate[THEIRS];
	return xnb_run_add_sample(pair->session->out, &sample, err);
}

/* Durstenfeld, "Algorithm 235", CACM 7, 1964. */
static void draw_order(const struct pair *pair, enum tool order[N_TOOLS])
{
	struct xnb_prng prng = {pair->session->seed ^
	                        ((uint64_t)pair->unit->block << 32 | pair->threads << 8 |
	                         xnb_kernel_index(pair->kernel))};

	for (uint32_t i = 0; i < N_TOOLS; i++)
		order[i] = (enum tool)i;
	for (uint32_t i = N_TOOLS; i > 1; i--) {
		const uint64_t j = xnb_prng_below(&prng, i);
		const enum tool kept = order[i - 1];

		order[i - 1] = order[j];
		order[j] = kept;
	}
}

static int measure_pair(struct pair *pair, struct xnb_error *err)
{
	enum tool order[N_TOOLS];

	draw_order(pair, order);
	for (int i = 0; i < N_TOOLS; i++)
		if (order[i] == THEIRS ? measure_theirs(pair, err)
		                       : measure_ours(pair, order[i], err))
			return -1;
	return write_share(pair, OURS, err) || write_share(pair, OURS_HUGE, err) ? -1 : 0;
}

/* Passes in which theirs takes TIMED_SECONDS. */
static uint64_t passes_for(const struct pair *pair)
{
	const struct xnb_kernel *k = pair->kernel;
	const double elements = (double)pair->session->amounts.memory_bytes /
	                        (double)(k->streams * sizeof(double)),
	             bytes = elements * (k->bytes_read + k->bytes_written),
	             passes = ceil(TIMED_SECONDS * pair->choice->rate / bytes);

	if (passes <= LEAST_PASSES)
		return LEAST_PASSES;
	return passes >= MOST_PASSES ? MOST_PASSES : (uint64_t)passes;
}

static int run_kernel(struct xnb_session *session, const struct xnb_unit *unit,
                      const struct xnb_kernel *kernel, uint32_t threads,
                      struct xnb_error *err)
{
	struct pair pair = {
	    .session = session, .unit = unit, .kernel = kernel, .threads = threads};
	struct xnb_likwid_order order;

	if (xnb_native_team_cpus_of(session->native, unit->cpu_node, threads, pair.cpus,
	                            err))
		return -1;
	order = order_of(&pair, TRIED_PASSES);
	if (xnb_reference_choose(&session->native->reference, kernel, &order, emit_tried,
	                         &pair, session->warnings, &pair.choice, err))
		return -1;
	if (!pair.choice->name[0])
		return 0;
	pair.passes = passes_for(&pair);
	return measure_pair(&pair, err);
}

/* What the question is about; others that have a counterpart only where they are named.
 */
static const char *const usual[] = {"load",    "copy",     "triad",    "store",
                                    "copy-nt", "triad-nt", "store-nt", NULL};

static int run_threads(struct xnb_session *session, const struct xnb_unit *unit,
                       uint32_t threads, struct xnb_error *err)
{
	for (uint32_t i = 0; i < xnb_n_kernels; i++) {
		const struct xnb_kernel *kernel = &xnb_kernels[i];

		if (!kernel->likwid || !xnb_native_runs_kernel(session, kernel, usual))
			continue;
		if (run_kernel(session, unit, kernel, threads, err))
			return -1;
	}
	return 0;
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const uint32_t most = xnb_native_most_threads(session->native, unit->cpu_node);

	if (!xnb_reference_is_there(&session->native->reference, session->warnings))
		return 0;
	if (run_threads(session, unit, 1, err))
		return -1;
	return most > 1 ? run_threads(session, unit, most, err) : 0;
}

static const struct xnb_metric metrics[] = {
    {"bandwidth", "B/s", XNB_HIGHER_IS_BETTER, "useful bytes, as STREAM counts them"},
    {"bus-bandwidth", "B/s", XNB_HIGHER_IS_BETTER,
     "with the lines that ordinary stores read first (write-allocate)"},
    {"share", "ratio", XNB_HIGHER_IS_BETTER,
     "our bandwidth / that of likwid-bench, in pairs"},
    {"huge-pages", "1", XNB_NOT_JUDGED,
     "part of the buffer that lies in pages of 2 MiB or more"},
    {"locality", "1", XNB_EXACT, "pages on A / pages of the buffer"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

const struct xnb_experiment xnb_native_reference = {
    .name = "reference",
    .summary = "our kernels beside those of likwid-bench, in pairs, at 1 and all threads",
    .metrics = metrics,
    .timed = true,
    .run = run,
};

void xnb_reference_conclude(const char *dir, bool means, struct xnb_warnings *warnings)
{
	struct xnb_reference_table table = {0};
	struct xnb_buf text = {0};
	struct xnb_error err;

	if (xnb_reference_read(&table, dir, &err))
		xnb_warn(warnings, "%s", err.text);
	xnb_reference_print(&table, means, &text);
	fputs(xnb_buf_text(&text), stdout);
	fflush(stdout);
	xnb_buf_free(&text);
	xnb_reference_free(&table);
}
