/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of path_parts.csv, and what the calls of a series have in common: for those
 * who read the file and those who write it. */
#ifndef XNB_RUNDIR_PATH_ROWS_H
#define XNB_RUNDIR_PATH_ROWS_H

#include "base/error.h"
#include "rundir/path_parts.h"

#include <stdbool.h>

/* A way to tell parts, by its word of the column `how`. */
enum { XNB_N_PARTS = 4 };
struct xnb_path_way {
	const char *how, *words;
	bool told[XNB_N_PARTS]; /* which it tells: user, kernel, xen, rest */
};

/* NULL where there is none of that name; XNB_PARTS_NOT_TOLD is one, which tells nothing.
 */
const struct xnb_path_way *xnb_path_way_find(const char *how);

struct xnb_path_rows {
	struct xnb_path_parts_row *rows;
	size_t n;
	struct xnb_strings *strings; /* their texts; the caller's */
};

/*
 * Reads `dir`/path_parts.csv behind the rows that are there; none without the file.
 * XNB_EXIT_FAILED names file and line where a row has other parts than those of its way,
 * or they do not make up its path, or rows are not in the order of `seq`.
 */
int xnb_path_rows_read(struct xnb_path_rows *rows, const char *dir,
                       struct xnb_error *err);
int xnb_path_rows_add(struct xnb_path_rows *rows, const struct xnb_path_parts_row *row,
                      struct xnb_error *err);
void xnb_path_rows_free(struct xnb_path_rows *rows);

/* Appends the series of rows[n] to the table; texts are shared. */
int xnb_path_series_add(struct xnb_path_parts_table *table,
                        const struct xnb_path_parts_row *rows, size_t n,
                        struct xnb_error *err);

#endif
