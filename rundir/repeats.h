/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of samples.csv that are there more than once, as in a file that was appended to
 * itself: more rows, but not more data.
 *
 * A row is known by its series, boot, domain, iteration, block, seq, and vcpu. One that
 * also has the value, locality and flags of an earlier one is a repeat. This can only be
 * told where `seq` tells the samples of a series apart. In a file from elsewhere that
 * does not number them nothing is known to be a repeat, and nothing is taken out: where
 * all rows have one seq, where rows of one series share a seq and differ in the other
 * numbers, or where rows share all of the former and differ in the latter. A constant
 * that was measured often looks like repeats there.
 */
#ifndef XNB_RUNDIR_REPEATS_H
#define XNB_RUNDIR_REPEATS_H

#include "base/error.h"
#include "rundir/sample.h"

#include <stddef.h>

struct xnb_repeats {
	size_t n_repeats; /* taken out of the samples */
	size_t n_alike;   /* rows that cannot be told apart from an earlier one; 0, or
	                     there are no repeats */
	size_t first, earlier; /* places, in the samples as they were, of the first such
	                          row and of the one that it is like */
};

/* Takes repeats out of samples[*n], whose texts are interned, and keeps the order. */
int xnb_repeats_take_out(struct xnb_repeats *out, struct xnb_sample *samples, size_t *n,
                         struct xnb_error *err);

#endif
