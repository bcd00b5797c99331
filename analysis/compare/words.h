/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every format says of a judged series, in the same words. Units and names of the
 * run are in it: foreign text, not escaped for anything. */
#ifndef XNB_ANALYSIS_COMPARE_WORDS_H
#define XNB_ANALYSIS_COMPARE_WORDS_H

#include "analysis/compare/compare.h"
#include "base/buf.h"

/* "0.98 x (95 %: 0.97 to 0.99)"; "" where there is no ratio. */
void xnb_compare_say_ratio(struct xnb_buf *text, const struct xnb_compare_series *series);

/* "10.2 -> 10.0 GB/s, should be 1": exact values with all their digits. */
void xnb_compare_say_arms(struct xnb_buf *text, const struct xnb_compare_series *series);

/* "5 boots each", "3 and 5 boots", "4 pairs of rounds" */
void xnb_compare_say_units(struct xnb_buf *text, const struct xnb_compare_series *series);

/* The three above, with commas. */
void xnb_compare_say_values(struct xnb_buf *text,
                            const struct xnb_compare_series *series);

/* "about 3 more boots in each arm would settle it", or that it cannot be foreseen; ""
 * where that is not asked. */
void xnb_compare_say_further(struct xnb_buf *text,
                             const struct xnb_compare_series *series);

#endif
