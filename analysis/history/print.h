/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the history says, for people and for programs. All append a whole document. */
#ifndef XNB_ANALYSIS_HISTORY_PRINT_H
#define XNB_ANALYSIS_HISTORY_PRINT_H

#include "analysis/history/history.h"
#include "base/buf.h"
#include "base/error.h"

/* What a document is of. */
enum xnb_history_view {
	XNB_HISTORY_RUNS,   /* a line a run */
	XNB_HISTORY_LIST,   /* a line a series */
	XNB_HISTORY_SERIES, /* each series with its points */
	XNB_HISTORY_CHECK,  /* each series' changes */
	XNB_N_HISTORY_VIEWS,
};

/* Text of runs and hosts is shown without control characters. */
int xnb_history_write_text(struct xnb_buf *text, const struct xnb_history *history,
                           enum xnb_history_view view,
                           const struct xnb_history_since *since, struct xnb_error *err);

/* One document with "format": "xen-numabench-history", "version": 1; see
 * xen-numabench-history(1). */
int xnb_history_write_json(struct xnb_buf *text, const struct xnb_history *history,
                           enum xnb_history_view view,
                           const struct xnb_history_since *since, struct xnb_error *err);

/* "s12": how a series is named to the user, and back (0: it is no such name). */
int64_t xnb_history_series_id(const char *name);

/* How many hexadecimal digits of a run's identity are shown. */
enum { XNB_HISTORY_SHORT = 12 };

#endif
