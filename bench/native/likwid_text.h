/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What likwid-bench prints, read strictly: a line that is missing, stands there twice or
 * holds anything else than its number is an error, never a 0. */
#ifndef XNB_BENCH_NATIVE_LIKWID_TEXT_H
#define XNB_BENCH_NATIVE_LIKWID_TEXT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct xnb_likwid_kernels {
	char **names;
	size_t n;
};

/* Reads the list of `likwid-bench -a`: "NAME - DESCRIPTION" a line, up to an empty line
 * or the end. XNB_EXIT_FAILED where it is no such list. */
int xnb_likwid_parse_kernels(const char *text, struct xnb_likwid_kernels *kernels,
                             struct xnb_error *err);
void xnb_likwid_kernels_free(struct xnb_likwid_kernels *kernels);

/*
 * The kernels that move the same bytes in the same way as `stem`, for which it has one
 * for each instruction set: STEM, STEM_sse, STEM_avx, STEM_avx512, and the _fma variants.
 * Up to `most` of those that there are go into names[] (owned by `kernels`); returns how
 * many that are.
 */
size_t xnb_likwid_variants(const struct xnb_likwid_kernels *kernels, const char *stem,
                           const char **names, size_t most);
#define XNB_LIKWID_MOST_VARIANTS 7u

#define XNB_LIKWID_MOST_CPUS 8192u

struct xnb_likwid_result {
	char kernel[64];       /* "Test" */
	double seconds;        /* "Time": from the first start to the last end */
	uint64_t cycles;       /* "Cycles": the same, in ticks of the TSC */
	uint64_t bytes;        /* "Data volume (Byte)": useful bytes, of all passes */
	uint64_t size;         /* "Size (Byte)": of all its streams together */
	uint64_t passes;       /* "Iterations per thread" */
	uint64_t bytes_loaded; /* "Load bytes per element" */
	uint64_t bytes_stored; /* "Store bytes per elem." */
	uint32_t threads;      /* lines that say on which CPU ("hwthread") one runs */
	uint64_t on_cpu[XNB_LIKWID_MOST_CPUS / 64]; /* bits of these CPUs */
};

/*
 * Reads the output of one run. XNB_EXIT_FAILED names the line that is wrong; also where
 * "MByte/s" is not the data volume over the time, to the last digit that is printed, or
 * where two threads say that they run on one CPU.
 */
int xnb_likwid_parse_result(const char *text, struct xnb_likwid_result *result,
                            struct xnb_error *err);

#endif
