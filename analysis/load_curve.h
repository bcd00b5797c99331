/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Latency under load at fixed fractions of the peak bandwidth, as series of their own:
 * two machines, or two placements, draw different bandwidths at one delay, so that curves
 * at fixed delays cannot be compared.
 *
 * A curve is all delays of the experiment `loaded-latency` that have scenario, item,
 * nodes and other parameters in common. Of each round of it the latency at a fraction of
 * that round's own peak is interpolated linearly between the two neighbouring delays,
 * from the longest one on; a fraction below the least bandwidth that was measured has no
 * value. Metric `latency-at-load`, with `at=50%` in the place of the delay.
 */
#ifndef XNB_ANALYSIS_LOAD_CURVE_H
#define XNB_ANALYSIS_LOAD_CURVE_H

#include "analysis/series_builder.h"
#include "base/error.h"

#define XNB_LATENCY_AT_LOAD "latency-at-load"

/* Whether a series is the bandwidth that others draw beside a chase: of the same
 * scenario, and with the same parameters but for the part of the memory, which is each
 * one's own. */
bool xnb_loads_beside(const struct xnb_series *series, const struct xnb_series *latency);

/* Adds these series, without samples, to a set that has all others. */
int xnb_load_curves_add(struct xnb_series_set *set, struct xnb_error *err);

#endif
