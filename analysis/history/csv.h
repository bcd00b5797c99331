/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The history as tables, RFC 4180. */
#ifndef XNB_ANALYSIS_HISTORY_CSV_H
#define XNB_ANALYSIS_HISTORY_CSV_H

#include "analysis/history/history.h"
#include "base/error.h"

#include <sqlite3.h>
#include <stdio.h>

/*
 * Tidy: a row for the mean of each unit of analysis of each series of each run, with all
 * that they are known by.
 */
int xnb_history_write_csv(FILE *out, sqlite3 *sql,
                          const struct xnb_history_filter *filter, struct xnb_error *err);

/*
 * What the CSV importer of Apache Otava reads: a row a run with its `time`, attributes
 * (run, xen_version, xen_changeset, tool_commit) and a column a series. That has no
 * notion of a missing value, so only series that each of the runs has are there,
 * and only runs that have any;
 * *left_out is how many are not. Emulated timings say so in their column's name.
 * XNB_EXIT_USAGE where the history has more than one host, topology or kind of timing.
 */
int xnb_history_write_otava(FILE *out, const struct xnb_history *history,
                            size_t *left_out, struct xnb_error *err);

#endif
