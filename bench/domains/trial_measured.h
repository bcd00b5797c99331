/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one job of a trial came to, as bench/measure.h takes it. */
#ifndef XNB_BENCH_TRIAL_MEASURED_H
#define XNB_BENCH_TRIAL_MEASURED_H

#include "bench/domains/jobs.h"
#include "bench/domains/trial.h"
#include "bench/measure.h"

#include <stdint.h>

/* It points into itself and to what it was made of: these stay where they are. */
struct xnb_trial_measured {
	struct xnb_measured measured;
	char who[64], cpu_node[XNB_NODES_TEXT];
};

/* Of job `index` of the outcome; flagged `moved` where a vCPU changed its node. Values go
 * to xnb_trial_emit(). */
void xnb_trial_measured(struct xnb_trial_measured *m, struct xnb_trial *trial,
                        const struct xnb_outcome *outcome, uint32_t index,
                        const struct xnb_measure *measure,
                        const struct xnb_judged_job *judged);

#endif
