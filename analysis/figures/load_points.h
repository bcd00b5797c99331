/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Latency and the bandwidth that was drawn at the same time, unit by unit. */
#ifndef XNB_ANALYSIS_FIGURES_LOAD_POINTS_H
#define XNB_ANALYSIS_FIGURES_LOAD_POINTS_H

#include "analysis/summary.h"
#include "base/error.h"
#include "stats/interval.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_load_points {
	double *latencies, *bandwidths; /* ns, B/s; of each unit */
	size_t n;
	bool are_boots; /* the units; else rounds of one boot */
	/* Geometric means and 95 % intervals, NAN with fewer than XNB_LEAST_UNITS. */
	struct xnb_interval latency, bandwidth;
};

/*
 * The units of a series of latency that has samples. The bandwidth of a round is the sum
 * over domains of what each had on average: of its vCPUs together, or of itself where it
 * says that. Rounds without a bandwidth are left out; n = 0 where none has one.
 */
int xnb_load_points_find(struct xnb_load_points *out, const struct xnb_summaries *all,
                         const struct xnb_series *latency, struct xnb_error *err);
void xnb_load_points_free(struct xnb_load_points *points);

#endif
