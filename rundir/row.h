/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between a struct in memory and a line of CSV, by the table of its columns. */
#ifndef XNB_RUNDIR_ROW_H
#define XNB_RUNDIR_ROW_H

#include "base/buf.h"
#include "base/error.h"
#include "rundir/csv.h"
#include "rundir/sample.h"
#include "rundir/strings.h"

#include <stdbool.h>

enum { XNB_MOST_COLUMNS = 32 };

/* Appends the header row, with its line feed. */
void xnb_row_put_header(struct xnb_buf *line, const struct xnb_column *columns);

/*
 * Appends one row with its line feed. XNB_EXIT_FAILED names the column of a value that
 * cannot be written: NAN or infinite, negative, not UTF-8.
 */
int xnb_row_put(struct xnb_buf *line, const struct xnb_column *columns, const void *row,
                struct xnb_error *err);

/* Where the columns are in a file. */
struct xnb_row_layout {
	const struct xnb_column *columns;
	size_t cell[XNB_MOST_COLUMNS]; /* of the i-th column */
	size_t n_cells;                /* of each record of the file */
};

/* Takes the record in `csv` as header. XNB_EXIT_FAILED names a column that is missing or
 * occurs twice. */
int xnb_row_read_header(struct xnb_row_layout *layout, const struct xnb_column *columns,
                        const struct xnb_csv *csv, struct xnb_error *err);

/* Whether the file has exactly the columns of the table, so that rows may be appended. */
bool xnb_row_layout_is_plain(const struct xnb_row_layout *layout);

/*
 * Fills `row` from the record in `csv`. What is in `row` must be the row before of the
 * same file, or zeros: texts that did not change are not looked up again.
 * XNB_EXIT_FAILED names line and column.
 */
int xnb_row_get(void *row, const struct xnb_row_layout *layout, const struct xnb_csv *csv,
                struct xnb_strings *strings, struct xnb_error *err);

#endif
