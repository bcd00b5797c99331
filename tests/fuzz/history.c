/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run whose run.json is anything, added to a history twice, which is once; then judged
 * and printed. */
#include "tests/fuzz/fuzz.h"

#include "analysis/history/add.h"
#include "analysis/history/db.h"
#include "analysis/history/history.h"
#include "analysis/history/print.h"

#include <unistd.h>

static const struct xnb_history_since all_time = {0};

static void print(struct xnb_history *history)
{
	struct xnb_error err = {0};
	int exit;

	XNB_FUZZ_MUST(!xnb_history_check(history, &all_time, &exit, &err));
	for (int view = 0; view < XNB_N_HISTORY_VIEWS; view++) {
		struct xnb_buf text = {0};

		if (xnb_history_write_json(&text, history, (enum xnb_history_view)view,
		                           &all_time, &err))
			xnb_fuzz_check_error(&err);
		xnb_buf_free(&text);
	}
}

static void load(sqlite3 *sql)
{
	const struct xnb_history_filter all = {0};
	struct xnb_error err = {0};
	struct xnb_history history;

	XNB_FUZZ_MUST(!xnb_history_load(&history, sql, &all, &err));
	XNB_FUZZ_MUST(history.n_runs == 1);
	print(&history);
	xnb_history_free(&history);
}

static void add(sqlite3 *sql, const char *path)
{
	const struct xnb_history_add_request request = {
	    .host = "host",
	    .time = "2026-11-22T19:10:30Z",
	};
	struct xnb_history_add_result result;
	struct xnb_error err = {0};

	if (xnb_history_add(sql, &result, path, &request, &err)) {
		xnb_fuzz_check_error(&err);
		return;
	}
	XNB_FUZZ_MUST(result.how == XNB_HISTORY_ADDED);
	XNB_FUZZ_MUST(!xnb_history_add(sql, &result, path, &request, &err));
	XNB_FUZZ_MUST(result.how == XNB_HISTORY_THERE);
	load(sql);
}

static void remove_database(const char *path)
{
	static const char *const parts[] = {"", "-journal", "-wal", "-shm"};
	char name[128];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, parts[i]);
		unlink(name);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *run = xnb_fuzz_run("run.json");
	struct xnb_error err = {0};
	char database[64];
	sqlite3 *sql;

	xnb_fuzz_file(data, size);
	snprintf(database, sizeof(database), "%s/history.db", run);
	XNB_FUZZ_MUST(!xnb_history_open(&sql, database, XNB_HISTORY_WRITE, &err));
	add(sql, run);
	xnb_history_close(sql);
	remove_database(database);
	return 0;
}
