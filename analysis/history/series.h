/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the series of one run into the history. Within analysis/history alone. */
#ifndef XNB_ANALYSIS_HISTORY_SERIES_H
#define XNB_ANALYSIS_HISTORY_SERIES_H

#include "analysis/summary.h"
#include "base/error.h"
#include "rundir/reader.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

/*
 * `id` is the run's row. Exact series that differ only in their nodes are one, as the
 * nodes are what they measure (analysis/compare/compare.h). *n: how many series there
 * are.
 */
int xnb_history_add_series(sqlite3 *sql, int64_t id, size_t *n, const struct xnb_run *run,
                           const struct xnb_summaries *summaries, struct xnb_error *err);

#endif
