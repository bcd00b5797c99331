/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading a history that may not be written. Within analysis/history alone. */
#ifndef XNB_ANALYSIS_HISTORY_COPY_H
#define XNB_ANALYSIS_HISTORY_COPY_H

#include "base/error.h"

#include <sqlite3.h>

/*
 * Opens a copy of the file in memory, for reading: a database with a write-ahead log
 * cannot be read in place where its file or folder may not be written (the log's index is
 * made for each reader). XNB_EXIT_ENVIRONMENT where the file cannot be read, or a program
 * writes to the database: what is in its log would be missing.
 */
int xnb_history_open_copy(sqlite3 **out, const char *path, struct xnb_error *err);

#endif
