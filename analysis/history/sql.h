/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The little of SQLite that the history needs, with our errors: prepared statements only,
 * so that no text from a run is ever part of one. Within analysis/history alone.
 */
#ifndef XNB_ANALYSIS_HISTORY_SQL_H
#define XNB_ANALYSIS_HISTORY_SQL_H

#include "base/error.h"

#include <sqlite3.h>
#include <stdint.h>

/*
 * Fills `err` with what SQLite has last said of the database, with the remedy: locked,
 * full disk, damaged, not a database, no permission.
 */
int xnb_sql_fail(sqlite3 *sql, struct xnb_error *err);

/* The same of a file that could not be opened, whose name SQLite does not know. */
int xnb_sql_fail_at(sqlite3 *sql, const char *path, struct xnb_error *err);

/* A statement of our own, without anything from outside in it, that returns no rows. */
int xnb_sql_do(sqlite3 *sql, const char *statement, struct xnb_error *err);

int xnb_sql_prepare(sqlite3 *sql, sqlite3_stmt **out, const char *statement,
                    struct xnb_error *err);

/* NULL and NAN become NULL. Errors are those of the next step. */
void xnb_sql_bind_text(sqlite3_stmt *statement, int place, const char *text);
void xnb_sql_bind_number(sqlite3_stmt *statement, int place, double number);
void xnb_sql_bind_integer(sqlite3_stmt *statement, int place, int64_t integer);

/* 1: there is a row, 0: there is none (more), -1 with `err`. */
int xnb_sql_step(sqlite3_stmt *statement, struct xnb_error *err);

/* Steps to the end, and makes it ready to be bound anew. */
int xnb_sql_run(sqlite3_stmt *statement, struct xnb_error *err);

/* "" and NAN where the column is NULL. */
const char *xnb_sql_text(sqlite3_stmt *statement, int column);
double xnb_sql_number(sqlite3_stmt *statement, int column);

#endif
