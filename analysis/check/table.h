/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of what differs from BASE, for a terminal. */
#ifndef XNB_ANALYSIS_CHECK_TABLE_H
#define XNB_ANALYSIS_CHECK_TABLE_H

#include "analysis/check/check.h"
#include "base/buf.h"

/* A line for each placement and claim; of paths one for each operation, path and way,
 * with the variants below it where they are few. Nothing where nothing differs. */
void xnb_gate_put_table(struct xnb_buf *text, const struct xnb_gate *gate);

#endif
