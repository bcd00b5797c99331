/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/latency_common.h"

#include "bench/prng.h"
#include "workloads/chase.h"
#include "workloads/jobs.h"
#include "workloads/kernels.h"

const uint32_t xnb_delays[] = {
    0, 32, 64, 128, 256, 512, 1024, 2048, 4096, 16384, XNB_DELAY_NEVER};
const uint32_t xnb_n_delays = sizeof(xnb_delays) / sizeof(xnb_delays[0]);
_Static_assert(sizeof(xnb_delays) / sizeof(xnb_delays[0]) <= XNB_MAX_DELAYS,
               "one job sweeps them all");

/* Reads alone, and as many as two for each write. */
const char *const xnb_injectors[] = {"load", "mix-2-1", NULL};

uint64_t xnb_chain_seed(const struct xnb_session *session, int64_t domain)
{
	struct xnb_prng prng = {session->seed};

	prng.state = xnb_prng_next(&prng) ^ (uint64_t)domain;
	return xnb_prng_next(&prng);
}

int xnb_chase_fits(const char *experiment, uint64_t bytes, struct xnb_error *err)
{
	if (bytes < 2 * XNB_CHASE_LINE)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%s: a chase needs two lines of %u B, and there are %lu "
		                "bytes; choose a larger --memory",
		                experiment, XNB_CHASE_LINE, bytes);
	if (bytes / XNB_CHASE_LINE > UINT32_MAX)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "%s: a chase has less than 256 GiB, and these are %lu "
		                "bytes; choose a smaller --memory",
		                experiment, bytes);
	return 0;
}

int xnb_params_set_delay(struct xnb_params *params, uint32_t delay, struct xnb_error *err)
{
	if (delay == XNB_DELAY_NEVER)
		return xnb_params_set(params, "delay", "idle", err);
	return xnb_params_set_u64(params, "delay", delay, err);
}

void xnb_sweep_delays(struct xnb_job *job, uint32_t rounds, uint32_t warmups)
{
	job->n_delays = xnb_n_delays;
	for (uint32_t i = 0; i < xnb_n_delays; i++)
		job->delays[i] = xnb_delays[i];
	job->samples = rounds * xnb_n_delays;
	job->warmups = warmups * xnb_n_delays;
}

int xnb_loaded_point(struct xnb_loaded_point *point, const struct xnb_evidence *evidence,
                     uint32_t index, const struct xnb_job *job,
                     const struct xnb_judged_job *judged, uint32_t repetition)
{
	const struct xnb_kernel *kernel = &xnb_kernels[job->kernel];
	struct xnb_share chase, others = {0};

	*point = (struct xnb_loaded_point){.overlap = judged->overlap[repetition]};
	/* Its samples are not those of such a repetition: nothing is made of them. */
	if (!(judged->seconds[repetition] > 0))
		return -1;
	chase = xnb_judged_share(evidence, index, job, repetition, 0, 1);
	if (job->vcpus > 1)
		others =
		    xnb_judged_share(evidence, index, job, repetition, 1, job->vcpus - 1);
	if (!(chase.seconds > 0) || chase.done == 0)
		return -1;
	point->latency_ns = chase.seconds * 1e9 / (double)chase.done;
	if (others.seconds > 0)
		point->bandwidth =
		    (double)xnb_kernel_useful_bytes(kernel, others.done) / others.seconds;
	return 0;
}

/* What the values of one repetition have in common. */
struct point_values {
	const struct xnb_measured *measured;
	struct xnb_value value;
	struct xnb_flags flags;
	struct xnb_params params;
};

static int begin_values(struct point_values *values, const struct xnb_measured *s,
                        uint32_t repetition, struct xnb_error *err)
{
	const struct xnb_judged_job *judged = s->judged;
	const struct xnb_job *job = &s->measure->job;
	const uint32_t delay = xnb_job_delay(job, repetition);
	/* Who does not inject need not be there all the time. */
	const uint32_t apart = delay == XNB_DELAY_NEVER ? XNB_DISTURBED_OVERLAP : 0;
	char disturbed[XNB_DISTURBED_TEXT];

	*values = (struct point_values){.measured = s, .params = s->measure->params};
	values->value = (struct xnb_value){
	    .cpu_node = s->cpu_node,
	    .iteration = repetition / (job->n_delays ? job->n_delays : 1),
	    .vcpu = -1,
	    .more_flag = s->flag,
	    .warmup = repetition < job->warmups,
	};
	xnb_disturbed_text(judged->disturbed[repetition] & ~apart, disturbed);
	xnb_flags_add(&values->flags, xnb_judgement_flags[judged->judgement]);
	if (judged->implausible[repetition])
		xnb_flags_add(&values->flags,
		              xnb_judgement_flags[XNB_JUDGED_IMPLAUSIBLE]);
	xnb_flags_add(&values->flags, disturbed);
	return xnb_params_set_delay(&values->params, delay, err);
}

static int emit_value(struct point_values *values, const char *item, const char *metric,
                      const char *unit, double number, struct xnb_error *err)
{
	values->value.item = item;
	values->value.metric = metric;
	values->value.unit = unit;
	values->value.value = number;
	values->value.params = values->params.text;
	values->value.flag = values->flags.text;
	return values->measured->emit(values->measured->arg, &values->value, err);
}

/* A rate of nothing, and an overlap with nothing, are no values. */
static int emit_point(struct point_values *values, const struct xnb_loaded_point *point,
                      struct xnb_error *err)
{
	if (emit_value(values, XNB_ITEM_CHASE, "latency", "ns", point->latency_ns, err))
		return -1;
	if (!(point->bandwidth > 0))
		return 0;
	if (emit_value(values, XNB_ITEM_INJECT, "bandwidth", "B/s", point->bandwidth,
	               err))
		return -1;
	return emit_value(values, XNB_ITEM_INJECT, "overlap", "1", point->overlap, err);
}

int xnb_loaded_emit_point(const struct xnb_measured *measured, uint32_t repetition,
                          const struct xnb_loaded_point *point, struct xnb_error *err)
{
	struct point_values values;

	if (begin_values(&values, measured, repetition, err))
		return -1;
	return emit_point(&values, point, err);
}

int xnb_loaded_emit(const struct xnb_measured *measured,
                    const struct xnb_evidence *evidence, uint32_t index,
                    struct xnb_error *err)
{
	const struct xnb_judged_job *judged = measured->judged;

	if (xnb_measure_emit(measured, err))
		return -1;
	for (uint32_t r = 0; r < judged->samples; r++) {
		struct xnb_loaded_point point;

		if (xnb_loaded_point(&point, evidence, index, &measured->measure->job,
		                     judged, r))
			continue;
		if (xnb_loaded_emit_point(measured, r, &point, err))
			return -1;
	}
	return 0;
}
