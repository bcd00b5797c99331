/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/settings.h"

#include "bench/judge.h"
#include "bench/settings_names.h"
#include "bench/target.h"
#include "bench/timing.h"

#include <stddef.h>
#include <string.h>
#include <sys/random.h>

int xnb_settings_check_own(const struct xnb_run_request *request,
                           const struct xnb_target *target, struct xnb_error *err)
{
	for (size_t i = 0; i < request->n_own; i++)
		if (strcmp(request->own[i].target, target->name))
			return xnb_fail(err, XNB_EXIT_USAGE, 0,
			                "--%s: it is of --target %s, and this run is of "
			                "%s; leave it out, or choose that target",
			                request->own[i].option, request->own[i].target,
			                target->name);
	return 0;
}

/* The experiments where none is named. */
static const struct xnb_experiment *const *usual(const struct xnb_target *target,
                                                 const struct xnb_preset *preset,
                                                 const char *timing)
{
	if (xnb_timing_is_counted(timing) && preset->counted)
		return preset->counted;
	return preset->experiments ? preset->experiments : target->experiments;
}

static bool is_left_out(const struct xnb_preset *preset,
                        const struct xnb_experiment *experiment, const char *timing)
{
	if (xnb_timing_is_emulated(timing) || !preset->boxed)
		return false;
	for (size_t i = 0; preset->boxed[i]; i++)
		if (preset->boxed[i] == experiment)
			return true;
	return false;
}

/* What the preset runs, where no experiment is named. */
static int take_usual(struct xnb_settings *settings, const char *timing,
                      struct xnb_error *err)
{
	const struct xnb_experiment *const *all =
	    usual(settings->target, settings->preset, timing);
	size_t n = 0;

	for (; *all; all++)
		if (!is_left_out(settings->preset, *all, timing) &&
		    xnb_settings_add_experiment(settings, &n, (*all)->name, err))
			return -1;
	return 0;
}

static int check_counted(const struct xnb_settings *settings, const char *timing,
                         struct xnb_error *err)
{
	for (size_t i = 0; settings->experiments[i]; i++)
		if (settings->experiments[i]->timed && xnb_timing_is_counted(timing))
			return xnb_fail(err, XNB_EXIT_USAGE, 0,
			                "--experiment: %s: its figures are times, and "
			                "there is none where instructions are counted; "
			                "run it without --count-instructions",
			                settings->experiments[i]->name);
	return 0;
}

static bool takes(const struct xnb_experiment *experiment,
                  const struct xnb_scenario *scenario)
{
	return experiment->by_scenario &&
	       (!experiment->applies || experiment->applies(scenario));
}

/* An experiment of the target that would run on it. */
static const char *who_takes(const struct xnb_target *target,
                             const struct xnb_scenario *scenario)
{
	for (size_t e = 0; target->experiments[e]; e++)
		if (takes(target->experiments[e], scenario))
			return target->experiments[e]->name;
	return "placement";
}

/* A scenario that was named and that nothing would run on is a mistake. */
static int check_scenarios(const struct xnb_settings *settings, struct xnb_error *err)
{
	for (size_t s = 0; settings->scenarios[s]; s++) {
		size_t e = 0;

		while (settings->experiments[e] &&
		       !takes(settings->experiments[e], settings->scenarios[s]))
			e++;
		if (!settings->experiments[e])
			return xnb_fail(
			    err, XNB_EXIT_USAGE, 0,
			    "--scenario: %s: none of the chosen experiments "
			    "runs on it; leave it out, or name one that does, "
			    "such as --experiment %s",
			    settings->scenarios[s]->name,
			    who_takes(settings->target, settings->scenarios[s]));
	}
	return 0;
}

static int take_names(struct xnb_settings *settings,
                      const struct xnb_run_request *request, const char *timing,
                      struct xnb_error *err)
{
	const struct xnb_scenario *scenarios = settings->target->scenarios;
	size_t n = 0;

	for (size_t i = 0; i < request->n_experiments; i++)
		if (xnb_settings_add_experiment(settings, &n, request->experiments[i],
		                                err))
			return -1;
	if (!request->n_experiments && take_usual(settings, timing, err))
		return -1;
	n = 0;
	for (size_t i = 0; i < request->n_scenarios; i++)
		if (xnb_settings_add_scenario(settings, &n, request->scenarios[i], err))
			return -1;
	for (size_t i = 0; !request->n_scenarios && scenarios[i].name; i++)
		if (xnb_settings_add_scenario(settings, &n, scenarios[i].name, err))
			return -1;
	if (request->n_scenarios && check_scenarios(settings, err))
		return -1;
	return check_counted(settings, timing, err);
}

