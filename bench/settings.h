/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run is to do, every name resolved: from a request, or from the run.json of the
 * run to go on with. The "parameters" of run.json are these.
 */
#ifndef XNB_BENCH_SETTINGS_H
#define XNB_BENCH_SETTINGS_H

#include "base/error.h"
#include "bench/experiment.h"
#include "bench/native/settings.h"
#include "bench/presets.h"
#include "bench/run.h"
#include "bench/stop.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { XNB_MOST_NAMES = 32 };

/* --samples: a median to p99.99 has an interval with so many. Others than hypercalls take
 * XNB_MAX_SAMPLES (bench/judge.h). */
enum { XNB_MAX_HYPERCALL_SAMPLES = 30000 };

/* --until without --rounds: no run goes on for ever. */
enum { XNB_MOST_ROUNDS = 1000 };

struct xnb_target;

struct xnb_settings {
	const struct xnb_target *target;
	const struct xnb_preset *preset;
	const struct xnb_experiment *experiments[XNB_MOST_NAMES]; /* ends with NULL */
	const struct xnb_scenario *scenarios[XNB_MOST_NAMES];     /* ends with NULL */
	struct xnb_amounts
	    amounts; /* rounds: with stop.until, those that come in any case */
	struct xnb_native_settings native; /* of the target native */
	struct xnb_stop_rule stop;
	uint32_t cpu_node, mem_node; /* A and B, or XNB_ABSENT: the default */
	uint64_t seed;
};

/*
 * XNB_EXIT_USAGE: an unknown name (the nearest one is suggested), or an amount that
 * cannot be, or an experiment that makes no sense under `timing`, the host's word
 * (bench/timing.h), which also chooses the preset's amounts. Where instructions are
 * counted and no experiment is named it is `hypercall' alone. A seed of 0 is drawn. With
 * `until` a domain gives at least XNB_STOP_LEAST_UNITS samples where timings mean
 * something, since no interval is believed with fewer.
 */
int xnb_settings_from_request(struct xnb_settings *settings,
                              const struct xnb_target *target,
                              const struct xnb_run_request *request, const char *timing,
                              struct xnb_error *err);

/* XNB_EXIT_USAGE where an option was given that only another target has: it would be
 * ignored without a word. Part of xnb_settings_from_request(). */
int xnb_settings_check_own(const struct xnb_run_request *request,
                           const struct xnb_target *target, struct xnb_error *err);

/* The members "parameters", "seed", "cpu_node", "mem_node" of run.json, and back. */
json_t *xnb_settings_parameters(const struct xnb_settings *settings);
int xnb_settings_from_json(struct xnb_settings *settings, const struct xnb_target *target,
                           const json_t *meta, struct xnb_error *err);

/* XNB_EXIT_FAILED: a member of "parameters" that cannot be. */
int xnb_settings_bad_record(struct xnb_error *err, const char *key);

#endif
