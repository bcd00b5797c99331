/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One domain of a unit, from settling to the memory that comes back: what every
 * experiment on domains shares.
 *
 *   if (!xnb_trial_begin(&trial, session, unit, &shape, err)) { measure }
 *   xnb_trial_end(&trial, ...) in any case
 *
 * Settled or flagged; checked against free memory; numbered; built; its extents written
 * to extents.csv. The end gives the pages back, compares them per node with what was
 * attributed while populating, and destroys the domain.
 */
#ifndef XNB_BENCH_TRIAL_H
#define XNB_BENCH_TRIAL_H

#include "bench/domains/builder.h"
#include "bench/domains/jobs.h"
#include "bench/experiment.h"
#include "bench/value.h"
#include "rundir/sample.h"

#include <stdbool.h>
#include <stdint.h>

struct xnb_trial;

struct xnb_shape {
	uint64_t memory_bytes;
	unsigned vcpus;
	/* The experiment takes a domain that Xen refused an extent for, where the
	 * scenario allows that, or no Xen promises extents of that order. */
	bool may_be_refused;
	/* How it is built, where that is not what the unit's scenario, whose name its
	 * samples have, says: of a group with several policies. NULL: as the unit's. */
	const struct xnb_scenario *policy;
	/* Of a group (bench/domains/group.h): the domain that was built right before and
	 * is still there; NULL: none. And pages by node of those that come behind. */
	const struct xnb_trial *before;
	struct xnb_page_counts behind;
};

const struct xnb_scenario *xnb_shape_policy(const struct xnb_shape *shape,
                                            const struct xnb_unit *unit);

struct xnb_trial {
	struct xnb_session *session;
	const struct xnb_unit *unit;
	struct xnb_shape shape;
	struct xnb_built built;
	struct xnb_flags flags; /* that hold for every sample: `unsettled`, ... */
	bool unsettled;         /* its memory was not clean when it was built */
	bool suspect;           /* samples of it are not to be trusted */
	int64_t number;         /* the domain's */
	int64_t iteration;      /* of the next sample */
	double locality;        /* NAN: not known */
	char mem_node[XNB_NODES_TEXT];
	char cpu_node[XNB_NODES_TEXT]; /* by libxl's placement, as soft affinity; "" */
	xnb_look_fn *seen; /* gets the looks at the vCPUs of xnb_trial_run(); or NULL */
	void *seen_arg;
};

int xnb_trial_begin(struct xnb_trial *trial, struct xnb_session *session,
                    const struct xnb_unit *unit, const struct xnb_shape *shape,
                    struct xnb_error *err);

/* Runs jobs in the domain; a domain that hangs or crashes is also a warning of the run.
 */
int xnb_trial_run(struct xnb_trial *trial, const struct xnb_job *jobs, uint32_t n_jobs,
                  struct xnb_outcome *outcome, struct xnb_error *err);

/* What tells series of domains of different shapes apart: memory, extent order (not of
 * libxl, which chooses it), type. */
int xnb_trial_shape_params(const struct xnb_trial *trial, struct xnb_params *params,
                           struct xnb_error *err);

/* Writes one value of this domain. */
int xnb_trial_emit(struct xnb_trial *trial, const struct xnb_value *value,
                   struct xnb_error *err);

/*
 * Gives the memory back, writes the sample `returned` (metric locality: pages that came
 * back on A / pages), and destroys the domain. `result` is what went before: -1 only
 * destroys, and keeps the error that is in `err`. Returns -1 when anything failed.
 */
int xnb_trial_end(struct xnb_trial *trial, int result, struct xnb_error *err);

/* Its two halves, where several domains end together. */
int xnb_trial_give_back(struct xnb_trial *trial, struct xnb_error *err);
int xnb_trial_destroy(struct xnb_trial *trial, int result, struct xnb_error *err);

/* The request of its jobs, as xnb_trial_run() makes it. */
struct xnb_jobs_request xnb_trial_jobs_request(const struct xnb_trial *trial,
                                               const struct xnb_job *jobs,
                                               uint32_t n_jobs);
/* What of an outcome is judged (bench/judge.h). */
struct xnb_evidence xnb_trial_evidence(struct xnb_trial *trial,
                                       const struct xnb_outcome *outcome);
/* The warning where a domain did not finish; xnb_trial_run() gives it. */
void xnb_trial_tell_ending(const struct xnb_trial *trial,
                           const struct xnb_outcome *outcome);

#endif
