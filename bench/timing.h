/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the timings of this host are worth: the "timing" of run.json. */
#ifndef XNB_BENCH_TIMING_H
#define XNB_BENCH_TIMING_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The lab's word for it, in the box's file system. */
#define XNB_LAB_FILE "/etc/xen-numabench-lab"

/* Where `lab run' has the run directory; the user knows it by another name. */
#define XNB_LAB_OUT "/out"

/* Whether `dir` is that of a `lab run', which itself names it and says how to go on. */
bool xnb_is_lab_out(const char *dir);

/*
 * "emulated", "virtualized" or "counted" where the lab says so. Where nobody does, the
 * firmware's tables (DMI) tell: "real" when they name a machine, and none that is
 * virtual; else "virtualized". Where they say nothing, nothing shows that timings are
 * real, and this is the one field that must not be wrong.
 * Files are read below `root` ("" but in tests).
 * XNB_EXIT_ENVIRONMENT when the lab's file is there but says something else.
 */
int xnb_read_timing(const char *root, char *timing, size_t size, struct xnb_error *err);

/* Whether the word is "counted": the TSC counts instructions (lab/accel.h). */
bool xnb_timing_is_counted(const char *timing);

/* Whether the word says that each instruction is emulated: "emulated" or "counted". */
bool xnb_timing_is_emulated(const char *timing);

#endif
