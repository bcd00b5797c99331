/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/counters_samples.h"

#include "bench/native/caches.h"
#include "bench/native/session.h"
#include "bench/native/trial.h"
#include "bench/supervisor.h"
#include "bench/warnings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell_absent(const struct xnb_native *native, struct xnb_warnings *warnings)
{
	for (unsigned i = 0; i < XNB_N_COUNTER_GROUPS; i++) {
		const char *why;
		char what[64];

		if (xnb_counters_have(native->counters, i, &why))
			continue;
		snprintf(what, sizeof(what), "memory traffic by LIKWID's group %s",
		         xnb_counter_group_names[i]);
		xnb_absent(warnings, what, "%s", why);
	}
}

static bool is_stopped(void)
{
	return xnb_stop_signal() != 0;
}

void xnb_native_counters_open(struct xnb_native *native, struct xnb_warnings *warnings)
{
	uint32_t *cpus = calloc(native->cpus.n, sizeof(*cpus));
	const struct xnb_counters_config config = {.cpus = cpus,
	                                           .n_cpus = (uint32_t)native->cpus.n,
	                                           .root = "",
	                                           .stopped = is_stopped};
	struct xnb_error why;

	if (!cpus)
		return;
	for (size_t i = 0; i < native->cpus.n; i++)
		cpus[i] = native->cpus.cpus[i].id;
	if (xnb_counters_open(&native->counters, &config, &why))
		xnb_absent(warnings, "memory traffic by LIKWID's counters", "%s",
		           why.text);
	else
		tell_absent(native, warnings);
	free(cpus);
}

int xnb_native_counters_attach(struct xnb_native_trial *trial, struct xnb_error *err)
{
	struct xnb_counters *counters = trial->session->native->counters;
	struct xnb_runner *runner = &trial->runner;

	if (!counters)
		return 0;
	trial->watch = calloc(1, sizeof(*trial->watch));
	if (!trial->watch)
		return xnb_fail_nomem(err);
	trial->watch->counters = counters;
	trial->watch->runner = runner;
	trial->watch->observe = runner->observe;
	trial->watch->observe_arg = runner->observe_arg;
	runner->observe = xnb_counters_watch_observe;
	runner->observe_arg = trial->watch;
	return 0;
}

/* NULL: the measure claims no bytes. */
static const struct xnb_figure *claim_of(const struct xnb_measure *measure)
{
	for (unsigned i = 0; i < measure->n_figures; i++)
		if (!strcmp(measure->figures[i].metric, "bus-bandwidth"))
			return &measure->figures[i];
	return NULL;
}

static uint32_t counted_repetitions(const struct xnb_native_trial *trial,
                                    const struct xnb_judged_job *judged)
{
	if (!trial->watch)
		return 0;
	return trial->watch->n < judged->samples ? trial->watch->n : judged->samples;
}

void xnb_native_counters_judge(const struct xnb_native_trial *trial,
                               const struct xnb_measure *measure,
                               struct xnb_judged_job *judged)
{
	const struct xnb_figure *claim = claim_of(measure);
	const uint32_t n = counted_repetitions(trial, judged);
	uint64_t caches;

	if (!claim || !n)
		return;
	tell_absent(trial->session->native, trial->session->warnings);
	caches = xnb_caches_last(trial->session->native->topology, trial->shape.cpus,
	                         trial->shape.threads);
	for (uint32_t r = 0; r < n; r++)
		if (xnb_counted_disagrees(trial->watch->bytes[r][XNB_COUNTED_BYTES],
		                          claim->amount, measure->job.bytes, caches))
			judged->disturbed[r] |= XNB_DISTURBED_COUNTED;
}

static int emit_one(const struct xnb_measured *measured, uint32_t repetition,
                    const char *metric, double value, struct xnb_error *err)
{
	char flags[XNB_DISTURBED_TEXT];
	const struct xnb_value counted = {
	    .item = measured->measure->item,
	    .params = measured->measure->params.text,
	    .metric = metric,
	    .unit = "B",
	    .value = value,
	    .cpu_node = measured->cpu_node,
	    .iteration = repetition,
	    .vcpu = -1,
	    .flag = measured->flag,
	    .more_flag = flags,
	    .warmup = repetition < measured->measure->job.warmups,
	};

	xnb_disturbed_text(measured->judged->disturbed[repetition], flags);
	return measured->emit(measured->arg, &counted, err);
}

int xnb_native_counters_emit(const struct xnb_native_trial *trial,
                             const struct xnb_measured *measured, struct xnb_error *err)
{
	const struct xnb_figure *claim = claim_of(measured->measure);
	const uint32_t n = claim ? counted_repetitions(trial, measured->judged) : 0;

	for (uint32_t r = 0; r < n; r++) {
		const double *bytes = trial->watch->bytes[r];

		for (unsigned i = 0; i < XNB_N_COUNTED; i++)
			if (!isnan(bytes[i]) &&
			    emit_one(measured, r, xnb_counted_names[i], bytes[i], err))
				return -1;
		if (!isnan(bytes[XNB_COUNTED_BYTES]) &&
		    emit_one(measured, r, "claimed-bytes", claim->amount, err))
			return -1;
	}
	return 0;
}
