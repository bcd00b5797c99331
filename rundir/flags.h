/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words in the cell `flags` of samples.csv: "warmup;moved". */
#ifndef XNB_RUNDIR_FLAGS_H
#define XNB_RUNDIR_FLAGS_H

#include <stdbool.h>

/* Whether `flags` ("a;b;c") has the word `flag`. */
bool xnb_has_flag(const char *flags, const char *flag);

/*
 * Whether a flag says that the value is no measurement of what its metric names: a result
 * that is wrong or beyond what is possible, a job that hung, crashed, was refused, is not
 * supported or was never run, a unit that failed.
 */
bool xnb_is_no_measurement(const char *flags);

#endif
