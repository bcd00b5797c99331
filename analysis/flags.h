/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often which words stand in the cell `flags` of samples.csv. */
#ifndef XNB_ANALYSIS_FLAGS_H
#define XNB_ANALYSIS_FLAGS_H

#include "base/error.h"
#include "rundir/flags.h"
#include "rundir/reader.h"

#include <stddef.h>

struct xnb_flag_count {
	char flag[32]; /* a longer word is cut off */
	size_t n;      /* samples */
};

/* Counts each word of `flags` ("a;b;c") in *counts, which grows and is freed by the
 * caller. */
int xnb_flags_take(struct xnb_flag_count **counts, size_t *n, const char *flags,
                   struct xnb_error *err);

/* How often each flag occurs in a run, warm-ups included, in order of the word. The
 * caller frees *out. */
int xnb_count_flags(struct xnb_flag_count **out, size_t *n, const struct xnb_run *run,
                    struct xnb_error *err);

#endif
