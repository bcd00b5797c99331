/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernels, one table. Names and counts are STREAM's (McCalpin, "Memory bandwidth and
 * machine balance in current high performance computers", 1995): arrays of double; a
 * kernel with two of them reads a and writes b. Beside STREAM's there are
 *
 *   NAME-nt   the same with non-temporal stores, which do not read the line that they
 *             write (so bytes_allocated is 0), ended by a store fence;
 *   update    a[i] = a[i] + s, in place: the store hits the line that was read;
 *   mix-R-1   R bytes read per byte written, on the bus as in the formula, because the
 *             array written is one of those read; mix-1-1 is `update` by its other name;
 *   compute   64 flops an element, bound by the execution units where its share fits
 *             into a cache: a yardstick of the cores, not of memory.
 *
 * The objects are compiled once, freestanding and never instrumented, so that a domain
 * and a native run execute the same bytes. Nothing here knows where it runs.
 *
 * Adding a kernel is a function in kernels_body.h (kernels_stores.h where it has a
 * non-temporal variant), its name in the list of kernels_isa.h, and a line in the table
 * of kernels.c: help, `list kernels`, run.json, the bytes of a sample and the tests
 * follow the table.
 */
#ifndef XNB_WORKLOADS_KERNELS_H
#define XNB_WORKLOADS_KERNELS_H

#include "workloads/beat.h"

#include <stdint.h>

enum xnb_isa {
	XNB_ISA_PORTABLE = 0, /* C alone; what an architecture but x86-64 has */
	XNB_ISA_SSE2 = 1,
	XNB_ISA_AVX2 = 2,
	XNB_ISA_AVX512 = 3,
	XNB_N_ISAS
};

/* "portable", "sse2", "avx2", "avx512": the words of the parameter `isa`; the order is
 * that of the vectors' width. */
extern const char *const xnb_isa_names[XNB_N_ISAS];

/* The streams of one vCPU's share, each aligned to a page. A kernel uses the first
 * `streams` of them; the others are NULL. */
struct xnb_streams {
	double *a, *b, *c;
	uint64_t elements; /* of each stream; a multiple of XNB_ELEMENTS_MULTIPLE */
};
#define XNB_ELEMENTS_MULTIPLE 64u
#define XNB_STREAM_ALIGN      4096u

/* The scalar s of the formulas, and how often `compute` repeats its own. */
#define XNB_SCALAR        3
#define XNB_COMPUTE_STEPS 32

/* One pass over the streams. Returns a sum that only `load` fills (else 0). */
typedef double xnb_kernel_fn(const struct xnb_streams *streams);

/* a, b, c and 1, times these: one element of a stream. */
struct xnb_terms {
	uint32_t a, b, c, one;
};

struct xnb_kernel {
	const char *name;
	const char *formula;      /* "a[i] = b[i] + s*c[i]" */
	uint32_t streams;         /* arrays that it touches, 1 to 3 */
	uint32_t bytes_read;      /* useful bytes per element */
	uint32_t bytes_written;   /* useful bytes per element */
	uint32_t bytes_allocated; /* read for ownership before an ordinary store */
	uint32_t flops;           /* per element */
	uint32_t non_temporal;    /* 1: its stores bypass the caches */
	uint32_t compute_bound;   /* 1: flops are what it is for, bytes are not */
	/* The likwid-bench kernels that move the same bytes the same way: what their
	 * names have in common, as "copy_mem" of copy_mem_avx512; NULL: there is none. */
	const char *likwid;
	uint32_t output; /* the stream written: 0 a, 1 b, 2 c; 3 none */
	/* An element of the output after n >= 1 passes: once + n * each, in terms of what
	 * a, b and c were prepared with. */
	struct xnb_terms once, each;
	xnb_kernel_fn *run[XNB_N_ISAS]; /* what it needs of the CPU; NULL: not for it */
};

extern const struct xnb_kernel xnb_kernels[];
extern const uint32_t xnb_n_kernels;

/* The kernel of that name, else NULL; and where in the table one is. */
const struct xnb_kernel *xnb_kernel_find(const char *name);
uint32_t xnb_kernel_index(const struct xnb_kernel *kernel);

/* The widest of `isas` (bits 1 << enum xnb_isa) that the kernel has code for, in *isa.
 * Returns 0; -1 when there is none. */
int xnb_kernel_best_isa(const struct xnb_kernel *kernel, uint32_t isas, uint32_t *isa);

/*
 * Fills the streams that are there with the values that xnb_kernel_check() expects:
 * small whole numbers, so that every result and every partial sum is exact, scattered by
 * position, so that an element that was left out, read from or written to the wrong place
 * shows, and different in each stream and from every result, so that one that was never
 * written shows too. A kernel that works in place adds with each pass, so that a pass too
 * many or too few shows at every element.
 */
void xnb_kernel_prepare(const struct xnb_streams *streams, struct xnb_beat *beat);

/*
 * Whether every element of every stream, and the sum that the last pass returned, are
 * what `passes` passes of the kernel leave. Returns 1 if so; else 0, and *wrong_at gets
 * the byte offset of the first wrong element within the share, in which b follows a and
 * c follows b (UINT64_MAX: the sum). Beyond XNB_MOST_PASSES sums are no longer exact:
 * that is wrong too, at 0.
 */
#define XNB_MOST_PASSES ((uint64_t)1 << 33)
int xnb_kernel_check(const struct xnb_kernel *kernel, const struct xnb_streams *streams,
                     uint64_t passes, double sum, uint64_t *wrong_at,
                     struct xnb_beat *beat);

/* Bytes that one pass moves: useful ones, and with the write-allocate reads. */
uint64_t xnb_kernel_useful_bytes(const struct xnb_kernel *kernel, uint64_t elements);
uint64_t xnb_kernel_bus_bytes(const struct xnb_kernel *kernel, uint64_t elements);

/*
 * Splits `bytes` from `base` into `parts` equal shares and lays out the streams of share
 * `part`, each of them whole pages. What does not divide is left over at the ends.
 * Returns 0; -1 when a share has less than a page a stream, when `base` is not aligned to
 * a page, or when there is no such part.
 */
int xnb_streams_split(const struct xnb_kernel *kernel, void *base, uint64_t bytes,
                      uint32_t parts, uint32_t part, struct xnb_streams *out);

/*
 * The ISAs this CPU and its operating state offer, as bits 1 << enum xnb_isa (CPUID and
 * XGETBV; the payload has set XCR0 before it asks). XNB_ISA_PORTABLE is always there.
 */
uint32_t xnb_isa_available(void);

#endif
