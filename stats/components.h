/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nested components of variance: how much of the variation comes in with the boot, the
 * domain within the boot, the round within the domain, and the sample within that. By the
 * analysis of variance and the method of moments, for unequal numbers, too (Searle,
 * Casella and McCulloch, "Variance Components", 1992, 5.2 and appendix F).
 */
#ifndef XNB_STATS_COMPONENTS_H
#define XNB_STATS_COMPONENTS_H

#include "base/error.h"
#include "stats/span.h"

#include <stdbool.h>
#include <stddef.h>

enum xnb_nest {
	XNB_NEST_BOOT,
	XNB_NEST_DOMAIN,
	XNB_NEST_BLOCK,
	XNB_NEST_SAMPLE, /* always the innermost, and not named */
	XNB_N_NESTS,
};

struct xnb_components {
	/* What the level adds to the variance; 0 where the estimate is negative; NAN
	 * where it is not estimable: the level is not among those asked for, or nowhere
	 * are there two of it within one of the level around it. What is not estimable is
	 * part of the next estimable level around it. */
	double variance[XNB_N_NESTS];
	size_t n[XNB_N_NESTS]; /* how many there are; 0 where not asked for */
};

/*
 * `levels` are those that nest, outermost first ({XNB_NEST_BOOT, XNB_NEST_DOMAIN}), none
 * twice; a level is told by its id and those of the levels around it. `logs`: of the
 * logarithms of the values, which must then be positive. The spans may come in any order;
 * spans of the same ids belong together. No value: all NAN. -1 for lack of memory.
 */
int xnb_components_of(struct xnb_components *out, const double *values, bool logs,
                      const struct xnb_span *spans, size_t n_spans,
                      const enum xnb_nest *levels, size_t n_levels,
                      struct xnb_error *err);

#endif
