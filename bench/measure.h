/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A job and what its times say: the same for a domain and for a team of threads. An
 * experiment fills struct xnb_measure; whoever ran the job hands the judged times to
 * xnb_measure_emit(), which makes values of them.
 */
#ifndef XNB_BENCH_MEASURE_H
#define XNB_BENCH_MEASURE_H

#include "base/error.h"
#include "bench/experiment.h"
#include "bench/judge.h"
#include "bench/value.h"
#include "rundir/params.h"
#include "workloads/kernels.h"
#include "workloads/mailbox.h"

#include <stdbool.h>
#include <stdint.h>

/* How the seconds of one repetition become a value. */
struct xnb_figure {
	const char *metric, *unit;
	/* Of bytes or loads in one repetition, of all vCPUs; of a job with a duration:
	 * for each unit of what it has `done` (struct xnb_job). */
	double amount;
	bool per_amount; /* ns for each of the amount; else amount per second */
};

enum { XNB_MAX_FIGURES = 2 };

struct xnb_measure {
	struct xnb_job job;
	const char *item;
	struct xnb_params params;
	uint64_t useful; /* bytes or loads of one repetition on one vCPU */
	struct xnb_figure figures[XNB_MAX_FIGURES];
	unsigned n_figures;
};

/* What the samples of one job have in common. */
struct xnb_measured {
	struct xnb_session *session;
	const struct xnb_measure *measure;
	const struct xnb_judged_job *judged;
	const char *who;      /* for a warning: "domain 3 (local)" */
	const char *cpu_node; /* that the vCPUs ran on */
	const char *flag;     /* of each sample; "" */
	int (*emit)(void *arg, const struct xnb_value *value, struct xnb_error *err);
	void *arg;
};

/*
 * Emits each figure of each repetition. Iterations count from 0, warm-ups first, which
 * have the flag `warmup`. A job without a result (hung, crashed, not run, refused,
 * unsupported, nonsense) becomes one value with metric `status`, the judgement (enum
 * xnb_judgement), and a flag that says why; it counts in session->failures, and so does a
 * repetition that cannot be, which also becomes such a value where it has no figures.
 */
int xnb_measure_emit(const struct xnb_measured *measured, struct xnb_error *err);

#endif
