/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel on a team: what bandwidth, threads and sizes have in common. */
#ifndef XNB_BENCH_NATIVE_KERNEL_JOB_H
#define XNB_BENCH_NATIVE_KERNEL_JOB_H

#include "bench/native/counters_samples.h"
#include "bench/native/trial.h"
#include "workloads/kernels.h"

#include <stdint.h>

/* Names that end with NULL, of which an experiment runs those that the user left it. */
bool xnb_native_runs_kernel(const struct xnb_session *session,
                            const struct xnb_kernel *kernel, const char *const *usual);

/* The widest instruction set that the user left, this CPU has and the kernel has code
 * for; false where there is none, which is then `absent`. */
bool xnb_native_kernel_isa(struct xnb_session *session, const struct xnb_kernel *kernel,
                           uint32_t *isa);

/*
 * Measures a kernel over the first `bytes` of the trial's buffer with all of its threads:
 * metrics `bandwidth` and `bus-bandwidth`, of a kernel bound by computing `flops`. Passes
 * are as many in each thread as make a repetition of the preset's sample_ms. How many
 * that are is found by a repetition of few, when the run comes to such a series for the
 * first time: its samples are in the file and flagged `warmup`.
 *
 * XNB_EXIT_USAGE where a thread has less than a page a stream. A kernel without code for
 * this CPU is `absent`.
 */
int xnb_native_kernel_run(struct xnb_native_trial *trial, const struct xnb_kernel *kernel,
                          uint64_t bytes, struct xnb_error *err);

/* One job of a kernel, with all of a trial's threads. */
struct xnb_native_kernel_job {
	const struct xnb_kernel *kernel;
	uint32_t isa;
	uint64_t bytes; /* of the trial's buffer */
	uint32_t samples, warmups;
	uint64_t iterations;
};

/* The measure of such a job, for a caller that knows its passes (`iterations`). Errors as
 * above. */
int xnb_native_kernel_measure(struct xnb_measure *measure,
                              const struct xnb_native_trial *trial,
                              const struct xnb_native_kernel_job *job,
                              struct xnb_error *err);

/* The metrics of such an experiment, for its table. */
#define XNB_NATIVE_KERNEL_METRICS                                                     \
	{"bandwidth", "B/s", XNB_HIGHER_IS_BETTER,                                    \
	 "useful bytes, as STREAM counts them"},                                      \
	    {"bus-bandwidth", "B/s", XNB_HIGHER_IS_BETTER,                            \
	     "with the lines that ordinary stores read first (write-allocate)"},      \
	    {"flops", "1/s", XNB_HIGHER_IS_BETTER,                                    \
	     "floating-point operations of a kernel bound by them"},                  \
	    {"locality", "1", XNB_EXACT, "pages on A / pages of the buffer"},         \
	    {"huge-pages", "1", XNB_NOT_JUDGED,                                       \
	     "part of the buffer that lies in pages of 2 MiB or more"},               \
	    XNB_COUNTED_METRICS,                                                      \
	    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took"},              \
	    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"}, \
	{                                                                             \
		NULL, NULL, XNB_EXACT, NULL                                           \
	}

#endif
