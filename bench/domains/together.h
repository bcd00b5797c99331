/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What domains of a group did at the same time: one job of each, judged as that of a
 * single domain is (bench/judge.h), and set beside each other on Xen's system time.
 */
#ifndef XNB_BENCH_TOGETHER_H
#define XNB_BENCH_TOGETHER_H

#include "base/error.h"
#include "bench/domains/group.h"
#include "bench/domains/trial_measured.h"
#include "bench/judge.h"
#include "bench/measure.h"
#include "bench/overlap.h"

#include <stdbool.h>
#include <stdint.h>

/* Job `index` of every domain, judged. */
struct xnb_together {
	struct xnb_group *group;
	uint32_t index;
	struct xnb_judged_job *judged; /* [n] */
};

/* Judges; a repetition of which the common clock does not tell the times is warned of; in
 * each repetition in which the domains hardly worked at the same time the flag
 * `partial-overlap` is set for all of them. Free it in any case. */
int xnb_together_judge(struct xnb_together *together, struct xnb_group *group,
                       uint32_t index, struct xnb_error *err);
void xnb_together_free(struct xnb_together *together);

/*
 * When domains `first` to first + n - 1 were at work in one repetition. False when it is
 * not known of one of them: it has no result, or no time on the common clock.
 */
bool xnb_together_overlap(const struct xnb_together *together, uint32_t repetition,
                          unsigned first, unsigned n, struct xnb_overlap *overlap);

/* One domain's part in it, as bench/measure.h takes it. */
void xnb_together_measured(struct xnb_trial_measured *m,
                           const struct xnb_together *together, unsigned domain,
                           const struct xnb_measure *measure);

/* Writes the samples of one domain as bench/measure.h makes them, and what part of each
 * repetition's time all domains were at work in (metric `overlap`). */
int xnb_together_emit_domain(const struct xnb_together *together, unsigned domain,
                             const struct xnb_measure *measure, struct xnb_error *err);

/* The metrics of all domains together, and of the one that did the least. */
struct xnb_together_metrics {
	const char *aggregate, *worst, *unit;
	double amount; /* for each unit of what they have `done` */
};

/*
 * Writes, for each repetition, what domains `first` to first + n - 1 did in all, and what
 * the least of them did, from the first one's start to the last one's end; `worst` may be
 * NULL. Samples of the group: their domain is the first one's number, their nodes are
 * those of all.
 */
int xnb_together_emit_all(const struct xnb_together *together, unsigned first, unsigned n,
                          const struct xnb_measure *measure,
                          const struct xnb_together_metrics *metrics,
                          struct xnb_error *err);

#endif
