/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A native trial: a team of pinned threads and one buffer, the counterpart of a domain
 * (bench/domains/trial.h). What experiments on threads share.
 *
 *   if (!xnb_native_trial_begin(&trial, session, unit, &shape, err)) {
 *           for each job: xnb_native_trial_measure(&trial, &measure, err)
 *   }
 *   xnb_native_trial_end(&trial, ...) in any case
 *
 * The buffer is allocated with the policy of the unit's scenario and not touched: the
 * pinned threads do that, each its own part, when the first job is prepared. It is reused
 * by all jobs of the trial; behind each the kernel is asked where its pages lie, and the
 * samples of the job carry that answer. Rows are written behind each job, so that a crash
 * loses at most the job in flight.
 */
#ifndef XNB_BENCH_NATIVE_TRIAL_H
#define XNB_BENCH_NATIVE_TRIAL_H

#include "bench/experiment.h"
#include "bench/judge.h"
#include "bench/measure.h"
#include "native/memory.h"
#include "native/observe.h"
#include "native/team.h"
#include "workloads/jobs.h"
#include "workloads/mailbox.h"

#include <stdbool.h>
#include <stdint.h>

enum { XNB_NATIVE_NODES_TEXT = 256 };

struct xnb_counters_watch;

struct xnb_native_shape {
	uint64_t bytes;   /* of the buffer, all threads together */
	uint32_t samples; /* of a kernel or a chase; 0: as many as the run has */
	enum xnb_native_page page;
	uint32_t threads;     /* of the team; 0: as many as the run has at most */
	const uint32_t *cpus; /* thread i is on cpus[i]; NULL: as the run's settings say,
	                         on the unit's node A */
};

struct xnb_native_trial {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	struct xnb_native_shape shape; /* threads and cpus resolved */
	bool lacks; /* there are no such pages here: said in `absent`, no trial was begun
	             */
	struct xnb_native_team *team;
	struct xnb_native_observer *observer;
	struct xnb_native_memory memory;
	struct xnb_mailbox *mailbox;
	struct xnb_runner runner;
	struct xnb_counters_watch *watch; /* NULL: nothing is counted */
	struct xnb_evidence evidence; /* of the job run last, for xnb_judged_share() */
	struct xnb_flags flags;       /* that hold for every sample: `small-pages`, ... */
	int64_t number;               /* the team's, in the column `domain` */
	/* of the pages, as read back behind the last job */
	double locality; /* NAN: not known */
	char mem_node[XNB_NATIVE_NODES_TEXT];
	char cpu_node[XNB_NATIVE_NODES_TEXT];
	uint64_t touched; /* bytes from the start of the buffer, by the jobs so far */
	bool described;   /* the samples of the pages are written */
};

/*
 * Chooses the CPUs, allocates, and makes the team. XNB_EXIT_ENVIRONMENT with the figures
 * where a CPU is gone, memory is refused or too little. Where there are no huge pages as
 * asked that is `absent`, and 0 is returned with trial->lacks set: nothing to measure.
 */
int xnb_native_trial_begin(struct xnb_native_trial *trial, struct xnb_session *session,
                           const struct xnb_unit *unit,
                           const struct xnb_native_shape *shape, struct xnb_error *err);

/*
 * Runs one job and judges it (bench/judge.h). A job that hangs beyond its limit is judged
 * so and is no error. -1 on a signal (the caller just returns; what is written stays),
 * and where a CPU of the team went away: then nothing of the job is to be believed.
 *
 * Its measured seconds are booked as such (bench/native/accounting.h).
 */
int xnb_native_trial_run(struct xnb_native_trial *trial, const struct xnb_job *job,
                         struct xnb_judged_job *judged, struct xnb_error *err);

/*
 * xnb_native_trial_run(), and all samples of the job as bench/measure.h makes them. Their
 * iterations count on from `first`: where two jobs of a trial are of one series, no two
 * samples are to have one number.
 */
int xnb_native_trial_measure(struct xnb_native_trial *trial,
                             const struct xnb_measure *measure, int64_t first,
                             struct xnb_error *err);

/* The same, all repetitions being warm-ups, and flagged so: to see how long they take. */
int xnb_native_trial_probe(struct xnb_native_trial *trial,
                           const struct xnb_measure *measure, int64_t first,
                           struct xnb_judged_job *judged, struct xnb_error *err);

/* One value of this trial, with the nodes of its pages, and of its CPUs unless the value
 * says which. */
int xnb_native_trial_emit(struct xnb_native_trial *trial, const struct xnb_value *value,
                          struct xnb_error *err);

/* What all native series have: bytes, page as asked for, threads. */
int xnb_native_trial_params(const struct xnb_native_trial *trial, uint64_t bytes,
                            uint32_t threads, struct xnb_params *params,
                            struct xnb_error *err);

/* Frees it all; returns `result`, what went before, -1 keeping the error. Where that is a
 * CPU that went away (ENODEV) the run is told, which ends: session->gone. */
int xnb_native_trial_end(struct xnb_native_trial *trial, int result,
                         struct xnb_error *err);

#endif
