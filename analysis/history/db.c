/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/db.h"

#include "analysis/history/copy.h"
#include "analysis/history/sql.h"
#include "base/io.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 60000 };

/* Numbers of STRICT tables keep their type; NULL where there is no interval, ideal, ...
 */
static const char schema[] =
    "CREATE TABLE host (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " topology TEXT NOT NULL, UNIQUE (name, topology)) STRICT;"
    "CREATE TABLE run (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE,"
    " content TEXT NOT NULL, host INTEGER NOT NULL REFERENCES host, time TEXT NOT NULL,"
    " timing TEXT NOT NULL, path TEXT NOT NULL, added TEXT NOT NULL) STRICT;"
    "CREATE TABLE environment (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    " name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, name))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE boot (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    " place INTEGER NOT NULL, identity TEXT NOT NULL, start TEXT NOT NULL,"
    " PRIMARY KEY (run, place)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE series (id INTEGER PRIMARY KEY, experiment TEXT NOT NULL,"
    " scenario TEXT NOT NULL, item TEXT NOT NULL, params TEXT NOT NULL,"
    " cpu_node TEXT NOT NULL, mem_node TEXT NOT NULL, metric TEXT NOT NULL,"
    " unit TEXT NOT NULL, UNIQUE (experiment, scenario, item, params, cpu_node,"
    " mem_node, metric, unit)) STRICT;"
    "CREATE TABLE summary (series INTEGER NOT NULL REFERENCES series,"
    " run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, rule TEXT NOT NULL,"
    " better TEXT NOT NULL, level TEXT NOT NULL, center REAL, low REAL, high REAL,"
    " least REAL, most REAL, ideal REAL, tolerance REAL NOT NULL,"
    " code INTEGER NOT NULL,"
    " units INTEGER NOT NULL, samples INTEGER NOT NULL, left_out INTEGER NOT NULL,"
    " flagged INTEGER NOT NULL, flags TEXT NOT NULL, PRIMARY KEY (series, run))"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX summary_run ON summary (run);"
    "CREATE TABLE unit (series INTEGER NOT NULL, run INTEGER NOT NULL,"
    " place INTEGER NOT NULL, boot INTEGER NOT NULL, number INTEGER, samples INTEGER"
    " NOT NULL, mean REAL NOT NULL, PRIMARY KEY (series, run, place),"
    " FOREIGN KEY (series, run) REFERENCES summary ON DELETE CASCADE)"
    " STRICT, WITHOUT ROWID;"
    "PRAGMA application_id = 1481523784;"
    "PRAGMA user_version = 1;";

int xnb_history_default_path(struct xnb_buf *path, struct xnb_error *err)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	/* A relative one is to be ignored (XDG Base Directory Specification). */
	if (data && data[0] == '/')
		xnb_buf_printf(path, "%s", data);
	else if (home && home[0])
		xnb_buf_printf(path, "%s/.local/share", home);
	else
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "history: HOME is not set; name its file with --db");
	xnb_buf_puts(path, "/xen-numabench/history.db");
	return path->failed ? xnb_fail_nomem(err) : 0;
}

static int get_integer(sqlite3 *sql, const char *query, int64_t *value,
                       struct xnb_error *err)
{
	sqlite3_stmt *statement;
	int found;

	if (xnb_sql_prepare(sql, &statement, query, err))
		return -1;
	found = xnb_sql_step(statement, err);
	*value = found > 0 ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return found < 0 ? -1 : 0;
}

/* *version: of the schema; 0 where the file is empty. */
static int read_version(sqlite3 *sql, int64_t *version, struct xnb_error *err)
{
	const char *path = sqlite3_db_filename(sql, "main");
	int64_t application, tables;

	if (get_integer(sql, "PRAGMA application_id", &application, err) ||
	    get_integer(sql, "PRAGMA user_version", version, err) ||
	    get_integer(sql, "SELECT count(*) FROM sqlite_schema", &tables, err))
		return -1;
	if (application != XNB_HISTORY_APPLICATION && (application || tables || *version))
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s: is another program's database; name the history's "
		                "file with --db",
		                path);
	if (*version > XNB_HISTORY_SCHEMA)
		return xnb_fail(
		    err, XNB_EXIT_FAILED, 0,
		    "%s: was made by a newer xen-numabench (schema %lld, this "
		    "one knows %d); use that one, or another file with --db",
		    path, (long long)*version, XNB_HISTORY_SCHEMA);
	return 0;
}

/* In one transaction: between its questions another program may make the schema. */
static int read_version_at_once(sqlite3 *sql, int64_t *version, struct xnb_error *err)
{
	int result = xnb_sql_do(sql, "BEGIN", err), saved;

	if (result)
		return -1;
	result = read_version(sql, version, err);
	saved = errno;
	sqlite3_exec(sql, "ROLLBACK", NULL, NULL, NULL);
	errno = saved;
	return result;
}

