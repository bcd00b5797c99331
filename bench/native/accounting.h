/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the time of a run went. What is measured, and what is run only to warm up and is
 * in the file with the flag `warmup`, is what a run is for; the rest (touching and
 * preparing memory, verifying results, calibration, writing, starting) is the harness's
 * own.
 */
#ifndef XNB_BENCH_NATIVE_ACCOUNTING_H
#define XNB_BENCH_NATIVE_ACCOUNTING_H

#include <jansson.h>
#include <stdint.h>

struct xnb_accounting {
	uint64_t start_ns;       /* of the run, CLOCK_MONOTONIC */
	double measured, warmup; /* seconds */
};

/* Part of the wall time until now that is measured or warm-up, 0 to 1. */
double xnb_accounting_share(const struct xnb_accounting *accounting, uint64_t now_ns);

/* {"wall_seconds", "measured_seconds", "warmup_seconds", "share"}; NULL: no memory. */
json_t *xnb_accounting_json(const struct xnb_accounting *accounting, uint64_t now_ns);

/* The same as a line for people. */
void xnb_accounting_text(const struct xnb_accounting *accounting, uint64_t now_ns,
                         char *text, size_t size);

#endif
