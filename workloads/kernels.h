/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The streaming kernels, one table. Names and counts are STREAM's (McCalpin, "Memory
 * bandwidth and machine balance in current high performance computers", 1995): arrays of
 * double; a kernel with two of them reads a and writes b.
 *
 * The objects are compiled once, freestanding and never instrumented, so that a domain
 * and a native run execute the same bytes. Nothing here knows where it runs.
 *
 * Adding a kernel is a function in kernels_body.h, its name in the list of kernels_isa.h,
 * and a line in the table of kernels.c.
 */
#ifndef XNB_WORKLOADS_KERNELS_H
#define XNB_WORKLOADS_KERNELS_H

#include "workloads/beat.h"

#include <stdint.h>

enum xnb_isa { XNB_ISA_SSE2 = 0, XNB_ISA_AVX2 = 1, XNB_ISA_AVX512 = 2, XNB_N_ISAS };

/* "sse2", "avx2", "avx512": the words of the parameter `isa`. */
extern const char *const xnb_isa_names[XNB_N_ISAS];

/* The streams of one vCPU's share, each aligned to a page. A kernel uses the first
 * `streams` of them; the others are NULL. */
struct xnb_streams {
	double *a, *b, *c;
	uint64_t elements; /* of each stream; a multiple of XNB_ELEMENTS_MULTIPLE */
};
#define XNB_ELEMENTS_MULTIPLE 64u
#define XNB_STREAM_ALIGN      4096u

/* The scalar of `scale` and `triad`. */
#define XNB_SCALAR 3.0

/* One pass over the streams. Returns a sum that only `load` fills (else 0). */
typedef double xnb_kernel_fn(const struct xnb_streams *streams);

struct xnb_kernel {
	const char *name;
	const char *formula;      /* "a[i] = b[i] + s*c[i]" */
	uint32_t streams;         /* arrays that it touches, 1 to 3 */
	uint32_t bytes_read;      /* useful bytes per element */
	uint32_t bytes_written;   /* useful bytes per element */
	uint32_t bytes_allocated; /* read for ownership before an ordinary store */
	uint32_t flops;           /* per element */
	uint32_t output;          /* the stream written: 0 a, 1 b, 2 c; 3 none */
	/* One element of the output, from what a, b and c were prepared with. */
	double (*element)(double a, double b, double c);
	xnb_kernel_fn *run[XNB_N_ISAS]; /* NULL: not for this ISA */
};

extern const struct xnb_kernel xnb_kernels[];
extern const uint32_t xnb_n_kernels;

/*
 * Fills the streams that are there with the values that xnb_kernel_check() expects:
 * small whole numbers, so that every result and every partial sum is exact, scattered by
 * position, so that an element that was left out, read from or written to the wrong place
 * shows, and different in each stream and from every result, so that one that was never
 * written shows too.
 */
void xnb_kernel_prepare(const struct xnb_streams *streams, struct xnb_beat *beat);

/*
 * Whether every element of every stream, and the sum that the last pass returned, are
 * what `passes` passes of the kernel leave. Returns 1 if so; else 0, and *wrong_at gets
 * the byte offset of the first wrong element within the share, in which b follows a and
 * c follows b (UINT64_MAX: the sum).
 */
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
 * XGETBV; the payload has set XCR0 before it asks).
 */
uint32_t xnb_isa_available(void);

#endif
