/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/sql.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>

/* What a person can do about SQLite's errors. */
static const struct remedy {
	int code;
	enum xnb_exit exit;
	int errnum;
	const char *text;
} remedies[] = {
    {SQLITE_BUSY, XNB_EXIT_ENVIRONMENT, EBUSY,
     "another program holds it; try again when that has ended"},
    {SQLITE_LOCKED, XNB_EXIT_ENVIRONMENT, EBUSY,
     "another program holds it; try again when that has ended"},
    {SQLITE_FULL, XNB_EXIT_ENVIRONMENT, ENOSPC,
     "nothing of it was added; make room on the disk and add it again"},
    {SQLITE_IOERR, XNB_EXIT_ENVIRONMENT, EIO,
     "nothing of it was added; make room on the disk, or look after it, and try again"},
    {SQLITE_CANTOPEN, XNB_EXIT_ENVIRONMENT, EACCES,
     "look at the folder and its permissions, or name another file with --db"},
    {SQLITE_READONLY, XNB_EXIT_ENVIRONMENT, EROFS,
     "look at the permissions of the file and its folder, or name another with --db"},
    {SQLITE_PERM, XNB_EXIT_ENVIRONMENT, EACCES,
     "look at the permissions of the file, or name another with --db"},
    {SQLITE_NOTADB, XNB_EXIT_FAILED, 0, "name the history's file with --db"},
    {SQLITE_CORRUPT, XNB_EXIT_FAILED, 0,
     "take a copy from a backup, or save what is left with sqlite3's .recover"},
    {SQLITE_TOOBIG, XNB_EXIT_FAILED, EFBIG, "a text in the run is too long"},
    {SQLITE_NOMEM, XNB_EXIT_FAILED, ENOMEM, "close other programs"},
    {SQLITE_OK, XNB_EXIT_FAILED, 0,
     "this is a defect of xen-numabench: please report it"},
};

int xnb_sql_fail_at(sqlite3 *sql, const char *path, struct xnb_error *err)
{
	const struct remedy *remedy = remedies;
	int code = sqlite3_errcode(sql);

	while (remedy->code != SQLITE_OK && remedy->code != (code & 0xff))
		remedy++;
	return xnb_fail(err, remedy->exit, remedy->errnum, "%s: %s: %s", path,
	                sqlite3_errmsg(sql), remedy->text);
}

int xnb_sql_fail(sqlite3 *sql, struct xnb_error *err)
{
	const char *path = sqlite3_db_filename(sql, "main");

	return xnb_sql_fail_at(sql, path && *path ? path : "history", err);
}

int xnb_sql_prepare(sqlite3 *sql, sqlite3_stmt **out, const char *statement,
                    struct xnb_error *err)
{
	*out = NULL;
	if (sqlite3_prepare_v2(sql, statement, -1, out, NULL) != SQLITE_OK)
		return xnb_sql_fail(sql, err);
	return 0;
}

int xnb_sql_do(sqlite3 *sql, const char *statement, struct xnb_error *err)
{
	if (sqlite3_exec(sql, statement, NULL, NULL, NULL) != SQLITE_OK)
		return xnb_sql_fail(sql, err);
	return 0;
}

void xnb_sql_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
	sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT);
}

void xnb_sql_bind_number(sqlite3_stmt *statement, int place, double number)
{
	if (isnan(number))
		sqlite3_bind_null(statement, place);
	else
		sqlite3_bind_double(statement, place, number);
}

void xnb_sql_bind_integer(sqlite3_stmt *statement, int place, int64_t integer)
{
	sqlite3_bind_int64(statement, place, integer);
}

int xnb_sql_step(sqlite3_stmt *statement, struct xnb_error *err)
{
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return xnb_sql_fail(sqlite3_db_handle(statement), err);
	}
}

int xnb_sql_run(sqlite3_stmt *statement, struct xnb_error *err)
{
	int found;

	while ((found = xnb_sql_step(statement, err)) > 0)
		;
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return found;
}

const char *xnb_sql_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text ? (const char *)text : "";
}

double xnb_sql_number(sqlite3_stmt *statement, int column)
{
	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return NAN;
	return sqlite3_column_double(statement, column);
}
