/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our share of likwid-bench's speed, as a table, from the samples of a run. */
#ifndef XNB_BENCH_NATIVE_REFERENCE_TABLE_H
#define XNB_BENCH_NATIVE_REFERENCE_TABLE_H

#include "base/buf.h"
#include "base/error.h"
#include "rundir/sample.h"
#include "stats/interval.h"

#include <stdbool.h>
#include <stddef.h>

/* What ours is to reach of theirs, at the lower end of the interval. */
#define XNB_REFERENCE_AIM 0.98

/* Of one kernel, number of threads and page size. */
struct xnb_reference_row {
	char kernel[32], threads[16], page[16];
	char reference[64];             /* the kernel of likwid-bench; or "several" */
	double *shares, *ours, *theirs; /* the last two in B/s; n_... of each */
	size_t n_shares, n_ours, n_theirs;
	size_t n_flagged; /* pairs that something disturbed: they count all the same */
};

/* Start from {0}. */
struct xnb_reference_table {
	struct xnb_reference_row *rows; /* in the order in which they turned up */
	size_t n_rows;
};

/* Takes a sample, of any experiment; those of `reference` that are measurements count. */
int xnb_reference_take(struct xnb_reference_table *table, const struct xnb_sample *sample,
                       struct xnb_error *err);
/* Takes all of a run directory. */
int xnb_reference_read(struct xnb_reference_table *table, const char *path,
                       struct xnb_error *err);
void xnb_reference_free(struct xnb_reference_table *table);

/* The geometric mean of the shares with its two-sided 95 % interval, by t on the
 * logarithms: pairs are the units. No interval (NAN) below two pairs. */
struct xnb_interval xnb_reference_share(const struct xnb_reference_row *row);

/*
 * Appends the table: a line for each row, and whether the lower end of the interval
 * reaches XNB_REFERENCE_AIM; `means` is false where timings mean nothing, then nothing is
 * said of that. Nothing where there are no pairs.
 */
void xnb_reference_print(const struct xnb_reference_table *table, bool means,
                         struct xnb_buf *out);

#endif
