/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The judged series of a comparison as tables for a terminal. */
#ifndef XNB_ANALYSIS_COMPARE_TABLE_H
#define XNB_ANALYSIS_COMPARE_TABLE_H

#include "analysis/compare/compare.h"
#include "base/buf.h"

/* One for each experiment, the worst series first. */
void xnb_compare_put_table(struct xnb_buf *text, const struct xnb_compare *compare);

#endif
