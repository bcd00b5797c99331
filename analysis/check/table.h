/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of what differs from BASE, for a terminal. */
#ifndef XNB_ANALYSIS_CHECK_TABLE_H
#define XNB_ANALYSIS_CHECK_TABLE_H

#include "analysis/check/check.h"
#include "base/buf.h"

/* Each placement and claim; then the paths, those that are longer first: a line for each
 * operation, the largest difference first, and its paths below it. Without `all`, where
 * many differ, only below the first operations, and of each the path that differs most.
 * Nothing where nothing differs. */
void xnb_gate_put_table(struct xnb_buf *text, const struct xnb_gate *gate, bool all);

#endif
