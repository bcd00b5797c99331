/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A series cut into stretches of one level each, and what the cuts are worth. */
#ifndef XNB_STATS_SEGMENTS_H
#define XNB_STATS_SEGMENTS_H

#include <stddef.h>

struct xnb_segments {
	const double *values; /* finite */
	size_t n;
	size_t *at; /* ascending: index of the first value behind each cut */
	size_t n_at;
};

/* Mean of the values in [first, end). */
double xnb_segment_mean(const double *values, size_t first, size_t end);

/* Of the stretch before the i-th cut, and of the one behind it. */
double xnb_segment_before(const struct xnb_segments *segments, size_t i);
double xnb_segment_after(const struct xnb_segments *segments, size_t i);

/*
 * p of Student's two-sided t-test, variances taken for equal, of the values in
 * [first, at) against those in [at, end). `share` (over 0, up to 1) is how many
 * independent values one value is worth. 1 where there are too few, or where they are
 * too large for their squares.
 */
double xnb_t_test_p(const double *values, size_t first, size_t at, size_t end,
                    double share);

/* Of the stretch before the i-th cut against the one behind it. */
double xnb_segment_p(const struct xnb_segments *segments, size_t i, double share);

/*
 * Takes cuts away, from the weakest, until each has a p of at most `level` and
 * magnitude(before, after) of the means of at least `least`.
 */
void xnb_segments_merge(struct xnb_segments *segments, double level, double share,
                        double (*magnitude)(double before, double after), double least);

#endif
