/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words in the cell `flags` of samples.csv: "warmup;moved". */
#ifndef XNB_ANALYSIS_FLAGS_H
#define XNB_ANALYSIS_FLAGS_H

#include "base/error.h"
#include "rundir/reader.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether `flags` ("a;b;c") has the word `flag`. */
bool xnb_has_flag(const char *flags, const char *flag);

/*
 * Whether a flag says that the value is no measurement of what its metric names: a result
 * that is wrong or beyond what is possible, a job that hung, crashed, was refused, is not
 * supported or was never run, a unit that failed.
 */
bool xnb_is_no_measurement(const char *flags);

struct xnb_flag_count {
	char flag[32]; /* a longer word is cut off */
	size_t n;      /* samples */
};

/* How often each flag occurs in a run, warm-ups included, in order of the word. The
 * caller frees *out. */
int xnb_count_flags(struct xnb_flag_count **out, size_t *n, const struct xnb_run *run,
                    struct xnb_error *err);

#endif