/* ---- amounts ---- */

/* Whether an interval is waited for that needs so many units of each level. */
static bool needs_units(const struct xnb_run_request *request, const char *timing)
{
	return request->until > 0 && !xnb_timing_is_emulated(timing);
}

static int take_amounts(struct xnb_settings *settings,
                        const struct xnb_run_request *request, const char *timing,
                        struct xnb_error *err)
{
	struct xnb_amounts *amounts = &settings->amounts;

	*amounts = xnb_timing_is_emulated(timing) ? settings->preset->emulated
	                                          : settings->preset->real;
	if (request->memory_bytes) {
		amounts->memory_bytes = request->memory_bytes;
		amounts->workload_bytes = 0;
	}
	if (request->vcpus)
		amounts->vcpus = request->vcpus;
	if (request->rounds && (request->until <= 0 || request->rounds < amounts->rounds))
		amounts->rounds = request->rounds;
	if (request->samples)
		amounts->hypercall_samples = request->samples;
	/* Of what runs in a domain there cannot be more: check_samples() refuses. */
	if (request->samples && request->samples <= XNB_MAX_SAMPLES)
		amounts->samples = request->samples;
	if (needs_units(request, timing) && !request->samples &&
	    amounts->samples < XNB_STOP_LEAST_UNITS)
		amounts->samples = XNB_STOP_LEAST_UNITS;
	if (request->watchdog_seconds)
		amounts->watchdog_seconds = request->watchdog_seconds;
	return xnb_settings_check_amounts(amounts, err);
}

/* A hypercall's samples need no room in a domain, all others do. */
static int check_samples(const struct xnb_settings *settings,
                         const struct xnb_run_request *request, struct xnb_error *err)
{
	if (request->samples <= XNB_MAX_SAMPLES)
		return 0;
	if (request->samples > XNB_MAX_HYPERCALL_SAMPLES)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--samples: %u: choose at most %d", request->samples,
		                XNB_MAX_HYPERCALL_SAMPLES);
	for (size_t i = 0; settings->experiments[i]; i++)
		if (settings->experiments[i]->timed)
			return xnb_fail(
			    err, XNB_EXIT_USAGE, 0,
			    "--samples: %u: %s takes at most %u; more are for "
			    "--experiment hypercall",
			    request->samples, settings->experiments[i]->name,
			    XNB_MAX_SAMPLES);
	return 0;
}

/* Numbers with which no interval is ever believed would only cost time. */
static int take_stop(struct xnb_settings *settings, const struct xnb_run_request *request,
                     const char *timing, struct xnb_error *err)
{
	settings->stop = (struct xnb_stop_rule){
	    .until = request->until,
	    .max_seconds = request->max_seconds,
	    .most_rounds = settings->amounts.rounds,
	};
	if (request->until <= 0)
		return 0;
	settings->stop.most_rounds = request->rounds ? request->rounds : XNB_MOST_ROUNDS;
	if (!needs_units(request, timing))
		return 0;
	if (request->rounds && request->rounds < XNB_STOP_LEAST_UNITS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--until: no interval is believed with fewer than %d "
		                "rounds; give --rounds %d or more, or leave it out",
		                XNB_STOP_LEAST_UNITS, XNB_STOP_LEAST_UNITS);
	if (request->samples > 1 && request->samples < XNB_STOP_LEAST_UNITS)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--until: no interval is believed with %u samples in a "
		                "round; give --samples %d or more, or 1, or leave it out",
		                request->samples, XNB_STOP_LEAST_UNITS);
	return 0;
}

/* 32 bits: they survive every reader of JSON. */
static uint64_t draw_seed(void)
{
	uint32_t seed = 0;

	while (seed == 0)
		if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
			seed = 1;
	return seed;
}

int xnb_settings_from_request(struct xnb_settings *settings,
                              const struct xnb_target *target,
                              const struct xnb_run_request *request, const char *timing,
                              struct xnb_error *err)
{
	*settings = (struct xnb_settings){
	    .target = target,
	    .cpu_node = request->cpu_node,
	    .mem_node = request->mem_node,
	    .seed = request->seed ? request->seed : draw_seed(),
	};
	if (xnb_settings_check_own(request, target, err) ||
	    xnb_settings_take_preset(settings, request->preset, err) ||
	    take_names(settings, request, timing, err))
		return -1;
	if (take_amounts(settings, request, timing, err) ||
	    take_stop(settings, request, timing, err) ||
	    check_samples(settings, request, err))
		return -1;
	return target->take ? target->take(settings, request, timing, err) : 0;
}
