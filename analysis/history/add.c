/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/add.h"

#include "analysis/history/history.h"
#include "analysis/history/identity.h"
#include "analysis/history/series.h"
#include "analysis/history/sql.h"
#include "analysis/summary.h"
#include "rundir/runjson.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static void set_now(char text[32])
{
	time_t now = time(NULL);
	struct tm utc;

	text[0] = '\0';
	if (gmtime_r(&now, &utc))
		strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* Runs a statement whose places are bound to `texts`, which end with a NULL. */
static int run_with(sqlite3 *sql, const char *query, const char *const texts[],
                    struct xnb_error *err)
{
	sqlite3_stmt *statement;
	int result;

	if (xnb_sql_prepare(sql, &statement, query, err))
		return -1;
	for (int i = 0; texts[i]; i++)
		xnb_sql_bind_text(statement, i + 1, texts[i]);
	result = xnb_sql_run(statement, err);
	sqlite3_finalize(statement);
	return result;
}

/* 1: `content` is what a run of that identity had when it was added; 0: it had not, -1.
 */
static int is_same(sqlite3_stmt *find, const char *content, bool *there,
                   struct xnb_error *err)
{
	int found = xnb_sql_step(find, err);

	if (found < 0)
		return -1;
	*there = found > 0;
	return *there && strcmp(xnb_sql_text(find, 0), content) == 0;
}

static int look_up(sqlite3 *sql, const struct xnb_history_identity *identity, bool *there,
                   struct xnb_error *err)
{
	sqlite3_stmt *find;
	int same;

	if (xnb_sql_prepare(sql, &find, "SELECT content FROM run WHERE identity = ?1",
	                    err))
		return -1;
	xnb_sql_bind_text(find, 1, identity->identity);
	same = is_same(find, identity->content, there, err);
	sqlite3_finalize(find);
	return same;
}

static int add_fact(sqlite3_stmt *statement, int64_t id, const char *object,
                    const char *key, const json_t *value, struct xnb_error *err)
{
	struct xnb_buf name = {0};
	char *text =
	    json_is_string(value)
	        ? strdup(json_string_value(value))
	        : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
	int result = -1;

	xnb_buf_printf(&name, "%s%s%s", object, object[0] ? "." : "", key);
	if (!text || name.failed) {
		xnb_fail_nomem(err);
	} else {
		xnb_sql_bind_integer(statement, 1, id);
		xnb_sql_bind_text(statement, 2, xnb_buf_text(&name));
		xnb_sql_bind_text(statement, 3, text);
		result = xnb_sql_run(statement, err);
	}
	xnb_buf_free(&name);
	free(text);
	return result;
}

static int add_object(sqlite3_stmt *statement, int64_t id, const json_t *meta,
                      const char *object, struct xnb_error *err)
{
	const char *key;
	json_t *value;

	/* The host is known by another table. */
	json_object_foreach(
	    json_object_get(meta, object), key,
	    value) if (!json_is_null(value) && strcmp(key, "host") != 0 &&
	               add_fact(statement, id, object, key, value, err)) return -1;
	return 0;
}

static int add_facts(sqlite3 *sql, int64_t id, const json_t *meta, struct xnb_error *err)
{
	sqlite3_stmt *statement;
	int result;

	if (xnb_sql_prepare(
	        sql, &statement,
	        "INSERT INTO environment (run, name, value) VALUES (?1, ?2, ?3)", err))
		return -1;
	result = add_object(statement, id, meta, "environment", err);
	if (!result)
		result = add_object(statement, id, meta, "tool", err);
	if (!result && json_object_get(meta, "node_sizes"))
		result = add_fact(statement, id, "", "node_sizes",
		                  json_object_get(meta, "node_sizes"), err);
	sqlite3_finalize(statement);
	return result;
}

static int add_boots(sqlite3 *sql, int64_t id, const json_t *meta, struct xnb_error *err)
{
	sqlite3_stmt *statement;
	json_t *boot;
	int result = 0;
	size_t i;

	if (xnb_sql_prepare(
	        sql, &statement,
	        "INSERT INTO boot (run, place, identity, start) VALUES (?1, ?2, ?3, ?4)",
	        err))
		return -1;
	json_array_foreach(json_object_get(meta, "boots"), i, boot)
	{
		if (result)
			break;
		xnb_sql_bind_integer(statement, 1, id);
		xnb_sql_bind_integer(statement, 2, (int64_t)i);
		xnb_sql_bind_text(statement, 3, xnb_runjson_text(boot, "id"));
		xnb_sql_bind_text(statement, 4, xnb_runjson_text(boot, "start"));
		result = xnb_sql_run(statement, err);
	}
	sqlite3_finalize(statement);
	return result;
}

static int add_run(sqlite3 *sql, int64_t *id, const struct xnb_run *run,
                   const struct xnb_history_identity *identity, struct xnb_error *err)
{
	const char *host = xnb_buf_text(&identity->host);
	const char *topology = xnb_buf_text(&identity->topology);
	char now[32];

	set_now(now);
	if (run_with(sql, "INSERT OR IGNORE INTO host (name, topology) VALUES (?1, ?2)",
	             (const char *[]){host, topology, NULL}, err) ||
	    run_with(
	        sql,
	        "INSERT INTO run (identity, content, time, timing, path, added, host)"
	        " VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
	        " (SELECT id FROM host WHERE name = ?7 AND topology = ?8))",
	        (const char *[]){identity->identity, identity->content,
	                         xnb_buf_text(&identity->time),
	                         run->meta ? xnb_run_timing(run) : XNB_HISTORY_TABLE,
	                         run->path, now, host, topology, NULL},
	        err))
		return -1;
	*id = sqlite3_last_insert_rowid(sql);
	return add_facts(sql, *id, run->meta, err) || add_boots(sql, *id, run->meta, err)
	           ? -1
	           : 0;
}

static int add_locked(sqlite3 *sql, struct xnb_history_add_result *result,
                      const struct xnb_run *run, const struct xnb_summaries *summaries,
                      const struct xnb_history_identity *identity, bool replace,
                      struct xnb_error *err)
{
	bool there;
	int same = look_up(sql, identity, &there, err);
	int64_t id;

	if (same < 0)
		return -1;
	result->how = same    ? XNB_HISTORY_THERE
	              : there ? XNB_HISTORY_REPLACED
	                      : XNB_HISTORY_ADDED;
	if (same)
		return 0;
	if (there && !replace)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "was added before and has changed since; with --replace "
		                "it takes its own place");
	if (there && run_with(sql, "DELETE FROM run WHERE identity = ?1",
	                      (const char *[]){identity->identity, NULL}, err))
		return -1;
	if (add_run(sql, &id, run, identity, err))
		return -1;
	return xnb_history_add_series(sql, id, &result->n_series, run, summaries, err);
}

