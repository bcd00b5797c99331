/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a summary is made of, one part each; only for analysis/summary*.c. */
#ifndef XNB_ANALYSIS_SUMMARY_PARTS_H
#define XNB_ANALYSIS_SUMMARY_PARTS_H

#include "analysis/summary.h"
#include "base/error.h"

#include <stddef.h>

/* The units of a level with their means, in order of boot and id. The caller frees. */
int xnb_units_make(struct xnb_unit_value **units, size_t *n,
                   const struct xnb_series *series, enum xnb_unit_level level,
                   struct xnb_error *err);

/* Fills n_at[]. */
int xnb_summary_count(struct xnb_summary *summary, struct xnb_error *err);

/* Fills median, iqr, and mad. `scratch` has room for the values, and may be spoilt. */
void xnb_summary_spread(struct xnb_summary *summary, double *scratch);

/* Fills scope; after the counts and the units. */
void xnb_summary_scope(struct xnb_summary *summary);

#endif
