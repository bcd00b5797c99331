/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV as in RFC 4180, both ways: cells in quotes may hold commas, quotes (doubled) and
 * line breaks; records end in LF or CRLF. Reading goes record by record through a
 * window of bounded size, so that the size of a file does not matter. A UTF-8 byte order
 * mark is skipped.
 */
#ifndef XNB_RUNDIR_CSV_H
#define XNB_RUNDIR_CSV_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Appends one cell, quoted where it must be. */
void xnb_csv_put_cell(struct xnb_buf *line, const char *cell);

/* No record is longer, in bytes of the file; one with a longer one is not what the caller
 * takes it for. */
enum { XNB_CSV_LONGEST_RECORD = 1 << 20 };

struct xnb_csv_cell {
	uint32_t at, length;
};

struct xnb_csv {
	const char *path; /* for errors */
	/* The record that xnb_csv_next() found. */
	size_t n_cells;
	uint64_t line;   /* the line it starts on, from 1 */
	uint64_t offset; /* the byte it starts at */
	char *text;      /* its cells, each NUL-terminated */
	struct xnb_csv_cell *cells;
	size_t most_cells; /* room in `cells` */
	/* Where reading stands. */
	uint64_t next_line, next_offset;
	int fd;
	char *window;    /* part of the file; a record lies in it whole */
	char *unquoted;  /* as large: the cells of a record that has quotes */
	size_t size;     /* of the window */
	size_t at, end;  /* what of it is not yet read */
	bool at_the_end; /* of the file */
};

enum xnb_csv_found {
	XNB_CSV_RECORD,
	XNB_CSV_END,  /* the file ends behind a whole record, or is empty */
	XNB_CSV_TORN, /* the file ends within a record; `line`, `offset` are its start */
	XNB_CSV_ERROR,
};

/* XNB_EXIT_ENVIRONMENT when the file cannot be opened, or is no regular one. `path` is
 * kept, not copied. */
int xnb_csv_open(struct xnb_csv *csv, const char *path, struct xnb_error *err);

/* XNB_EXIT_FAILED names line and column of a NUL byte, a stray quote, or a lone CR. */
enum xnb_csv_found xnb_csv_next(struct xnb_csv *csv, struct xnb_error *err);

/* The i-th cell of the record, i < n_cells; until the next record. Some bytes behind its
 * NUL can be read, too (XNB_STRINGS_SLACK). */
static inline const char *xnb_csv_cell(const struct xnb_csv *csv, size_t i)
{
	return csv->text + csv->cells[i].at;
}

void xnb_csv_close(struct xnb_csv *csv);

#endif
