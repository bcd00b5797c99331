/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The most frequent of counted values: what a path's length is when nothing comes in
 * between. A mean of counts would mix the path with the interrupts that hit some calls,
 * and a minimum would be one call's luck.
 */
#ifndef XNB_BENCH_MODE_H
#define XNB_BENCH_MODE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_mode {
	uint64_t
	    value; /* of several that are equally frequent the least; 0 where n is 0 */
	size_t at_mode; /* how many have that value */
	size_t n;       /* how many were looked at: those that were not told apart */
};

/*
 * The mode of the counts whose `apart` is false; NULL: all of them. n is 0 when none is
 * left. Fails only for lack of memory.
 */
int xnb_mode_find(struct xnb_mode *mode, const uint64_t *counts, const bool *apart,
                  size_t n, struct xnb_error *err);

/*
 * The mode where `ticked` says which calls a timer interrupt came near, and `apart` which
 * of them it hit: those that are not at the mode of the others. (It may come between the
 * two looks at the clock and yet not into the call.) What is off the mode and was not
 * near an interrupt is not told apart: nothing explains it, and it lowers the share. n is
 * 0 when an interrupt came near all.
 */
int xnb_mode_tell_apart(struct xnb_mode *mode, const uint64_t *counts, const bool *ticked,
                        bool *apart, size_t n, struct xnb_error *err);

/* at_mode ÷ n; NaN when none is left. */
double xnb_mode_share(const struct xnb_mode *mode);

#endif
