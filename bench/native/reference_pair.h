/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our kernels beside those of likwid-bench, in pairs: the two are measured right behind
 * one another, in an order that is drawn each time, on the same CPUs and over as many
 * bytes; so what disturbs for longer than a few seconds disturbs both. Both get new
 * memory each time, since which physical pages one gets is a part of its speed.
 */
#ifndef XNB_BENCH_NATIVE_REFERENCE_PAIR_H
#define XNB_BENCH_NATIVE_REFERENCE_PAIR_H

#include "base/error.h"
#include "bench/native/likwid_bench.h"
#include "bench/native/reference_choice.h"
#include "bench/native/settings.h"
#include "bench/value.h"
#include "workloads/kernels.h"

#include <stdint.h>

struct xnb_session;
struct xnb_unit;

/* What is measured: ours with pages of 4 KiB and with huge ones, theirs with the former.
 */
enum xnb_reference_tool {
	XNB_REFERENCE_OURS,
	XNB_REFERENCE_OURS_HUGE,
	XNB_REFERENCE_THEIRS,
	XNB_N_REFERENCE_TOOLS
};

/* One measurement of each tool. */
struct xnb_reference_pair {
	/* set by the caller, the rest zero */
	struct xnb_session *session;
	const struct xnb_unit *unit;
	const struct xnb_kernel *kernel;
	uint32_t cpus[XNB_NATIVE_MOST_TEAM];
	uint32_t threads;
	const struct xnb_reference_choice *choice; /* NULL while it is being made */
	uint64_t passes;                           /* of each tool */
	/* its own */
	double rate[XNB_N_REFERENCE_TOOLS];            /* B/s; 0: not measured */
	struct xnb_flags flags[XNB_N_REFERENCE_TOOLS]; /* of that sample */
	int64_t number[XNB_N_REFERENCE_TOOLS]; /* of the team, or of their process */
};

/* How likwid-bench is to run for this pair; the kernel is that of the choice. */
struct xnb_likwid_order xnb_reference_order(const struct xnb_reference_pair *pair,
                                            uint64_t passes);

/* An xnb_reference_tried_fn on a pair: a warm-up in the file. */
int xnb_reference_tried(void *pair, const struct xnb_kernel *kernel,
                        const struct xnb_likwid_result *result, struct xnb_error *err);

/*
 * Measures all tools, each as a sample, and the shares of those that have a rate. What
 * failed is a warning, a sample `status`, and counts in session->failures. -1 on a signal
 * and where the samples cannot be written.
 */
int xnb_reference_pair_measure(struct xnb_reference_pair *pair, struct xnb_error *err);

#endif
