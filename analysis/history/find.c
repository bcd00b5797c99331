/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/find.h"

#include "analysis/history/print.h"
#include "analysis/history/sql.h"

/* The only row's id into *id. */
static int take_only(sqlite3_stmt *rows, int64_t *id, const char *name,
                     struct xnb_error *err)
{
	int found = xnb_sql_step(rows, err);

	if (found < 0)
		return -1;
	if (found == 0)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "%s: there is no such run or series; see `history list' and "
		    "`history list --series'",
		    name);
	*id = sqlite3_column_int64(rows, 0);
	found = xnb_sql_step(rows, err);
	if (found > 0)
		return xnb_fail(
		    err, XNB_EXIT_USAGE, 0,
		    "%s: several runs begin so; give more of the name, as `history "
		    "list' has it",
		    name);
	return found;
}

int xnb_history_find(sqlite3 *sql, struct xnb_history_filter *filter, const char *name,
                     struct xnb_error *err)
{
	int64_t series = xnb_history_series_id(name);
	sqlite3_stmt *rows;
	int result;

	if (xnb_sql_prepare(
	        sql, &rows,
	        series ? "SELECT id FROM series WHERE id = ?1"
	               : "SELECT id FROM run WHERE substr(identity, 1, length(?1)) = ?1",
	        err))
		return -1;
	if (series)
		xnb_sql_bind_integer(rows, 1, series);
	else
		xnb_sql_bind_text(rows, 1, name);
	result = take_only(rows, series ? &filter->series : &filter->run, name, err);
	sqlite3_finalize(rows);
	return result;
}
