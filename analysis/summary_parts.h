/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a summary is made of, one part each; only for analysis/summary*.c. */
#ifndef XNB_ANALYSIS_SUMMARY_PARTS_H
#define XNB_ANALYSIS_SUMMARY_PARTS_H

#include "analysis/summary.h"
#include "base/error.h"

#include <stddef.h>

/* The id of the unit that a span belongs to, and the order of units: by boot and id. */
int64_t xnb_span_unit(const struct xnb_span *span, enum xnb_unit_level level);
int xnb_unit_compare(const void *a, const void *b);

/* The units of a level with their means, in order of boot and id. The caller frees. */
int xnb_units_make(struct xnb_unit_value **units, size_t *n,
                   const struct xnb_series *series, enum xnb_unit_level level,
                   struct xnb_error *err);

/* Fills n_at[]. */
int xnb_summary_count(struct xnb_summary *summary, struct xnb_error *err);

/* Fills median, iqr, and mad. `scratch` has room for the values, and may be spoilt. */
void xnb_summary_spread(struct xnb_summary *summary, double *scratch);

/* Fills variance[]; after the counts. */
int xnb_summary_variance(struct xnb_summary *summary, struct xnb_error *err);

/* Fills what depends on the order in time, the modes, and the flags. */
int xnb_summary_flags(struct xnb_summary *summary, struct xnb_error *err);

/* Fills scope; after the counts and the units. */
void xnb_summary_scope(struct xnb_summary *summary);

#endif
