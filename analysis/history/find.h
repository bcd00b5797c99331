/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a user means by a name. */
#ifndef XNB_ANALYSIS_HISTORY_FIND_H
#define XNB_ANALYSIS_HISTORY_FIND_H

#include "analysis/history/history.h"

/*
 * Sets `series` or `run` of the filter: "s12" is a series, anything else the beginning of
 * a run's identity. XNB_EXIT_USAGE: there is none, or there are several.
 */
int xnb_history_find(sqlite3 *sql, struct xnb_history_filter *filter, const char *name,
                     struct xnb_error *err);

#endif
