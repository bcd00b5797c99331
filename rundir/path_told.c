/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/path_told.h"

#include "base/utf8.h"
#include "rundir/params.h"
#include "rundir/path_marks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The operation that is nothing but the harness. */
static bool is_empty(const struct xnb_path_parts_row *row)
{
	return strcmp(row->item, "empty") == 0;
}

static bool is_plain(const struct xnb_path_parts_row *row)
{
	return !row->flags[0];
}

/* ---- by the addresses of the code ---- */

static int64_t surplus(const struct xnb_path_parts_row *row, const struct xnb_parts *call)
{
	return call->user + call->kernel + call->xen - row->path;
}

/* What lies between the marks and the readings of the TSC: userland's, the same in each
 * call, and not less than nothing. */
static bool find_marks_own(int64_t *own, const struct xnb_path_parts_row *rows,
                           const struct xnb_path_calls *calls)
{
	bool found = false;

	for (size_t i = 0; i < calls->n; i++) {
		if (!is_empty(&rows[i]) || !is_plain(&rows[i]))
			continue;
		if (found && surplus(&rows[i], &calls->calls[i]) != *own)
			return false;
		*own = surplus(&rows[i], &calls->calls[i]);
		found = true;
	}
	return found && *own >= 0;
}

static int say_surplus(struct xnb_path_rows *rows, struct xnb_path_parts_row *row,
                       int64_t by, struct xnb_error *err)
{
	char why[96];

	snprintf(why, sizeof(why), "the parts are %+" PRId64 " instructions off the path",
	         by);
	row->why = xnb_strings_intern(rows->strings, why);
	return row->why ? 0 : xnb_fail_nomem(err);
}

static int attribute(struct xnb_path_rows *rows, size_t first,
                     const struct xnb_path_calls *calls, int64_t own,
                     struct xnb_path_parts_told *told, struct xnb_error *err)
{
	for (size_t i = 0; i < calls->n; i++) {
		struct xnb_path_parts_row *row = &rows->rows[first + i];
		const int64_t off = surplus(row, &calls->calls[i]) - own;

		if (off != 0 || calls->calls[i].user < own) {
			if (say_surplus(rows, row, off, err) != 0)
				return -1;
			snprintf(told->why, sizeof(told->why), "%s of some calls",
			         row->why);
			continue;
		}
		row->parts = calls->calls[i];
		row->parts.user -= own;
		row->how = XNB_PARTS_BY_ADDRESS;
		told->by_address++;
	}
	return 0;
}

/* *done: whether the calls are those of the rows; else told->why says why not. */
static int tell_calls(struct xnb_path_rows *rows, size_t first,
                      const struct xnb_path_calls *calls,
                      struct xnb_path_parts_told *told, bool *done, struct xnb_error *err)
{
	const size_t n = rows->n - first;
	int64_t own = 0;

	if (calls->n != n) {
		snprintf(told->why, sizeof(told->why),
		         "the emulator met %zu calls, and %zu became samples", calls->n,
		         n);
		return 0;
	}
	if (!find_marks_own(&own, rows->rows + first, calls)) {
		snprintf(told->why, sizeof(told->why),
		         "the operation `empty' does not tell what the marks add");
		return 0;
	}
	*done = true;
	return attribute(rows, first, calls, own, told, err);
}

static int tell_by_address(struct xnb_path_rows *rows, size_t first,
                           const struct xnb_path_met *met,
                           struct xnb_path_parts_told *told, bool *done,
                           struct xnb_error *err)
{
	struct xnb_path_calls calls = {0};
	struct xnb_error bad = {0};
	int rc = 0;

	if (met->absent)
		xnb_utf8_show(told->why, sizeof(told->why), met->absent);
	else if (xnb_path_calls_find(&calls, met->records, met->n, &bad) != 0)
		snprintf(told->why, sizeof(told->why), "%.250s", bad.text);
	else
		rc = tell_calls(rows, first, &calls, told, done, err);
	xnb_path_calls_free(&calls);
	return rc;
}

