/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clock that all threads share, and the rate of the counter that samples are timed
 * with (workloads/tsc.h). */
#ifndef XNB_NATIVE_CLOCK_H
#define XNB_NATIVE_CLOCK_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in ns: the `now_ns` of a struct xnb_runner, the same on all CPUs. */
uint64_t xnb_native_now_ns(uint32_t vcpu);

struct xnb_native_tsc {
	double hz;    /* ticks per second, measured against CLOCK_MONOTONIC */
	double error; /* how far off that can be, as a fraction, from how long the pairs
	                 of readings took */
	bool
	    invariant; /* its rate depends on no P-, C- or T-state (CPUID 80000007h, EDX
	                  bit 8, Intel SDM vol. 3, 18.17.1; always, where it is no x86) */
	char
	    doubt[160]; /* why it may be no measure of time; "" where there is no doubt */
};

/* Measures for about 50 ms. XNB_EXIT_FAILED where the counter stands still or runs back.
 */
int xnb_native_tsc_measure(struct xnb_native_tsc *tsc, const char *root,
                           struct xnb_error *err);

#endif
