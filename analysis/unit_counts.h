/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many units of analysis the series of a figure rest on, for its caption. The level
 * is chosen series by series, so each level that occurs has a count of its own.
 */
#ifndef XNB_ANALYSIS_UNIT_COUNTS_H
#define XNB_ANALYSIS_UNIT_COUNTS_H

#include "analysis/summary.h"
#include "base/buf.h"

#include <stddef.h>

/* Start from {0}. */
struct xnb_unit_counts {
	struct {
		size_t least, most, n_series;
	} levels[XNB_N_LEVELS];
	size_t n_left_out;                 /* samples, flagged as no measurement */
	const struct xnb_subject *subject; /* of the series */
};

/* Takes a series in, with `n_units` of the level of `summary`. */
void xnb_unit_counts_take(struct xnb_unit_counts *counts,
                          const struct xnb_summary *summary, size_t n_units);

/* "3 domains", "2 to 3 domains", "3 boots or 2 domains". Nothing when there is none. */
void xnb_unit_counts_describe(struct xnb_buf *caption,
                              const struct xnb_unit_counts *counts);

/* " 2 samples flagged as no measurement are left out.", or nothing. */
void xnb_unit_counts_describe_left_out(struct xnb_buf *caption,
                                       const struct xnb_unit_counts *counts);

#endif
