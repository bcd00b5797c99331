/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file that the history lies in: an SQLite database with a write-ahead log, foreign
 * keys, our number as application_id and its schema's as user_version.
 *
 *   host        a name and a topology ("2 nodes: 2+2 CPUs"): what is measured on another
 *               topology is not comparable
 *   run         one added run: what it is known by, host, time, kind of timing
 *   environment what run.json says of Xen, CPU, dom0, and the tool, by name
 *   boot        boots of a run
 *   series      the key of a series (rundir/sample.h); nodes are "" in exact ones, for
 *               which the nodes are what is measured
 *   summary     what a run says of a series (analysis/summary.h) and how it is judged
 *   unit        the mean of each unit of analysis
 */
#ifndef XNB_ANALYSIS_HISTORY_DB_H
#define XNB_ANALYSIS_HISTORY_DB_H

#include "base/buf.h"
#include "base/error.h"

#include <sqlite3.h>

enum {
	XNB_HISTORY_SCHEMA = 1,
	XNB_HISTORY_APPLICATION = 0x584e4248, /* "XNBH" */
};

enum xnb_history_use {
	XNB_HISTORY_READ,  /* the file must be there; it need not be writable */
	XNB_HISTORY_WRITE, /* makes it, and its folder, where it is not */
};

/*
 * Refused: a file that is no database, another program's database, and a newer version's
 * (XNB_EXIT_FAILED); one that is not there to be read, or cannot be opened
 * (XNB_EXIT_ENVIRONMENT). Waits up to a minute for another writer.
 */
int xnb_history_open(sqlite3 **out, const char *path, enum xnb_history_use use,
                     struct xnb_error *err);
void xnb_history_close(sqlite3 *sql);

/* $XDG_DATA_HOME/xen-numabench/history.db, else ~/.local/share/xen-numabench/history.db.
 * XNB_EXIT_USAGE where neither variable says anything. */
int xnb_history_default_path(struct xnb_buf *path, struct xnb_error *err);

#endif
