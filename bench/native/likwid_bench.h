/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * likwid-bench, of the package likwid, as the reference that our kernels are compared
 * with: which kernels it has, and one measurement of one of them. It is a program, never
 * linked: started without a shell, confined to the CPUs given, ended with us, and within
 * a time limit. Its options and its output are those of version 5.2.
 */
#ifndef XNB_BENCH_NATIVE_LIKWID_BENCH_H
#define XNB_BENCH_NATIVE_LIKWID_BENCH_H

#include "base/error.h"
#include "bench/native/likwid_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads `likwid-bench -a`. XNB_EXIT_ENVIRONMENT where there is no such program, or where
 * it cannot be used; the text has the remedy. Free with xnb_likwid_kernels_free(). */
int xnb_likwid_bench_kernels(struct xnb_likwid_kernels *kernels, struct xnb_error *err);

struct xnb_likwid_order {
	const char *kernel;   /* such as "copy_mem_avx512" */
	const uint32_t *cpus; /* one thread runs on each */
	uint32_t n_cpus;
	uint64_t bytes;   /* all streams together; it takes whole multiples of 1000 */
	uint64_t passes;  /* over these */
	unsigned seconds; /* after which it is ended */
	bool (*stopped)(void); /* once it is true, it is ended too; NULL: nothing does */
};

/*
 * Runs it once. Its memory lies in pages of 4 KiB: huge ones are forbidden to it, and
 * what could make its allocator ask for them is taken from its environment. Each of its
 * threads first touches its own part, as ours do. XNB_EXIT_FAILED with what is wrong: it
 * failed, was ended, printed what cannot be understood or contradicts itself, or did not
 * do what was ordered (the kernel, the passes, one thread on each of the CPUs).
 */
int xnb_likwid_bench_run(const struct xnb_likwid_order *order,
                         struct xnb_likwid_result *result, struct xnb_error *err);

/* The `prepare` (base/program.h) of such a run, for the test that it works: takes a
 * struct xnb_likwid_order. 0 or an errno. */
int xnb_likwid_bench_prepare(const void *order);

#endif
