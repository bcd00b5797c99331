/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Within rundir/csv.c: from the bytes in the window to the cells of a record. */
#ifndef XNB_RUNDIR_CSV_SPLIT_H
#define XNB_RUNDIR_CSV_SPLIT_H

#include "base/error.h"
#include "rundir/csv.h"

/* How looking for the end of a record in the window went. */
enum xnb_csv_outcome {
	XNB_CSV_GOES_ON, /* it is not in what was seen */
	XNB_CSV_WHOLE,
	XNB_CSV_ODD, /* it has more than plain cells */
	XNB_CSV_BAD, /* an error, told */
};

/* Bytes behind the window that can be read: a word that starts in it ends there. They are
 * no part of a record, and the first one is NUL. */
enum { XNB_CSV_SLACK = sizeof(uint64_t) };

/* Looks for the record that starts at csv->at; a whole one is taken. */
enum xnb_csv_outcome xnb_csv_split(struct xnb_csv *csv, struct xnb_error *err);

#endif
