/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One CSV file with a header row, read row by row. */
#ifndef XNB_RUNDIR_TABLE_H
#define XNB_RUNDIR_TABLE_H

#include "base/error.h"
#include "rundir/path_parts.h"
#include "rundir/sample.h"
#include "rundir/strings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Large enough for the struct of every table. */
union xnb_row {
	struct xnb_sample sample;
	struct xnb_extent_row extent;
	struct xnb_check_row check;
	struct xnb_path_parts_row parts;
};

/* Called for each row, which lives as long as the call; its texts stay. Returns 0 or -1.
 */
typedef int xnb_row_fn(void *arg, const union xnb_row *row, struct xnb_error *err);

/* How the file ended; while it is read, `line` is that of the row that is given. */
struct xnb_table_end {
	bool has_header; /* else it is empty, or torn within its first line */
	bool plain;      /* exactly the columns of the table, in their order */
	bool torn;       /* the last line lacks its line break and was not read */
	uint64_t line;   /* the one behind the last whole record */
	uint64_t whole;  /* bytes up to there */
};

/*
 * Texts of the rows are interned in `strings`; `each` may be NULL. XNB_EXIT_ENVIRONMENT:
 * cannot be read. XNB_EXIT_FAILED: not what the table says, with file, line and column;
 * also where a quote that is never closed swallows several lines, which no torn write
 * leaves.
 */
int xnb_table_read(const char *path, const struct xnb_column *columns,
                   struct xnb_strings *strings, xnb_row_fn *each, void *arg,
                   struct xnb_table_end *end, struct xnb_error *err);

#endif
