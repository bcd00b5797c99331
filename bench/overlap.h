/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far several spans of time coincide: those of the vCPUs of a domain, of threads, or
 * of domains on a common clock.
 */
#ifndef XNB_BENCH_OVERLAP_H
#define XNB_BENCH_OVERLAP_H

#include <stdint.h>

/* Start from {0} and add each span, of which the end lies behind the start. */
struct xnb_overlap {
	uint64_t first, last;           /* the first start, the last end */
	uint64_t last_start, first_end; /* between them all were at work */
	uint64_t longest;               /* of the spans; 0: none was added */
};

void xnb_overlap_add(struct xnb_overlap *overlap, uint64_t start, uint64_t end);

/*
 * The time in which all were at work, as a fraction of the longest span: 1 where all
 * coincide, 0 where two of them have no moment in common.
 */
double xnb_overlap_fraction(const struct xnb_overlap *overlap);

#endif
