/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a run with the experiment `reference`. */
#ifndef XNB_BENCH_NATIVE_REFERENCE_H
#define XNB_BENCH_NATIVE_REFERENCE_H

#include "bench/warnings.h"

#include <stdbool.h>

/* Prints the table of a run directory (reference_table.h) on standard output; nothing
 * where it has no pairs. What cannot be read is a warning. `means`: timings do. */
void xnb_reference_conclude(const char *dir, bool means, struct xnb_warnings *warnings);

#endif
