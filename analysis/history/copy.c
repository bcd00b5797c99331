/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/copy.h"

#include "analysis/history/sql.h"
#include "base/buf.h"
#include "base/io.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

/* Version numbers in the header, for writing and reading: 1 without a log, 2 with one
 * (https://www.sqlite.org/fileformat2.html#file_format_version_numbers). */
enum { VERSIONS_AT = 18, N_VERSIONS = 2, HEADER_SIZE = 100 };

/* Whether another program writes to it, as a log lies beside it that has something. */
static bool has_log(const char *path)
{
	struct xnb_buf log = {0};
	struct stat status;
	bool found;

	xnb_buf_printf(&log, "%s-wal", path);
	found =
	    log.failed || (stat(xnb_buf_text(&log), &status) == 0 && status.st_size > 0);
	xnb_buf_free(&log);
	return found;
}

static bool is_as_it_was(const struct stat *before, const char *path)
{
	struct stat now;

	return stat(path, &now) == 0 && now.st_ino == before->st_ino &&
	       now.st_size == before->st_size &&
	       now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static int read_all(struct xnb_buf *bytes, const char *path, struct xnb_error *err)
{
	struct stat before;
	bool quiet = stat(path, &before) == 0 && !has_log(path);

	if (quiet && xnb_read_file(path, bytes, 0, err))
		return -1;
	if (!quiet || has_log(path) || !is_as_it_was(&before, path))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EBUSY,
		                "%s: another program writes to it, and here it may only "
		                "be read; try again when that has ended",
		                path);
	return 0;
}

/* The database takes memory of SQLite's own, and frees it when it is closed. */
static int deserialize(sqlite3 *sql, const struct xnb_buf *bytes, struct xnb_error *err)
{
	unsigned char *copy = sqlite3_malloc64(bytes->length);

	if (!copy)
		return xnb_fail_nomem(err);
	memcpy(copy, bytes->text, bytes->length);
	memset(copy + VERSIONS_AT, 1, N_VERSIONS);
	if (sqlite3_deserialize(sql, "main", copy, (sqlite3_int64)bytes->length,
	                        (sqlite3_int64)bytes->length,
	                        SQLITE_DESERIALIZE_FREEONCLOSE |
	                            SQLITE_DESERIALIZE_READONLY) != SQLITE_OK)
		return xnb_sql_fail(sql, err);
	return 0;
}

static int open_bytes(sqlite3 **out, const char *path, const struct xnb_buf *bytes,
                      struct xnb_error *err)
{
	if (bytes->length < HEADER_SIZE)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "%s: is no database; name the history's file with --db",
		                path);
	if (sqlite3_open_v2(":memory:", out, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return *out ? xnb_sql_fail(*out, err) : xnb_fail_nomem(err);
	return deserialize(*out, bytes, err);
}

int xnb_history_open_copy(sqlite3 **out, const char *path, struct xnb_error *err)
{
	struct xnb_buf bytes = {0};
	int result = read_all(&bytes, path, err);

	if (!result)
		result = open_bytes(out, path, &bytes, err);
	xnb_buf_free(&bytes);
	return result;
}