static int make_schema_locked(sqlite3 *sql, struct xnb_error *err)
{
	int64_t version;

	/* Another writer may have been faster. */
	if (read_version(sql, &version, err))
		return -1;
	return version ? 0 : xnb_sql_do(sql, schema, err);
}

static int make_schema(sqlite3 *sql, struct xnb_error *err)
{
	if (xnb_sql_do(sql, "BEGIN IMMEDIATE", err))
		return -1;
	if (make_schema_locked(sql, err)) {
		sqlite3_exec(sql, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	return xnb_sql_do(sql, "COMMIT", err);
}

/* Two programs that make the log at once do not wait for each other by themselves. */
static int use_log(sqlite3 *sql, struct xnb_error *err)
{
	for (int tries = 0; tries < PATIENCE_MS / 50; tries++) {
		int code =
		    sqlite3_exec(sql, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);

		if (code == SQLITE_OK)
			return 0;
		if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
			break;
		usleep(50000);
	}
	return xnb_sql_fail(sql, err);
}

static int prepare_to_read(sqlite3 *sql, struct xnb_error *err)
{
	int64_t version;

	if (read_version_at_once(sql, &version, err))
		return -1;
	if (version)
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "%s: is empty; `history add RUN' puts a run into it",
	                sqlite3_db_filename(sql, "main"));
}

static int prepare_to_write(sqlite3 *sql, struct xnb_error *err)
{
	int64_t version;

	if (read_version_at_once(sql, &version, err) || use_log(sql, err))
		return -1;
	/* A commit is on the disk when it is told, also after a power failure. */
	if (xnb_sql_do(sql, "PRAGMA synchronous = FULL", err) ||
	    xnb_sql_do(sql, "PRAGMA foreign_keys = ON", err))
		return -1;
	return version ? 0 : make_schema(sql, err);
}

static int make_folder(const char *path, struct xnb_error *err)
{
	const char *slash = strrchr(path, '/');
	struct xnb_buf folder = {0};
	int result;

	if (!slash || slash == path)
		return 0;
	xnb_buf_append(&folder, path, (size_t)(slash - path));
	result = folder.failed ? xnb_fail_nomem(err)
	                       : xnb_make_dirs(xnb_buf_text(&folder), err);
	xnb_buf_free(&folder);
	return result;
}

static int open_file(sqlite3 **out, const char *path, enum xnb_history_use use,
                     struct xnb_error *err)
{
	int flags =
	    SQLITE_OPEN_READWRITE | (use == XNB_HISTORY_WRITE ? SQLITE_OPEN_CREATE : 0);
	struct xnb_buf name = {0};
	int code;

	/* ":memory:" and "file:..." are names of files to a user, not to SQLite. */
	xnb_buf_printf(&name, "%s%s", path[0] == '/' ? "" : "./", path);
	if (name.failed)
		return xnb_fail_nomem(err);
	code = sqlite3_open_v2(xnb_buf_text(&name), out, flags, NULL);
	xnb_buf_free(&name);
	if (code == SQLITE_OK)
		return 0;
	return *out ? xnb_sql_fail_at(*out, path, err) : xnb_fail_nomem(err);
}

static int open_to_read(sqlite3 **sql, struct xnb_error *err)
{
	struct xnb_buf path = {0};
	int result = prepare_to_read(*sql, err);

	if (!result || (errno != EROFS && errno != EACCES))
		return result;
	xnb_buf_puts(&path, sqlite3_db_filename(*sql, "main"));
	sqlite3_close(*sql);
	*sql = NULL;
	result = path.failed ? xnb_fail_nomem(err)
	                     : xnb_history_open_copy(sql, xnb_buf_text(&path), err);
	xnb_buf_free(&path);
	return result ? result : prepare_to_read(*sql, err);
}

int xnb_history_open(sqlite3 **out, const char *path, enum xnb_history_use use,
                     struct xnb_error *err)
{
	int result;

	*out = NULL;
	if (use == XNB_HISTORY_READ && access(path, F_OK) != 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: there is no history yet (%s); `history add RUN' "
		                "begins one",
		                path, strerror(errno));
	if (use == XNB_HISTORY_WRITE && make_folder(path, err))
		return -1;
	result = open_file(out, path, use, err);
	if (!result) {
		sqlite3_busy_timeout(*out, PATIENCE_MS);
		result = use == XNB_HISTORY_WRITE ? prepare_to_write(*out, err)
		                                  : open_to_read(out, err);
	}
	if (result) {
		sqlite3_close(*out);
		*out = NULL;
	}
	return result;
}

void xnb_history_close(sqlite3 *sql)
{
	sqlite3_close(sql);
}
