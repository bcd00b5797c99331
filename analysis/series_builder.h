/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What both ways to a set of series share: finding the series of a sample, and adding the
 * sample's value to it. */
#ifndef XNB_ANALYSIS_SERIES_BUILDER_H
#define XNB_ANALYSIS_SERIES_BUILDER_H

#include "analysis/series.h"

/* What a sample is to its series. */
enum xnb_series_part {
	XNB_SERIES_VALUE,
	XNB_SERIES_LEFT_OUT,
	XNB_SERIES_WARMUP,
	XNB_SERIES_N_PARTS,
};

/* Start from {0}. */
struct xnb_series_builder {
	struct xnb_series_set set; /* in order of first appearance */
	size_t *slots;             /* hash table: place in set.series + 1; 0: free */
	size_t n_slots;
	size_t last; /* place of the series that was found last */
};

/* The place in set.series of the series that the sample belongs to, which may be new. */
int xnb_series_builder_find(struct xnb_series_builder *builder,
                            const struct xnb_sample *sample, size_t *place,
                            struct xnb_error *err);

enum xnb_series_part xnb_series_part_of(const struct xnb_sample *sample);

/* Counts the sample, and appends its value where it is one. Samples of one series come in
 * order of time. */
int xnb_series_add(struct xnb_series *series, const struct xnb_sample *sample,
                   enum xnb_series_part part, struct xnb_error *err);

/* Adds the series that are made of others (analysis/load_curve.h), and moves the set,
 * sorted, to `out`. */
int xnb_series_builder_finish(struct xnb_series_builder *builder,
                              struct xnb_series_set *out, const struct xnb_run *run,
                              struct xnb_error *err);

void xnb_series_builder_free(struct xnb_series_builder *builder);

#endif