/* Immediate: who waits for another writer does so before it has read anything. */
static int add_identified(sqlite3 *sql, struct xnb_history_add_result *result,
                          const struct xnb_run *run,
                          const struct xnb_summaries *summaries,
                          const struct xnb_history_identity *identity, bool replace,
                          struct xnb_error *err)
{
	int failed = xnb_sql_do(sql, "BEGIN IMMEDIATE", err);

	if (!failed)
		failed = add_locked(sql, result, run, summaries, identity, replace, err);
	if (!failed)
		failed = xnb_sql_do(sql, "COMMIT", err);
	if (!failed)
		return 0;
	/* No error of its own: a failure may have rolled back already. */
	sqlite3_exec(sql, "ROLLBACK", NULL, NULL, NULL);
	return xnb_fail_prefix(err, "%s", run->path);
}

static int add_read(sqlite3 *sql, struct xnb_history_add_result *result,
                    const struct xnb_run *run, const struct xnb_summaries *summaries,
                    const struct xnb_history_add_request *request, struct xnb_error *err)
{
	struct xnb_history_identity identity;
	int failed = xnb_history_identify(&identity, run, request, err);

	if (!failed) {
		memcpy(result->identity, identity.identity, sizeof(result->identity));
		failed = add_identified(sql, result, run, summaries, &identity,
		                        request->replace, err);
	}
	xnb_history_identity_free(&identity);
	return failed;
}

int xnb_history_add(sqlite3 *sql, struct xnb_history_add_result *result, const char *path,
                    const struct xnb_history_add_request *request, struct xnb_error *err)
{
	struct xnb_summaries summaries;
	struct xnb_run *run;
	int failed;

	*result = (struct xnb_history_add_result){0};
	if (xnb_summaries_read(&summaries, &run, path, err))
		return -1;
	failed = add_read(sql, result, run, &summaries, request, err);
	xnb_summaries_free(&summaries);
	xnb_run_free(run);
	return failed;
}
