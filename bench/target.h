/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run can measure, and by what means: domains on Xen (bench/domains/), or threads
 * of this operating system (bench/native/). Plan, rounds, record, stopping and resuming
 * are the engine's and know no target; what a target has of its own is in this table.
 *
 * Each program links one list of them: targets_full.c, targets_no_xen.c (built without
 * Xen) or targets_dom0.c (the static program).
 */
#ifndef XNB_BENCH_TARGET_H
#define XNB_BENCH_TARGET_H

#include "base/error.h"
#include "bench/doctor/doctor.h"
#include "bench/experiment.h"
#include "bench/presets.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct xnb_run_parts;
struct xnb_run_request;
struct xnb_settings;

struct xnb_target {
	const char *name; /* "xen", "native" */
	/* NULL; else this program cannot measure it: why, and what to do. The other
	 * members are then unset. */
	const char *missing;
	/* What helps or hurts; may be set where the rest is not. NULL: none. */
	const struct xnb_doctor *doctor;
	const struct xnb_experiment *const *experiments; /* ends with NULL */
	const struct xnb_scenario *scenarios;            /* ends with a NULL name */
	const struct xnb_preset *presets;                /* ends with a NULL name */

	/* Further tables for `list`; NULL: none. */
	json_t *(*hypercalls)(void);
	json_t *(*checks)(void);

	/* ---- settings: each may be NULL ---- */

	/* Takes from the request what the engine does not know, into settings whose names
	 * and amounts are those of request and preset, and checks it all. */
	int (*take)(struct xnb_settings *settings, const struct xnb_run_request *request,
	            const char *timing, struct xnb_error *err);
	/* The same as members of "parameters" in run.json, and back, with the same
	 * checks.
	 */
	int (*write)(const struct xnb_settings *settings, json_t *parameters,
	             struct xnb_error *err);
	int (*read)(struct xnb_settings *settings, const json_t *parameters,
	            struct xnb_error *err);

	/* ---- a run, in this order ---- */

	/* Before anything is touched: what timings are worth ("timing" of run.json). */
	int (*timing)(char *timing, size_t size, struct xnb_error *err);
	/* Whether this host can be measured at all. */
	int (*probe)(struct xnb_error *err);
	/* Takes the lock that one run at a time holds; *fd is closed to release it. */
	int (*lock)(const struct xnb_run_request *request, int *fd,
	            struct xnb_error *err);
	/* In the worker, as all that follows: fills run->host and the means to measure,
	 * and describes where the run takes place. */
	int (*open)(struct xnb_run_parts *run, json_t **environment,
	            struct xnb_error *err);
	/* Whether all that is planned has room, before anything is written. NULL: yes. */
	int (*check_plan)(const struct xnb_run_parts *run, struct xnb_error *err);
	/* Adds what of the record is the target's own. */
	int (*describe)(const struct xnb_run_parts *run, json_t *record,
	                struct xnb_error *err);
	/* Behind the record, before the first unit: the rest of the session. */
	int (*begin)(struct xnb_run_parts *run, struct xnb_error *err);
	/* Whether the unit can be run here; else why not is in `absent`. NULL: always. */
	int (*possible)(struct xnb_session *session, const struct xnb_unit *unit,
	                bool *possible, struct xnb_error *err);
	/* A unit was not done: removes what it may have left. NULL: nothing can be. */
	void (*clean)(struct xnb_session *session);
	/* A session of running is over, however it ended: adds to the record what the
	 * target has to say of it, and says it to the user. NULL: nothing. */
	void (*conclude)(struct xnb_run_parts *run);
	/* Frees what open() and begin() made; also where these failed half way. */
	void (*close)(struct xnb_run_parts *run);
	/* In the supervisor, whatever became of the worker: removes all that the run has
	 * left on the host, and counts it. NULL: nothing outlives its process. */
	int (*reap)(uint64_t run_tag, unsigned *n, struct xnb_error *err);
};

extern const struct xnb_target *const xnb_targets[]; /* ends with NULL */

extern const struct xnb_target xnb_target_xen;
extern const struct xnb_target xnb_target_native;

/* XNB_EXIT_USAGE: there is none of that name; XNB_EXIT_ENVIRONMENT: this program cannot.
 */
int xnb_target_find(const struct xnb_target **out, const char *name,
                    struct xnb_error *err);

/* Of its tables; NULL when there is none of that name. */
const struct xnb_experiment *xnb_target_experiment(const struct xnb_target *target,
                                                   const char *name);
const struct xnb_scenario *xnb_target_scenario(const struct xnb_target *target,
                                               const char *name);
const struct xnb_preset *xnb_target_preset(const struct xnb_target *target,
                                           const char *name);

#endif