/* ---- by differences ---- */

static const struct xnb_path_parts *find_raw(const struct xnb_path_parts_table *table,
                                             const struct xnb_path_parts_row *row)
{
	struct xnb_params params = {0};

	snprintf(params.text, sizeof(params.text), "%s", row->params);
	if (xnb_params_set(&params, "path", "raw", NULL) != 0)
		return NULL;
	return xnb_path_parts_find(table, row->item, params.text, row->boot, row->block);
}

/* What the wrapper has beyond the raw call is the library's. */
static int64_t user_of_wrapper(const struct xnb_path_parts_table *table,
                               const struct xnb_path_parts_row *row)
{
	const struct xnb_path_parts *raw = find_raw(table, row);

	return raw && raw->path >= 0 ? row->path - raw->path : -1;
}

/* What `empty` has, each call has. */
static int64_t user_of_raw(const struct xnb_path_parts_table *table,
                           const struct xnb_path_parts_row *row)
{
	const struct xnb_path_parts *empty =
	    xnb_path_parts_find(table, "empty", "path=raw", row->boot, row->block);

	return empty ? empty->path : -1;
}

static const struct {
	const char *path;
	int64_t (*user)(const struct xnb_path_parts_table *table,
	                const struct xnb_path_parts_row *row);
} floors[] = {
    {"wrapper", user_of_wrapper},
    {"raw", user_of_raw},
};

static bool subtract(struct xnb_path_parts_row *row, int64_t user,
                     struct xnb_path_parts_told *told)
{
	if (user < 0 || user > row->path)
		return false;
	row->parts.user = user;
	row->parts.rest = row->path - user;
	row->how = XNB_PARTS_BY_DIFFERENCE;
	told->by_difference++;
	return true;
}

static bool tell_difference(struct xnb_path_parts_row *row,
                            const struct xnb_path_parts_table *table,
                            struct xnb_path_parts_told *told)
{
	char path[16] = "";

	xnb_params_get(row->params, "path", path, sizeof(path));
	for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++)
		if (strcmp(path, floors[i].path) == 0)
			return subtract(row, floors[i].user(table, row), told);
	return false;
}

/* Why not by address, and why by no difference either. */
static int make_reasons(const char *reasons[2], struct xnb_strings *strings,
                        const struct xnb_path_parts_told *told, struct xnb_error *err)
{
	char neither[sizeof(told->why) + 64];

	snprintf(neither, sizeof(neither), "%s; and there is no shorter call to compare",
	         told->why);
	reasons[0] = xnb_strings_intern(strings, neither);
	reasons[1] = xnb_strings_intern(strings, told->why);
	return reasons[0] && reasons[1] ? 0 : xnb_fail_nomem(err);
}

static int tell_by_difference(struct xnb_path_rows *rows, size_t first,
                              struct xnb_path_parts_told *told, struct xnb_error *err)
{
	struct xnb_path_parts_table table = {0}; /* its texts are those of the rows */
	const char *reasons[2];
	int rc = make_reasons(reasons, rows->strings, told, err);

	if (rc == 0)
		rc =
		    xnb_path_series_add(&table, rows->rows + first, rows->n - first, err);
	for (size_t i = first; i < rows->n && rc == 0; i++)
		rows->rows[i].why =
		    reasons[tell_difference(&rows->rows[i], &table, told)];
	free(table.series);
	return rc;
}

int xnb_path_tell(struct xnb_path_rows *rows, size_t first,
                  const struct xnb_path_met *met, struct xnb_path_parts_told *told,
                  struct xnb_error *err)
{
	bool done = false;

	told->samples = rows->n - first;
	if (tell_by_address(rows, first, met, told, &done, err) != 0)
		return -1;
	return done ? 0 : tell_by_difference(rows, first, told, err);
}
