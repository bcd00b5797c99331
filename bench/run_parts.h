/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of a run share: run.c supervises it and goes through its units,
 * run_plan.c plans it, run_begin.c begins it or takes it up again, run_end.c says how it
 * ended.
 */
#ifndef XNB_BENCH_RUN_PARTS_H
#define XNB_BENCH_RUN_PARTS_H

#include "base/error.h"
#include "bench/boots.h"
#include "bench/closing.h"
#include "bench/experiment.h"
#include "bench/plan.h"
#include "bench/run.h"
#include "bench/settings.h"
#include "bench/stop.h"
#include "bench/warnings.h"
#include "bench/watch.h"
#include "rundir/writer.h"
#include "topology/memory_ranges.h"

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Everything of one run. The worker owns all but the first four. */
struct xnb_run_parts {
	const struct xnb_run_request *request;
	const struct xnb_target *target;
	uint64_t run_tag;
	char timing[32];
	struct xnb_settings settings;
	uint64_t start_ns;         /* when it was called, CLOCK_MONOTONIC */
	struct xnb_xen *xen;       /* of the target xen, as are the ranges */
	struct xnb_native *native; /* of the target native */
	struct xnb_host host;
	struct xnb_memory_ranges ranges;
	struct xnb_boot_plan boot_plan; /* which of the run's plans it is */
	struct xnb_plan plan;
	struct xnb_unit_state *states; /* of the plan's units */
	struct xnb_watch watch;        /* of this plan */
	struct xnb_stop stop;
	json_t *record;
	int64_t n_boots_before; /* in the record of a run that goes on */
	struct xnb_run_writer *out;
	bool begun; /* the run directory says so: it is to say how it ended */
	struct xnb_warnings warnings;
	struct xnb_session session;
	char dir[PATH_MAX];
};

/* Opens the host, plans or reads what is planned, and begins the run directory: then
 * `begun` is set, also where what comes after that fails. */
int xnb_run_begin(struct xnb_run_parts *run, struct xnb_error *err);

/* Chooses the nodes, makes the plan that boot_plan says, and checks that its domains have
 * room. */
int xnb_run_plan(struct xnb_run_parts *run, struct xnb_error *err);

/* Makes the plan a round longer. */
int xnb_run_add_round(struct xnb_run_parts *run, struct xnb_error *err);

/* An xnb_row_fn on a run: notes a sample for the intervals that it waits for. */
int xnb_run_watch(void *arg, const union xnb_row *row, struct xnb_error *err);

/* Each writes how the run ended, says so to the user, and returns the exit code. */
int xnb_run_begin_failed(struct xnb_run_parts *run, const struct xnb_error *failure);
int xnb_run_failed(struct xnb_run_parts *run, const struct xnb_error *failure);
int xnb_run_interrupted(struct xnb_run_parts *run, int signal_number);
int xnb_run_complete(struct xnb_run_parts *run);

/* Prints the error; the exit code that goes with it. */
int xnb_run_report(const struct xnb_error *err);

#endif
