/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts runs into the history. */
#ifndef XNB_ANALYSIS_HISTORY_ADD_H
#define XNB_ANALYSIS_HISTORY_ADD_H

#include "analysis/history/db.h"
#include "base/error.h"
#include "base/sha256.h"

#include <stdbool.h>

struct xnb_history_add_request {
	const char *host; /* instead of run.json's, or where there is none; else NULL */
	const char *time; /* likewise, "2026-11-22T19:10:30Z" */
	bool replace;     /* a run that changed since it was added takes its own place */
};

enum xnb_history_added {
	XNB_HISTORY_ADDED,
	XNB_HISTORY_THERE, /* it was there already; nothing was changed */
	XNB_HISTORY_REPLACED,
};

struct xnb_history_add_result {
	enum xnb_history_added how;
	char identity[XNB_SHA256_SIZE];
	size_t n_series;
};

/*
 * Adds `path`, a complete run directory or a samples.csv, in one transaction: whatever
 * ends it in the middle, either all of the run is in the database or nothing. A run is
 * known by what identifies it in run.json (boot, time, seed, command, environment), and
 * where that cannot be (a samples.csv; counted instructions, where each boot draws the
 * same numbers) by its contents.
 *
 * Refused: a run that is not complete, one without host or time where the request has
 * none, one that was added before and has changed since without `replace`
 * (XNB_EXIT_USAGE). Other errors are the reader's and the database's.
 */
int xnb_history_add(sqlite3 *sql, struct xnb_history_add_result *result, const char *path,
                    const struct xnb_history_add_request *request, struct xnb_error *err);

/* Whether it is a time that there is, of the form "2026-11-22T19:10:30Z". */
bool xnb_history_is_time(const char *text);

#endif
